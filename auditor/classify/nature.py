"""What kind of thing an indicator measures, read from its name, description and value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from auditor.domain import FIGURES, TIMES, Named, Target, TargetKind
from auditor.text.language import Language
from auditor.text.normalise import fold

#: Names, units and values that are kept with what was made of them: those of some departments.
_REMEMBERED = 16384


class Nature(Named):
    """The kind of thing measured; the value is what a department may read."""

    MONEY_GIVEN = "资金下达"
    EXECUTION_RATE = "预算执行率"
    INVESTMENT = "总投资"
    SATISFACTION = "满意度"
    COMPLAINT = "投诉"
    LIFETIME = "使用年限"
    PROMPTNESS = "及时率"
    RESPONSE_TIME = "响应时间"
    TIME = "完成时间"
    QUALITY_RATE = "合格率"
    COMPLETION_RATE = "完成率"
    COVERAGE_RATE = "覆盖率"
    GROWTH_RATE = "增减幅度"
    OTHER_RATE = "其他比率"
    ACTIVITY_COUNT = "活动次数"
    PRODUCT_COUNT = "成果件数"
    PEOPLE_COUNT = "人数"
    REACH = "受益与传播量"
    AMOUNT = "数量"
    STANDARD = "补助与单价标准"
    COST = "成本金额"
    CEILING = "成本上限"
    ECONOMIC = "经济量"
    DEAL = "签约数"
    EMPLOYMENT = "就业"
    INCIDENT = "事故与事件"
    RANKING = "排名与等次"
    AWARENESS = "知晓与影响"
    ENVIRONMENT = "自然环境"
    LASTING = "长效与持续"
    OWN_STATE = "自身工作状态"
    WISH = "愿望"
    UNKNOWN = "其他"


class Reading(NamedTuple):
    """A row as the rules see it: folded texts, the clause that measures, unit, and nature.

    `rate`, `wish` and `state` are what the wording of the name says beside its nature. One is made
    for every row: a tuple takes half the time of a frozen dataclass.
    """

    name: str
    description: str
    value: str
    head: str
    target: Target
    unit: str
    nature: Nature
    rate: bool
    wish: bool
    state: bool


_PREFIX = re.compile(r"^(?:指标|分项)?\d{1,2}[：:、．.](?!\d)|^指标\d{1,2}")
_BRACKET = re.compile(r"[（(\[【][^（(\[【）)\]】]*[）)\]】]?$")
_CLAUSE = re.compile(r"[，,。；;：:]")
#: Where a clause may end; a name without any of them is one clause.
_MARKS = "。；;，,：:、%≥≤=<>"
_CLAUSED = re.compile(rf"[{_MARKS}（(\[【]")
_RATE_UNIT = ("%", "‰", "百分比", "百分点")
_MONEY_UNIT = re.compile(r"^(?:亿|万|千|百)?(?:元|美元|欧元)")
_TIME_UNIT = re.compile(
    r"^(?:个?(?:工作日|月|季度|学期)|年|日|天|自然日|小时|分钟|秒|分|周|时|号|毫秒)(?:以内|之内|内)?$"
)
_ACTIVITY_UNIT = re.compile(r"^(?:万?(?:次|场|期|场次|届|批次|批|次数|轮|班次))(?:/.*)?$")
_WORDED = (TargetKind.PHRASE, TargetKind.STATE, TargetKind.GRADE)
_PEOPLE_UNIT = re.compile(r"^万?(?:人|人次|名|位|人数|人/次|人次数|户)$")


def read_row(
    name: str | None,
    description: str | None,
    value: str | None,
    target: Target,
    language: Language,
) -> Reading:
    """Read a row; `target` is its value understood."""
    plain, printed = without_number(name), _folded(value)
    described = fold(description) if description else ""
    unit = _folded(target.unit)
    wording = _wording(plain, language)
    nature = _nature(wording, printed, target, unit, language)
    if described and nature is Nature.UNKNOWN and described != plain:
        nature = _nature(_wording(described, language), printed, target, unit, language)
    rate, wish, state = wording.said.rate, wording.wish, wording.state
    return Reading(plain, described, printed, wording.head, target, unit, nature, rate, wish, state)


def without_number(name: str | None) -> str:
    """The folded name without the number that a table puts before it."""
    folded = fold(name or "")
    number = _PREFIX.match(folded)
    return folded[number.end() :] if number else folded


@lru_cache(maxsize=_REMEMBERED)
def _folded(text: str | None) -> str:
    return fold(text or "")


class _Said(NamedTuple):
    """All that the table of natures asks of a wording; many wordings are alike in it.

    `in_name`, `in_head` and `ending` have a bit for each list that speaks in the name, in its
    measuring clause, and at the end of that.
    """

    in_name: int
    in_head: int
    ending: int
    rate: bool
    of_complaints: bool
    of_satisfaction: bool
    of_progress: bool
    of_money: bool


class _Wording(NamedTuple):
    """A name, or the description that stands in for it, before its value is known."""

    head: str
    wish: bool
    state: bool
    said: _Said


@lru_cache(maxsize=_REMEMBERED)
def _wording(name: str, language: Language) -> _Wording:
    head, bits = measuring_clause(name, language), language.listed.bits
    of_name, of_head, of_ending = _all_asked(language)
    in_name = language.spoken(name)[0]
    in_head, ending = language.spoken(head)
    rate = _is_rate(head, ending, bits)
    return _Wording(
        head,
        bool(in_name & bits["name_wish"]) and not rate,
        bool(in_name & bits["name_own_state"]),
        _Said(
            in_name & of_name,
            in_head & of_head,
            ending & of_ending,
            rate,
            "投诉率" in name,
            "满意" in head and "调查" not in head,
            head.endswith("进度"),
            head.endswith(("金额", "费用", "成本", "总额", "费")),
        ),
    )


def measuring_clause(name: str, language: Language) -> str:
    """The clause of a long name that carries the measure: one that ends in a rate, or the last."""
    if not _CLAUSED.search(name):
        return name
    before, colon, _ = name.partition(":")
    if colon and _ends_in_rate(before, language):
        return before
    bare = _BRACKET.sub("", name).rstrip(_MARKS)
    clauses = [c for c in _CLAUSE.split(bare) if c]
    for clause in reversed(clauses):
        if _ends_in_rate(clause, language):
            return clause
    for clause in reversed(clauses):
        if language.spoken(clause).at_end & language.listed.bits["nature_count_ending"]:
            return clause
    return clauses[-1] if clauses else bare


def _ends_in_rate(text: str, language: Language) -> bool:
    return _is_rate(text, language.spoken(text).at_end, language.listed.bits)


def _is_rate(text: str, ending: int, bits: Mapping[str, int]) -> bool:
    """效率 and 分辨率 end like a rate and are none; 有效率 is one."""
    if not ending & bits["nature_rate_ending"]:
        return False
    return text.endswith("有效率") or not ending & bits["nature_no_rate"]


def is_percent(unit: str) -> bool:
    """Whether the unit is a share of something."""
    return unit.startswith(_RATE_UNIT)


@lru_cache(maxsize=_REMEMBERED)
def is_money(unit: str) -> bool:
    """Whether the unit is money, also money per something."""
    return bool(_MONEY_UNIT.match(unit))


def is_time(unit: str, target: Target) -> bool:
    """Whether the value is a date or a span of time."""
    return target.kind in TIMES or _is_time_unit(unit)


@lru_cache(maxsize=_REMEMBERED)
def _is_time_unit(unit: str) -> bool:
    return bool(_TIME_UNIT.match(unit))


# --------------------------------------------------------------------------------------------
# What is measured

#: The lists that the table of natures asks for in a name, in its clause, and at the clause's end.
_OF_NAME = (
    "name_own_state",
    "name_wish",
    "nature_awareness",
    "nature_economic",
    "nature_environment",
    "nature_lasting",
    "nature_timely",
    "value_ceiling",
)
_OF_HEAD = (
    "nature_activity",
    "nature_awareness",
    "nature_coverage",
    "nature_deal",
    "nature_economic",
    "nature_incident",
    "nature_job",
    "nature_lifetime",
    "nature_money",
    "nature_product",
    "nature_quality_rate",
    "nature_ranking",
    "nature_reach",
    "nature_spending",
    "nature_spending_whole",
    "nature_standard",
)
_OF_ENDING = (
    "name_abstract",
    "nature_complaint",
    "nature_completion",
    "nature_handing_whole",
    "nature_investment",
    "nature_response",
    "nature_satisfaction",
    "nature_time_point",
)


class _Asked(NamedTuple):
    """A bit for each of these lists."""

    of_name: Mapping[str, int]
    of_head: Mapping[str, int]
    of_ending: Mapping[str, int]


@lru_cache(maxsize=4)
def _asked(language: Language) -> _Asked:
    bits = language.listed.bits
    return _Asked(*({n: bits[n] for n in names} for names in (_OF_NAME, _OF_HEAD, _OF_ENDING)))


@lru_cache(maxsize=4)
def _all_asked(language: Language) -> tuple[int, ...]:
    return tuple(sum(bits.values()) for bits in _asked(language))


@dataclass(frozen=True, slots=True)
class _Measured:
    """A wording with its value, as the table asks it."""

    said: _Said
    unit: str
    percent: bool
    money: bool
    phrase: bool
    count: bool
    ceiling: bool
    asked: _Asked

    def head_has(self, name: str) -> bool:
        return bool(self.said.in_head & self.asked.of_head[name])

    def head_ends(self, name: str) -> bool:
        return bool(self.said.ending & self.asked.of_ending[name])

    def name_has(self, name: str) -> bool:
        return bool(self.said.in_name & self.asked.of_name[name])

    @property
    def rate(self) -> bool:
        return self.said.rate

    @property
    def share(self) -> bool:
        return self.rate or self.percent

    @property
    def spending(self) -> bool:
        """A rate of money, without a word on promptness or correctness that makes it a result."""
        return (
            (self.share or self.said.of_progress)
            and not self.name_has("nature_timely")
            and not self.head_has("nature_quality_rate")
        )

    @property
    def amount_of_money(self) -> bool:
        return self.money or (self.said.of_money and not self.percent and not self.phrase)

    @property
    def sessions(self) -> bool:
        return bool(_ACTIVITY_UNIT.match(self.unit))


_Condition = Callable[[_Measured], bool]

#: In order: the first that holds says what is measured.
_NATURES: tuple[tuple[Nature, _Condition], ...] = (
    (Nature.SATISFACTION, lambda m: m.head_ends("nature_satisfaction")),
    (Nature.SATISFACTION, lambda m: m.percent and m.said.of_satisfaction),
    (Nature.COMPLAINT, lambda m: m.head_ends("nature_complaint") or m.said.of_complaints),
    (Nature.EXECUTION_RATE, lambda m: m.spending and m.head_has("nature_spending_whole")),
    (
        Nature.EXECUTION_RATE,
        lambda m: (
            m.spending and m.rate and m.head_has("nature_money") and m.head_has("nature_spending")
        ),
    ),
    (Nature.MONEY_GIVEN, lambda m: m.head_ends("nature_handing_whole")),
    (
        Nature.ECONOMIC,
        lambda m: (
            m.amount_of_money
            and m.head_has("nature_economic")
            and not m.head_has("nature_standard")
        ),
    ),
    (Nature.INVESTMENT, lambda m: m.money and m.head_ends("nature_investment")),
    (
        Nature.STANDARD,
        lambda m: m.amount_of_money and (m.head_has("nature_standard") or "/" in m.unit),
    ),
    (Nature.COST, lambda m: m.money),
    (Nature.CEILING, lambda m: m.ceiling),
    (Nature.CEILING, lambda m: m.name_has("value_ceiling")),
    (Nature.LIFETIME, lambda m: not m.percent and m.head_has("nature_lifetime")),
    (Nature.PROMPTNESS, lambda m: m.name_has("nature_timely")),
    (Nature.RESPONSE_TIME, lambda m: m.head_ends("nature_response")),
    (Nature.TIME, lambda m: not m.percent and m.head_ends("nature_time_point")),
    (Nature.EMPLOYMENT, lambda m: (m.share or m.count) and m.head_has("nature_job")),
    (Nature.QUALITY_RATE, lambda m: m.share and m.head_has("nature_quality_rate")),
    (Nature.COMPLETION_RATE, lambda m: m.share and m.head_ends("nature_completion")),
    (Nature.COVERAGE_RATE, lambda m: m.share and m.head_has("nature_coverage")),
    (Nature.AWARENESS, lambda m: m.share and m.head_has("nature_awareness")),
    (Nature.INCIDENT, lambda m: (m.share or m.count) and m.head_has("nature_incident")),
    (Nature.ECONOMIC, lambda m: m.share and m.head_has("nature_economic")),
    (Nature.OTHER_RATE, lambda m: m.rate),
    (Nature.DEAL, lambda m: m.count and m.head_has("nature_deal")),
    (Nature.REACH, lambda m: m.count and m.head_has("nature_reach")),
    (Nature.RANKING, lambda m: m.head_has("nature_ranking")),
    (Nature.PEOPLE_COUNT, lambda m: m.count and bool(_PEOPLE_UNIT.match(m.unit))),
    (Nature.ACTIVITY_COUNT, lambda m: m.count and m.sessions and m.head_has("nature_activity")),
    (Nature.PRODUCT_COUNT, lambda m: m.count and m.head_has("nature_product")),
    (Nature.AMOUNT, lambda m: m.count),
    (Nature.INCIDENT, lambda m: m.head_has("nature_incident")),
    (Nature.OWN_STATE, lambda m: m.name_has("name_own_state")),
    (Nature.ENVIRONMENT, lambda m: m.name_has("nature_environment")),
    (Nature.LASTING, lambda m: m.name_has("nature_lasting")),
    (Nature.AWARENESS, lambda m: m.name_has("nature_awareness")),
    (Nature.ECONOMIC, lambda m: m.name_has("nature_economic")),
    (Nature.WISH, lambda m: m.name_has("name_wish") or m.head_ends("name_abstract")),
)


def _nature(wording: _Wording, value: str, target: Target, unit: str, language: Language) -> Nature:
    kind = target.kind
    ceiling = language.spoken(value).inside & language.listed.bits["value_ceiling"]
    return _first_nature(
        wording.said, unit, kind in FIGURES, kind in TIMES, kind in _WORDED, ceiling, language
    )


@lru_cache(maxsize=_REMEMBERED)
def _first_nature(
    said: _Said,
    unit: str,
    numeric: bool,
    timed: bool,
    phrase: bool,
    ceiling: int,
    language: Language,
) -> Nature:
    percent, money = is_percent(unit), is_money(unit)
    plain = numeric and not timed and not _is_time_unit(unit)
    measured = _Measured(
        said,
        unit,
        percent,
        money,
        phrase=phrase,
        count=plain and not said.rate and not percent and not money,
        ceiling=bool(ceiling),
        asked=_asked(language),
    )
    return next((nature for nature, holds in _NATURES if holds(measured)), Nature.UNKNOWN)
