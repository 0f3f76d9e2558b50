"""Numbers of a workbook as they are shown: `0.95` under `0%` prints `95%`, `45000` may be a day."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

# Formats that a workbook names by number without spelling them out.
BUILT_IN = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm"},
    **{17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"},
    **{22: "yyyy-m-d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy"},
    **{31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"'},
    **{37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0"},
    **{43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0"},
    **{49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"'},
    **{
        54: 'm"月"d"日"',
        55: 'yyyy"年"m"月"',
        56: 'm"月"d"日"',
        57: 'yyyy"年"m"月"',
        58: 'm"月"d"日"',
    },
}

_SECTION_PART = re.compile(r'"[^"]*"|\\.|[^;]', re.DOTALL)
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].', re.DOTALL)
_DATE_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<word>y+|m+|d+|h+|s+(?:\.0+)?|am/pm|a/p|上午/下午|a{3,4})|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_CURRENCY = re.compile(r"\$([^-]*)")
_CONDITION = re.compile(r"[<>=]")
_LAST_DAY = 2_958_465
_DAYS_1904 = 1462
_PHANTOM_DAY = 60
_SECONDS = 86_400
_MOST_DIGITS = 30


def shown(number: str, code: str, *, since_1904: bool = False) -> str:
    """A stored number as its format shows it; the number itself where the format is beyond us."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        return number
    if is_date(code):
        return _date(value, code, since_1904=since_1904) or plain(value)
    sections = _sections(code)
    conditional = any(_CONDITION.search(b) for section in sections for b in _brackets(section))
    if value < 0 and len(sections) > 1 and not conditional:
        return _filled(-value, sections[1]) or plain(value)
    if value == 0 and len(sections) > 2 and not conditional:  # noqa: PLR2004
        return _filled(value, sections[2]) or plain(value)
    return _filled(value, sections[0]) or plain(value)


def plain(value: Decimal) -> str:
    """Fifteen digits, as workbooks show a number that has no format; no exponent."""
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Whether the format shows a day or a time."""
    rest = _LITERAL.sub("", _sections(code)[0])
    rest = re.sub(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", "", rest, flags=re.IGNORECASE).lower()
    if "general" in rest or re.search(r"[0#?](?<!s\.0)", rest.replace("ss.0", "ss")):
        return False
    return re.search(r"[ymdhs]", rest) is not None


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[str, ...]:
    """Positive, negative, zero and text, parted by semicolons that do not stand in quotes."""
    parts, at = [""], 0
    while at < len(code):
        if match := _SECTION_PART.match(code, at):
            parts[-1] += match[0]
            at = match.end()
        else:
            parts.append("")
            at += 1
    return tuple(parts)


def _brackets(section: str) -> list[str]:
    return [m["bracket"] for m in _PIECE.finditer(section) if m["bracket"] is not None]


def _filled(value: Decimal, section: str) -> str:
    """The number in its section, with the words that stand around it (`"≥"0"个"`)."""
    parts: list[str] = []
    digits: list[int] = []
    percent = False
    for match in _PIECE.finditer(section):
        if match["general"] is not None:
            digits.append(len(parts))
            parts.append("@")
        elif match["digits"] is not None:
            digits.append(len(parts))
            parts.append(match["digits"])
        elif match["bracket"] is not None:
            currency = _CURRENCY.match(match["bracket"])
            parts.append(currency[1] if currency else "")
        else:
            percent = percent or match["plain"] in {"%", "％"}
            parts.append(match["quoted"] or match["escaped"] or match["plain"] or "")
    if not digits:
        return "".join(parts).strip()
    if len(digits) > 1 or re.search(r"[eE][+-]|/", "".join(parts)):
        return ""
    at = digits[0]
    number = value * 100 if percent else value
    parts[at] = plain(number) if parts[at] == "@" else _rounded(number, parts[at])
    return "".join(parts).strip()


def _rounded(value: Decimal, digits: str) -> str:
    whole, _, fraction = digits.partition(".")
    thousands = "," in whole.rstrip(",")
    value = value.scaleb(-3 * (len(whole) - len(whole.rstrip(","))))
    exact = Decimal(f"{value:.15g}")
    rounded = exact.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if thousands else f"{rounded:f}"
    if fraction:
        keep = len(fraction.rstrip("#?"))
        before, _, after = text.partition(".")
        after = after[:keep] + after[keep:].rstrip("0")
        text = f"{before}.{after}" if after else before
    return text


def _date(value: Decimal, code: str, *, since_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return ""
    days = int(value) + (_DAYS_1904 if since_1904 else 0)
    seconds = int((value % 1 * _SECONDS).to_integral_value(ROUND_HALF_UP))
    # Workbooks count a 29 February 1900 that never was.
    begin = datetime(1899, 12, 31 if days < _PHANTOM_DAY else 30)
    try:
        when = begin + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return ""
    section = _sections(code)[0]
    words = [m["word"].lower() for m in _DATE_PIECE.finditer(section) if m["word"]]
    if not any(word[0] in "yd" for word in words) and "月" not in section:
        return ""
    shown = []
    time_before = False
    for match in _DATE_PIECE.finditer(section):
        if match["word"] is not None:
            word = match["word"].lower()
            shown.append(_date_word(word, when, minutes=time_before))
            time_before = word[0] in "hs"
        elif match["bracket"] is None:
            shown.append(match["quoted"] or match["escaped"] or match["plain"] or "")
    return "".join(shown).strip()


def _date_word(word: str, when: datetime, *, minutes: bool) -> str:
    """One part of a day or time. Names of months print as their number: forms are Chinese."""
    if word[0] == "y":
        return str(when.year) if len(word) > 2 else f"{when.year % 100:02}"  # noqa: PLR2004
    numbers = {
        "m": when.minute if minutes else when.month,
        "d": when.day,
        "h": when.hour,
        "s": when.second,
    }
    if word[0] not in numbers:
        return ""
    return f"{numbers[word[0]]:0{2 if len(word) == 2 else 1}}"  # noqa: PLR2004
