"""Family P 照搬."""

from auditor.checks.base import Check

CHECKS: tuple[type[Check], ...] = ()
