"""Family K 类别错配."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
