"""What kind of thing an indicator measures, read from its name, description and value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from auditor.classify.words import Words
from auditor.domain import Target, TargetKind
from auditor.text.normalise import fold


class Nature(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as the rules see it: folded texts, the clause that measures, unit, and nature.

    `rate`, `wish` and `state` are what the wording of the name says beside its nature.
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
_RATE_UNIT = ("%", "‰", "百分比", "百分点")
_MONEY_UNIT = re.compile(r"^(?:亿|万|千|百)?(?:元|美元|欧元)")
_TIME_UNIT = re.compile(
    r"^(?:个?(?:工作日|月|季度|学期)|年|日|天|自然日|小时|分钟|秒|分|周|时|号|毫秒)(?:以内|之内|内)?$"
)
_ACTIVITY_UNIT = re.compile(r"^(?:万?(?:次|场|期|场次|届|批次|批|次数|轮|班次))(?:/.*)?$")
_PEOPLE_UNIT = re.compile(r"^万?(?:人|人次|名|位|人数|人/次|人次数|户)$")


def read_row(
    name: str | None, description: str | None, value: str | None, target: Target, words: Words
) -> Reading:
    """Read a row; `target` is its value understood."""
    plain = _PREFIX.sub("", fold(name or ""))
    described = fold(description or "")
    head = measuring_clause(plain, words)
    unit = fold(target.unit or "")
    rate = _ends_in_rate(head, words)
    wish = bool(words.inside("name_wish", plain)) and not rate
    state = bool(words.inside("name_own_state", plain))
    printed = fold(value or "")
    nature = _nature(plain, printed, target, unit, words)
    if nature is Nature.UNKNOWN and described and described != plain:
        nature = _nature(described, printed, target, unit, words)
    return Reading(plain, described, printed, head, target, unit, nature, rate, wish, state)


def measuring_clause(name: str, words: Words) -> str:
    """The clause of a long name that carries the measure: one that ends in a rate, or the last."""
    before, colon, _ = name.partition(":")
    if colon and _ends_in_rate(before, words):
        return before
    bare = _BRACKET.sub("", name).rstrip("。；;，,：:、%≥≤=<>")
    clauses = [c for c in _CLAUSE.split(bare) if c]
    for clause in reversed(clauses):
        if _ends_in_rate(clause, words):
            return clause
    for clause in reversed(clauses):
        if words.at_end("nature_count_ending", clause):
            return clause
    return clauses[-1] if clauses else bare


def _ends_in_rate(text: str, words: Words) -> bool:
    """效率 and 分辨率 end like a rate and are none; 有效率 is one."""
    if not words.at_end("nature_rate_ending", text):
        return False
    return text.endswith("有效率") or not words.at_end("nature_no_rate", text)


def is_percent(unit: str) -> bool:
    """Whether the unit is a share of something."""
    return unit.startswith(_RATE_UNIT)


def is_money(unit: str) -> bool:
    """Whether the unit is money, also money per something."""
    return bool(_MONEY_UNIT.match(unit))


def is_time(unit: str, target: Target) -> bool:
    """Whether the value is a date or a span of time."""
    return target.kind in (TargetKind.DATE, TargetKind.DURATION) or bool(_TIME_UNIT.match(unit))


@dataclass(frozen=True, slots=True)
class _Measured:
    """A name (or the description that stands in for it) with its value, as the table asks it.

    What nearly every row of the table asks is found out once.
    """

    name: str
    head: str
    value: str
    unit: str
    target: Target
    words: Words
    percent: bool
    money: bool
    rate: bool
    share: bool
    phrase: bool
    count: bool

    def head_has(self, name: str) -> bool:
        return self.words.inside(name, self.head) is not None

    def head_ends(self, name: str) -> bool:
        return self.words.at_end(name, self.head) is not None

    def name_has(self, name: str) -> bool:
        return self.words.inside(name, self.name) is not None

    @property
    def spending(self) -> bool:
        """A rate of money, without a word on promptness or correctness that makes it a result."""
        share = self.rate or self.head.endswith("进度") or self.percent
        return (
            share
            and not self.name_has("nature_timely")
            and not self.head_has("nature_quality_rate")
        )

    @property
    def amount_of_money(self) -> bool:
        named = self.head.endswith(("金额", "费用", "成本", "总额", "费"))
        return self.money or (named and not self.percent and not self.phrase)

    @property
    def sessions(self) -> bool:
        return bool(_ACTIVITY_UNIT.match(self.unit))


_Condition = Callable[[_Measured], bool]

#: In order: the first that holds says what is measured.
_NATURES: tuple[tuple[Nature, _Condition], ...] = (
    (Nature.SATISFACTION, lambda m: m.head_ends("nature_satisfaction")),
    (Nature.SATISFACTION, lambda m: m.percent and "满意" in m.head and "调查" not in m.head),
    (Nature.COMPLAINT, lambda m: m.head_ends("nature_complaint") or "投诉率" in m.name),
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
    (Nature.CEILING, lambda m: bool(m.words.inside("value_ceiling", m.value))),
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


def _nature(name: str, value: str, target: Target, unit: str, words: Words) -> Nature:
    head = measuring_clause(name, words)
    percent, money, rate = is_percent(unit), is_money(unit), _ends_in_rate(head, words)
    share, numeric = rate or percent, target.kind in (TargetKind.NUMBER, TargetKind.RANGE)
    measured = _Measured(
        name, head, value, unit, target, words, percent, money, rate, share,
        phrase=target.kind in (TargetKind.PHRASE, TargetKind.STATE, TargetKind.GRADE),
        count=numeric and not share and not money and not is_time(unit, target),
    )  # fmt: skip
    for nature, holds in _NATURES:
        if holds(measured):
            return nature
    return Nature.UNKNOWN
