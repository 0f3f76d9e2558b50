"""一表同值."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Document, Field, Project, Row, Severity, TargetKind

_NAMES = {
    "数量指标": "巡查覆盖率",
    "质量指标": "设备正常运转率",
    "时效指标": "事项办结及时率",
    "成本指标": "预算执行率",
    "社会效益指标": "社会稳定度",
    "满意度指标": "群众满意度",
}
_WHOLE = Decimal(100)


class UniformValues(ProjectCheck):
    """一张表里不管什么指标，指标值几乎都是同一个百分比。

    不同的指标有不同的水平，一律写成同一个数，多半没有按历史数据和工作计划逐项测算。

    已知局限：一律写100%的表不指出；行数太少的表不判断。
    """

    code = "P03"
    slug = "uniform-values"
    title = "一表同值"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("M88-reasonable",)
    advice = "逐项按上年实际和本年计划测算指标值，例如“上年实际__%，本年≥__%”，并在依据栏写明来源。"
    bad = document(project(*(indicator(c, n, "≥90%") for c, n in _NAMES.items())))
    good = document(
        project(
            *(
                indicator(c, n, v)
                for (c, n), v in zip(
                    _NAMES.items(),
                    ("≥90%", "≥98%", "≥90%", "≤50万元", "≥85%", "≥95%"),
                    strict=True,
                )
            )
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        thresholds = context.settings.thresholds
        by_value: dict[tuple[str | None, Decimal], list[Row]] = defaultdict(list)
        for row in rows:
            target = row.judgement.target
            figure = target.low if target.low is not None else target.high
            if target.kind is TargetKind.NUMBER and target.unit == "%" and figure is not None:
                by_value[target.operator, figure].append(row)
        if not by_value:
            return
        (_, figure), same = max(by_value.items(), key=lambda item: len(item[1]))
        needed = max(thresholds.uniform_rows, thresholds.uniform_share * len(rows))
        if figure >= _WHOLE or len(same) < needed:
            return
        value = same[0].indicator.value or ""
        yield Observation(
            quote=value,
            message=f"本表{len(rows)}行指标中有{len(same)}行的指标值都是“{value}”，看不出逐项测算",
            fields=(Field.VALUE,),
            rows=tuple(r.indicator.row for r in same),
        )
