"""Family C 一致性."""

from auditor.checks.base import Check
from auditor.checks.consistent.budget_split import BudgetSplit
from auditor.checks.consistent.cost_is_budget import CostIsBudget
from auditor.checks.consistent.cost_vs_budget import CostVsBudget
from auditor.checks.consistent.direction_wrong import DirectionWrong
from auditor.checks.consistent.impossible_value import ImpossibleValue
from auditor.checks.consistent.multi_in_one import MultiInOne
from auditor.checks.consistent.part1_vs_part2 import Part1VsPart2
from auditor.checks.consistent.text_contradiction import TextContradiction
from auditor.checks.consistent.unit_mismatch import UnitMismatch
from auditor.checks.consistent.value_too_low import ValueTooLow

CHECKS: tuple[type[Check], ...] = (
    CostVsBudget,
    CostIsBudget,
    Part1VsPart2,
    DirectionWrong,
    ImpossibleValue,
    UnitMismatch,
    ValueTooLow,
    MultiInOne,
    BudgetSplit,
    TextContradiction,
)
