"""执行率作成本."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Field, Operator, Row, Severity


class ExecutionAsCost(RowCheck):
    """成本指标写的是预算执行率、资金支付率，没有说明成本控制在多少。

    执行率高不等于成本低，只写执行率看不出单位产出花了多少钱。

    已知局限：部分地区的指标库把预算完成率列在成本指标下，因此只作提示，不视为错误；
    写成上限（≤）的支出占比起控制成本的作用，不指出。
    """

    code = "K04"
    slug = "execution-as-cost"
    title = "执行率作成本"
    severity = Severity.NOTE
    policy = ()
    advice = "可改为单位成本或分项成本控制数，例如“每__（单位）成本≤__元”“__费用≤__万元”。"
    bad = one_row("成本指标", "预算执行率", "≥90%")
    good = one_row("成本指标", "每公里养护成本", "≤3.5万元")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.judgement.category.declared is not Category.COST:
            return
        ceiling = row.judgement.target.operator in {Operator.AT_MOST, Operator.LESS}
        nature = read(row.indicator, context.language).nature
        if nature is Nature.EXECUTION_RATE and not ceiling:
            name = row.indicator.name or ""
            yield Observation(
                quote=name,
                message=f"“{name}”反映的是资金使用情况，没有说明成本要控制在多少",
                fields=(Field.NAME, Field.LEVEL2),
            )
