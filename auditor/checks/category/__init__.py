"""Family K 类别错配."""

from auditor.checks.base import Check
from auditor.checks.category.activity_as_benefit import ActivityAsBenefit
from auditor.checks.category.count_as_quality import CountAsQuality
from auditor.checks.category.execution_as_cost import ExecutionAsCost
from auditor.checks.category.money_as_quantity import MoneyAsQuantity
from auditor.checks.category.payment_as_timeliness import PaymentAsTimeliness
from auditor.checks.category.rate_as_quantity import RateAsQuantity
from auditor.checks.category.satisfaction_misplaced import SatisfactionMisplaced

CHECKS: tuple[type[Check], ...] = (
    MoneyAsQuantity,
    RateAsQuantity,
    CountAsQuality,
    ExecutionAsCost,
    ActivityAsBenefit,
    SatisfactionMisplaced,
    PaymentAsTimeliness,
)
