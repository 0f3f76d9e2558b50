"""A raw table as rows of slots: merged cells spread out, columns lined up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from auditor.domain import Cell, Place, RawTable
from auditor.tables.wording import clean

_RULE = re.compile(r"[-=_—─\s|+:]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """One position of the grid. `text` is the cleaned text of the cell that covers it.

    `printed` is true at the cell's first row and column only: below and right of it the slot is
    covered by a merged cell.
    """

    column: int
    text: str
    raw: str
    place: Place
    printed: bool = True


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; `slots` has every column up to the row's width."""

    slots: tuple[Slot, ...]
    place: Place

    @property
    def filled(self) -> tuple[Slot, ...]:
        """The printed slots that hold text."""
        return tuple(s for s in self.slots if s.printed and s.text)

    def at(self, column: int) -> Slot | None:
        """The slot in this column; `None` right of the row's end."""
        return self.slots[column] if column < len(self.slots) else None


def grid(table: RawTable) -> tuple[GridRow, ...]:
    """The table's rows in order; rows of dashes that only draw a line are left out."""
    covered: dict[int, dict[int, Slot]] = defaultdict(dict)
    for cell in table.cells:
        _spread(cell, covered)
    rows = []
    for number in sorted(covered):
        by_column = covered[number]
        place = min((s.place for s in by_column.values() if s.printed), default=None, key=_order)
        slots = tuple(
            by_column.get(column) or Slot(column, "", "", place or table.place, printed=False)
            for column in range(max(by_column) + 1)
        )
        texts = [s.text for s in slots if s.text]
        if texts and all(_RULE.fullmatch(text) for text in texts) and _draws_line(texts):
            continue
        rows.append(GridRow(slots, _row_place(place or table.place)))
    return tuple(rows)


def _spread(cell: Cell, covered: dict[int, dict[int, Slot]]) -> None:
    text = clean(cell.text)
    for row in range(cell.row, cell.row + max(cell.row_span, 1)):
        for column in range(cell.column, cell.column + max(cell.column_span, 1)):
            first = row == cell.row and column == cell.column
            shown = text if column == cell.column else ""
            slot = Slot(column, shown, cell.text, cell.place, printed=first)
            covered[row].setdefault(column, slot)


def _draws_line(texts: list[str]) -> bool:
    # A lone dash is a value; a drawn line is long in every cell.
    return all(len(text) >= len("---") for text in texts)


def _order(place: Place) -> tuple[int, int]:
    return place.line or 0, place.column or 0


def _row_place(place: Place) -> Place:
    return Place(place.page, place.sheet, place.table, place.row, None, place.line)
