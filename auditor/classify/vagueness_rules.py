"""Whether a third party could decide at year end that the target was met, rule by rule.

The first rule that speaks decides. Each is a row of `RULES`: what it means, and whether it alone
is sure enough to accuse (`certain`: at least 95 of 100 labelled rows it fires on are not 明确).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.classify.duplicate_fields import DESCRIPTION_VALUE, NAME_VALUE
from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.words import Words, locate
from auditor.domain import (
    Field,
    Indicator,
    Project,
    Reason,
    TargetKind,
    Vagueness,
    VaguenessJudgement,
)
from auditor.text.normalise import fold


@dataclass(frozen=True, slots=True)
class VagueRule:
    """What it means when a rule speaks."""

    label: Vagueness
    title: str
    certain: bool = False


_VAGUE, _PARTIAL, _CLEAR = Vagueness.VAGUE, Vagueness.PARTIAL, Vagueness.CLEAR

RULES: dict[str, VagueRule] = {
    "empty-value": VagueRule(_VAGUE, "指标值为空", certain=True),
    "placeholder-value": VagueRule(_VAGUE, "指标值为占位符", certain=True),
    "value-repeats-name": VagueRule(_VAGUE, "指标值照抄名称", certain=True),
    "value-repeats-state": VagueRule(_PARTIAL, "指标值照抄名称，但所述状态可核对", certain=True),
    "deferred-value": VagueRule(_VAGUE, "指标值推给以后", certain=True),
    "deferred-to-document": VagueRule(_PARTIAL, "指标值推给下达数或核定数", certain=True),
    "lasting-value": VagueRule(_VAGUE, "指标值只说长期", certain=True),
    "whole-year-value": VagueRule(_PARTIAL, "指标值只说全年", certain=True),
    "direction-on-wish": VagueRule(_VAGUE, "指标值只有程度或趋势词", certain=True),
    "direction-on-statistic": VagueRule(_PARTIAL, "统计量只有方向，没有幅度和基期", certain=True),
    "grade-on-wish": VagueRule(_VAGUE, "愿望配等级", certain=True),
    "grade-on-state": VagueRule(_PARTIAL, "工作状态配等级，没有评分标准"),
    "grade-on-generic": VagueRule(_PARTIAL, "对象不明确，配等级"),
    "yes-on-wish": VagueRule(_VAGUE, "愿望配“是”", certain=True),
    "yes-on-state": VagueRule(_PARTIAL, "自身工作状态配“是”"),
    "state-on-generic": VagueRule(_VAGUE, "对象和指标值都不明确"),
    "prompt-value": VagueRule(_PARTIAL, "指标值只说及时、按时", certain=True),
    "ceiling-in-words": VagueRule(_PARTIAL, "成本上限没有数", certain=True),
    "state-value": VagueRule(_PARTIAL, "指标值是没有尺度的状态"),
    "phrase-on-wish": VagueRule(_VAGUE, "愿望配一句话", certain=True),
    "percent-on-wish": VagueRule(_VAGUE, "口号配百分比", certain=True),
    "number-on-wish": VagueRule(_VAGUE, "口号配数字", certain=True),
    "wish-rate": VagueRule(_VAGUE, "抽象名词的比率没有分母"),
    "undefined-rate": VagueRule(_PARTIAL, "比率没有定义"),
    "generic-rate": VagueRule(_PARTIAL, "比率的对象不明确"),
    "percent-without-rate": VagueRule(_PARTIAL, "百分比没有说明是谁的比率"),
    "bare-completion-time": VagueRule(_PARTIAL, "没有说明到期完成什么"),
    "time-on-state": VagueRule(_PARTIAL, "工作状态配时间"),
    "number-on-state": VagueRule(_PARTIAL, "工作状态配数字"),
    "generic-count": VagueRule(_PARTIAL, "计数的对象不明确"),
    "number-without-unit": VagueRule(_PARTIAL, "数字没有单位"),
}

_NUMERIC = (TargetKind.NUMBER, TargetKind.RANGE)
_ENDING_PROJECT = re.compile(r"购置|采购|建设|工程|规划|编制|补偿|改造|修缮|新建|普查|征收|尾款")
_DIGIT = re.compile(r"\d")
_STANDARD_NAMED = re.compile(r"《|国家标准|行业标准|GB/?T?\d|[一二三四五六七八九]级")
_CERTAIN_STATISTIC = re.compile(
    r"(?:率|数|量|人数|次数|数量|金额|费用|天数|指数|浓度|强度|面积|比例|比重|排放|人次|销售额|成本|水质)$"
)

Verdict = tuple[str, Field, str]


def judge_vagueness(
    indicator: Indicator,
    reading: Reading,
    duplicates: Sequence[str],
    project: Project,
    words: Words,
) -> VaguenessJudgement:
    """The label and the reason for it, a span of the row's own text; no reason where 明确."""
    for rule, field, word in _verdicts(reading, duplicates, project, words):
        label = RULES[rule].label
        return VaguenessJudgement(label, None, (_reason(indicator, rule, field, word),))
    return VaguenessJudgement(_CLEAR)


def certain_rules() -> frozenset[str]:
    """The rules that are sure enough to accuse a department on their own."""
    return frozenset(name for name, rule in RULES.items() if rule.certain)


def _reason(indicator: Indicator, rule: str, field: Field, word: str) -> Reason:
    text = indicator.text(field)
    span = locate(text, word) if word else None
    if span is None:
        start = len(text) - len(text.lstrip())
        span = start, max(start, len(text.rstrip()))
    return Reason(rule, field, text[span[0] : span[1]], *span)


def _verdicts(
    reading: Reading, duplicates: Sequence[str], project: Project, words: Words
) -> Iterator[Verdict]:
    if not reading.value:
        yield "empty-value", Field.VALUE, ""
    elif words.whole("value_placeholder", reading.value) or not reading.name:
        yield "placeholder-value", Field.VALUE, ""
    elif reading.target.kind in _NUMERIC or (
        _DIGIT.search(reading.value) and is_percent(reading.unit)
    ):
        yield from _numbered(reading, project, words)
    elif is_time(reading.unit, reading.target) and _DIGIT.search(reading.value):
        yield from _timed(reading, project, words)
    elif len(_DIGIT.findall(reading.value)) and NAME_VALUE not in duplicates:
        yield from _phrase_with_number(reading, words)
    else:
        yield from _worded(reading, duplicates, words)


def _is_wish(reading: Reading, words: Words) -> bool:
    """A wish, or an abstract noun without a rate or count that makes it measurable."""
    if reading.rate or words.at_end("nature_count_ending", reading.head):
        return False
    if reading.nature in (Nature.SATISFACTION, Nature.PROMPTNESS, Nature.COST, Nature.STANDARD):
        return False
    return reading.wish or bool(words.at_end("name_abstract", reading.head))


def _is_generic(text: str, words: Words) -> bool:
    return words.only("name_generic", text)


def _numbered(reading: Reading, project: Project, words: Words) -> Iterator[Verdict]:
    if is_percent(reading.unit):
        yield from _percent(reading, words)
    elif is_money(reading.unit):
        return
    elif is_time(reading.unit, reading.target):
        yield from _timed(reading, project, words)
    else:
        yield from _count(reading, words)


def _percent(reading: Reading, words: Words) -> Iterator[Verdict]:
    head = reading.head
    if reading.nature in (
        Nature.SATISFACTION,
        Nature.COMPLAINT,
        Nature.EXECUTION_RATE,
        Nature.MONEY_GIVEN,
        Nature.CEILING,
    ):
        return
    if reading.description and words.inside("nature_rate_formula", reading.description):
        return
    wish_rate = words.at_end("name_wish_rate", head)
    if wish_rate:
        yield "wish-rate", Field.NAME, wish_rate[0]
    undefined = words.at_end("name_undefined_rate", head)
    if undefined:
        yield "undefined-rate", Field.NAME, undefined[0]
    if _is_generic(head, words):
        yield "generic-rate", Field.NAME, head
    if reading.rate:
        return
    if reading.nature is Nature.PROMPTNESS or reading.nature is Nature.COMPLETION_RATE:
        if _is_generic(head, words):
            yield "generic-rate", Field.NAME, head
        return
    if reading.state:
        yield "percent-without-rate", Field.NAME, ""
    if _is_slogan(reading, words):
        yield "percent-on-wish", Field.NAME, _wish_word(reading, words)
    elif reading.wish and not words.inside("name_measured", reading.name):
        yield "percent-without-rate", Field.NAME, _wish_word(reading, words)


def _is_slogan(reading: Reading, words: Words) -> bool:
    """A wish on an abstract noun with nothing in the row that could be counted."""
    text = reading.name + reading.description
    measured = words.inside("name_measured", text) or words.inside("name_measured", reading.value)
    if measured or _DIGIT.search(reading.name) or not _is_wish(reading, words):
        return False
    if not words.inside("name_abstract", reading.head):
        return False
    return not words.inside("nature_product", reading.head) and not words.inside(
        "nature_activity", reading.head
    )


def _count(reading: Reading, words: Words) -> Iterator[Verdict]:
    if reading.nature in (Nature.PEOPLE_COUNT, Nature.REACH, Nature.INCIDENT):
        return
    if reading.wish and _is_slogan(reading, words):
        yield "number-on-wish", Field.NAME, _wish_word(reading, words)
    if reading.state:
        yield "number-on-state", Field.NAME, ""


def _timed(reading: Reading, project: Project, words: Words) -> Iterator[Verdict]:
    if reading.nature is Nature.TIME or reading.nature is Nature.PROMPTNESS:
        ends = _ENDING_PROJECT.search(fold((project.name or "") + (project.purpose or "")))
        described = reading.description and not _is_generic(reading.description, words)
        if _is_generic(reading.head, words) and not ends and not described:
            yield "bare-completion-time", Field.NAME, reading.head
        return
    if reading.nature is Nature.RESPONSE_TIME or reading.nature is Nature.LIFETIME:
        return
    if reading.state:
        yield "time-on-state", Field.NAME, ""
    if _is_slogan(reading, words):
        yield "number-on-wish", Field.NAME, _wish_word(reading, words)


def _phrase_with_number(reading: Reading, words: Words) -> Iterator[Verdict]:
    if _is_wish(reading, words) and words.inside("value_degree", reading.value):
        yield "phrase-on-wish", Field.VALUE, ""


def _worded(reading: Reading, duplicates: Sequence[str], words: Words) -> Iterator[Verdict]:
    value = reading.value
    wish = _is_wish(reading, words)
    generic = _is_generic(reading.head, words)
    if NAME_VALUE in duplicates or (DESCRIPTION_VALUE in duplicates and not reading.state):
        state = words.inside("value_state", value) and not words.inside("name_wish", value)
        rule = "value-repeats-state" if state else "value-repeats-name"
        yield rule, Field.VALUE, ""
    if words.inside("value_deferred", value):
        yield "deferred-value", Field.VALUE, ""
    if words.inside("value_ceiling", value):
        yield "ceiling-in-words", Field.VALUE, ""
    if words.whole("value_lasting", value):
        yield "lasting-value", Field.VALUE, ""
    if value in ("全年", "常年", "年内", "本年", "当年"):
        yield "whole-year-value", Field.VALUE, ""
    if words.whole("value_grade", value) or reading.target.kind is TargetKind.GRADE:
        yield from _graded(reading, wish, generic, words)
        return
    if words.whole("value_yes", value):
        yield from _answered(reading, wish, words)
        return
    if words.only("value_prompt", value):
        yield "prompt-value", Field.VALUE, ""
    if words.only("value_degree", value):
        statistic = _CERTAIN_STATISTIC.search(reading.head)
        rule = "direction-on-statistic" if statistic else "direction-on-wish"
        yield rule, Field.VALUE, ""
    if words.inside("value_event", value) or _STANDARD_NAMED.search(value):
        return
    if words.inside("value_prompt", value):
        yield "prompt-value", Field.VALUE, ""
    if words.inside("name_wish", value) or (wish and not words.inside("value_state", value)):
        yield "phrase-on-wish", Field.VALUE, ""
    if generic and words.inside("value_state", value):
        yield "state-on-generic", Field.VALUE, ""
    if wish and words.inside("value_degree", value):
        yield "phrase-on-wish", Field.VALUE, ""
    if words.inside("value_set", value):
        yield "deferred-to-document", Field.VALUE, ""
    yield "state-value", Field.VALUE, ""


def _graded(reading: Reading, wish: bool, generic: bool, words: Words) -> Iterator[Verdict]:
    if _STANDARD_NAMED.search(reading.name) or _DIGIT.search(reading.name):
        return
    if reading.state:
        yield "grade-on-state", Field.VALUE, ""
    if wish:
        yield "grade-on-wish", Field.VALUE, ""
    if reading.head.endswith("质量") and not generic:
        return
    if reading.value in ("合格", "达标", "及格") and not generic:
        return
    yield ("grade-on-generic" if generic else "grade-on-state"), Field.VALUE, ""


def _answered(reading: Reading, wish: bool, words: Words) -> Iterator[Verdict]:
    if (
        _STANDARD_NAMED.search(reading.name)
        or words.inside("value_event", reading.name)
        or words.inside("value_event", reading.value)
        or _DIGIT.search(reading.name)
    ):
        return
    if reading.state:
        yield "yes-on-state", Field.VALUE, ""
    if wish:
        yield "yes-on-wish", Field.VALUE, ""
    yield "yes-on-state", Field.VALUE, ""


def _wish_word(reading: Reading, words: Words) -> str:
    found = words.inside("name_wish", reading.name) or words.at_end("name_abstract", reading.head)
    return found[0] if found else ""


__all__ = ["RULES", "VagueRule", "certain_rules", "judge_vagueness"]
