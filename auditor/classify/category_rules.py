"""Under which 二级 classes a row may stand, from what it measures; and what is certainly wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.words import Words
from auditor.domain import FIGURES, Category, CategoryJudgement, Operator
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
    mismatch = mismatch_rule(declared, reading, words) is not None
    return _judgement(declared, reading.nature, mismatch)


@lru_cache(maxsize=1024)
def _judgement(declared: Category | None, nature: Nature, mismatch: bool) -> CategoryJudgement:
    return CategoryJudgement(declared, None, None, ACCEPTED.get(nature, ()), mismatch)


def mismatch_rule(declared: Category | None, reading: Reading, words: Words) -> str | None:
    """Which rule says that the row can certainly not stand under its class; `None` where it may.

    Each rule was right on at least nine of ten labelled rows, or follows from the guideline's text.
    """
    if declared is None:
        return None
    rules = _asked(declared, reading.nature)
    if rules:
        filed = _Filed(declared, reading, words)
        for rule, speaks in rules:
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
        target.kind in FIGURES
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
    return filed.declared is _Q or reading.head.endswith(("保障率", "下达数"))


def _rate_as_quantity(filed: _Filed) -> bool:
    return filed.reading.rate


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
    if filed.declared is not _E:
        return False
    working = reading.nature is Nature.OWN_STATE or filed.words.ends(
        "name_working_rate", reading.head
    )
    return working and not _OF_MONEY_MATTERS.search(reading.name)


def _satisfaction_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        is_percent(reading.unit)
        and not (filed.declared is _L and "质量" in reading.name)
        and filed.words.ends("nature_satisfaction", reading.head)
    )


def _promptness_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    return (
        reading.rate
        and filed.words.speaks("nature_timely", reading.head)
        and (
            filed.declared is not _S
            or reading.head.endswith(("及时率", "按时办结率", "及时响应率"))
        )
    )


def _completion_as_timeliness(filed: _Filed) -> bool:
    reading = filed.reading
    return reading.rate and not _TIME_SAID.search(reading.name + reading.description)


def _count_as_quality(filed: _Filed) -> bool:
    reading = filed.reading
    if not _counts(reading) or reading.head.endswith(("度", "率")):
        return False
    return reading.nature is not Nature.AMOUNT or filed.words.ends(
        "nature_count_ending", reading.head
    )


def _count_as_timeliness(filed: _Filed) -> bool:
    return _counts(filed.reading) and not _TIME_SAID.search(filed.reading.name)


def _activity_as_effect(filed: _Filed) -> bool:
    reading = filed.reading
    if not _counts(reading) or _USED.search(reading.name):
        return False
    return reading.nature is Nature.ACTIVITY_COUNT or bool(_MADE.search(reading.head))


def _lifetime_elsewhere(filed: _Filed) -> bool:
    return is_time(filed.reading.unit, filed.reading.target)


def _cost_elsewhere(filed: _Filed) -> bool:
    reading = filed.reading
    if not is_money(reading.unit) or filed.words.ends("nature_time_point", reading.head):
        return False
    if filed.declared in (_L, _T, _N, _M):
        return True
    at_most = reading.target.operator in (Operator.AT_MOST, Operator.LESS)
    return at_most and bool(_COST_END.search(reading.head))


def _economic_as_output(filed: _Filed) -> bool:
    return is_money(filed.reading.unit)


def _date_as_quality(filed: _Filed) -> bool:
    reading = filed.reading
    return reading.head.endswith(("完成时间", "完成时限", "完成日期", "完成时效")) and is_time(
        reading.unit, reading.target
    )


def _environment_elsewhere(filed: _Filed) -> bool:
    if filed.declared is _D and _ON_NATURE.search(filed.reading.name):
        return True
    return (
        filed.declared is _Q
        and filed.reading.nature is Nature.ENVIRONMENT
        and not _counts(filed.reading)
    )


class _Rule(NamedTuple):
    """Who says no, and of what alone it is asked: rows filed so that measure such a thing."""

    speaks: Callable[[_Filed], bool]
    declared: tuple[Category, ...]
    natures: tuple[Nature, ...]


_ALL = tuple(Nature)
_EFFECTS = (_E, _S, _N, _D)
_THINGS = (Nature.PRODUCT_COUNT, Nature.ACTIVITY_COUNT, Nature.PEOPLE_COUNT, Nature.AMOUNT)

#: In order: the first that speaks is the one to be told.
_MISMATCHES: dict[str, _Rule] = {
    "money-as-output": _Rule(
        _money_as_output, (_Q, _L, _S), (Nature.EXECUTION_RATE, Nature.MONEY_GIVEN)
    ),
    "rate-as-quantity": _Rule(_rate_as_quantity, (_Q,), (Nature.QUALITY_RATE,)),
    "satisfaction-elsewhere": _Rule(
        _satisfaction_elsewhere, (_Q, _L, _T, _C, *_EFFECTS, _I), (Nature.SATISFACTION,)
    ),
    "quality-as-effect": _Rule(_quality_as_effect, (_E, _D, _M, _C, _T), _ALL),
    "promptness-elsewhere": _Rule(
        _promptness_elsewhere, (_Q, _C, _M, *_EFFECTS), (Nature.PROMPTNESS,)
    ),
    "completion-as-timeliness": _Rule(_completion_as_timeliness, (_T,), (Nature.COMPLETION_RATE,)),
    "count-as-quality": _Rule(_count_as_quality, (_L,), (*_THINGS, Nature.REACH, Nature.DEAL)),
    "count-as-timeliness": _Rule(_count_as_timeliness, (_T,), _THINGS),
    "activity-as-effect": _Rule(
        _activity_as_effect, _EFFECTS, (Nature.ACTIVITY_COUNT, Nature.PRODUCT_COUNT)
    ),
    "lifetime-elsewhere": _Rule(_lifetime_elsewhere, (_S, _E, _N), (Nature.LIFETIME,)),
    "cost-elsewhere": _Rule(
        _cost_elsewhere, (_L, _T, _N, _M, _E, _S, _D, _Q), (Nature.COST, Nature.STANDARD)
    ),
    "economic-as-output": _Rule(_economic_as_output, (_Q, _L, _N, _M), (Nature.ECONOMIC,)),
    "date-as-quality": _Rule(_date_as_quality, (_L, _S, _E), (Nature.TIME,)),
    "environment-elsewhere": _Rule(_environment_elsewhere, (_D, _Q), _ALL),
}


@lru_cache(maxsize=1024)
def _asked(declared: Category, nature: Nature) -> tuple[tuple[str, Callable[[_Filed], bool]], ...]:
    """The rules that may speak of such a row, in order."""
    return tuple(
        (name, rule.speaks)
        for name, rule in _MISMATCHES.items()
        if declared in rule.declared and nature in rule.natures
    )
