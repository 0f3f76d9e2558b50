"""口号配百分比."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import (
    filed_under_benefit,
    filed_under_output,
    grave_enough,
    ground,
    has_digit,
)
from auditor.domain import Field, Row, Severity
from auditor.text.normalise import fold

_SLOGAN = frozenset({"percent-on-wish", "wish-rate"})
#: A name that speaks of a share has something to divide by, however it goes on.
_SHARES = (
    "比例",
    "占比",
    "比重",
    "覆盖",
    "达标",
    "合格",
    "可用性",
    "应审尽审",
    "人数",
    "成本",
    "数字化程度",
)
_MEASURE = re.compile("(?:率|程度|度|性|力)[。；]?$")
#: Compared with something, a rise can be worked out: at most it lacks a measure.
_COMPARED = re.compile(r"较|同比|环比")


class SloganWithPercent(RowCheck):
    """指标名称是一句口号或愿望，却配上百分比，没有可以相除的分子和分母。

    这样的百分比没有统一的算法，自评和评价时都难以核对。

    已知局限：只看名称和描述；分子、分母写在表外的认不出来。
    """

    code = "V04"
    slug = "slogan-with-percent"
    title = "口号配百分比"
    severity = Severity.HIGH
    policy = ("E10-clarity",)
    advice = "改成能数、能算的指标：写明分子__、分母__和数据来源，或改为一件看得见的结果。"
    bad = one_row("社会效益指标", "提升机关办公服务水平", "≥90%")
    good = one_row("社会效益指标", "热线诉求按期办结率", "≥90%")
    supersedes = ("unclear-measure",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        indicator = row.indicator
        name, value = indicator.name or "", indicator.value or ""
        why = ground(row)
        if why not in _SLOGAN and not (why == "percent-without-rate" and filed_under_benefit(row)):
            return
        if not (filed_under_benefit(row) or filed_under_output(row)):
            return
        plain = fold(name).removesuffix("达")
        if why == "percent-without-rate" and plain.endswith("率"):
            return
        if has_digit(name) or _COMPARED.search(plain) or any(word in plain for word in _SHARES):
            return
        # 稳定性 of a system, 提升率 of a skill: the trade may have a formula that is not printed.
        sure = why == "percent-on-wish" and filed_under_benefit(row) and grave_enough(row)
        if sure and not _MEASURE.search(plain):
            message = f"“{name}”是一项要求或愿望，配上“{value}”没有可以计算的分子和分母"
        else:
            message = f"“{name}”的指标值为“{value}”，没有写明由哪个数除以哪个数得出"
        yield Observation(
            quote=name,
            message=message,
            fields=(Field.NAME, Field.VALUE, Field.DESCRIPTION),
            severity=None if sure else Severity.MEDIUM,
        )
