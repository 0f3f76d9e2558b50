"""Family V 空泛."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
