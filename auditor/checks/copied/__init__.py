"""Family P 照搬."""

from auditor.checks.base import Check
from auditor.checks.copied.boilerplate_indicator import BoilerplateIndicator
from auditor.checks.copied.clone_table import CloneTable
from auditor.checks.copied.stale_year import StaleYear
from auditor.checks.copied.uniform_values import UniformValues

CHECKS: tuple[type[Check], ...] = (
    CloneTable,
    BoilerplateIndicator,
    UniformValues,
    StaleYear,
)
