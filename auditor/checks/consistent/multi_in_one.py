"""一指标多测点."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Field, Row, Severity, TargetKind
from auditor.text.normalise import fold

_MEASURE = (
    r"(?:率|占比|人数|人次|次数|场次|数量|个数|件数|户数|篇数|台数|套数|天数|面积|金额|里程|"
    r"满意度|及时性|准确性)"
)
# 及 of 及时 and 与 of 参与 join nothing.
_PART = rf"(?:[^、和及与，,；;。/（）()\s]|及(?=时)|(?<=参)与){{1,24}}?{_MEASURE}"
_JOINED = re.compile(rf"(?P<first>{_PART})(?:以及|[、和及与])(?P<second>{_PART})$")
#: A ratio of the two, or the gap between them, is one measure.
_ONE_MEASURE = re.compile(r"比率|比例|占比|之比|比值|差额|差异|相符|一致|吻合|匹配")
_SEVERAL_VALUES = re.compile(r"\d.*?[;；、,，\n].*?\d", re.DOTALL)
_ALL = 100
_EFFICIENCY = re.compile(r"(?:效|功|频|汇|税|利|费)率")


class MultiInOne(RowCheck):
    """一条指标里有两个以上的测量内容，却只有一个指标值。

    几个测量内容合用一个目标值，年底一个达到、一个没有达到时无法评分，也看不出问题出在哪里。

    已知局限：只识别名称中以顿号、“和”“及”等并列的比率和数量；两者总是同时发生的，可以不拆；都要求达到100%的，程度降一级。
    """

    code = "C08"
    slug = "multi-in-one"
    title = "一指标多测点"
    severity = Severity.MEDIUM
    policy = ("E10-clarity",)
    advice = "拆成几条指标分别设定目标值，例如“__率≥__%”“__率≥__%”。"
    bad = one_row("质量指标", "数据上报及时率、准确率", "≥95%")
    good = one_row("质量指标", "数据上报及时率", "≥95%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        name = fold(row.indicator.name or "").rstrip("。.")
        numbers = (TargetKind.NUMBER, TargetKind.RANGE, TargetKind.DURATION)
        value = row.indicator.value or ""
        if row.judgement.target.kind not in numbers or _ONE_MEASURE.search(name):
            return
        if _SEVERAL_VALUES.search(value):
            return
        found = _JOINED.search(name)
        if found is None or any(_EFFICIENCY.search(found[k][-2:]) for k in ("first", "second")):
            return
        yield Observation(
            quote=row.indicator.name or "",
            message=(f"“{row.indicator.name}”并列了两项以上的测量内容，合用一个指标值“{value}”"),
            fields=(Field.NAME, Field.VALUE),
            # All of each can still be settled; any other figure cannot be shared.
            severity=Severity.LOW if _asks_for_all(row) else None,
        )


def _asks_for_all(row: Row) -> bool:
    target = row.judgement.target
    return target.low == _ALL and target.unit == "%"
