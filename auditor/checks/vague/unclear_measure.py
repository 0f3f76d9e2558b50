"""衡量口径不明."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Certainty, Field, Row, Severity, Vagueness

_NO_RATIO = "没有写明由哪个数除以哪个数，“{value}”年底难以核对"
_ABSTRACT = "是抽象的说法，“{value}”没有分子和分母"
_NO_PROOF = "的指标值“{value}”是一种状态，没有写明凭什么材料、按什么标准认定"
#: What is missing, by the ground on which the row is not clear.
_MISSING = {
    "undefined-rate": _NO_RATIO,
    "generic-rate": _NO_RATIO,
    "percent-without-rate": "不是一个比率，“{value}”是谁的百分比没有写明",
    "percent-on-abstract": _ABSTRACT,
    "percent-on-wish": _ABSTRACT,
    "wish-rate": _ABSTRACT,
    "number-on-state": "没有写明数的是什么、怎么数",
    "generic-lifetime": "没有写明什么影响持续多久、怎么核对",
    "bare-completion-time": "没有写明到期要完成什么",
    "time-on-state": "没有写明到期要完成什么",
}
#: Wishes with a number behind them are often counts after all: two in thirteen. A cell left empty
#: or marked 无 measures nothing, and a number without its unit is C06's: those say so.
_NOT_SAID = frozenset({"number-on-wish", "empty-value", "placeholder-value", "number-without-unit"})
_WORDED = ("state", "grade", "yes", "phrase", "direction", "prompt", "lasting", "deferred")
_LEARNED = "没有说清衡量什么、怎么核对（写法与审计人员认为不明确的指标相近）"


class UnclearMeasure(RowCheck):
    """指标名称或指标值没有说清衡量什么、怎么计算、凭什么核对。

    口径不写清楚，不同的人会算出不同的数，年底是否完成就没有定论。

    已知局限：由训练过的模型判断，只在其把握大而其他规则没有指出时提示，测算时十条里约九条确属不明确；
    没有模型时不提示；名称里的行业术语另有通行算法的，可能误报。
    """

    code = "V11"
    slug = "unclear-measure"
    title = "衡量口径不明"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("E10-clarity",)
    asks_models = True
    advice = "在名称或描述里写明衡量的对象、计算方法（__÷__）和数据来源，或换成能数、能查的结果。"
    bad = one_row("质量指标", "后勤保障工作运行保障率", "≥95%")
    good = one_row("质量指标", "公务车辆年检合格率", "100%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        judged = row.judgement.vagueness
        name, value = row.indicator.name or "", row.indicator.value or ""
        rule = judged.reasons[0].rule if judged.reasons else ""
        if not judged.sure or not name or not value or rule in _NOT_SAID:
            return
        missing = _MISSING.get(rule, _NO_PROOF if rule.startswith(_WORDED) else _LEARNED)
        yield Observation(
            quote=name,
            message=f"“{name}”{missing.format(value=value)}",
            fields=(Field.NAME, Field.VALUE, Field.DESCRIPTION),
            severity=None if judged.label is Vagueness.VAGUE else Severity.LOW,
            score=judged.score,
        )
