"""Under which 二级 classes a row may stand, from what it measures; and what is certainly wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import Category, CategoryJudgement, Operator, TargetKind
from auditor.text.normalise import fold

_Q, _L, _T, _C = Category.QUANTITY, Category.QUALITY, Category.TIMELINESS, Category.COST
_E, _S, _N, _D = Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.LASTING
_M, _I = Category.SATISFACTION, Category.INPUT

#: Printed 二级 names, without 指标 and scores, and the class each stands for.
ALIASES: dict[str, Category] = {
    "数量": _Q,
    "产出数量": _Q,
    "质量": _L,
    "产出质量": _L,
    "时效": _T,
    "产出时效": _T,
    "进度": _T,
    "产出进度": _T,
    "成本": _C,
    "产出成本": _C,
    "经济成本": _C,
    "社会成本": _C,
    "生态环境成本": _C,
    "生态成本": _C,
    "环境成本": _C,
    "经济效益": _E,
    "社会效益": _S,
    "生态效益": _N,
    "环境效益": _N,
    "生态环境效益": _N,
    "可持续影响": _D,
    "可持续性影响": _D,
    "可持续": _D,
    "可持续发展": _D,
    "可持续效益": _D,
    "满意度": _M,
    "服务对象满意度": _M,
    "社会公众满意度": _M,
    "社会公众或服务对象满意度": _M,
    "受益对象满意度": _M,
    "服务对象": _M,
    "企业满意度": _M,
    "群众满意度": _M,
    "帮扶对象满意度": _M,
    "投入管理": _I,
    "预算执行": _I,
    "资金投入": _I,
}
_NUMBER = re.compile(
    r"(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.])"
)
_SCORE = re.compile(r"\(\d+(?:\.\d+)?分?\)|\d+(?:\.\d+)?分$")


@lru_cache(maxsize=4096)
def declared_category(level2: str | None, level1: str | None = None) -> Category | None:
    """The class a printed 二级 stands for; where it is empty, a 一级 that is itself a class."""
    for text in (level2, level1):
        printed = fold(text or "")
        printed = printed[match.end() :] if (match := _NUMBER.match(printed)) else printed
        plain = _SCORE.sub("", printed).removesuffix("类")
        plain = plain.replace("效果", "效益").removesuffix("类指标").removesuffix("指标")
        if plain in ALIASES:
            return ALIASES[plain]
        if plain:
            return _M if plain.endswith("满意度") else None
    return None


_EFFECTS = frozenset({_E, _S, _N, _D})

#: What a thing may be filed under: the best class first, then every class an auditor would accept.
#: Natures that are left out may stand under too many classes to say.
ACCEPTED: dict[Nature, tuple[Category, ...]] = {
    Nature.MONEY_GIVEN: (_I, _C),
    Nature.EXECUTION_RATE: (_I, _C, _T),
    Nature.INVESTMENT: (_I, _E),
    Nature.SATISFACTION: (_M,),
    Nature.COMPLAINT: (_M, _S, _L),
    Nature.LIFETIME: (_D,),
    Nature.PROMPTNESS: (_T,),
    Nature.RESPONSE_TIME: (_L, _T),
    Nature.TIME: (_T,),
    Nature.QUALITY_RATE: (_L,),
    Nature.COMPLETION_RATE: (_L, _Q),
    Nature.COVERAGE_RATE: (_L, _Q, _S),
    Nature.ACTIVITY_COUNT: (_Q,),
    Nature.PRODUCT_COUNT: (_Q,),
    Nature.PEOPLE_COUNT: (_Q, _S),
    Nature.REACH: (_S, _Q),
    Nature.STANDARD: (_C,),
    Nature.COST: (_C, _I),
    Nature.CEILING: (_C, _I),
    Nature.ECONOMIC: (_E,),
    Nature.DEAL: (_E, _Q),
    Nature.EMPLOYMENT: (_S, _Q, _E),
    Nature.RANKING: (_L, _S),
}

_TIME_SAID = re.compile(r"时|月|年|季|日|天|底|前|每|期|计划|进度|频|同步")
_QUALITY_SAID = re.compile(
    r"错|故障|失误|不合|不良|违|事故|超时|投诉|隐患|期刊|权威|水平|等级|优秀|超过|大于|以上|高级|"
    r"获奖|奖项|创新|影响因子|SCI|Q1|达到|符合|带宽|速率|精度|标准|质量|比例|评分|得分|分数|相关性|安全|抽"
)
_USED = re.compile(
    r"被|接受|报道|曝光|引用|评价|关注|采纳|应用|转化|推广|受益|惠及|落地|获奖|奖项|支撑|标准|专利|形成|带动|吸引|影响"
)
_MADE = re.compile(r"(?:报告|论文|月报|年报|简报|专著|手册)(?:数量?|篇数|份数)?$")
#: Still alive, still kept some years on: an effect that lasts.
_YEARS_ON = re.compile(r"[\d一二两三四五十]年")
_OF_MONEY_MATTERS = re.compile("融资|投资|市场|经济|产业|税|金融|企业")
_COST_END = re.compile(r"(?:成本|费|费用|单价)$")
_ON_NATURE = re.compile(r"对(?:生态|自然)?环境的?(?:直接|间接)?影响")


def judge_category(
    level2: str | None, level1: str | None, reading: Reading, words: Words
) -> CategoryJudgement:
    """The filed class and whether it is certainly wrong; `best` is left to the model."""
    declared = declared_category(level2, level1)
    also = ACCEPTED.get(reading.nature, ())
    mismatch = mismatch_rule(declared, reading, words) is not None
    return CategoryJudgement(declared, None, None, also, mismatch)


def mismatch_rule(declared: Category | None, reading: Reading, words: Words) -> str | None:
    """Which rule says that the row can certainly not stand under its class; `None` where it may.

    Each rule was right on at least nine of ten labelled rows, or follows from the guideline's text.
    """
    if declared is None:
        return None
    filed = _Filed(declared, reading, words)
    for rule, speaks in _MISMATCHES.items():
        if speaks(filed):
            return rule
    return None


@dataclass(frozen=True, slots=True)
class _Filed:
    """A row under the class it was filed in."""

    declared: Category
    reading: Reading
    words: Words


def _counts(reading: Reading) -> bool:
    """A plain count of something wanted: not a share, money, time or a number to be kept low."""
    target = reading.target
    return (
        target.kind in (TargetKind.NUMBER, TargetKind.RANGE)
        and target.operator not in (Operator.AT_MOST, Operator.LESS)
        and bool(reading.unit)
        and (target.low is None or target.low > 0)
        and not is_percent(reading.unit)
        and not is_money(reading.unit)
        and not is_time(reading.unit, target)
        and not _QUALITY_SAID.search(reading.name)
        and reading.unit not in ("分", "级", "其他", "MB", "Mbps")
    )


def _money_as_output(filed: _Filed) -> bool:
    reading = filed.reading
    if reading.nature is Nature.EXECUTION_RATE:
        return filed.declared is _Q and "发放" not in reading.name
    if reading.nature is not Nature.MONEY_GIVEN:
        return False
    return filed.declared is _Q or (
        filed.declared in (_L, _S) and reading.head.endswith(("保障率", "下达数"))
    )


def _rate_as_quantity(filed: _Filed) -> bool:
    return (
        filed.declared is _Q and filed.reading.nature is Nature.QUALITY_RATE and filed.reading.rate
    )


def _quality_as_effect(filed: _Filed) -> bool:
    reading = filed.reading
    if filed.declared is _D and _YEARS_ON.search(reading.name):
        return False
    if reading.nature is Nature.QUALITY_RATE and reading.rate and is_percent(reading.unit):
        return filed.declared in (_E, _D, _M, _C) or (
            filed.declared is _T and not _TIME_SAID.search(reading.name)
        )
    if reading.nature is Nature.COMPLETION_RATE and reading.rate:
        return filed.declared in (_E, _M, _C)
    working = reading.nature is Nature.OWN_STATE or filed.words.at_end(
        "name_working_rate", reading.head
    )
    return filed.declared is _E and bool(working) and not _OF_MONEY_MATTERS.search(reading.name)


def _satisfaction_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        reading.nature is Nature.SATISFACTION
        and filed.declared is not _M
        and is_percent(reading.unit)
        and not (filed.declared is _L and "质量" in reading.name)
        and bool(filed.words.at_end("nature_satisfaction", reading.head))
    )


def _promptness_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        reading.nature is Nature.PROMPTNESS
        and reading.rate
        and bool(filed.words.inside("nature_timely", reading.head))
        and filed.declared in (_Q, _C, _M, *_EFFECTS)
        and (
            filed.declared is not _S
            or reading.head.endswith(("及时率", "按时办结率", "及时响应率"))
        )
    )


def _completion_as_timeliness(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        filed.declared is _T
        and reading.nature is Nature.COMPLETION_RATE
        and reading.rate
        and not _TIME_SAID.search(reading.name + reading.description)
    )


def _count_as_quality(filed: _Filed) -> bool:
    reading = filed.reading
    if filed.declared is not _L or not _counts(reading) or reading.head.endswith(("度", "率")):
        return False
    if reading.nature in (Nature.PRODUCT_COUNT, Nature.ACTIVITY_COUNT, Nature.PEOPLE_COUNT):
        return True
    if reading.nature in (Nature.REACH, Nature.DEAL):
        return True
    return reading.nature is Nature.AMOUNT and bool(
        filed.words.at_end("nature_count_ending", reading.head)
    )


def _count_as_timeliness(filed: _Filed) -> bool:
    return (
        filed.declared is _T
        and _counts(filed.reading)
        and not _TIME_SAID.search(filed.reading.name)
        and (
            filed.reading.nature
            in (Nature.PRODUCT_COUNT, Nature.ACTIVITY_COUNT, Nature.PEOPLE_COUNT, Nature.AMOUNT)
        )
    )


def _activity_as_effect(filed: _Filed) -> bool:
    reading = filed.reading
    if filed.declared not in _EFFECTS or not _counts(reading) or _USED.search(reading.name):
        return False
    if reading.nature is Nature.ACTIVITY_COUNT:
        return True
    return reading.nature is Nature.PRODUCT_COUNT and bool(_MADE.search(reading.head))


def _lifetime_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        reading.nature is Nature.LIFETIME
        and filed.declared in (_S, _E, _N)
        and is_time(reading.unit, reading.target)
    )


def _cost_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    if reading.nature not in (Nature.COST, Nature.STANDARD) or not is_money(reading.unit):
        return False
    if filed.words.at_end("nature_time_point", reading.head):
        return False
    if filed.declared in (_L, _T, _N, _M):
        return True
    at_most = reading.target.operator in (Operator.AT_MOST, Operator.LESS)
    return filed.declared in (_E, _S, _D, _Q) and at_most and bool(_COST_END.search(reading.head))


def _economic_as_output(filed: _Filed) -> bool:
    return (
        filed.reading.nature is Nature.ECONOMIC
        and filed.declared in (_Q, _L, _N, _M)
        and is_money(filed.reading.unit)
    )


def _date_as_quality(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        filed.declared in (_L, _S, _E)
        and reading.nature is Nature.TIME
        and reading.head.endswith(("完成时间", "完成时限", "完成日期", "完成时效"))
        and is_time(reading.unit, reading.target)
    )


def _environment_elsewhere(filed: _Filed) -> bool:
    if filed.declared is _D and _ON_NATURE.search(filed.reading.name):
        return True
    return (
        filed.declared is _Q
        and filed.reading.nature is Nature.ENVIRONMENT
        and not _counts(filed.reading)
    )


_MISMATCHES: dict[str, Callable[[_Filed], bool]] = {
    "money-as-output": _money_as_output,
    "rate-as-quantity": _rate_as_quantity,
    "satisfaction-elsewhere": _satisfaction_elsewhere,
    "quality-as-effect": _quality_as_effect,
    "promptness-elsewhere": _promptness_elsewhere,
    "completion-as-timeliness": _completion_as_timeliness,
    "count-as-quality": _count_as_quality,
    "count-as-timeliness": _count_as_timeliness,
    "activity-as-effect": _activity_as_effect,
    "lifetime-elsewhere": _lifetime_elsewhere,
    "cost-elsewhere": _cost_elsewhere,
    "economic-as-output": _economic_as_output,
    "date-as-quality": _date_as_quality,
    "environment-elsewhere": _environment_elsewhere,
}

#: The names `mismatch_rule` may answer.
MISMATCH_RULES: tuple[str, ...] = tuple(_MISMATCHES)
