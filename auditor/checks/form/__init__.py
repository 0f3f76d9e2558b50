"""Family F 规范性."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
