"""指标值照抄名称."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import FIGURES, TIMES, Field, Row, Severity, Vagueness
from auditor.text.normalise import comparable

#: A figure or a date says how much, even where the name already gave it.


class ValueEqualsName(RowCheck):
    """指标值与三级指标名称完全相同。

    指标值应当回答“做到什么程度”，照写名称等于没有填写，年底无法判断是否完成。

    已知局限：只比较文字；名称本身是能凭证据认定的状态（如“按时征收”）时仍会指出，但降一级。
    """

    code = "D01"
    slug = "value-equals-name"
    title = "指标值照抄名称"
    severity = Severity.HIGH
    policy = ("E10-clarity", "M88-quantified")
    advice = "把指标值改为能核对的目标，例如“由__提升至__”“≥__（单位）”，或写明判定标准和佐证材料。"
    bad = one_row("社会效益指标", "农村环境得到改善", "农村环境得到改善")
    good = one_row("社会效益指标", "农村生活污水治理率", "≥45%")
    supersedes = (
        "unclear-measure",
        "value-near-name",
        "vague-output-value",
        "vague-benefit-value",
        "qual-no-criteria",
    )

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        name, value = row.indicator.name or "", row.indicator.value or ""
        if "name=value" not in row.judgement.duplicate_fields:
            return
        if comparable(name) != comparable(value) or row.judgement.target.kind in (*FIGURES, *TIMES):
            return
        settled = row.judgement.vagueness.label is not Vagueness.VAGUE
        yield Observation(
            quote=value,
            message=f"指标值“{value}”照写三级指标名称，"
            + ("没有另外写明判定的标准或材料" if settled else "没有说明要达到什么程度"),
            fields=(Field.VALUE, Field.NAME),
            severity=Severity.MEDIUM if settled else None,
        )
