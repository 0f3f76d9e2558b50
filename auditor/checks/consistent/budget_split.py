"""资金构成不平."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.consistent.cost import plain
from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Field, Project, Row, Severity

# Three figures printed to two decimals of a 万元 may be off by rounding, never by more than this.
_ROUNDING = Decimal("0.01")


class BudgetSplit(ProjectCheck):
    """预算数不等于财政资金与其他资金之和。

    预算规模是绩效目标的对照基础，构成与总数对不上，成本、支出计划等都无法核对。

    三个数都印出来时才核对，允许四舍五入造成的百元以内的差额；其他资金空白时，只核对财政资金不超过预算数。

    已知局限：预算数另含结转资金而表中没有单列时，会被误提示。
    """

    code = "C09"
    slug = "budget-split"
    title = "资金构成不平"
    severity = Severity.HIGH
    advice = (
        "核对预算数、财政资金和其他资金，使总数等于各项之和；"
        "另有结转等资金的，单列并写明金额__万元。"
    )
    bad = document(
        project(
            indicator("数量指标", "维护道路里程", "≥12公里"),
            budget="50.00",
            fiscal_funds="40.00",
            other_funds="5.00",
        )
    )
    good = document(
        project(
            indicator("数量指标", "维护道路里程", "≥12公里"),
            budget="50.00",
            fiscal_funds="45.00",
            other_funds="5.00",
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        budget, fiscal, other = project.budget, project.fiscal_funds, project.other_funds
        if budget is None or fiscal is None:
            return
        if other is not None and abs(budget - fiscal - other) > _ROUNDING:
            message = (
                f"预算数{plain(budget)}万元，财政资金{plain(fiscal)}万元与其他资金"
                f"{plain(other)}万元之和为{plain(fiscal + other)}万元，两者不等"
            )
        elif other is None and fiscal - budget > _ROUNDING:
            message = f"财政资金{plain(fiscal)}万元多于预算数{plain(budget)}万元"
        else:
            return
        yield Observation(
            quote=str(budget),
            message=message,
            fields=(Field.BUDGET, Field.FISCAL_FUNDS, Field.OTHER_FUNDS),
        )
