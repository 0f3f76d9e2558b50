"""成本与预算不符."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.consistent.cost import (
    amount,
    equals_any_fund,
    is_cost,
    is_part,
    is_total,
    plain,
)
from auditor.checks.examples import document, indicator, project
from auditor.classify.words import Words
from auditor.domain import Certainty, Document, Field, Operator, Project, Row, Scope, Severity


class CostVsBudget(ProjectCheck):
    """总成本指标的金额与本项目预算数不一致。

    成本指标是对项目花费的约束，高于预算数意味着钱从哪里来没有说明，低于预算数意味着预算安排多于需要；
    两者口径相同时应当一致。

    只比较口径相同的数：单位成本、单价、分项成本、分阶段成本、多年总投资都不与预算数相比；
    与财政资金或其他资金一致的也不提示。

    已知局限：成本是否含自筹、结转等表外资金，表中看不出来，须由填报单位说明。
    """

    code = "C01"
    slug = "cost-vs-budget"
    title = "成本与预算不符"
    severity = Severity.HIGH
    certainty = Certainty.LIKELY
    policy = ("M88-matched", "E10-soundness")
    advice = (
        "核对成本指标与预算数：口径相同的改为一致；"
        "口径不同的写明范围，例如“其中本年预算安排__万元”“自筹__万元”。"
    )
    bad = document(project(indicator("成本指标", "项目总成本", "100万元"), budget="50.00"))
    good = document(project(indicator("成本指标", "单位维护成本", "≤0.8万元/公里"), budget="50.00"))

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if project.scope is Scope.WHOLE or project.budget is None:
            return
        words = Words(context.language)
        costs = [
            (row, money)
            for row in rows
            if is_cost(row) and (money := amount(row)) is not None and not is_part(row, words)
        ]
        if any(equals_any_fund(money, project) for _, money in costs):
            return
        alone = sum(is_cost(row) for row in rows) == 1
        for row, money in costs:
            above = money > project.budget
            if above or (alone and is_total(row, words)):
                yield self._differs(row, money, project.budget)

    @staticmethod
    def _differs(row: Row, money: Decimal, budget: Decimal) -> Observation:
        above = money > budget
        floor = row.judgement.target.operator in (Operator.AT_LEAST, Operator.MORE)
        return Observation(
            quote=row.indicator.value or "",
            message=(
                f"成本指标“{row.indicator.name}”的指标值为“{row.indicator.value}”，"
                f"{'高于' if above else '低于'}本项目预算数{plain(budget)}万元，相差"
                f"{plain(abs(money - budget))}万元"
            ),
            fields=(Field.VALUE, Field.BUDGET),
            rows=(row.indicator.row,),
            severity=None if above else Severity.MEDIUM,
            certainty=Certainty.UNSURE if floor else None,
        )
