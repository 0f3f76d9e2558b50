"""Numbers with the signs and units around them, found in a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from auditor.domain import Operator
from auditor.text.quantity.numerals import ARABIC, CHINESE, number
from auditor.text.quantity.units import UNIT, unit

_AT_LEAST = "大于或等于 大于等于 高于或等于 高于等于 多于或等于 不低于 不少于 不小于 不短于 不得低于 不得少于 不下于 至少为? 最少 最低 起码 突破 下限".split()
_AT_MOST = "小于或等于 小于等于 低于或等于 低于等于 少于等于 不高于 不大于 不多于 不超过 不得超过 不得高于 不超 未超过 不长于 最高 最多 至多 最长 上限 不迟于 不晚于".split()
_MORE = "大于 高于 多于 超过 超出 优于 长于".split()
_LESS = "小于 低于 少于 不足 不到 不满 短于".split()
_EQUAL = "等于".split()
_REACH = "力争达到 达到 达 保持在 维持在 稳定在".split()
_HOLD = "控制在 控制到 降至 降到 压减至 缩短至 缩短到".split()

_MEANING: dict[str, Operator] = {
    **dict.fromkeys(
        ["≥", *(w.removesuffix("为?") for w in _AT_LEAST), "至少为", *_REACH], Operator.AT_LEAST
    ),
    **dict.fromkeys(["≤", *_AT_MOST, *_HOLD], Operator.AT_MOST),
    **dict.fromkeys([">", *_MORE], Operator.MORE),
    **dict.fromkeys(["<", *_LESS], Operator.LESS),
    **dict.fromkeys(["=", *_EQUAL], Operator.EQUAL),
}
_SIGN = "[≥≤=<>]"
_WORDS = "|".join(
    sorted((*_AT_LEAST, *_AT_MOST, *_MORE, *_LESS, *_EQUAL, *_REACH, *_HOLD), key=len, reverse=True)
)
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
        (?:{_AFTER}|(?P<within>内)(?![\u4e00-\u9fff]|$)|(?P<within_end>内)$)?
        """


_ARABIC = re.compile(_pattern(r"(?:(?<=[≥≤=<>])-)?" + ARABIC), re.VERBOSE)
_CHINESE = re.compile(_pattern(CHINESE), re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or a range at `text[start:end]`; `told` when a sign or word says which way."""

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
        found["after"] or found["within"] or found["within_end"],
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
        low, high, operator, unit(printed), found.start(), found.end(), bool(sign or word or after)
    )
