"""Family C 一致性."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
