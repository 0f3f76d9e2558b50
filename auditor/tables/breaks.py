"""Merged cells that a page break cut in two, each part closed like a cell of its own.

A form prints the text of a merged cell in its middle, so after the cut one part is blank, or each
has half of the text. Only the columns whose cells stand for many rows are mended: classes, and a
project's own fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.domain import Place
from auditor.tables.header import Columns
from auditor.tables.layout import GridRow, Slot
from auditor.tables.wording import is_level

_LEVELS = ("level1", "level2")
_AMOUNTS = ("budget", "fiscal_funds")


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell by its rows in one column."""

    rows: range
    slot: Slot

    @property
    def text(self) -> str:
        return self.slot.text


def mended(rows: Sequence[GridRow], columns: Columns, *, begins: bool) -> list[GridRow]:
    """The rows with cut cells whole: both parts have the text, the second counts as covered.

    `begins` tells that nothing of the table stands above the rows.
    """
    breaks = [
        at
        for at in range(1, len(rows))
        if None not in {rows[at - 1].place.page, rows[at].place.page}
        and rows[at - 1].place.page != rows[at].place.page
    ]
    mending = _Mending(list(rows), columns, begins=begins)
    for at in breaks:
        mending.mend(at)
    return mending.rows


class _Mending:
    def __init__(self, rows: list[GridRow], columns: Columns, *, begins: bool) -> None:
        self.rows = rows
        self.begins = begins
        self.levels = [
            (c.index, c.role) for c in columns.named if c.role in _LEVELS and not c.of_project
        ]
        self.of_project = [c.index for c in columns.named if c.of_project]
        self.name = next(
            (c.index for c in columns.named if c.of_project and c.role == "name"), None
        )
        self.amount = next(
            (c.index for c in columns.named if c.of_project and c.role in _AMOUNTS), None
        )
        self.blank_below = {
            index: self._leaves_blank(index)
            for index in [*(index for index, _ in self.levels), *self.of_project]
        }

    def mend(self, at: int) -> None:
        """Mend what the page break above row `at` cut."""
        if self.name is not None and self._same_project(at, self.name):
            for index in self.of_project:
                self._join(at, index)
        for index, role in self.levels:
            above, below = self._part(at - 1, index), self._part(at, index)
            if above is None or below is None or above.slot.place == below.slot.place:
                continue
            together = above.text + below.text
            cut = bool(above.text) and is_level(together, role) and not is_level(below.text, role)
            if cut or self._text_comes_below(above, below, index):
                self._join(at, index)

    def _same_project(self, at: int, name: int) -> bool:
        above, below = self._part(at - 1, name), self._part(at, name)
        if above is None or below is None or above.slot.place == below.slot.place:
            return False
        if not below.text or self._text_comes_below(above, below, name):
            return True
        if self.amount is None or above.text == below.text:
            return False
        # Every project has its amount: where one part has none, the two are one.
        amounts = self._part(at - 1, self.amount), self._part(at, self.amount)
        return bool(above.text) and sum(bool(a and a.text) for a in amounts) == 1

    def _text_comes_below(self, above: _Part, below: _Part, index: int) -> bool:
        """Whether a blank cell at a page's end is the beginning of the next page's first."""
        if above.text or not below.text or self.blank_below[index]:
            return False
        if above.rows.start == 0:
            return self.begins
        return self._page(above.rows.start - 1) == self._page(above.rows.start)

    def _leaves_blank(self, index: int) -> bool:
        """Whether the form leaves cells of this column blank to say: as above."""
        return any(
            self._page(at - 1) == self._page(at) == self._page(at + 1)
            and (slot := self.rows[at].at(index)) is not None
            and slot.printed
            and not slot.text
            for at in range(1, len(self.rows) - 1)
            if (part := self._part(at, index)) is not None
            and part.rows.stop < len(self.rows)
            and self._page(part.rows.stop) == self._page(at)
        )

    def _join(self, at: int, index: int) -> None:
        above, below = self._part(at - 1, index), self._part(at, index)
        if above is None or below is None or above.slot.place == below.slot.place:
            return
        raws = [above.slot.raw, below.slot.raw]
        raw = "\n".join(dict.fromkeys(filter(None, raws)))
        text = above.text if above.text == below.text else above.text + below.text
        place = above.slot.place
        for row in above.rows:
            self._put(row, index, text, raw, place, printed=self._slot(row, index).printed)
        for row in below.rows:
            self._put(row, index, text, raw, place, printed=False)

    def _part(self, at: int, index: int) -> _Part | None:
        slot = self.rows[at].at(index)
        if slot is None:
            return None
        first = last = at
        while first > 0 and self._same(first - 1, index, slot):
            first -= 1
        while last + 1 < len(self.rows) and self._same(last + 1, index, slot):
            last += 1
        return _Part(range(first, last + 1), slot)

    def _same(self, at: int, index: int, slot: Slot) -> bool:
        other = self.rows[at].at(index)
        return other is not None and other.place == slot.place and other.text == slot.text

    def _slot(self, at: int, index: int) -> Slot:
        return self.rows[at].slots[index]

    def _page(self, at: int) -> int | None:
        return self.rows[at].place.page

    def _put(
        self, at: int, index: int, text: str, raw: str, place: Place, *, printed: bool
    ) -> None:
        row = self.rows[at]
        slot = replace(row.slots[index], text=text, raw=raw, place=place, printed=printed)
        self.rows[at] = replace(row, slots=(*row.slots[:index], slot, *row.slots[index + 1 :]))
