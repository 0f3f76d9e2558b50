"""Cells to `RawTable`s: what every format with rows and merged cells has in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.domain import Block, Cell, Place, RawTable, SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers.text_encoding import without_controls
from auditor.settings import Limits

Piece = Block | RawTable
#: What a reader gives: paragraphs and tables in reading order, and what it lost.
Contents = tuple[tuple[Piece, ...], tuple[Skipped, ...]]

#: No office program prints a wider table; what stands farther right is an accident or an attack.
WIDEST = 1000


@dataclass(slots=True)
class Draft:
    """A cell while its table is read. `inside` are the pieces of a cell that holds tables."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    inside: tuple[Piece, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts tables and cells, cuts what is too long, and remembers what was lost."""

    name: str
    limits: Limits
    tables: int = 0
    cells: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def table(self) -> int:
        """The number of the next table."""
        self.tables += 1
        return self.tables

    def count(self, cells: int = 1) -> None:
        """Refuse the file where it has more cells than are allowed."""
        self.cells += cells
        if self.cells > self.limits.cells:
            msg = f"单元格超过 {self.limits.cells} 个，请拆分后再审，或在配置中调高 cells"
            raise UnreadableError(msg, SkipKind.TOO_LARGE, self.name)

    def text(self, text: str, where: str | None = None) -> str:
        """The text of a cell or paragraph without controls, cut where it is too long."""
        text = without_controls(text)
        longest = self.limits.cell_characters
        if len(text) <= longest:
            return text
        reason = (
            f"一处文字长达 {len(text)} 字，只读了前 {longest} 字，"
            "请检查文件，或在配置中调高 cell_characters"
        )
        self.lose(reason, where)
        return text[:longest]

    def lose(self, reason: str, where: str | None = None) -> None:
        """Tell that a part of the file was not read, and what to do."""
        self.skipped.append(Skipped(self.name, reason, SkipKind.PARTIAL, where))

    def contents(self, pieces: Iterator[Piece]) -> Contents:
        """All pieces, and what was lost on the way."""
        return tuple(pieces), tuple(dict.fromkeys(self.skipped))


def pieces(
    drafts: Sequence[Draft], tally: Tally, number: int, sheet: str | None = None
) -> Iterator[Piece]:
    """The table; cut below each row that holds other tables, which follow that row.

    Places count as the file does; the grid begins at the first row and column with text.
    """
    deep = sorted({d.row for d in drafts if d.inside})
    start = 0
    for row in [*deep, None]:
        part = [d for d in drafts if start <= d.row and (row is None or d.row <= row)]
        table = _table(part, tally, number, sheet)
        if table is not None:
            yield table
        for draft in part:
            yield from draft.inside
        if row is not None:
            start = row + 1


def _table(
    drafts: Sequence[Draft], tally: Tally, number: int, sheet: str | None
) -> RawTable | None:
    filled = [d for d in drafts if d.text.strip()]
    if not filled:
        return None
    top, left = min(d.row for d in filled), min(d.column for d in filled)
    bottom, right = max(d.row for d in filled), max(d.column for d in filled)
    if right >= left + WIDEST:
        right = left + WIDEST - 1
        where = f"工作表“{sheet}”" if sheet else f"第 {number} 张表"
        tally.lose(f"表格超过 {WIDEST} 列，其右的列没有读入，请检查文件", where)
    cells = []
    widths: dict[int, int] = defaultdict(int)
    for d in drafts:
        if not (top <= d.row <= bottom and left <= d.column <= right):
            continue
        column_span = row_span = 1
        if d.column_span > 1 or d.row_span > 1:
            column_span = max(1, min(d.column_span, right + 1 - d.column))
            row_span = max(1, min(d.row_span, bottom + 1 - d.row))
        end = d.column + column_span - left
        for row in range(d.row, d.row + row_span):
            widths[row] = max(widths[row], end)
        place = Place(sheet=sheet, table=number, row=d.row + 1, column=d.column + 1)
        at = (d.row - top, d.column - left)
        cells.append(Cell(tally.text(d.text), *at, row_span, column_span, place))
    tally.count(sum(widths.values()))
    return RawTable(number, tuple(cells), Place(sheet=sheet, table=number))
