"""Whether a value cannot be a value of that indicator, and by which rule."""

from __future__ import annotations

import re

from auditor.classify.nature import Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import Operator, TargetKind, VaguenessJudgement

_NUMBERED = (TargetKind.NUMBER, TargetKind.RANGE, TargetKind.DURATION)
_DATE, _PHRASE, _STATE = TargetKind.DATE, TargetKind.PHRASE, TargetKind.STATE
_AT_MOST = (Operator.AT_MOST, Operator.LESS)
_HUNDRED = 100
_OFFERED = re.compile(r"提供|影响|维护")
_BASELINE = re.compile(r"较(?:上|去|往)|同比|比上年|比去年")
_DIGIT = re.compile(r"\d")
_UPWARD = re.compile(r"增|长|升|提高|超|倍|带动|杠杆|回报|利润|投入产出")
_FEWER_OR_QUOTA = re.compile(
    r"事故|故障|投诉|错误|差错|失误|违|上访|信访|纠纷|案件|死亡|伤亡|编制|在编|超|损|缺|延|退|"
    r"等待|时间|时长|排放|能耗|耗|污染|隐患|维修|抽查|检查|次数|重复|排名|位次|名次|控制|限|"
    r"成本|费|差评|尘|距离|误差|密度|浓度|车辆|用车|流量|人口|[死错]链|问题|降低|减少|下降|分辨率"
)
_PAID = ("补偿标准", "补助标准", "补贴标准", "发放标准", "奖励标准", "支付标准")
_NO_SHARE = re.compile(r"[万亿]?元|万?(?:人|人次|家|件|台|次|场|个?工作日)")
#: A state that only says that some need or rule will be met.
_PUT_OFF = re.compile(r"满足|按(?!时|期)")
_STATED = re.compile(r"不低于|不高于|不超|标准执行|管理办法|符合")
_DIRECTION = re.compile(
    r"提高|提升|增|升|下降|降低|减|改善|好转|保持|维持|稳定|达到|达标|低于|高于|控制|零|无|不|"
    r"应.尽|(?<!安)全"
)
#: A share of the time is kept, and a share may be measured against what there was before.
_OF_TIME = re.compile(r"运行|稳定|无故障|可用")
_COMPARED = re.compile(r"占|比|较|原|上年|去年|增|新增")
#: Frequencies, speeds and densities are called rates and have units of their own.
_OWN_UNIT = re.compile(r"(?:帧|码|比特|频|速|流|分辨|死亡|发病|出生|密)率$")
#: Several figures, a share beside the date, so many for each, or a mark: a ratio after all.
_TOLD_OTHERWISE = re.compile(r"\d.*[;；,，、/].*\d|%|每.*\d|\d分$")
_SLOGAN_RULES = frozenset({"percent-on-wish", "number-on-wish"})
_MISSING_RULES = frozenset({"empty-value", "placeholder-value", "deferred-value"})

#: The names `value_mismatch_rule` may answer; the models have a column for each.
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
    "share-on-count",
)


def value_mismatch(reading: Reading, vagueness: VaguenessJudgement, words: Words) -> bool:
    """A percentage on no ratio, a phrase on a count, an impossible number, a missing value."""
    return value_mismatch_rule(reading, vagueness, words) is not None


def value_mismatch_rule(
    reading: Reading, vagueness: VaguenessJudgement, words: Words
) -> str | None:
    """Which rule says that the value answers another question; `None` where none does."""
    for reason in vagueness.reasons:
        if reason.rule in _MISSING_RULES:
            return "value-missing"
        if reason.rule in _SLOGAN_RULES and _is_bare_slogan(reading):
            return "slogan-with-number"
    if reading.target.kind in _NUMBERED:
        return _number_rule(reading, words)
    if reading.target.kind is _DATE and _is_share(reading, words):
        return "rate-without-percent"
    return _phrase_rule(reading, words)


def _is_bare_slogan(reading: Reading) -> bool:
    """A slogan that neither compares with a year before nor counts something (20家, 1年)."""
    if _BASELINE.search(reading.name) or (reading.unit and not is_percent(reading.unit)):
        return False
    return reading.wish or bool(_OFFERED.search(reading.name))


def _number_rule(reading: Reading, words: Words) -> str | None:
    if is_percent(reading.unit):
        return _share_rule(reading, words)
    target, unit = reading.target, reading.unit
    if not unit:
        return None
    told_in_units = _NO_SHARE.fullmatch(unit) or words.ends("name_ratio", reading.head)
    if reading.rate and told_in_units and _is_share(reading, words):
        return "rate-without-percent"
    if target.operator not in _AT_MOST:
        return None
    countable = unit not in ("万", "亿", "千") and not is_money(unit) and not is_time(unit, target)
    if countable and not _FEWER_OR_QUOTA.search(reading.name + reading.value):
        return "ceiling-on-output"
    return None


def _is_share(reading: Reading, words: Words) -> bool:
    """A ratio of one thing, told in one figure; 帧率 and the like have units of their own."""
    if _OWN_UNIT.search(reading.head) or _TOLD_OTHERWISE.search(reading.value):
        return False
    return reading.rate and words.ends("nature_rate_ending", reading.head)


def _share_rule(reading: Reading, words: Words) -> str | None:
    target = reading.target
    number = target.low if target.low is not None else target.high
    if number is not None and number >= _HUNDRED and _is_plain_share(reading):
        if number > _HUNDRED:
            return "share-above-hundred"
        if target.operator in (Operator.AT_LEAST, Operator.MORE):
            return "share-at-least-hundred"
    late = reading.head.endswith(("时限", "时间", "日期", "期限"))
    if late and not _OF_TIME.search(reading.name):
        return "share-on-time"
    counted = words.ends("name_count", reading.head)
    if counted and not _COMPARED.search(reading.name + reading.value):
        return "share-on-count"
    return None


def _is_plain_share(reading: Reading) -> bool:
    """A share of a whole, which nothing lets grow beyond it."""
    return reading.unit.startswith(("%", "百分")) and not _UPWARD.search(reading.name)


def _phrase_rule(reading: Reading, words: Words) -> str | None:
    put_off = reading.target.kind is _STATE and _PUT_OFF.match(reading.value)
    if _DIGIT.search(reading.value) or not (reading.target.kind is _PHRASE or put_off):
        return None
    counted = bool(words.at_end("name_count", reading.head)) or reading.head.endswith(_PAID)
    if not reading.name.rstrip("。.").endswith(reading.head):
        return None
    if reading.target.operator is None and (counted or reading.rate):
        if words.inside("value_set", reading.value) and not _STATED.search(reading.value):
            return "deferred-to-document"
        if not _DIRECTION.search(reading.value) and not reading.head.endswith((*_PAID, "程度")):
            return "phrase-on-count"
    return None
