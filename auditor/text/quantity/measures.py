"""Numbers with the signs and units around them, found in a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from auditor.domain import Operator
from auditor.text.quantity.numerals import ARABIC, CHINESE, number
from auditor.text.quantity.units import UNIT, unit
from auditor.text.quantity.words import listed

_AT_LEAST = listed("words_at_least")
_AT_MOST = listed("words_at_most")
_MORE = listed("words_more")
_LESS = listed("words_less")
# Soft words: `控制在5%以内`, `达到90%以上` take their meaning from what stands behind the number.
_REACH = listed("words_reach")
_HOLD = listed("words_hold")

_MEANING: dict[str, Operator] = {
    **dict.fromkeys(_AT_LEAST | _REACH, Operator.AT_LEAST),
    **dict.fromkeys(_AT_MOST | _HOLD, Operator.AT_MOST),
    **dict.fromkeys(_MORE, Operator.MORE),
    **dict.fromkeys(_LESS, Operator.LESS),
    "等于": Operator.EQUAL,
}
_SIGN = "[≥≤=<>]"
_WORDS = "|".join(sorted(_MEANING, key=lambda w: (-len(w), w)))
_BEFORE = rf"(?:(?P<sign>{_SIGN})|(?P<word>{_WORDS})(?:上年|去年|原有|人民币)?的?)"
_AFTER = r"(?:\(含\)|\(及\)|及|或)?(?P<after>以上|以内|之内|以下|之下|[≥≤<>]|封顶|多|余)"
_AFTER_MEANING = {
    "以上": Operator.AT_LEAST,
    "以内": Operator.AT_MOST,
    "之内": Operator.AT_MOST,
    "内": Operator.AT_MOST,
    "以下": Operator.AT_MOST,
    "之下": Operator.AT_MOST,
    "封顶": Operator.AT_MOST,
    "多": Operator.MORE,
    "余": Operator.MORE,
    **{s: Operator(s) for s in "≥≤<>"},
}
_TO = r"(?:-{1,2}|~{1,2}|至|到)"


def _pattern(numeral: str) -> str:
    return rf"""
        {_BEFORE}?(?:约|近|≈|为)?(?P<ahead>[%])?
        (?P<low>{numeral})(?P<more>多|余)?
        (?:(?P<unit_low>{UNIT})?{_TO}(?:{_SIGN})?(?P<high>{numeral}))?
        (?P<unit>{UNIT})?
        (?:{_AFTER}|(?P<within>内)(?![容部外涵在网科贸需陆设]))?
        """


_ARABIC = re.compile(_pattern(r"(?:(?:(?<=[≥≤=<>])|\A)-)?" + ARABIC), re.VERBOSE)
_CHINESE = re.compile(_pattern(CHINESE), re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or a range at `text[start:end]`; `signed` where a sign or a word says which way."""

    low: Decimal
    high: Decimal | None
    operator: Operator | None
    unit: str | None
    start: int
    end: int
    signed: bool


def measures(text: str, *, chinese: bool = False) -> tuple[Measure, ...]:
    """Every number of a folded text; `chinese` for Chinese numerals instead of Arabic ones."""
    return tuple(_measure(m) for m in (_CHINESE if chinese else _ARABIC).finditer(text))


def _measure(found: re.Match[str]) -> Measure:
    sign, word, after = (
        found["sign"],
        found["word"],
        found["after"] or found["within"],
    )
    operator = None
    if sign:
        operator = Operator(sign)
    elif after and not (word and word not in _REACH and word not in _HOLD):
        operator = _AFTER_MEANING[after]
    elif word:
        operator = _MEANING[word]
    elif found["more"]:
        operator = Operator.MORE
    low, high = number(found["low"].lstrip("-")), None
    if found["low"].startswith("-"):
        low = -low
    if found["high"]:
        high = number(found["high"].lstrip("-"))
    printed = found["unit"] or found["unit_low"] or found["ahead"] or ""
    return Measure(
        low,
        high,
        operator,
        unit(printed),
        found.start(),
        found.end(),
        bool(sign or word or found["after"]),
    )
