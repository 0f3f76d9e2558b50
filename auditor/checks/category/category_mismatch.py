"""类别疑似错配."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.category.filed import (
    better_class,
    filed_as,
    measured,
    refused,
    refusing_rule,
)
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Certainty, Field, Row, Severity

#: What the rule on this very swap looks at more closely, and may have let pass.
_LOOKED_AT = {
    "count-as-quality": (
        Nature.ACTIVITY_COUNT,
        Nature.PEOPLE_COUNT,
        Nature.DEAL,
        Nature.PRODUCT_COUNT,
        Nature.REACH,
    ),
    "money-as-output": (Nature.MONEY_GIVEN, Nature.EXECUTION_RATE),
    "activity-as-effect": (Nature.ACTIVITY_COUNT,),
}
#: From here on the best class itself is hardly in doubt.
_SURE = 0.9


class CategoryMismatch(RowCheck):
    """指标的内容与所填的二级指标类别不符。

    类别放错，这一类就少了真正的目标，其他类又重复，整张表看不出产出和效益各是什么。

    已知局限：由规则或模型按名称、描述和指标值判断，不看填报的类别；可以放在两类之下的不指出，
    模型把握不大的标为“待核”；同一行有更具体的类别规则时，由那条规则指出。
    """

    code = "K10"
    slug = "category-mismatch"
    title = "类别疑似错配"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("M88-structure", "G101-classes")
    advice = (
        "核对这一行的内容，移到相符的二级指标；原类别缺少目标的，另写一条，例如“__≥__（单位）”。"
    )
    bad = one_row("时效指标", "隐患排查任务完成率", "≥95%")
    good = one_row("质量指标", "隐患排查任务完成率", "≥95%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if not refused(row):
            return
        judged, better = row.judgement.category, better_class(row, context)
        rule = refusing_rule(row, context)
        nature = read(row.indicator, context.language).nature
        if better is None or nature in _LOOKED_AT.get(rule or "", ()):
            return
        sure = rule is not None or (judged.probability or 0) >= _SURE
        others = [c for c in judged.also if c not in (better, judged.declared)]
        told = f"，也可归{'、'.join(others)}" if others else ""
        name = row.indicator.name or ""
        yield Observation(
            quote=name,
            message=(
                f"“{name}”填在“{filed_as(row)}”下，{measured(row, better, context)}，"
                f"更像{better}{told}"
            ),
            fields=(Field.NAME, Field.LEVEL2),
            certainty=Certainty.LIKELY if sure else Certainty.UNSURE,
            score=judged.probability if judged.best is better else None,
        )
