"""增减无基期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.checks.vague.grounds import filed_under_benefit, filed_under_output
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Field, Row, Severity, Vagueness
from auditor.text.normalise import fold

#: The name ends in a change, and is no 增长率: that is read as 同比 by whoever publishes it.
_CHANGES = re.compile(
    r"(?:提升|提高|增长|增加|增收|降低|下降|减少|压缩|缩短|节约|上升)(?:幅度|程度|情况|比例|水平)?[。；]?$"
)
#: A small percentage of an economic effect can only be a rise.
_EFFECT = re.compile(r"(?:效果|效益|发展|影响|作用)$")
_PERCENT = ("%", "百分比", "百分点")
_COMPARED = re.compile(r"较|(?<!百分)比(?!例|率|重)|由|从|增速|19\d\d|20\d\d")


class GrowthNoBaseline(RowCheck):
    """写了提高或降低百分之几，却没有写与哪一年、哪个数相比。

    同样的百分之五，与上年比、与年初比、与规划目标比，结果完全不同；没有基期就无法核对。

    已知局限：“增长率”“增速”按同比理解，不指出；基期写在项目申报材料里的看不到。
    """

    code = "V05"
    slug = "growth-no-baseline"
    title = "增减无基期"
    severity = Severity.MEDIUM
    policy = ("M88-reasonable", "E10-clarity")
    advice = "写明基期和基数，例如“较__年的__（单位）提高__”，或直接写要达到的数。"
    bad = one_row("经济效益指标", "带动当地经济发展的效果", "≥5%")
    good = one_row("经济效益指标", "特色产业产值较上年增长", "≥5%")
    supersedes = ("slogan-with-percent", "unclear-measure")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        indicator, target = row.indicator, row.judgement.target
        largest = context.settings.thresholds.growth_percent
        amount = target.low if target.low is not None else target.high
        if not (target.unit or "").startswith(_PERCENT) or amount is None:
            return
        if not Decimal(0) < abs(amount) <= Decimal(str(largest)):
            return
        if not (filed_under_benefit(row) or filed_under_output(row)):
            return
        name = fold(indicator.name or "")
        effect = row.judgement.category.declared is Category.ECONOMIC and _EFFECT.search(name)
        if not effect and not _CHANGES.search(name):
            return
        around = name + fold(indicator.description or "") + fold(indicator.value or "")
        if _COMPARED.search(around) or Words(context.language).inside("baseline", around):
            return
        wish = bool(effect) or row.judgement.vagueness.label is Vagueness.VAGUE
        yield Observation(
            quote=indicator.value or "",
            message=f"“{indicator.name}”要求“{indicator.value}”，没有写明与哪一年、哪个数相比",
            fields=(Field.VALUE, Field.NAME, Field.DESCRIPTION),
            severity=None if wish else Severity.LOW,
            certainty=None if wish else Certainty.LIKELY,
        )
