"""Dates and deadlines: ISO text as precise as printed.

`2026`, `2026-12`, `2026-12-31`; without a printed year the forms of XML Schema: `--12`, `--12-31`,
and `---15` for a day of every month. A stretch from one date to another is `2026-01/2026-12`.
The end of a year is its last month: `年底` is `--12`, as `12月底` is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.domain import Operator
from auditor.text.quantity.numerals import number

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_PART = r"(?:月?底|月?末|月?初|中旬|上旬|下旬)"
_YEAR_END = r"(?:年?底|年?末|终)"

_DATE = re.compile(
    rf"""
      (?<![0-9.])(?P<y>{_YEAR})年度?(?P<m>{_MONTH})
        (?:月份?(?:(?P<d>{_DAY})(?:日|号)?)?{_PART}?|(?=[-~至到]{{1,2}}{_MONTH}月))
    | (?<![0-9.])(?P<y2>{_YEAR})(?P<s>[-/.])(?P<m2>{_MONTH})(?P=s)(?P<d2>{_DAY})(?![0-9])日?
    | (?<![0-9.])(?P<y3>{_YEAR})[-/](?P<m3>{_MONTH})(?![-0-9%])
    | (?<![0-9.])(?P<m4>{_MONTH})
        (?:月份?(?:(?P<d4>{_DAY})(?:日|号)?)?(?!亮){_PART}?|(?=[-~至到]{{1,2}}{_MONTH}月))
    | (?:每月|当月|次月)(?P<daily>{_DAY})[日号]
    | (?<![0-9.])(?P<y6>{_YEAR})年度?(?P<half>上半年|下半年|第?[一二三四1-4]季度){_PART}?
    | (?P<half2>上半年|下半年|第?[一二三四1-4]季度)(?:末|底)?
    | (?<![0-9.])(?P<y9>{_YEAR})(?=[-~至到]{{1,2}}{_YEAR}年)
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
_LAST_MONTH = {
    **{"上半年": "6", "下半年": "12", "一": "3", "二": "6", "三": "9", "四": "12"},
    **{"1": "3", "2": "6", "3": "9", "4": "12"},
}
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CHINESE_YEAR = re.compile(r"([一二][零〇九])([零〇一二三四五六七八九]{2})年")
_CHINESE_MONTH = re.compile(r"(?<![个十])(十[一二]?|[一二三四五六七八九])(?=月)")


_MONTH_ALONE = re.compile(r"([≥>≤<=])?(?:0?[1-9]|1[0-2])月(?:以?内)?")
_DAY_ALONE = re.compile(r"(?P<sign>[≤<=])?(?P<d>[1-9]|[12][0-9]|3[01])日")
_IN_DIGITS = re.compile(
    r"(?P<sign>[≤<=])?(?P<y>20[0-9]{2})"
    r"(?:(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])日?|\.(?P<m2>0[1-9]|1[0-2]))"
)
_STRETCH = re.compile(
    r"周期|时长|用时|工期|月数|持续|年限|寿命|质保|保修|试运行|保障时[间效]|服务时间|运维时间"
    r"|(?:服务|实施|建设|运维|维护|保障|项目|合同|执行|作用)期|(?<!完成)(?<!截止)(?<!到位)期限"
)
_MONTHLY = re.compile("每月|次月|月报|月度")
_POINT = re.compile("时间|时限|期限|日期|完成|月|进度|及时")
_DONE = re.compile("完成|完工|竣工|建成|投产|投用|发放|拨付|到位|[支下发]?完毕")
_AROUND_A_YEAR = re.compile(
    r"(?:预计|计划|拟|于|在|力争)*(?:完成|完工|建成|竣工|投产|投用|实施|全年|年|内)*.{0,4}"
)
_AROUND_A_DATE = 12
"""Characters beside a date within which it cannot but be what the value says."""


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
    iso, end = _stretched(text, _iso(found), found.end())
    start = found.start()
    before, after = text[max(0, start - 4) : start], _UNTIL.match(text, end)
    bound, operator = _NOT_LATER.search(before), None
    if bound is not None and bound[0][0] in "<早":
        operator = Operator.LESS
    elif after is not None or bound is not None:
        operator = Operator.AT_MOST
    elif (after := _FROM.match(text, end)) or (bound := _NOT_EARLIER.search(before)):
        operator = Operator.AT_LEAST
    elif (bound := re.search(r"=\Z", before)) is not None:
        operator = Operator.EQUAL
    return Date(
        iso, operator, start - len(bound[0]) if bound else start, after.end() if after else end
    )


def _stretched(text: str, iso: str, end: int) -> tuple[str, int]:
    """The date, or the stretch where `至` and a later date follow at `end`."""
    to = _TO.match(text, end)
    if to is None:
        return iso, end
    if to["d"]:
        return f"{iso}/{iso[:-2]}{int(to['d'][:-1]):02}", to.end()
    last = _DATE.match(text, to.end())
    if last is None:
        return iso, end
    later = _iso(last)
    if later.startswith("--") and not iso.startswith("-"):
        later = iso[:4] + later[1:]
    elif iso.startswith("--") and not later.startswith("-"):
        iso = later[:4] + iso[1:]
    return f"{iso}/{later}", last.end()


def _iso(found: re.Match[str]) -> str:
    parts = {name.rstrip("0123456789"): text for name, text in found.groupdict().items() if text}
    year, month, day = parts.get("y"), parts.get("m"), parts.get("d")
    if "daily" in parts:
        return f"---{int(parts['daily']):02}"
    if period := parts.get("half"):
        month = _LAST_MONTH[period if period.endswith("半年") else period.removeprefix("第")[0]]
    if "end" in parts:
        month = "12"
    if month is None:
        return str(year)
    iso = f"{year or '-'}-{int(month):02}"
    # 9月31日 is printed and is no day: the month stands.
    return f"{iso}-{int(day):02}" if day and int(day) <= _DAYS[int(month)] else iso


def date_said(text: str, name: str) -> Date | None:
    """The date that is what a folded value says; not a count of months, nor a year in passing.

    `7月` is a date unless its sign (≥) or the name (`服务期`, `周期`) makes it a count of months;
    `10日` is one where the name speaks of every month.
    """
    if (bare := _bare_date(text, name)) is not None:
        return bare
    date = find_date(text)
    if date is None:
        return None
    if alone := _MONTH_ALONE.fullmatch(text):
        counted = alone[1] in ("≥", ">") or _STRETCH.search(name) is not None
        return None if counted else date
    return date if _is_the_point(text, date) else None


def asks_name(text: str) -> bool:
    """Whether what `date_said` makes of a value depends on the name."""
    return any(shape.fullmatch(text) for shape in (_MONTH_ALONE, _DAY_ALONE, _IN_DIGITS))


def _bare_date(text: str, name: str) -> Date | None:
    digits = _IN_DIGITS.fullmatch(text) if _POINT.search(name) else None
    day = _DAY_ALONE.fullmatch(text) if _MONTHLY.search(name) else None
    found = digits or day
    if found is None:
        return None
    iso = _iso(found) if digits else f"---{int(found['d']):02}"
    return Date(iso, Operator(found["sign"]) if found["sign"] else None, 0, len(text))


def _is_the_point(text: str, date: Date) -> bool:
    rest = text[: date.start] + text[date.end :]
    if re.search("[≥≤<>]", rest):
        return False
    if date.operator in (Operator.AT_MOST, Operator.LESS):
        return True
    if re.fullmatch("[0-9]{4}", date.iso):
        return _AROUND_A_YEAR.fullmatch(rest) is not None
    return len(rest) <= _AROUND_A_DATE or _DONE.match(text, date.end) is not None
