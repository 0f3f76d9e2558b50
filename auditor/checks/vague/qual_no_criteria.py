"""定性指标无评判标准."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import filed_under_benefit, ground, has_digit
from auditor.checks.vague.vague_benefit_value import degree_only
from auditor.classify.words import Words
from auditor.domain import Field, Row, Severity
from auditor.text.normalise import fold

_QUALITATIVE = frozenset(
    {
        "grade-on-wish",
        "grade-on-state",
        "grade-on-generic",
        "yes-on-wish",
        "yes-on-state",
        "state-value",
        "state-on-generic",
        "prompt-value",
        "lasting-value",
        "value-repeats-name",
        "value-repeats-state",
        "phrase-on-wish",
        "direction-on-wish",
        "deferred-value",
    }
)
#: Grade C of a standard that the trade knows.
_NAMED_LEVEL = re.compile("[A-Ea-e一二三四五ⅠⅡⅢⅣⅤ][级类](?:及?以上)?")
_SCALES = ("评分标准", "评价标准", "评（扣）分标准", "评(扣)分标准", "计分标准")


class QualNoCriteria(RowCheck):
    """效益指标的值是定性的，表中没有等次、佐证材料或调查方法可以判定。

    定性指标可以用，但要写明好、一般、差怎样判定，否则评价时只能凭印象。

    已知局限：评判标准写在表外（如单独的评分细则）时看不到；写“优”“良”而名称只是愿望的，也会指出。
    """

    code = "V03"
    slug = "qual-no-criteria"
    title = "定性指标无评判标准"
    severity = Severity.MEDIUM
    policy = ("G101-measurable", "FORM-formula")
    advice = (
        "在指标描述中写明分档标准和佐证材料，例如“达到__为好，达到__为一般，以__（材料）为准”。"
    )
    bad = one_row("可持续影响指标", "为企业长期提供便利", "持续提供")
    good = one_row(
        "可持续影响指标",
        "为企业长期提供便利",
        "持续提供",
        description="以年度企业问卷调查结果判定，分好、一般、差三档",
    )
    supersedes = ("unclear-measure",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        indicator = row.indicator
        value = indicator.value or ""
        if not filed_under_benefit(row) or ground(row) not in _QUALITATIVE or has_digit(value):
            return
        if degree_only(row, context.language) or _NAMED_LEVEL.fullmatch(fold(value)):
            return
        described = fold(indicator.description or "")
        if described != fold(indicator.name or "") and (
            Words(context.language).inside("criteria", described)
        ):
            return
        if any(text.strip() for header, text in indicator.other if header in _SCALES):
            return
        yield Observation(
            quote=value,
            message=f"“{indicator.name}”的指标值“{value}”是定性的，表中没有写明判定的标准和佐证材料",
            fields=(Field.VALUE, Field.NAME, Field.DESCRIPTION),
        )
