"""An 指标值 understood: `parse_target`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from auditor.domain import Operator, Target, TargetKind
from auditor.text.normalise import fold
from auditor.text.quantity import words
from auditor.text.quantity.dates import Date, arabic_dates, find_date
from auditor.text.quantity.measures import Measure, measures
from auditor.text.quantity.numerals import CHINESE, number
from auditor.text.quantity.units import is_leftover, is_time, unit, unit_in_name

_EMPTY = Target(TargetKind.EMPTY)
_PHRASE = Target(TargetKind.PHRASE)
_GRADE = Target(TargetKind.GRADE)
_STATE = Target(TargetKind.STATE)

_SIMPLE = re.compile(
    r"([≥≤=<>])?([0-9]+(?:\.[0-9]+)?)(%|[个次人项份套家篇台件场名条期种类处座本部册张辆万元]{0,3})\Z"
)
_PER_HUNDRED = re.compile(rf"(百|千)分之({CHINESE}|[0-9]+(?:\.[0-9]+)?)")
_PERCENT_SPELLING = re.compile(r"(?<=[0-9])(?:\(%\)|%+|百分比|百分率|百分号)")
_OUTER = re.compile(r"\(([^()]*)\)\Z")
_NUMBERING = re.compile(r"(?:指标[0-9]+:|[0-9]{1,2}、|\([0-9]{1,2}\)(?=.))")
_HIDDEN = re.compile(
    r"\"[^\"]*\"|《[^》]*》|\[(?:19|20)[0-9]{2}\][0-9]*号?|第[0-9一二三四五六七八九十]+"
    r"|(?<![0-9])1[0-9]{4}热线|(?<![0-9])1[3-9][0-9]{9}(?![0-9])|[A-Za-z]+-?[0-9.]+(?![0-9.]*%)|[0-9]+(?:\.[0-9]+)?[+/][0-9]+(?:[A-Z+][0-9A-Z]*)*"
    r"|[0-9]+号(?!前)|(?:19|20)[0-9]{2}年度?(?![0-9])|(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}"
)
_ROUND_THE_CLOCK = re.compile(r"([0-9]+)(?:×|\*|x|X)([0-9]+)(?:个?小时|h)?(?:.{0,6})\Z")
_WHOLE_YEAR = frozenset(("全年", "全年度", "一整年", "整年", "=全年", "贯穿全年", "常年", "全年内"))
_STRETCH_NAME = re.compile(
    r"周期|时长|期限|年限|工期|持续时间|服务时间|服务期|运维时间|运维期|维护期|质保|保修|月数|寿命"
)
_POINT_NAME = re.compile(r"完成|截止|到位时|支付时|时点|起止")
_AMOUNT_VERB = re.compile(
    r"(?:完成|举办|开展|召开|新增|增加|建成|组织|培训|编制|形成|出台|发放|购置|采购|各|每年|每季度|每月|每周|每天|全年|提供|下达|发布|达|为|共|总计|约|近)\Z"
)


@lru_cache(maxsize=131072)
def parse_target(value: str | None, name: str | None = None) -> Target:
    """What an 指标值 says; `name` lends its unit (`参训人数(人)`) and tells dates from months.

    See the package for what each kind means. Never raises.
    """
    if value is None:
        return _EMPTY
    text = fold(value)
    simple = _SIMPLE.match(text)
    if simple:
        return _number(
            Operator(simple[1]) if simple[1] else None, Decimal(simple[2]), simple[3], name
        )
    return _parse(text, fold(name) if name else "", name)


def _parse(text: str, folded_name: str, name: str | None) -> Target:
    text = text.rstrip("。.;;,!、")
    outer = _OUTER.match(text)
    if outer:
        text = outer[1]
    if words.is_empty(text):
        return _EMPTY
    if text in _WHOLE_YEAR:
        return Target(TargetKind.DURATION, None, Decimal(1), Decimal(1), "年")
    in_words = _in_words(text)
    if in_words is not None:
        return in_words
    return _in_numbers(text, folded_name, name) or _PHRASE


def _in_words(text: str) -> Target | None:
    if words.is_grade(text):
        return _GRADE
    if words.is_state(text):
        return _STATE
    for length in (1, 2, 3):
        head, leftover = text[:-length], text[-length:]
        if head in words.listed("grades") and is_leftover(leftover):
            return _GRADE
        if head in words.listed("states") and is_leftover(leftover):
            return _STATE
    return None


def _in_numbers(text: str, folded_name: str, name: str | None) -> Target | None:
    text = _PER_HUNDRED.sub(lambda m: f"{number(m[2])}{'%' if m[1] == '百' else '‰'}", text)
    text = _PERCENT_SPELLING.sub("%", arabic_dates(text))
    if folded_name and text.startswith(folded_name) and len(text) > len(folded_name):
        text = text[len(folded_name) :].lstrip(":,")
    text = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
    clock = _ROUND_THE_CLOCK.match(text)
    if clock:
        hours = Decimal(clock[1]) * Decimal(clock[2])
        return Target(TargetKind.DURATION, None, hours, hours, "小时")
    date = find_date(text)
    if date is not None and _is_date(text, date, folded_name):
        return Target(TargetKind.DATE, date.operator, date=date.iso)
    visible = _HIDDEN.sub(lambda m: "□" * len(m[0]), text)
    found = measures(visible)
    best = _best(visible, found)
    if best is None:
        best = _best(visible, measures(visible, chinese=True))
    return None if best is None else _target(best, name)


def _is_date(text: str, date: Date, name: str) -> bool:
    """Whether the date is what the value says, not a month count or a year in passing."""
    month_alone = re.fullmatch(r"([≥>≤<=])?(0?[1-9]|1[0-2])月(?:以?内)?", text)
    if month_alone:
        if month_alone[1] in ("≥", ">"):
            return False
        return not (_STRETCH_NAME.search(name) and not _POINT_NAME.search(name))
    rest = text[: date.start] + text[date.end :]
    if re.search("[≥≤<>]", rest):
        return False
    if date.operator is Operator.AT_MOST:
        return True
    bare_year = len(date.iso) == 4
    if bare_year:
        return (
            re.fullmatch(
                r"(?:(?:预计|计划|拟|于|在|力争)*)(?:完成|完工|建成|竣工|投产|投用|实施|全年|年|内)*.{0,4}",
                rest,
            )
            is not None
        )
    return len(rest) <= 12 or re.match("完成|前|完工|竣工|发放", text[date.end :]) is not None


def _best(text: str, found: tuple[Measure, ...]) -> Measure | None:
    """The number the value stands on: the whole text, else the first with a sign, else the first
    with a unit in a place where amounts stand; text in brackets comes last.
    """
    found = tuple(m for m in found if _plain(text, m))
    if not found:
        return None
    signed = [m for m in found if m.signed]
    outside = [m for m in signed if "(" not in text[: m.start]] or signed
    if outside:
        return _joined(outside)
    first = found[0]
    if first.start == 0 and _covers(text, first):
        return first
    for m in found:
        if m.unit is not None and (
            _AMOUNT_VERB.search(text[: m.start]) or len(text) - (m.end - m.start) <= 8
        ):
            return m
    return None


def _covers(text: str, m: Measure) -> bool:
    rest = text[m.end :]
    return (
        not rest
        or re.fullmatch(r"\(.*\)?|[,;。/(].*|左右|上下|起|不等|[\u4e00-\u9fffA-Za-z/]{1,8}", rest)
        is not None
    )


def _plain(text: str, m: Measure) -> bool:
    return not (m.start and text[m.start - 1] in ".0123456789")


def _joined(found: list[Measure]) -> Measure:
    """The first measure; a floor and a ceiling of the same thing make a range."""
    first = found[0]
    floors, ceilings = (Operator.AT_LEAST, Operator.MORE), (Operator.AT_MOST, Operator.LESS)
    for other in found[1:2]:
        if (
            first.operator in floors
            and other.operator in ceilings
            and first.high is None
            and other.high is None
        ):
            if first.unit in (other.unit, None) and first.low < other.low:
                return replace(first, high=other.low, unit=other.unit or first.unit, operator=None)
    return first


def _target(m: Measure, name: str | None) -> Target:
    if m.high is None:
        return _number(m.operator, m.low, m.unit or "", name)
    if m.low > m.high:
        return _number(m.operator, m.low, m.unit or "", name)
    kind = TargetKind.DURATION if is_time(m.unit) else TargetKind.RANGE
    return Target(kind, None, m.low, m.high, m.unit or unit_in_name(name))


def _number(operator: Operator | None, value: Decimal, printed: str, name: str | None) -> Target:
    measured = unit(printed) or unit_in_name(name)
    kind = TargetKind.DURATION if is_time(measured) else TargetKind.NUMBER
    if operator in (Operator.AT_LEAST, Operator.MORE):
        return Target(kind, operator, value, None, measured)
    if operator in (Operator.AT_MOST, Operator.LESS):
        return Target(kind, operator, None, value, measured)
    return Target(kind, operator, value, value, measured)
