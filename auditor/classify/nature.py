"""What kind of thing an indicator measures, read from its name, description and value."""

from __future__ import annotations

import re
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
    nature = _nature(plain, head, fold(value or ""), unit, target, words)
    if nature is Nature.UNKNOWN and described and described != plain:
        clause = measuring_clause(described, words)
        nature = _nature(described, clause, fold(value or ""), unit, target, words)
    return Reading(
        plain, described, fold(value or ""), head, target, unit, nature, rate, wish, state
    )


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
    """效率 and 分辨率 end like a rate and are none."""
    return bool(words.at_end("nature_rate_ending", text)) and not words.at_end(
        "nature_no_rate", text
    )


def is_percent(unit: str) -> bool:
    """Whether the unit is a share of something."""
    return unit.startswith(_RATE_UNIT)


def is_money(unit: str) -> bool:
    """Whether the unit is money, also money per something."""
    return bool(_MONEY_UNIT.match(unit))


def is_time(unit: str, target: Target) -> bool:
    """Whether the value is a date or a span of time."""
    return target.kind in (TargetKind.DATE, TargetKind.DURATION) or bool(_TIME_UNIT.match(unit))


def _nature(name: str, head: str, value: str, unit: str, target: Target, words: Words) -> Nature:
    for kind in (_feeling, _money, _clock, _share, _counted, _worded):
        found = kind(name, head, value, unit, target, words)
        if found is not None:
            return found
    return Nature.UNKNOWN


def _feeling(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    counted = bool(words.at_end("nature_count_ending", head)) or bool(_ACTIVITY_UNIT.match(unit))
    if words.at_end("nature_satisfaction", head) or (
        is_percent(unit) and "满意" in head and "调查" not in head
    ):
        return Nature.SATISFACTION
    if words.at_end("nature_complaint", head) or ("投诉率" in name and not counted):
        return Nature.COMPLAINT if "处理" not in head and "办理" not in head else None
    return None


def _money(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    timely = bool(words.inside("nature_timely", name))
    funds = bool(words.inside("nature_money", head))
    rate = _ends_in_rate(head, words) or head.endswith("进度")
    if not timely and not words.inside("nature_quality_rate", head):
        if words.inside("nature_spending_whole", head) and (rate or is_percent(unit)):
            return Nature.EXECUTION_RATE
        if funds and rate and words.inside("nature_spending", head):
            return Nature.EXECUTION_RATE
        if words.at_end("nature_handing_whole", head):
            return Nature.MONEY_GIVEN
    if is_money(unit) or (head.endswith(("金额", "费用", "成本", "总额")) and not is_percent(unit)):
        if words.inside("nature_economic", head) and not words.inside("nature_standard", head):
            return Nature.ECONOMIC
        if words.at_end("nature_investment", head):
            return Nature.INVESTMENT
        if words.inside("nature_standard", head) or "/" in unit:
            return Nature.STANDARD
        if is_money(unit) or target.kind is TargetKind.EMPTY:
            return Nature.COST
    if words.inside("value_ceiling", value) or words.inside("value_ceiling", name):
        return Nature.CEILING
    return None


def _clock(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    if words.inside("nature_lifetime", head) and not is_percent(unit):
        return Nature.LIFETIME
    if words.inside("nature_timely", name):
        return Nature.PROMPTNESS
    if words.at_end("nature_response", head):
        return Nature.RESPONSE_TIME
    if words.at_end("nature_time_point", head) and not is_percent(unit):
        return Nature.TIME
    return None


def _share(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    rate = _ends_in_rate(head, words) or is_percent(unit)
    if not rate:
        return None
    if words.inside("nature_job", head):
        return Nature.EMPLOYMENT
    if words.inside("nature_quality_rate", head):
        return Nature.QUALITY_RATE
    if words.at_end("nature_completion", head):
        return Nature.COMPLETION_RATE
    if words.inside("nature_coverage", head):
        return Nature.COVERAGE_RATE
    if words.inside("nature_awareness", head):
        return Nature.AWARENESS
    if words.inside("nature_incident", head):
        return Nature.INCIDENT
    if words.inside("nature_economic", head):
        return Nature.ECONOMIC
    if _ends_in_rate(head, words):
        return Nature.OTHER_RATE
    return None


def _counted(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    number = target.kind in (TargetKind.NUMBER, TargetKind.RANGE)
    if not number or is_percent(unit) or is_money(unit) or is_time(unit, target):
        return None
    if words.inside("nature_job", head):
        return Nature.EMPLOYMENT
    if words.inside("nature_incident", head):
        return Nature.INCIDENT
    if words.inside("nature_deal", head):
        return Nature.DEAL
    if words.inside("nature_reach", head):
        return Nature.REACH
    if words.inside("nature_ranking", head):
        return Nature.RANKING
    if _PEOPLE_UNIT.match(unit):
        return Nature.PEOPLE_COUNT
    if _ACTIVITY_UNIT.match(unit) and words.inside("nature_activity", head):
        return Nature.ACTIVITY_COUNT
    if words.inside("nature_product", head):
        return Nature.PRODUCT_COUNT
    return Nature.AMOUNT


def _worded(
    name: str, head: str, value: str, unit: str, target: Target, words: Words
) -> Nature | None:
    if words.inside("nature_ranking", head):
        return Nature.RANKING
    if words.inside("nature_incident", head):
        return Nature.INCIDENT
    if words.inside("name_own_state", name):
        return Nature.OWN_STATE
    if words.inside("nature_environment", name):
        return Nature.ENVIRONMENT
    if words.inside("nature_lasting", name):
        return Nature.LASTING
    if words.inside("nature_awareness", name):
        return Nature.AWARENESS
    if words.inside("nature_economic", name):
        return Nature.ECONOMIC
    if words.inside("name_wish", name) or words.at_end("name_abstract", head):
        return Nature.WISH
    return None
