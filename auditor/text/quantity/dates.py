"""Dates and deadlines: ISO text as precise as printed.

`2026`, `2026-12`, `2026-12-31`; without a printed year the forms of XML Schema: `--12`, `--12-31`,
and `---15` for a day of every month. A stretch from one date to another is `2026-01/2026-12`.
The end of a year is its last month: `年底` is `--12`, as `12月底` is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.domain import Operator
from auditor.text.quantity.numerals import CHINESE, number

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_PART = r"(?:月?底|月?末|月?初|中旬|上旬|下旬)"
_YEAR_END = r"(?:年?底|年?末|终)"

_DATE = re.compile(
    rf"""
      (?<![0-9.])(?P<y>{_YEAR})年度?(?P<m>{_MONTH})(?:月份?(?:(?P<d>{_DAY})(?:日|号)?)?{_PART}?|(?=[-~至到]{{1,2}}{_MONTH}月))
    | (?<![0-9.])(?P<y2>{_YEAR})(?P<s>[-/.])(?P<m2>{_MONTH})(?P=s)(?P<d2>{_DAY})(?![0-9])日?
    | (?<![0-9.])(?P<y3>{_YEAR})[-/](?P<m3>{_MONTH})(?![-0-9%])
    | (?<![0-9.])(?P<m4>{_MONTH})(?:月份?(?:(?P<d4>{_DAY})(?:日|号)?)?(?!亮){_PART}?|(?=[-~至到]{{1,2}}{_MONTH}月))
    | (?:每月|当月|次月)(?P<d5>{_DAY})[日号]
    | (?<![0-9.])(?P<y6>{_YEAR})年度?(?P<half>上半年|下半年|第?[一二三四1-4]季度){_PART}?
    | (?P<half2>上半年|下半年|第?[一二三四1-4]季度)(?:末|底)?
    | (?<![0-9.])(?P<y7>{_YEAR})年度?(?P<end>{_YEAR_END})?
    | (?:当|本|每|次|全)?(?P<end2>年[底末终]|年度末)
    """,
    re.VERBOSE,
)
_UNTIL = re.compile(r"(?:\([^)]*\))?(?:之前|以前|前|以内|之内|内|为止|止|及以前|或之前)")
_FROM = re.compile(r"(?:之后|以后|后|起)")
_NOT_LATER = re.compile(
    r"(?:≤|<|不迟于|不晚于|不超过|截止到?|截至|早于|于?最迟|至迟|至|到)(?:于)?\Z"
)
_NOT_EARLIER = re.compile(r"(?:≥|>|不早于|自|从)\Z")
_TO = re.compile(r"(?:[-~]{1,2}|至|到)(?P<d>" + _DAY + r"[日号])?")
_COLUMN = {
    "上半年": 6,
    "下半年": 12,
    "一": 3,
    "二": 6,
    "三": 9,
    "四": 12,
    "1": 3,
    "2": 6,
    "3": 9,
    "4": 12,
}
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CHINESE_YEAR = re.compile(r"([一二][零〇九])([零〇一二三四五六七八九]{2})年")
_CHINESE_MONTH = re.compile(r"(?<![个十])(十[一二]?|[一二三四五六七八九])(?=月)")


@dataclass(frozen=True, slots=True)
class Date:
    """A date found in a text: `text[start:end]` holds it with the words that bound it."""

    iso: str
    operator: Operator | None
    start: int
    end: int


def arabic_dates(text: str) -> str:
    """Years and months in Chinese numerals written in Arabic digits: 二〇二六年十二月."""
    if "年" in text:
        text = _CHINESE_YEAR.sub(lambda m: str(number(m[1] + m[2])) + "年", text)
    return _CHINESE_MONTH.sub(lambda m: str(number(m[1])), text) if "月" in text else text


def find_date(text: str) -> Date | None:
    """The first date of a folded text, with a stretch (`至`) and bounds (`前`, `≤`) taken in."""
    found = _DATE.search(text)
    if found is None:
        return None
    start, end, iso = found.start(), found.end(), _iso(found)
    to = _TO.match(text, end)
    if to is not None:
        last = _DATE.match(text, to.end())
        if to["d"]:
            iso, end = f"{iso}/{iso[:-2]}{int(to['d'][:-1]):02}", to.end()
        elif last is not None:
            later = _iso(last)
            if later.startswith("--") and not later.startswith("---") and not iso.startswith("-"):
                later = iso[:4] + later[1:]
            elif iso.startswith("--") and not later.startswith("-"):
                iso = later[:4] + iso[1:]
            iso, end = f"{iso}/{later}", last.end()
    operator = None
    before, after = text[max(0, start - 4) : start], _UNTIL.match(text, end)
    bound = _NOT_LATER.search(before)
    if after is not None or bound is not None:
        operator, end = Operator.AT_MOST, after.end() if after else end
    elif (later_bound := _FROM.match(text, end)) is not None:
        operator, end = Operator.AT_LEAST, later_bound.end()
    elif (bound := _NOT_EARLIER.search(before)) is not None and "/" not in iso:
        operator = Operator.AT_LEAST
    elif before.endswith("="):
        return Date(iso, Operator.EQUAL, start - 1, end)
    if bound is not None:
        start -= len(bound[0])
    return Date(iso, operator, start, end)


def _iso(found: re.Match[str]) -> str:
    g = found.groupdict()
    year = g["y"] or g["y2"] or g["y3"] or g["y6"] or g["y7"]
    month = g["m"] or g["m2"] or g["m3"] or g["m4"]
    day = g["d"] or g["d2"] or g["d4"]
    if g["d5"]:
        return f"---{int(g['d5']):02}"
    period = g["half"] or g["half2"]
    if period:
        key = period if period.endswith("半年") else period.removeprefix("第")[0]
        month = str(_COLUMN[key])
    if g["end"] or g["end2"]:
        month = "12"
    if month is None:
        return str(year)
    iso = f"{year or '-'}-{int(month):02}"
    # 9月31日 is printed and is no day: the month stands.
    return f"{iso}-{int(day):02}" if day and int(day) <= _DAYS[int(month)] else iso
