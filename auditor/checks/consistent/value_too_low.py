"""目标值偏低."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.consistent.cost import plain
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature, Reading
from auditor.domain import Certainty, Field, Operator, Row, Severity, TargetKind

#: Kinds of rate whose normal level is known; coverage, growth and the like differ case by case.
_KINDS = frozenset(
    {
        Nature.SATISFACTION,
        Nature.PROMPTNESS,
        Nature.QUALITY_RATE,
        Nature.COMPLETION_RATE,
        Nature.EXECUTION_RATE,
    }
)
# Rates where less is better, a step of a series, a share of the best, or set by nature or chance.
_OTHER_BASIS = re.compile(
    r"差错|错误|失误|出错|故障|缺陷|返工|返修|破损|损坏|投诉|不满意|不合格|逾期|延误|"
    r"优良|优秀|优质|良好|一等|检出|回收|成功|有效率|成活|存活|符合|"
    r"考试|笔试|考核|测试|测评|评审|模型|算法|识别|预测|抽|核查|检查|"
    r"提升|提高|增|升|降|减|改善|(?<!完成)比例|占|累计|中期|半年|月底|月末|季度|前|参与"
)


class ValueTooLow(RowCheck):
    """比率类目标值明显低于同类指标的通常水平。

    目标值定得过低，不努力也能完成，绩效目标就失去了约束和激励作用。

    通常水平来自已公开的绩效指标按满意度、及时率、合格率、完成率、预算执行率分别统计的目标值分布：
    处在最低的少数，并且比中位数低得多的才提示。

    考试通过率、抽查比例、半年进度等本来就有高有低的不比较。

    已知局限：首年开展、基础较差或分年推进的工作，目标值低可能有理由，写明历史数据即可。
    """

    code = "C07"
    slug = "value-too-low"
    title = "目标值偏低"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("E10-soundness",)
    advice = (
        "参照上年实际完成值__%和同类指标水平调整目标值；"
        "确有理由定得较低的，在指标值确定依据中写明。"
    )
    bad = one_row("满意度指标", "服务对象满意度", "≥60%")
    good = one_row("满意度指标", "服务对象满意度", "≥85%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        found = rate_of(read(row.indicator, context.language))
        if found is None or found[0] not in usual_rates():
            return
        kind, number = found
        thresholds = context.settings.thresholds
        usual = usual_rates()[kind]
        total = sum(n for _, n in usual)
        as_low = sum(n for value, n in usual if value <= number)
        middle = _median(usual)
        if (
            as_low <= thresholds.usual_rate_share * total
            and middle - number >= thresholds.usual_rate_points
        ):
            yield Observation(
                quote=row.indicator.value or "",
                message=(
                    f"“{row.indicator.name}”的目标值为“{row.indicator.value}”，低于通常水平："
                    f"已公开的{total}条{kind}类指标中位数为{plain(middle)}%，"
                    f"{f'只有{as_low}条' if as_low else '没有一条'}不高于{plain(number)}%"
                ),
                fields=(Field.VALUE, Field.NAME),
            )


def rate_of(reading: Reading) -> tuple[str, Decimal] | None:
    """The kind of rate and the percentage a row sets for it; `None` where low is no fault."""
    target = reading.target
    if target.kind is not TargetKind.NUMBER or reading.unit != "%" or target.low is None:
        return None
    if target.operator in (Operator.AT_MOST, Operator.LESS) or reading.nature not in _KINDS:
        return None
    if _OTHER_BASIS.search(reading.name):
        return None
    return str(reading.nature), target.low


@cache
def usual_rates() -> dict[str, tuple[tuple[Decimal, int], ...]]:
    """Counts of published targets by kind, from the lowest percentage up."""
    file = resources.files("auditor.checks.consistent").joinpath("usual_rates.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        kind: tuple((Decimal(value), n) for value, n in entry["counts"])
        for kind, entry in data.items()
    }


def _median(counts: tuple[tuple[Decimal, int], ...]) -> Decimal:
    half, seen = sum(n for _, n in counts) / 2, 0
    for value, n in counts:
        seen += n
        if seen >= half:
            return value
    return counts[-1][0]
