"""指标值为名称变序."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Field, Row, Severity, Vagueness
from auditor.text.normalise import comparable

_GRADE = re.compile(r"^\s*(?P<grade>优秀|优|良好|良|合格|好|高)\s*[，,、;；:：]")


class ValueNearName(RowCheck):
    """指标值只是把三级指标名称或指标描述换了顺序、增减了虚词。

    这样的指标值没有增加任何可以核对的内容，年底无法判断是否完成。

    已知局限：只识别变序和虚词增减，换一种说法的重复认不出来。
    """

    code = "D02"
    slug = "value-near-name"
    title = "指标值与名称或描述雷同"
    severity = Severity.MEDIUM
    policy = ("E10-clarity", "M88-quantified")
    advice = "把指标值改为能核对的目标，例如“由__提升至__”“≥__（单位）”，或写明判定标准和佐证材料。"
    bad = one_row("社会效益指标", "提升景区社会知名度", "景区知名度提升")
    good = one_row("社会效益指标", "提升景区社会知名度", "年接待游客由__万人次提升至__万人次")
    supersedes = (
        "vague-output-value",
        "vague-benefit-value",
        "qual-no-criteria",
        "unclear-measure",
    )

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        indicator, same = row.indicator, row.judgement.duplicate_fields
        value = indicator.value or ""
        if row.judgement.vagueness.label is Vagueness.CLEAR:
            return
        if "name=value" in same and comparable(indicator.name or "") != comparable(value):
            label, field, text = "三级指标名称", Field.NAME, indicator.name
        elif "description=value" in same and "name=value" not in same:
            label, field, text = "绩效指标描述", Field.DESCRIPTION, indicator.description
        else:
            return
        if graded := _GRADE.match(value):
            same_as = f"除等次“{graded['grade']}”外与{label}“{text}”雷同，没有写明评定的标准"
        else:
            same_as = f"与{label}“{text}”雷同，没有增加可以核对的内容"
        yield Observation(
            quote=value,
            message=f"指标值“{value}”{same_as}",
            fields=(Field.VALUE, field),
        )
