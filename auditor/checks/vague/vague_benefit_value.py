"""效益指标值空泛."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import filed_under_benefit, ground, has_digit
from auditor.classify.words import Words
from auditor.domain import Field, Row, Severity
from auditor.text.language import Language
from auditor.text.normalise import fold

_GROUNDS = frozenset(
    {
        "direction-on-wish",
        "direction-on-statistic",
        "phrase-on-wish",
        "value-repeats-name",
        "state-value",
        "state-on-generic",
    }
)
#: How long, or in what state, not how much: “持续提供”, “平稳运行” have no degree in them.
_STATE = re.compile("持续|长期|不断|平稳|稳定|顺利|有序|健康|建立健全|有效运行")
#: A value of several sentences says more than a degree.
_CLAUSE = re.compile(r"[，,；;。]+")
_CLAUSES = 2


def degree_only(row: Row, language: Language) -> bool:
    """Whether a benefit's value is a degree or a trend and no more."""
    if not filed_under_benefit(row) or has_digit(row.indicator.value):
        return False
    if ground(row) not in _GROUNDS:
        return False
    printed = fold(row.indicator.value or "")
    if len([c for c in _CLAUSE.split(printed) if c]) > _CLAUSES:
        return False
    value = _STATE.sub("", printed)
    return bool(Words(language).inside("trend", value))


class VagueBenefitValue(RowCheck):
    """效益指标的值只有“提升”“明显”“有效”一类程度词或趋势词。

    程度词没有起点和终点，是否达到，不同的人会有不同的判断。

    已知局限：依据词表识别程度词，换用词表以外的说法认不出来；有统计数据可查的指标只写“提高”也会指出。
    """

    code = "V02"
    slug = "vague-benefit-value"
    title = "效益指标值空泛"
    severity = Severity.MEDIUM
    policy = ("M88-quantified", "E10-clarity")
    advice = (
        "写明由__提升至__（单位），或给出调查、监测、统计的结果和来源，例如“__（数据来源）达到__”。"
    )
    bad = one_row("社会效益指标", "乡村公共文化服务能力", "显著提高")
    good = one_row("社会效益指标", "文化活动覆盖行政村比例", "≥80%")
    supersedes = ("unclear-measure",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if not degree_only(row, context.language):
            return
        value = row.indicator.value or ""
        spans = context.language.spans(value, "trend")
        words = "".join(f"“{word}”" for word in dict.fromkeys(s.text for s in spans))
        yield Observation(
            quote=value,
            message=(
                f"“{row.indicator.name}”的指标值“{value}”只有{words and f'{words}这样的'}"
                "程度或趋势，没有写明要达到的结果"
            ),
            fields=(Field.VALUE, Field.NAME),
        )
