"""数值越界."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature, Reading
from auditor.domain import FIGURES, Certainty, Field, Operator, Row, Severity

_HUNDRED = Decimal(100)
#: Shares of a whole: no more than the whole can pass, be satisfied, be covered or be in time.
_SHARES = frozenset(
    {
        Nature.SATISFACTION,
        Nature.PROMPTNESS,
        Nature.QUALITY_RATE,
        Nature.COVERAGE_RATE,
        Nature.AWARENESS,
    }
)
# No percentage of work done, growth, sales or load is set so high in earnest.
_BEYOND_BELIEF = Decimal(1000)
#: Ratios of two different things, which may pass 100 %.
_RATIO = re.compile(
    r"增|升|提高|长|幅|同比|环比|产销|负荷|利用|使用率|比值|倍|回报|收益|利润|杠杆|带动|投入|转化|完成|"
    r"达成|执行|周转|保值|流动|速动|负债|自给|超|去年|上年|基期"
)


class ImpossibleValue(RowCheck):
    """比率类指标的目标值超出了可能的范围，例如合格率大于100%。

    合格率、满意度、覆盖率、及时率等是部分占全体的比例，最高为100%；写成超过100%的数不可能达到，多为笔误。
    “≥100%”只能等于100%，属于写法问题，提示程度较轻。

    增长率、完成率、产销率等可以超过100%的比率不提示。

    已知局限：只看数值与名称，不判断计算口径是否合理。
    """

    code = "C05"
    slug = "impossible-value"
    title = "数值越界"
    severity = Severity.HIGH
    policy = ("BAOTOU-attributes",)
    advice = "核对目标值：比率类指标填写__%，要求全部达到的写“=__%”而不用“≥”。"
    bad = one_row("质量指标", "工程质量合格率", "≥120%")
    good = one_row("质量指标", "工程质量合格率", "100%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        target = row.judgement.target
        number = target.low if target.low is not None else target.high
        if target.kind not in FIGURES or number is None:
            return
        reading = read(row.indicator, context.language)
        if reading.unit != "%":
            return
        share = reading.nature in _SHARES and not _RATIO.search(reading.name)
        highest = max(n for n in (target.low, target.high) if n is not None)
        above = highest > _HUNDRED or (highest == _HUNDRED and target.operator is Operator.MORE)
        if above and (share or (_beyond_belief(reading, highest))):
            yield self._impossible(row, certain=share)
        elif share and highest == _HUNDRED and target.operator is Operator.AT_LEAST:
            yield Observation(
                quote=row.indicator.value or "",
                message=(
                    f"“{row.indicator.name}”最高只能到100%，指标值“{row.indicator.value}”中的“≥”没有意义"
                ),
                fields=(Field.VALUE, Field.NAME),
                severity=Severity.LOW,
            )

    @staticmethod
    def _impossible(row: Row, *, certain: bool) -> Observation:
        return Observation(
            quote=row.indicator.value or "",
            message=(
                f"“{row.indicator.name}”的指标值为“{row.indicator.value}”，"
                + ("这类比率不可能超过100%" if certain else "数值大得不合常理，疑为笔误")
            ),
            fields=(Field.VALUE, Field.NAME),
            certainty=None if certain else Certainty.UNSURE,
        )


def _beyond_belief(reading: Reading, number: Decimal) -> bool:
    return reading.rate and number >= _BEYOND_BELIEF
