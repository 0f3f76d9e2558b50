"""Rows of returned forms to decisions, replies and additions, and what could not be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from auditor.domain import (
    Addition,
    Category,
    Decision,
    Reply,
    Review,
    Skipped,
    Vagueness,
)
from auditor.review.workbook import FINDING, ROW, Book, Sheet, headed, read_books
from auditor.settings import Settings

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: What a cell shows that holds a date without a date's format: days since the end of 1899.
_SERIAL = re.compile(r"\d{5}")
_DAY_NONE = date(1899, 12, 30)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DECEMBER = 12
_ABOUT = ("部门", "年度", "项目", "问题", "原文")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Returned:
    """All that was read back, before it meets an audit; `remarks` are lines for the user.

    `reviewed`: one of the workbooks was an auditor's.
    """

    decisions: tuple[Decision, ...] = ()
    replies: tuple[Reply, ...] = ()
    additions: tuple[Addition, ...] = ()
    reviewed: bool = False
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()


def read_returned(paths: Sequence[Path], settings: Settings) -> Returned:
    """Read reviewed workbooks and reply forms, or folders of them.

    Raises:
        UsageError: a path does not exist, or what it names is none of our forms.
    """
    books, skipped = read_books(paths, settings)
    remarks: list[str] = []
    sheets = [s for b in books for s in b.sheets]
    review = headed(sheets, FINDING, "复核结论")
    decisions = tuple(d for s in review for d in decisions_in(s, remarks))
    additions = tuple(a for s in headed(sheets, ROW, "补充问题") for a in row_notes_in(s, remarks))
    replies = tuple(r for b in books for r in _replies(b))
    return Returned(decisions, replies, additions, bool(review), skipped, tuple(remarks))


def decisions_in(sheet: Sheet, remarks: list[str]) -> Iterator[Decision]:
    """The decisions of a sheet of findings; what is not understood goes to `remarks`."""
    for number, row in sheet.rows:
        where = f"{sheet.source}（{sheet.name}第{number}行）"
        said = {h: t for h, t in row.items() if h in _SAID}
        if FINDING not in row:
            if said and ROW not in row:
                remarks.append(f"{where}：没有问题标识，这一行的复核内容没有读入，请恢复该栏")
            continue
        if not said:
            continue
        decision = _choice(Review, row.get("复核结论"), f"{where}复核结论", remarks)
        until = row.get("有效期至")
        last = parse_date(until, end=True)
        if until and last is None:
            remarks.append(
                f"{where}：有效期至“{until}”不是日期，这条结论没有采用，请写成2026-12-31"
            )
            decision = None
        yield Decision(
            finding=row[FINDING],
            decision=decision,
            reviewer=row.get("复核人"),
            date=parse_date(row.get("复核日期")) or row.get("复核日期"),
            until=last or until,
            comment=row.get("复核意见"),
            category=_choice(Category, row.get("更正类别"), f"{where}更正类别", remarks),
            vagueness=_choice(Vagueness, row.get("更正空泛"), f"{where}更正空泛", remarks),
            source=sheet.source,
            on_record="情况" in sheet.headings,
            about=tuple((h, row[h]) for h in _ABOUT if h in row),
        )


_SAID = ("复核结论", "复核意见", "复核人", "复核日期", "有效期至", "更正类别", "更正空泛")


def row_notes_in(sheet: Sheet, remarks: list[str]) -> Iterator[Addition]:
    """What was added on the rows of a sheet; what is not understood goes to `remarks`."""
    for number, row in sheet.rows:
        where = f"{sheet.source}（{sheet.name}第{number}行）"
        said = {"补充问题", "更正类别", "更正空泛"} & row.keys()
        if not said or FINDING in row:
            continue
        if ROW not in row:
            remarks.append(f"{where}：没有行标识，这一行的补充内容没有读入，请恢复该栏")
            continue
        yield Addition(
            row_id=row[ROW],
            text=row.get("补充问题", ""),
            reviewer=row.get("复核人"),
            on_record="情况" in sheet.headings,
            category=_choice(Category, row.get("更正类别"), f"{where}更正类别", remarks),
            vagueness=_choice(Vagueness, row.get("更正空泛"), f"{where}更正空泛", remarks),
            department=row.get("部门"),
            year=parse_year(row.get("年度")),
            project=row.get("项目", ""),
            indicator=row.get("三级指标", row.get("原文", "")),
            source=sheet.source,
        )


def _replies(book: Book) -> Iterator[Reply]:
    for sheet in headed(book.sheets, FINDING, "整改措施"):
        for _, row in sheet.rows:
            answered = [row.get(h) for h in ("整改措施", "责任人", "完成期限", "说明")]
            if FINDING not in row or not any(answered):
                continue
            measure, person, due, note = answered
            yield Reply(
                finding=row[FINDING],
                department=book.about.get("部门"),
                year=parse_year(book.about.get("年度")),
                number=row.get("编号", ""),
                project=row.get("项目", ""),
                title=row.get("问题", ""),
                quote=row.get("原文", ""),
                measure=measure,
                person=person,
                due=parse_date(due) or due,
                note=note,
                source=book.source,
            )


def _choice(
    kind: type[_Choice], text: str | None, where: str, remarks: list[str]
) -> _Choice | None:
    if not text:
        return None
    plain = text.strip("。．. 　")
    if plain in set(kind):
        return kind(plain)
    remarks.append(f"{where}“{text}”不在可选项（{'、'.join(kind)}）之内，没有采用")
    return None


def parse_year(text: str | None) -> int | None:
    """The year in 2025年度."""
    found = _YEAR.search(text or "")
    return int(found[0]) if found else None


def parse_date(text: str | None, *, end: bool = False) -> str | None:
    """A date as people and programs write it, as ISO text; a month alone is its last day, `end`."""
    if not text:
        return None
    text = text.strip()
    try:
        if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(*(int(part) for part in match.groups())).isoformat()
        if end and (match := _MONTH.fullmatch(text)):
            year, month = int(match[1]), int(match[2])
            after = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
            return (after - timedelta(days=1)).isoformat()
    except ValueError:
        return None
    if _SERIAL.fullmatch(text):
        return (_DAY_NONE + timedelta(days=int(text))).isoformat()
    return None


def described(about: Mapping[str, str]) -> str:
    """What a finding was, in one short string for a line to the user."""
    return "，".join(about[h] for h in ("部门", "项目", "问题") if h in about)
