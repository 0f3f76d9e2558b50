"""Whether a third party could decide at year end that the target was met, rule by rule.

The first rule that speaks decides. Each is a row of `RULES`: what it means, and whether it alone
is sure enough to accuse (`certain`: at least 95 of 100 labelled rows it fires on are not 明确).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.classify.duplicate_fields import NAME_VALUE
from auditor.classify.nature import Nature, Reading, is_percent, is_time
from auditor.classify.vague_numbers import numbered, timed
from auditor.classify.vague_words import phrase_with_number, worded
from auditor.classify.wishes import Verdict
from auditor.classify.words import Words, locate
from auditor.domain import (
    FIGURES,
    Field,
    Indicator,
    Project,
    Reason,
    Vagueness,
    VaguenessJudgement,
)


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
    "deferred-to-document": VagueRule(_PARTIAL, "指标值推给下达数或核定数"),
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
    "percent-on-abstract": VagueRule(_PARTIAL, "抽象名词配百分比，没有说明怎么算", certain=True),
    "number-on-wish": VagueRule(_VAGUE, "口号配数字", certain=True),
    "wish-rate": VagueRule(_VAGUE, "抽象名词的比率没有分母", certain=True),
    "undefined-rate": VagueRule(_PARTIAL, "比率没有定义"),
    "generic-rate": VagueRule(_PARTIAL, "比率的对象不明确"),
    "percent-without-rate": VagueRule(_PARTIAL, "百分比没有说明是谁的比率"),
    "generic-lifetime": VagueRule(_PARTIAL, "影响多久无从核对"),
    "bare-completion-time": VagueRule(_PARTIAL, "没有说明到期完成什么"),
    "time-on-state": VagueRule(_PARTIAL, "工作状态配时间"),
    "number-on-state": VagueRule(_PARTIAL, "工作状态配数字"),
    "number-without-unit": VagueRule(_PARTIAL, "数字没有单位", certain=True),
}

_NOTHING_SAID = VaguenessJudgement(_CLEAR)
_DIGIT = re.compile(r"\d")
_CONTROL = re.compile(r"(?:成本|预算|资金|经费|费用|投资)控制率(?:\([^)]*\))?$")
_WHOLE = re.compile(r"(?:≤|不超过|小于等于)100%")
_LEVEL = re.compile(
    r"(?:不低于|达到|[≥=])?(?:\d\.\d)?(?:国家)?[一二三四五六甲乙丙\da]{1,2}级(?:以上)?", re.I
)


def judge_vagueness(
    indicator: Indicator,
    reading: Reading,
    duplicates: Sequence[str],
    project: Project,
    words: Words,
) -> VaguenessJudgement:
    """The label and the reason for it, a span of the row's own text; no reason where 明确."""
    for rule, field, word in _verdicts(indicator, reading, duplicates, project, words):
        label = RULES[rule].label
        return VaguenessJudgement(label, None, (_reason(indicator, rule, field, word),))
    return _NOTHING_SAID


def is_settled(reading: Reading) -> bool:
    """Whether the guideline calls such a row 明确 whatever its words.

    That is a level on a scale that others keep (三级, 2.0三级, 4A级), an event of which none is
    wanted and none is what a record can show, and a ceiling of 100 % on a budget.
    """
    settles = _settles(reading.value)
    if settles is None:
        return False
    if settles == "ceiling":
        return bool(_CONTROL.search(reading.name))
    return settles == "level" or _is_none_wanted(reading)


@lru_cache(maxsize=16384)
def _settles(value: str) -> str | None:
    """What such a value would settle: few values do."""
    if _LEVEL.fullmatch(value):
        return "level"
    if value in ("无", "零", "没有"):
        return "none"
    return "ceiling" if _WHOLE.fullmatch(value) else None


def _reason(indicator: Indicator, rule: str, field: Field, word: str) -> Reason:
    text = indicator.text(field)
    span = locate(text, word) if word else None
    if span is None:
        start = len(text) - len(text.lstrip())
        span = start, max(start, len(text.rstrip()))
    return Reason(rule, field, text[span[0] : span[1]], *span)


@lru_cache(maxsize=16384)
def _has_digit(value: str) -> bool:
    return _DIGIT.search(value) is not None


def _is_none_wanted(reading: Reading) -> bool:
    """“事故发生情况：无” is a value: none is wanted and none is what a record can show."""
    counted = reading.nature in (Nature.INCIDENT, Nature.COMPLAINT)
    said = reading.name.startswith(("不发生", "未发生", "不出现"))
    return counted or said or reading.name.endswith("零发生")


def _verdicts(
    indicator: Indicator,
    reading: Reading,
    duplicates: Sequence[str],
    project: Project,
    words: Words,
) -> Iterator[Verdict]:
    digits = _has_digit(reading.value)
    if not reading.value:
        yield "empty-value", Field.VALUE, ""
    elif is_settled(reading):
        return
    elif words.whole("value_placeholder", reading.value) or not reading.name:
        yield "placeholder-value", Field.VALUE, ""
    elif reading.target.kind in FIGURES or (digits and is_percent(reading.unit)):
        yield from numbered(indicator, reading, project, words)
    elif digits and is_time(reading.unit, reading.target):
        yield from timed(indicator, reading, project, words)
    elif digits and NAME_VALUE not in duplicates:
        yield from phrase_with_number(reading, words)
    else:
        yield from worded(reading, duplicates, words)
