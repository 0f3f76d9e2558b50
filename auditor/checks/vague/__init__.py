"""Family V 空泛."""

from auditor.checks.base import Check
from auditor.checks.vague.generic_indicator_name import GenericIndicatorName
from auditor.checks.vague.goal_as_payment import GoalAsPayment
from auditor.checks.vague.goal_unquantified import GoalUnquantified
from auditor.checks.vague.growth_no_baseline import GrowthNoBaseline
from auditor.checks.vague.qual_no_criteria import QualNoCriteria
from auditor.checks.vague.slogan_with_percent import SloganWithPercent
from auditor.checks.vague.unclear_measure import UnclearMeasure
from auditor.checks.vague.vague_basis import VagueBasis
from auditor.checks.vague.vague_benefit_value import VagueBenefitValue
from auditor.checks.vague.vague_output_value import VagueOutputValue
from auditor.checks.vague.vague_timeliness import VagueTimeliness

CHECKS: tuple[type[Check], ...] = (
    VagueOutputValue,
    VagueBenefitValue,
    QualNoCriteria,
    SloganWithPercent,
    GrowthNoBaseline,
    VagueTimeliness,
    GenericIndicatorName,
    VagueBasis,
    GoalAsPayment,
    GoalUnquantified,
    UnclearMeasure,
)
