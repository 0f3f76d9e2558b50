"""Family K 类别错配."""

from auditor.checks.base import Check
from auditor.checks.category.activity_as_benefit import ActivityAsBenefit
from auditor.checks.category.benefit_class_mixup import BenefitClassMixup
from auditor.checks.category.category_mismatch import CategoryMismatch
from auditor.checks.category.count_as_quality import CountAsQuality
from auditor.checks.category.execution_as_cost import ExecutionAsCost
from auditor.checks.category.money_as_quantity import MoneyAsQuantity
from auditor.checks.category.payment_as_timeliness import PaymentAsTimeliness
from auditor.checks.category.quality_as_benefit import QualityAsBenefit
from auditor.checks.category.rate_as_quantity import RateAsQuantity
from auditor.checks.category.routine_management import RoutineManagement
from auditor.checks.category.satisfaction_misplaced import SatisfactionMisplaced
from auditor.checks.category.value_off_name import ValueOffName

CHECKS: tuple[type[Check], ...] = (
    MoneyAsQuantity,
    RateAsQuantity,
    CountAsQuality,
    ExecutionAsCost,
    ActivityAsBenefit,
    SatisfactionMisplaced,
    PaymentAsTimeliness,
    QualityAsBenefit,
    BenefitClassMixup,
    CategoryMismatch,
    ValueOffName,
    RoutineManagement,
)
