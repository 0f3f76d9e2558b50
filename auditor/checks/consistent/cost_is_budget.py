"""成本即预算总额."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.consistent.cost import amount, is_cost, is_part, plain, same_money
from auditor.checks.examples import document, indicator, project
from auditor.classify.words import Words
from auditor.domain import Document, Field, Project, Row, Scope, Severity


class CostIsBudget(ProjectCheck):
    """成本指标只是把预算总额重写一遍，没有单位成本或分项成本。

    预算数在表头已经列明，重写一遍看不出钱花得贵不贵；有了单价、人均或分项控制数，才能比较和约束成本。

    已知局限：一次性、不可拆分的支出（如一笔补偿款）可以只列总额，是否需要细化由填报单位判断。
    """

    code = "C02"
    slug = "cost-is-budget"
    title = "成本即预算总额"
    severity = Severity.NOTE
    advice = (
        "在总额之外补充单位成本或分项成本控制数，例如“每次活动成本≤__元”“租金≤__元/平方米/年”。"
    )
    bad = document(project(indicator("成本指标", "项目总成本", "≤50万元"), budget="50.00"))
    good = document(
        project(
            indicator("成本指标", "项目总成本", "≤50万元"),
            indicator("成本指标", "每次活动成本", "≤5万元/次"),
            budget="50.00",
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if project.scope is Scope.WHOLE or not project.budget:
            return
        costs = [row for row in rows if is_cost(row)]
        if len(costs) != 1:
            return
        row, money = costs[0], amount(costs[0])
        if money is None or is_part(row, Words(context.language)):
            return
        if same_money(money, project.budget):
            yield Observation(
                quote=row.indicator.value or "",
                message=(
                    f"成本指标“{row.indicator.name}”的指标值“{row.indicator.value}”就是"
                    f"预算数{plain(project.budget)}万元，没有单位成本或分项成本"
                ),
                fields=(Field.VALUE, Field.BUDGET),
                rows=(row.indicator.row,),
            )
