"""Family P 照搬."""

from auditor.checks.base import Check
from auditor.checks.copied.basis_mismatch import BasisMismatch
from auditor.checks.copied.boilerplate_indicator import BoilerplateIndicator
from auditor.checks.copied.clone_table import CloneTable
from auditor.checks.copied.department_alike import DepartmentAlike
from auditor.checks.copied.narrative_alike import NarrativeAlike
from auditor.checks.copied.off_topic_indicator import OffTopicIndicator
from auditor.checks.copied.stale_year import StaleYear
from auditor.checks.copied.target_lowered import TargetLowered
from auditor.checks.copied.uniform_values import UniformValues
from auditor.checks.copied.year_unchanged import YearUnchanged

CHECKS: tuple[type[Check], ...] = (
    CloneTable,
    BoilerplateIndicator,
    UniformValues,
    StaleYear,
    DepartmentAlike,
    YearUnchanged,
    TargetLowered,
    NarrativeAlike,
    OffTopicIndicator,
    BasisMismatch,
)
