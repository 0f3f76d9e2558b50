"""Family M 完整性."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
