"""质量作效益."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.category.filed import (
    EFFECTS,
    better_class,
    filed_as,
    measured,
    refused,
    refusing_rule,
)
from auditor.checks.examples import one_row
from auditor.domain import Category, Certainty, Field, Row, Severity


class QualityAsBenefit(RowCheck):
    """效益指标写的是合格率、正常运行一类的质量要求，没有说明带来了什么效益。

    产出合格是花钱应得的结果，效益要回答合格的产出用起来之后，服务对象和社会有什么变化。

    已知局限：由规则或模型判断；事故率、完好率等有时也能代表社会效益，拿不准的不指出，模型单独判断的标为“很可能”。
    """

    code = "K08"
    slug = "quality-as-benefit"
    title = "质量作效益"
    severity = Severity.MEDIUM
    policy = ("FORM-distinct", "M88-structure")
    advice = (
        "移到质量指标；在效益指标写产出用起来之后的变化，例如“__由__提高到__”“受益__≥__（单位）”。"
    )
    bad = one_row("经济效益指标", "设计功能实现率", "≥60%")
    good = one_row("质量指标", "设计功能实现率", "≥60%")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        judged = row.judgement.category
        if not refused(row) or judged.declared not in EFFECTS:
            return
        if better_class(row, context) is not Category.QUALITY:
            return
        name = row.indicator.name or ""
        why = measured(row, Category.QUALITY, context)
        certain = refusing_rule(row, context) is not None
        yield Observation(
            quote=name,
            message=(
                f"“{name}”{why}，说的是产出的质量，放在“{filed_as(row)}”下，没有说明带来什么效益"
            ),
            fields=(Field.NAME, Field.LEVEL2),
            certainty=Certainty.CERTAIN if certain else Certainty.LIKELY,
            score=judged.probability if judged.best is Category.QUALITY else None,
        )
