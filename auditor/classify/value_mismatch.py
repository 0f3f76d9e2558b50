"""Whether a value cannot be a value of that indicator, and by which rule."""

from __future__ import annotations

import re

from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import Operator, TargetKind, VaguenessJudgement

_HUNDRED = 100
_DIGIT = re.compile(r"\d")
_UPWARD = re.compile(r"增|长|升|提高|超|倍|带动|杠杆|回报|利润|投入产出")
_FEWER_OR_QUOTA = re.compile(
    r"事故|故障|投诉|错误|差错|失误|违|上访|信访|纠纷|案件|死亡|伤亡|编制|在编|超|损|缺|延|退|"
    r"等待|时间|时长|排放|能耗|耗|污染|隐患|维修|抽查|检查|次数|重复|排名|位次|名次|控制|限|"
    r"成本|费|距离|误差|密度|浓度|面积|用房|车辆|用车"
)
_SLOGAN_RULES = frozenset({"percent-on-wish", "number-on-wish"})
_MISSING_RULES = frozenset({"empty-value", "placeholder-value", "deferred-value"})


def value_mismatch(reading: Reading, vagueness: VaguenessJudgement, words: Words) -> bool:
    """A percentage on no ratio, a phrase on a count, an impossible number, a missing value."""
    return value_mismatch_rule(reading, vagueness, words) is not None


def value_mismatch_rule(
    reading: Reading, vagueness: VaguenessJudgement, words: Words
) -> str | None:
    """Which rule says that the value answers another question; `None` where none does."""
    spoken = {reason.rule for reason in vagueness.reasons}
    if spoken & _MISSING_RULES:
        return "value-missing"
    if spoken & _SLOGAN_RULES:
        return "slogan-with-number"
    if reading.target.kind in (TargetKind.NUMBER, TargetKind.RANGE):
        return _number_rule(reading, words)
    return _phrase_rule(reading, words)


def _number_rule(reading: Reading, words: Words) -> str | None:
    target, unit = reading.target, reading.unit
    if is_percent(unit):
        number = target.low if target.low is not None else target.high
        share = unit.startswith(("%", "百分")) and not _UPWARD.search(reading.name)
        if number is not None and share:
            if number > _HUNDRED:
                return "share-above-hundred"
            if number == _HUNDRED and target.operator in (Operator.AT_LEAST, Operator.MORE):
                return "share-at-least-hundred"
        if reading.nature is Nature.TIME and words.at_end("nature_time_point", reading.head):
            return "share-on-time"
        return None
    if unit and reading.rate and words.at_end("name_ratio", reading.head):
        return "rate-without-percent"
    at_most = target.operator in (Operator.AT_MOST, Operator.LESS)
    countable = not is_money(unit) and not is_time(unit, target)
    if at_most and countable and unit and not _FEWER_OR_QUOTA.search(reading.name):
        return "ceiling-on-output"
    return None


def _phrase_rule(reading: Reading, words: Words) -> str | None:
    if _DIGIT.search(reading.value) or reading.target.kind is not TargetKind.PHRASE:
        return None
    if words.at_end("name_count", reading.head) and not words.inside("value_degree", reading.value):
        return "phrase-on-count"
    return None
