"""产出指标值未量化."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import filed_under_output, ground
from auditor.checks.vague.vague_timeliness import about_time_only
from auditor.domain import Certainty, Field, Row, Severity, Vagueness
from auditor.text.normalise import fold

_WORDS = frozenset(
    {
        "value-repeats-name",
        "value-repeats-state",
        "deferred-value",
        "deferred-to-document",
        "lasting-value",
        "whole-year-value",
        "direction-on-wish",
        "direction-on-statistic",
        "grade-on-wish",
        "yes-on-wish",
        "yes-on-state",
        "state-on-generic",
        "prompt-value",
        "ceiling-in-words",
        "phrase-on-wish",
    }
)
#: Of some 60 labelled output rows on these grounds, one in fifteen was clear all the same.
_LESS_SURE = frozenset({"grade-on-wish", "yes-on-state", "deferred-to-document"})
#: A quality or an effect can be graded, whatever it is called.
_GRADABLE = re.compile(r"(?:质量|品质|效果|成效|水准)(?:完成|实施)?(?:情况|水平)?$")


class VagueOutputValue(RowCheck):
    """数量、质量、时效、成本指标的值没有数字、等次或日期，无法核对。

    产出是最容易量化的部分，只写“质量提升”“不超预算”，年底既不能算完成率，也不能与合同、验收单对照。

    已知局限：对能分等次的对象写“优”“良”“合格”不算问题；写成一句话的状态，只作为待核提示。
    """

    code = "V01"
    slug = "vague-output-value"
    title = "产出指标值未量化"
    severity = Severity.HIGH
    policy = ("M88-quantified", "E10-clarity")
    advice = "写出数量、比率、等次或完成日期，例如“≥__（单位）”“__前完成”，成本写“≤__万元”。"
    bad = one_row("质量指标", "后勤服务完成情况", "服务质量提升")
    good = one_row("质量指标", "道路工程验收合格率", "≥98%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        value, why = row.indicator.value or "", ground(row)
        if not filed_under_output(row) or about_time_only(row):
            return
        if why == "grade-on-wish" and _GRADABLE.search(fold(row.indicator.name or "")):
            return
        if why == "phrase-on-wish" and re.search("[≤≥<>]", fold(value)):
            return  # compared with something that is named
        severity, certainty = None, Certainty.CERTAIN
        if why in _WORDS:
            if row.judgement.vagueness.label is not Vagueness.VAGUE:
                severity = Severity.MEDIUM
            if why in _LESS_SURE:
                severity, certainty = Severity.MEDIUM, Certainty.LIKELY
        elif why == "grade-on-generic" and "质量" in value:
            severity = Severity.MEDIUM
        elif why == "state-value":
            severity, certainty = Severity.LOW, Certainty.UNSURE
        else:
            return
        yield Observation(
            quote=value,
            message=f"“{row.indicator.name}”的指标值“{value}”没有数字、等次或日期，无法核对是否完成",
            fields=(Field.VALUE, Field.NAME),
            severity=severity,
            certainty=certainty,
        )
