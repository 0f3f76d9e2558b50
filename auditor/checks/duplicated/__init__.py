"""Family D 重复."""

from auditor.checks.base import Check
from auditor.checks.duplicated.desc_equals_name import DescriptionEqualsName
from auditor.checks.duplicated.goal_equals_purpose import GoalEqualsPurpose
from auditor.checks.duplicated.intra_table_redundant import IntraTableRedundant
from auditor.checks.duplicated.narrative_repeat import NarrativeRepeat
from auditor.checks.duplicated.value_equals_name import ValueEqualsName
from auditor.checks.duplicated.value_near_name import ValueNearName

CHECKS: tuple[type[Check], ...] = (
    ValueEqualsName,
    ValueNearName,
    DescriptionEqualsName,
    GoalEqualsPurpose,
    NarrativeRepeat,
    IntraTableRedundant,
)
