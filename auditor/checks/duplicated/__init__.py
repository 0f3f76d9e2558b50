"""Family D 重复."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
