"""Money, percentages, counts and years in running text, with where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from auditor.text.quantity.numerals import CHINESE, number
from auditor.text.quantity.words import one_of

_BLANK = r"[ \t\u3000\u00a0]*"
_DIGIT = "[0-9０-９]"
_NUMBER = rf"(?:{_DIGIT}{{1,3}}(?:[,，]{_DIGIT}{{3}})+(?!{_DIGIT})|{_DIGIT}+)(?:[.．]{_DIGIT}+)?"
_AMOUNT = re.compile(
    rf"(?:(?<![0-9０-９.．A-Za-z])(?P<number>{_NUMBER}){_BLANK}[余多]?"
    rf"(?P<unit>万亿元|亿元|百万元|十万元|千元|万{_BLANK}元|元|(?:万|亿)(?!{_BLANK}(?:{one_of('units')}|[余多])))"
    rf"|(?<![零〇一二两三四五六七八九十百千万亿第])(?P<words>{CHINESE})(?P<unit_of_words>亿元|万元|(?<=[万亿])元))"
    r"(?!美元|[A-Za-z])"
)
_IN_TEN_THOUSANDS = {
    "万亿元": Decimal(10**8),
    "亿元": Decimal(10**4),
    "亿": Decimal(10**4),
    "百万元": Decimal(100),
    "十万元": Decimal(10),
    "万元": Decimal(1),
    "万": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
}
_PERCENT = re.compile(
    rf"(?<![0-9０-９.．])(?P<number>{_NUMBER}){_BLANK}(?:[(（]?[%％﹪]+[)）]?|百分比)"
    rf"|百分之(?:(?P<part>{_NUMBER})|(?P<words>{CHINESE}))"
)
_YEAR = re.compile(
    r"(?<![0-9０-９.．])(?P<year>(?:19|20)[0-9]{2}|(?:１９|２０)[０-９]{2})"
    r"(?P<after>年)?(?![0-9０-９]|[.．][0-9])"
)
_REST_OF_NUMBER = re.compile(r"年?[〕】\]］)）﹞]?\s*(?:第)?\s*[0-9０-９]{1,5}\s*号")
#: Two digits side by side: 三五台, 十七八台.
_ROUGH = re.compile("[一二两三四五六七八九]{2}")
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at `text[start:end]`; `value` in 万元."""

    value: Decimal
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage at `text[start:end]`: 95 for 95 %."""

    value: Decimal
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year from 1900 to 2099 at `text[start:end]`.

    `in_document_number` tells the 2024 of 〔2024〕110号 from a year the text speaks of.
    """

    value: int
    start: int
    end: int
    quote: str
    in_document_number: bool


def _decimal(text: str) -> Decimal:
    return Decimal(text.translate(_WIDE).replace(",", ""))


def amounts(text: str) -> tuple[Amount, ...]:
    """Money in 万元: `1800万`, `2975.4 万元`, `1.3亿元`, `3,500元`; offsets into the given text."""
    return tuple(
        Amount(
            (_decimal(m["number"]) if m["number"] else number(m["words"]))
            * _IN_TEN_THOUSANDS[re.sub(r"\s", "", m["unit"] or m["unit_of_words"])],
            m.start(),
            m.end(),
            m[0],
        )
        for m in _AMOUNT.finditer(text)
    )


def percents(text: str) -> tuple[Percent, ...]:
    """Percentages in any spelling (`95％`, `百分之九十五`, `60百分比`) with their offsets."""
    found = []
    for m in _PERCENT.finditer(text):
        digits = m["number"] or m["part"]
        value = _decimal(digits) if digits else number(m["words"])
        found.append(Percent(value, m.start(), m.end(), m[0]))
    return tuple(found)


def counts(text: str, unit: str) -> tuple[Decimal, ...]:
    """The figures that stand before a unit, `15台`, `十五台`, `1,200台`; rough ones are left out.

    `数十台`, `近百台`, `三五台` and `第三台` count nothing exactly.
    """
    found = re.finditer(
        rf"(?<!{_DIGIT})(?<![.．])(?P<number>{_NUMBER}){_BLANK}{re.escape(unit)}"
        rf"|(?<![零〇一二两三四五六七八九十百千万亿第数几近上约余多])(?P<words>{CHINESE}){re.escape(unit)}",
        text,
    )
    return tuple(
        _decimal(m["number"]) if m["number"] else number(m["words"])
        for m in found
        if m["number"] or not _ROUGH.search(m["words"])
    )


def years(text: str) -> tuple[Year, ...]:
    """Years: `2024年`, `2024年度`, `(2022)`, `〔2024〕110号`; offsets into the given text."""
    found = []
    for m in _YEAR.finditer(text):
        opened = text[m.start() - 1 : m.start()] in tuple("〔【[［(（﹝")
        numbered = _REST_OF_NUMBER.match(text, m.end()) is not None
        bracketed = opened and text[m.end() : m.end() + 1] in tuple("〕】]］)）﹞")
        if not (m["after"] or bracketed or numbered or _year_like(text, m)):
            continue
        end = m.end("year")
        year = int(m["year"].translate(_WIDE))
        square = opened and text[m.start() - 1] in "〔【[［﹝"
        found.append(
            Year(year, m.start(), end, text[m.start() : end], numbered or (square and bracketed))
        )
    return tuple(found)


def _year_like(text: str, found: re.Match[str]) -> bool:
    """A bare number is a year only as part of a stretch of years: `2021-2025年`."""
    return re.match(r"\s*[-~—–－～至到]+\s*(?:19|20)[0-9]{2}\s*年", text[found.end() :]) is not None
