"""Whether a value cannot be a value of that indicator, and by which rule."""

from __future__ import annotations

import re

from auditor.classify.nature import Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import Operator, TargetKind, VaguenessJudgement

_HUNDRED = 100
_OFFERED = re.compile(r"提供|影响|维护")
_BASELINE = re.compile(r"较(?:上|去|往)|同比|比上年|比去年")
_DIGIT = re.compile(r"\d")
_UPWARD = re.compile(r"增|长|升|提高|超|倍|带动|杠杆|回报|利润|投入产出")
_FEWER_OR_QUOTA = re.compile(
    r"事故|故障|投诉|错误|差错|失误|违|上访|信访|纠纷|案件|死亡|伤亡|编制|在编|超|损|缺|延|退|"
    r"等待|时间|时长|排放|能耗|耗|污染|隐患|维修|抽查|检查|次数|重复|排名|位次|名次|控制|限|"
    r"成本|费|距离|误差|密度|浓度|车辆|用车|降低|减少|下降|分辨率"
)
_PAID = ("补偿标准", "补助标准", "补贴标准", "发放标准", "奖励标准", "支付标准")
_NO_SHARE = re.compile(r"[万亿]?元|万?(?:人|人次|家|件|台|次|场|个?工作日)")
_STATED = re.compile(r"不低于|不高于|不超|标准执行|管理办法|符合")
_DIRECTION = re.compile(
    r"提高|提升|增|升|下降|降低|减|改善|好转|保持|维持|稳定|达到|达标|低于|高于|零|无|不|全"
)
_SLOGAN_RULES = frozenset({"percent-on-wish", "number-on-wish"})
_MISSING_RULES = frozenset({"empty-value", "placeholder-value", "deferred-value"})

#: The names `value_mismatch_rule` may answer.
VALUE_RULES: tuple[str, ...] = (
    "value-missing",
    "slogan-with-number",
    "rate-without-percent",
    "ceiling-on-output",
    "share-above-hundred",
    "share-at-least-hundred",
    "share-on-time",
    "deferred-to-document",
    "phrase-on-count",
)


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
    if spoken & _SLOGAN_RULES and _is_bare_slogan(reading):
        return "slogan-with-number"
    if reading.target.kind in (TargetKind.NUMBER, TargetKind.RANGE, TargetKind.DURATION):
        return _number_rule(reading, words)
    return _phrase_rule(reading, words)


def _is_bare_slogan(reading: Reading) -> bool:
    """A slogan that neither compares with a year before nor asks for a time that may be kept."""
    if _BASELINE.search(reading.name) or is_time(reading.unit, reading.target):
        return False
    return reading.wish or bool(_OFFERED.search(reading.name))


def _number_rule(reading: Reading, words: Words) -> str | None:
    if is_percent(reading.unit):
        return _share_rule(reading)
    target, unit = reading.target, reading.unit
    no_share = _NO_SHARE.fullmatch(unit) or words.at_end("name_ratio", reading.head)
    if unit and reading.rate and no_share:
        return "rate-without-percent"
    at_most = target.operator in (Operator.AT_MOST, Operator.LESS)
    countable = unit not in ("万", "亿", "千") and not is_money(unit) and not is_time(unit, target)
    if at_most and countable and unit and not _FEWER_OR_QUOTA.search(reading.name):
        return "ceiling-on-output"
    return None


def _share_rule(reading: Reading) -> str | None:
    target = reading.target
    number = target.low if target.low is not None else target.high
    share = reading.unit.startswith(("%", "百分")) and not _UPWARD.search(reading.name)
    if number is not None and share and number >= _HUNDRED:
        if number > _HUNDRED:
            return "share-above-hundred"
        if target.operator in (Operator.AT_LEAST, Operator.MORE):
            return "share-at-least-hundred"
    late = reading.head.endswith(("时限", "时间", "日期", "期限"))
    return "share-on-time" if late else None


def _phrase_rule(reading: Reading, words: Words) -> str | None:
    if _DIGIT.search(reading.value) or reading.target.kind is not TargetKind.PHRASE:
        return None
    counted = bool(words.at_end("name_count", reading.head)) or reading.head.endswith(_PAID)
    if reading.target.operator is None and (counted or reading.rate):
        if words.inside("value_set", reading.value) and not _STATED.search(reading.value):
            return "deferred-to-document"
        if not _DIRECTION.search(reading.value) and not reading.head.endswith((*_PAID, "程度")):
            return "phrase-on-count"
    return None
