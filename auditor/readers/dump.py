"""Plain-text dumps of office documents, in two layouts told apart by their shape.

*Row per line*: a line is a row, tabs separate its cells; paragraphs and pages end at empty lines.

*Cell per line*: a line that begins with a tab, blanks aside, is a cell; an empty line ends the row;
a line without a tab after a cell continues it; every other line is a paragraph of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.domain import Block, Cell, Place, RawTable

_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_PAGE_END = re.compile(r"[\f\v]")
_CELL = re.compile(r"[^\S\t]*\t(.*)")
_LONE_CELL = re.compile(r"[^\S\t]*\t[^\t]*")
# A table of contents: dots, or a tab after a numbered heading, lead to the page number.
_CONTENTS_ENTRY = re.compile(
    r"[^\t]*[.．…·]{3,}\s*\d{1,3}\s*"
    r"|\s*(第.{1,3}部分|附件|[（(]?[一二三四五六七八九十]+[）)、]|\d+\s*[.．、])[^\t]*\t\d{1,3}\s*"
)
_LONGEST_ENTRY = 300


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(slots=True)
class _Page:
    """What is being gathered: finished content, the open table's rows, the open paragraph."""

    content: list[Block | RawTable] = field(default_factory=list)
    rows: list[list[tuple[int, str]]] = field(default_factory=list)
    paragraph: list[_Line] = field(default_factory=list)
    tables: int = 0

    def end_paragraph(self) -> None:
        if self.paragraph:
            text = "\n".join(line.text.strip("\n") for line in self.paragraph)
            self.content.append(Block(text, Place(line=self.paragraph[0].number)))
            self.paragraph = []

    def end_table(self) -> None:
        rows = [row for row in self.rows if row]
        if rows:
            self.tables += 1
            self.content.append(_table(self.tables, rows))
        self.rows = []


def content(text: str) -> tuple[Block | RawTable, ...]:
    """Paragraphs and tables in reading order; each cell knows its line, row and column."""
    lines = [
        _Line(number, piece)
        for number, line in enumerate(_LINE_END.split(text), 1)
        for piece in _at_page_ends(line)
    ]
    page = _Page()
    read = _cell_per_line if _is_cell_per_line(lines) else _row_per_line
    read(lines, page)
    page.end_paragraph()
    page.end_table()
    return tuple(page.content)


def _at_page_ends(line: str) -> list[str]:
    """A form feed ends the line, and the empty line that stands for a page break follows."""
    first, *rest = _PAGE_END.split(line)
    return [first, *(part for piece in rest for part in ("", piece))]


def _is_cell_per_line(lines: list[_Line]) -> bool:
    lone = sum(_LONE_CELL.fullmatch(line.text) is not None for line in lines)
    rows = sum(sum(map(bool, map(str.strip, line.text.split("\t")))) > 1 for line in lines)
    return lone > rows


def _row_per_line(lines: list[_Line], page: _Page) -> None:
    for line in lines:
        if line.blank and "\t" not in line.text:
            page.end_paragraph()
            page.end_table()
        elif len(line.text) <= _LONGEST_ENTRY and _CONTENTS_ENTRY.fullmatch(line.text):
            page.end_paragraph()
            page.end_table()
            page.content.append(Block(line.text, Place(line=line.number)))
        elif "\t" in line.text:
            page.end_paragraph()
            page.rows.append([(line.number, text) for text in line.text.split("\t")])
        else:
            page.end_table()
            page.paragraph.append(line)


def _cell_per_line(lines: list[_Line], page: _Page) -> None:
    after_cell = False
    for line in lines:
        if (cell := _CELL.fullmatch(line.text)) is not None:
            page.end_paragraph()
            if not after_cell:
                page.rows.append([])
            page.rows[-1].append((line.number, cell[1].rstrip("\t")))
            after_cell = True
        elif line.text == "":
            if not after_cell:
                page.end_table()
            after_cell = False
        elif after_cell:
            number, text = page.rows[-1][-1]
            page.rows[-1][-1] = (number, f"{text}\n{line.text}")
        else:
            page.end_table()
            if not line.blank:
                page.paragraph.append(line)
                page.end_paragraph()


def _table(number: int, rows: list[list[tuple[int, str]]]) -> RawTable:
    return RawTable(
        number,
        tuple(
            Cell(text, row, column, place=Place(None, None, number, row + 1, column + 1, line))
            for row, cells in enumerate(rows)
            for column, (line, text) in enumerate(cells)
        ),
        Place(table=number, line=rows[0][0][0]),
    )
