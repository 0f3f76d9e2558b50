"""XLSX by its XML: each sheet a table, cells as they are shown and not as they are stored.

Read with lxml and not with a workbook library: calamine is ten times as fast, but tells neither
`95%` from `0.95` nor a formula whose result was never stored; openpyxl takes as long on lists and
four times as long on forms with merged cells, and gives the formula or its result but not both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from auditor.errors import UnreadableError
from auditor.readers.number_format import BUILT_IN, shown
from auditor.readers.package import Package, attribute, local
from auditor.readers.tabular import Contents, Draft, Piece, Tally, pieces
from auditor.settings import Limits

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A formula that reckons; `=98%` and `=1次` are values that began with a sign.
_REFERS = re.compile(r"[A-Za-z]{1,3}\$?\d|[(!:*/&]|#REF")
_MOST_REMEMBERED = 100_000
_SPOKEN_OF = "指标"


def content(data: bytes, name: str, limits: Limits) -> Contents:
    """The sheets of an XLSX in the order of their tabs."""
    package = Package(data, name, limits)
    tally = Tally(name, limits)
    return tally.contents(_sheets(package, tally))


def _sheets(package: Package, tally: Tally) -> Iterator[Piece]:
    main = package.kind("", "officeDocument") or "xl/workbook.xml"
    root = package.xml(main)
    related = package.related(main)
    properties = root.find("{*}workbookPr")
    book = _Book(
        strings=_strings(package, package.kind(main, "sharedStrings")),
        formats=_formats(package, package.kind(main, "styles")),
        since_1904=attribute(properties, "date1904") in {"1", "true"},
    )
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        title = attribute(sheet, "name")
        key = next((v for k, v in sheet.items() if k.endswith("}id")), "")
        kind, part = related.get(key, ("", ""))
        if kind != "worksheet":
            continue
        if part not in package:
            tally.lose("工作表的内容缺失，没有读入，请用 Excel 打开后另存再审", f"工作表“{title}”")
            continue
        book.without_result = 0
        drafts = _cells(package, part, book, tally)
        if attribute(sheet, "state") not in {"", "visible"}:
            if any(_SPOKEN_OF in draft.text for draft in drafts):
                reason = "工作表是隐藏的，没有读入；如需审核，请取消隐藏后再审"
                tally.lose(reason, f"工作表“{title}”")
            continue
        if book.without_result:
            reason = (
                f"有 {book.without_result} 个公式没有存下结果，没有读入，"
                "请用 Excel 打开、重新计算并保存后再审"
            )
            tally.lose(reason, f"工作表“{title}”")
        yield from pieces(drafts, tally, tally.table(), title)


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[str]
    since_1904: bool
    without_result: int = 0
    known: dict[tuple[str, int], str] = field(default_factory=dict)

    def number(self, value: str, style: int) -> str:
        if (found := self.known.get((value, style))) is None:
            code = self.formats[style] if 0 <= style < len(self.formats) else "General"
            found = shown(value, code, since_1904=self.since_1904)
            if len(self.known) < _MOST_REMEMBERED:
                self.known[value, style] = found
        return found


def _cells(package: Package, part: str, book: _Book, tally: Tally) -> list[Draft]:
    """The sheet's cells with what is merged; elements are let go as they are read."""
    drafts: dict[tuple[int, int], Draft] = {}
    merged: list[str] = []
    row = -1
    try:
        events = etree.iterparse(
            io.BytesIO(package.bytes(part)),
            tag=("{*}row", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        )
        for _, element in events:
            if local(element) == "mergeCell":
                merged.append(attribute(element, "ref"))
                continue
            printed = element.get("r", "")
            row = int(printed) - 1 if printed.isdecimal() else row + 1
            column = -1
            for cell in element:
                at = _position(cell.get("r", "")) or (row, column + 1)
                column = at[1]
                if text := _text(cell, book):
                    tally.count()
                    drafts[at] = Draft(*at, text)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]
    except (etree.XMLSyntaxError, ValueError) as error:
        if not drafts:
            msg = "工作表已损坏，无法读取，请用 Excel 打开后另存再审"
            raise UnreadableError(msg, path=package.name) from error
        tally.lose(f"工作表在第 {row + 1} 行后已损坏，其后没有读入，请用 Excel 打开后另存再审")
    _merge(drafts, merged)
    return [drafts[at] for at in sorted(drafts)]


def _merge(drafts: dict[tuple[int, int], Draft], merged: list[str]) -> None:
    lowest = max((row for row, _ in drafts), default=0)
    for reference in merged:
        first, _, last = reference.partition(":")
        begin, end = _position(first), _position(last)
        if begin is None or end is None or end < begin:
            continue
        draft = drafts.get(begin)
        if draft is None:
            continue
        draft.row_span = max(1, min(end[0], lowest) - begin[0] + 1)
        draft.column_span = max(1, end[1] - begin[1] + 1)
        if draft.row_span > 1 or draft.column_span > 1:
            _hide(drafts, draft)


def _hide(drafts: dict[tuple[int, int], Draft], draft: Draft) -> None:
    """What stood in the cells that a merged cell covers is not shown."""
    area = draft.row_span * draft.column_span
    rows = range(draft.row, draft.row + draft.row_span)
    columns = range(draft.column, draft.column + draft.column_span)
    covered = (
        [at for at in drafts if at[0] in rows and at[1] in columns]
        if area > len(drafts)
        else [(row, column) for row in rows for column in columns]
    )
    for at in covered:
        if at != (draft.row, draft.column):
            drafts.pop(at, None)


def _text(cell: etree._Element, book: _Book) -> str:
    """What the cell shows; of a formula that was never reckoned, its text if that is a value."""
    kind = cell.get("t", "n")
    stored = formula = ""
    for child in cell:
        name = local(child)
        if name == "v":
            stored = child.text or ""
        elif name == "f":
            formula = child.text or ""
        elif name == "is":
            return _unescaped(_string(child))
    if stored:
        return _shown(stored, kind, cell.get("s", "0"), book)
    if formula and not _REFERS.search(formula):
        return f"={formula}"
    book.without_result += bool(formula)
    return ""


def _shown(stored: str, kind: str, style: str, book: _Book) -> str:
    if kind == "n":
        return book.number(stored, int(style) if style.isdecimal() else 0)
    if kind == "s":
        at = int(stored) if stored.isdecimal() else -1
        return book.strings[at] if 0 <= at < len(book.strings) else ""
    if kind == "b":
        return "是" if stored == "1" else "否"
    return stored.removesuffix("T00:00:00") if kind == "d" else _unescaped(stored)


def _position(reference: str) -> tuple[int, int] | None:
    """Row and column, from 0, of `B3`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _strings(package: Package, part: str | None) -> list[str]:
    if part is None:
        return []
    return [_unescaped(_string(item)) for item in package.xml(part) if local(item) == "si"]


def _string(item: etree._Element) -> str:
    """The text of its runs, phonetic guides left out."""
    parts = []
    for child in item:
        match local(child):
            case "t":
                parts.append(child.text or "")
            case "r":
                parts += [t.text or "" for t in child if local(t) == "t"]
    return "".join(parts)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _formats(package: Package, part: str | None) -> list[str]:
    """The number format of each cell style."""
    if part is None:
        return []
    root = package.xml(part)
    own = {
        attribute(one, "numFmtId"): attribute(one, "formatCode")
        for one in root.iterfind("{*}numFmts/{*}numFmt")
    }
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    return [
        own.get(number) or built_in.get(number, "General")
        for one in root.iterfind("{*}cellXfs/{*}xf")
        for number in [attribute(one, "numFmtId") or "0"]
    ]
