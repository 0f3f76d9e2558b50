"""产出指标值未量化."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import filed_under_output, grave_enough, ground
from auditor.checks.vague.vague_timeliness import about_time_only
from auditor.domain import Category, Certainty, Field, Row, Severity
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
#: What is missing, by the ground on which the row is not clear; `None` for every other ground.
_MISSING: dict[str | None, str] = {
    "grade-on-wish": "是等次，没有写明评定什么、按什么标准评定",
    "grade-on-generic": "是等次，没有写明评定什么、按什么标准评定",
    "yes-on-wish": "没有写明凭什么材料认定",
    "yes-on-state": "没有写明凭什么材料认定",
    "direction-on-wish": "只有程度或趋势，没有写明要达到的水平",
    "direction-on-statistic": "只有程度或趋势，没有写明幅度和对比的基数",
    "deferred-value": "没有写出具体的数或标准",
    "deferred-to-document": "没有写出具体的数或标准",
    "ceiling-in-words": "没有写出具体的金额",
    None: "没有写出可以核对的数量、标准或日期",
}
_GRADED = (
    "写明评定的对象、标准和评定方，例如“按__（标准）由__评定为__”，或改为“__合格率≥__%”一类的比率。"
)
#: “是否存在质量问题：否” asks for none, and a record shows it.
_NONE_WANTED = re.compile("存在|发生|出现|发现")
_NO = frozenset({"否", "无", "没有", "不存在", "未发生"})
#: A number in words, and a bar that can be checked.
_MEASURED = re.compile(
    "半(?:小时|天|年|个?月|数)|不低于|不少于|不高于|高于|以上|以下|以内|按照.*给予|汛前|证书|等级证|达到(?!.{0,4}(?:要求|预期|目标|效果))"
)
#: What records show to have happened, though the name is a wish.
_DONE = re.compile("实现|建成|建立|完成|形成|通过|取得|无(?!法)|(?:满足|符合).*(?:标准|规定|要求)")
#: A quality or an effect can be graded, whatever it is called.
_GRADABLE = re.compile(r"(?:质量|品质|效果|成效|水准)(?:完成|实施)?(?:情况|水平)?$")


class VagueOutputValue(RowCheck):
    """数量、质量、时效、成本指标的值没有写出可以核对的数量、标准或日期。

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
    supersedes = ("unclear-measure",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        value, why = row.indicator.value or "", ground(row)
        if not filed_under_output(row) or about_time_only(row):
            return
        said = None if _can_be_checked(why, row) else _graveness(why, row)
        if said is None:
            return
        severity, certainty = said
        yield Observation(
            quote=value,
            message=f"“{row.indicator.name}”的指标值“{value}”{_missing(why, row)}",
            fields=(Field.VALUE, Field.NAME),
            advice=_GRADED if (why or "").startswith("grade") else None,
            severity=severity,
            certainty=certainty,
        )


def _can_be_checked(why: str | None, row: Row) -> bool:
    """Whether there is something to check the value against after all."""
    name, value = fold(row.indicator.name or ""), fold(row.indicator.value or "")
    return (
        (why == "grade-on-wish" and bool(_GRADABLE.search(name)))
        or (why == "phrase-on-wish" and bool(re.search("[≤≥<>]", value)))
        or (why == "state-value" and bool(_MEASURED.search(value)))
        or (why == "deferred-to-document" and "《" in name)
        or (value in _NO and bool(_NONE_WANTED.search(name)))
    )


def _graveness(why: str | None, row: Row) -> tuple[Severity, Certainty] | None:
    value = fold(row.indicator.value or "")
    if why == "state-value" or (why == "phrase-on-wish" and _DONE.match(value)):
        return Severity.LOW, Certainty.UNSURE
    if why in _LESS_SURE:
        return Severity.MEDIUM, Certainty.LIKELY
    if why in _WORDS:
        return (Severity.HIGH if grave_enough(row) else Severity.MEDIUM), Certainty.CERTAIN
    if why == "grade-on-generic" and "质量" in value:
        return Severity.MEDIUM, Certainty.CERTAIN
    return None


def _missing(why: str | None, row: Row) -> str:
    timed = row.judgement.category.declared is Category.TIMELINESS
    if timed and (why or "").startswith("deferred"):
        return "没有写出具体的时间"
    return _MISSING.get(why, _MISSING[None])
