"""Family M 完整性."""

from auditor.checks.base import Check
from auditor.checks.complete.empty_cell import EmptyCell
from auditor.checks.complete.missing_level1 import MissingLevel1
from auditor.checks.complete.missing_level2 import MissingLevel2
from auditor.checks.complete.plan_incomplete import PlanIncomplete
from auditor.checks.complete.uncovered_task import UncoveredTask

CHECKS: tuple[type[Check], ...] = (
    MissingLevel1,
    MissingLevel2,
    EmptyCell,
    PlanIncomplete,
    UncoveredTask,
)
