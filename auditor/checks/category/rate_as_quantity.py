"""质量率作数量."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Field, Row, Severity


class RateAsQuantity(RowCheck):
    """数量指标写的是合格率、达标率一类的质量比率。

    合格率回答“做得好不好”，数量指标要回答“做了多少”，两者混用会让产出数量没有目标。

    已知局限：完成率、覆盖率放在数量指标下通常可以接受，本规则不指出。
    """

    code = "K02"
    slug = "rate-as-quantity"
    title = "质量率作数量"
    severity = Severity.HIGH
    policy = ("M88-structure", "G101-classes")
    advice = "把这一行移到质量指标，另设数量指标写明完成的工作量，例如“__数量≥__（单位）”。"
    bad = one_row("数量指标", "校舍维修工程质量合格率", "100%")
    good = one_row("质量指标", "校舍维修工程质量合格率", "100%")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.judgement.category.declared is not Category.QUANTITY:
            return
        reading = read(row.indicator, context.language)
        if reading.nature is Nature.QUALITY_RATE and reading.rate:
            name = row.indicator.name or ""
            yield Observation(
                quote=name,
                message=f"“{name}”是质量比率，放在数量指标下，没有说明完成多少工作量",
                fields=(Field.NAME, Field.LEVEL2),
            )
