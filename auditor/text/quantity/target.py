"""An 指标值 understood: `parse_target`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from auditor.domain import FIGURES, Operator, Target, TargetKind
from auditor.text.normalise import fold
from auditor.text.quantity import words
from auditor.text.quantity.dates import arabic_dates, asks_name, date_said
from auditor.text.quantity.measures import Measure, measures
from auditor.text.quantity.numerals import ARABIC, CHINESE, number
from auditor.text.quantity.units import UNIT, is_leftover, is_time, is_unit, unit, unit_in_name
from auditor.text.quantity.words import Vocabulary

_EMPTY = Target(TargetKind.EMPTY)
_PHRASE = Target(TargetKind.PHRASE)
_GRADE = Target(TargetKind.GRADE)
_STATE = Target(TargetKind.STATE)
_YEAR_ROUND = Target(TargetKind.DURATION, None, Decimal(1), Decimal(1), "年")

# Two thirds of published values are this plain; they need nothing else.
_SIMPLE = re.compile(
    r"([≥≤=<>])?(?!20[0-9]{2}\.?[01][0-9](?:[0-3][0-9])?\Z)([0-9]{1,9}(?:\.[0-9]+)?)"
    r"(%|[个次人项份套家篇台件场名条期种类处座本部册张辆万元]{0,3})\Z"
)
_PARTS = re.compile(rf"({CHINESE})分之({CHINESE}|[0-9]+(?:\.[0-9]+)?)")
_PERCENT_SPELLING = re.compile(r"(?<=[0-9])(?:\(%\)|%+|百分比|百分率|百分号)")
_OUTER = re.compile(r"\(([^()]*)\)\Z")
_NUMBERING = re.compile(r"(?:指标[0-9]+:|[0-9]{1,2}、|\([0-9]{1,2}\)(?=.))")
_ASIDE = re.compile(r"\([^()]*[0-9][^()]*\)?")
_ROUND_THE_CLOCK = re.compile(r"([0-9]{1,2})[×*xX]([0-9]{1,2})(?:个?小时|h)?[^0-9]{0,6}\Z")
_RANK = re.compile(rf"[^0-9]{{0,12}}前([0-9]+|{CHINESE})(名|位)?(?:其他)?\Z")
_BETWEEN = re.compile(
    rf"(?P<low>{ARABIC})({UNIT})?[≤<][A-Za-z\u4e00-\u9fff]{{1,8}}[≤<](?P<high>{ARABIC})({UNIT})?"
)
_WHOLE_YEAR = frozenset(("全年", "全年度", "一整年", "整年", "=全年", "贯穿全年", "常年", "全年内"))

# What looks like a figure and measures nothing: quoted names, titles, numbers of documents, rooms,
# hotlines and phones, ordinals, codes (FM103.9), formulas (1+3), years in passing.
_IN_PASSING = re.compile(
    r"\"[^\"]*\"|《[^》]*》|\[(?:19|20)[0-9]{2}\][0-9]*号?|第[0-9一二三四五六七八九十]+"
    r"|(?<![0-9])[0-9]{3,5}(?:热线|平台)|(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
    r"|(?<![/A-Za-z])(?!(?:k?m[23])(?![0-9]))[A-Za-z]+[-+]?[0-9.]+(?:[A-Za-z]+|(?![0-9.]*%))"
    r"|(?<![0-9.])[0-9]+(?:\.[0-9]+)?\+[0-9A-Z]+(?:\+[0-9A-Z]+)*(?![个项])|(?<![≥≤=<>0-9.])[1-9][GDK](?![A-Za-z/])"
    r"|[0-9]+号(?!前)|[0-2]?[0-9]:[03]0|(?:19|20)[0-9]{2}年度?(?![0-9])|(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}"
)
_AMOUNT_VERB = re.compile(
    r"(?:完成|举办|开展|召开|新增|增加|建成|组织|培训|编制|形成|出台|发放|购置|采购|提供|下达|发布|各"
    r"|每年|每季度|每月|每周|每天|全年|达|为|共|总计|:)\Z"
)
_SHORT = 8
"""Characters around a figure within which it cannot but be what the value says."""


def parse_target(
    value: str | None, name: str | None = None, vocabulary: Vocabulary | None = None
) -> Target:
    """What an 指标值 says; `name` lends its unit (`参训人数(人)`) and tells months from dates.

    `vocabulary` says what the words of a value mean: the shipped lists unless given. See the
    package for what each kind means. Never raises.
    """
    if value is None:
        return _EMPTY
    alone = _by_itself(value, vocabulary or words.shipped())
    said, text = alone.target, alone.text
    if not name:
        return said
    bare = said.unit is None and said.kind in FIGURES
    if bare and unit_in_name(name) is not None:
        return _lent(said, name) if text is None else _beside(text, name)
    if text is not None and (alone.asks_name or text.startswith(fold(name))):
        return _beside(text, name)
    return said


class _Alone(NamedTuple):
    """What a value says whatever the name; and the text in which the name may have a say."""

    target: Target
    text: str | None = None
    asks_name: bool = False


@lru_cache(maxsize=16384)
def _by_itself(value: str, vocabulary: Vocabulary) -> _Alone:
    text = fold(value)
    simple = _SIMPLE.match(text)
    if simple:
        sign = Operator(simple[1]) if simple[1] else None
        return _Alone(_number(sign, Decimal(simple[2]), unit(simple[3])))
    text = text.rstrip("。.;,!、").strip('"')
    outer = _OUTER.match(text)
    text = outer[1] if outer else text
    if words.is_empty(text, vocabulary) or (text[0] in "≥≤=<>" and is_unit(text[1:])):
        return _Alone(_EMPTY)
    if text in _WHOLE_YEAR:
        return _Alone(_YEAR_ROUND)
    if said := _in_words(text, vocabulary):
        return _Alone(said)
    text = _PERCENT_SPELLING.sub("%", arabic_dates(_parts(text)))
    return _Alone(_in_numbers(text, None), text, asks_name(_NUMBERING.sub("", text, count=1)))


@lru_cache(maxsize=16384)
def _beside(text: str, name: str) -> Target:
    return _in_numbers(text, name)


def _lent(number: Target, name: str) -> Target:
    """A bare number with the unit that stands in the name."""
    measured = unit_in_name(name)
    kind = TargetKind.DURATION if is_time(measured) else TargetKind.NUMBER
    return replace(number, kind=kind, unit=measured)


def _in_words(text: str, vocabulary: Vocabulary) -> Target | None:
    if words.is_grade(text, vocabulary):
        return _GRADE
    if words.is_state(text, vocabulary):
        return _STATE
    for length in (1, 2):
        head, leftover = text[:-length], text[-length:]
        if head in vocabulary.grades and is_leftover(leftover):
            return _GRADE
        if head in vocabulary.states and is_leftover(leftover):
            return _STATE
    return None


def _in_numbers(text: str, name: str | None) -> Target:
    folded_name = fold(name or "")
    if folded_name and text.startswith(folded_name) and len(text) > len(folded_name):
        text = text[len(folded_name) :].lstrip(":,")
    text = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    if clock := _ROUND_THE_CLOCK.match(text):
        hours = Decimal(clock[1]) * Decimal(clock[2])
        return Target(TargetKind.DURATION, None, hours, hours, "小时")
    if rank := _RANK.match(text):
        return Target(TargetKind.NUMBER, Operator.AT_MOST, None, number(rank[1]), rank[2] or "名")
    if date := date_said(text, folded_name):
        return Target(TargetKind.DATE, date.operator, date=date.iso)
    if between := _BETWEEN.fullmatch(text):
        measured = unit(between[4] or between[2] or "") or unit_in_name(name)
        return Target(
            TargetKind.RANGE, None, number(between["low"]), number(between["high"]), measured
        )
    visible = _IN_PASSING.sub(lambda m: "□" * len(m[0]), text)
    best = _best(visible, measures(visible)) or _best_in_chinese(visible)
    return _PHRASE if best is None else _target(best, name)


def _parts(text: str) -> str:
    """百分之九十五 as 95%, 三分之一 as 1/3."""
    if "分之" not in text and "百分百" not in text:
        return text
    signs = {"百": "%", "千": "‰"}
    return _PARTS.sub(
        lambda m: f"{number(m[2])}{signs.get(m[1]) or f'/{number(m[1])}'}",
        text.replace("百分百", "100%"),
    )


def _best(text: str, found: tuple[Measure, ...]) -> Measure | None:
    """The figure the value stands on.

    The first with a sign, else the first that stands like an amount; what brackets hold counts
    only when nothing else does.
    """
    if not found:
        return None
    asides = [m.span() for m in _ASIDE.finditer(text)]
    outside = [m for m in found if not any(a <= m.start < b for a, b in asides)]
    for group in (outside, list(found)):
        if signed := [m for m in group if m.signed]:
            return _joined(signed)
        for m in group:
            if _stands_as_amount(text, m):
                leading = text[0] if text[0] in "≥≤=<>" else None
                return replace(m, operator=Operator(leading)) if leading else m
    return None


def _best_in_chinese(text: str) -> Measure | None:
    """Chinese numerals are also parts of words, so they need a unit and a clear place."""
    found = tuple(m for m in measures(text, chinese=True) if m.unit is not None)
    for m in found:
        if m.signed or _AMOUNT_VERB.search(text[: m.start]):
            return m
        if m.start == 0 and _nothing_follows(text[m.end :]):
            return m
    return None


def _nothing_follows(rest: str) -> bool:
    return not rest or re.fullmatch(r"\(.*|[,;。].*|左右|上下|起|不等", rest) is not None


def _stands_as_amount(text: str, m: Measure) -> bool:
    rest = text[m.end :]
    if m.start == 0:
        return (
            _nothing_follows(rest)
            or re.fullmatch(r"[/+].*|[\u4e00-\u9fffA-Za-z/]{1,8}", rest) is not None
        )
    if m.unit is None:
        return text[0] in "≥≤=<>" and not rest
    short = len(text) - (m.end - m.start) <= _SHORT
    return (
        short
        or not rest
        or rest[0] in ",;。)"
        or "/" in m.unit
        or _AMOUNT_VERB.search(text[: m.start]) is not None
    )


def _joined(found: list[Measure]) -> Measure:
    """The first measure; a floor and a ceiling of the same thing make a range."""
    first = found[0]
    if len(found) == 1 or first.high is not None or found[1].high is not None:
        return first
    second = found[1]
    bounds = (
        first.operator in (Operator.AT_LEAST, Operator.MORE)
        and second.operator in (Operator.AT_MOST, Operator.LESS)
        and first.unit in (second.unit, None)
        and first.low < second.low
    )
    if not bounds:
        return first
    return replace(first, high=second.low, unit=second.unit, operator=None)


def _target(m: Measure, name: str | None) -> Target:
    if m.high is None or m.low > m.high:
        return _number(m.operator, m.low, unit(m.unit or "") or unit_in_name(name))
    measured = m.unit or unit_in_name(name)
    kind = TargetKind.DURATION if is_time(measured) else TargetKind.RANGE
    return Target(kind, None, m.low, m.high, measured)


def _number(operator: Operator | None, value: Decimal, measured: str | None) -> Target:
    kind = TargetKind.DURATION if is_time(measured) else TargetKind.NUMBER
    if operator in (Operator.AT_LEAST, Operator.MORE):
        return Target(kind, operator, value, None, measured)
    if operator in (Operator.AT_MOST, Operator.LESS):
        return Target(kind, operator, None, value, measured)
    return Target(kind, operator, value, value, measured)
