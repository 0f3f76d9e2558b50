"""What a page break cut: rows that go on overleaf, and merged cells with a part on each page.

Both parts are closed like cells of their own. Of a cut row each page has the lines that fitted. Of
a merged cell, whose text stands in its middle, one part is blank or each has half of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.tables.header import Columns, columns_of, with_second_row
from auditor.tables.layout import GridRow, Slot
from auditor.tables.wording import column_role, field_role, is_level

_LEVELS = ("level1", "level2")
_TEXTS = ("name", "description", "value", "basis")
_AMOUNTS = ("budget", "fiscal_funds")


def whole_rows(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows with headings and labelled texts that a page break cut in one row again."""
    mending = _Mending(_without_repeated_headings(rows))
    for at in mending.breaks():
        above, below = mending.rows[at - 1], mending.rows[at]
        starts = _starts(above)
        if starts == _starts(below) and (
            _heading_goes_on(above, below, starts) or _text_goes_on(above, below, starts)
        ):
            mending.unite(at, starts)
    return mending.kept()


def mended(rows: Sequence[GridRow], columns: Columns, *, begins: bool) -> list[GridRow]:
    """The rows of indicators with cut rows and cut cells whole.

    `begins` tells that nothing of the table stands above the rows. Merged cells are mended where
    they stand for many rows: classes, and a project's own fields.
    """
    mending = _Mending(rows)
    classes = [(c.index, c.role) for c in columns.named if c.role in _LEVELS and not c.of_project]
    of_project = [c.index for c in columns.named if c.of_project]
    name = next((c.index for c in columns.named if c.of_project and c.role == "name"), None)
    amount = next((c.index for c in columns.named if c.of_project and c.role in _AMOUNTS), None)
    blank_below = {i for i in [*(i for i, _ in classes), *of_project] if mending.leaves_blank(i)}
    for at in mending.breaks():
        if _row_goes_on(mending.rows[at - 1], mending.rows[at], columns):
            mending.unite(at, [c.index for c in columns.named])
            continue
        if name is not None:
            parts = mending.parts(at, name)
            below = parts is not None and name not in blank_below and parts.blank_above(begins)
            if parts is not None and (below or _same_project(mending, at, parts, amount)):
                for index in of_project:
                    mending.join(at, index)
        for index, role in classes:
            parts = mending.parts(at, index)
            if parts is None:
                continue
            below = index not in blank_below and parts.blank_above(begins)
            if below or (parts.above.text and _completes(parts, role)):
                mending.join(at, index)
    return mending.kept()


def _without_repeated_headings(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows without column headings that a page repeats from further up."""
    kept: list[GridRow] = []
    heading: list[list[str]] = []
    heading_ends = -1
    repeating: int | None = None
    for at, row in enumerate(rows):
        texts = [slot.text for slot in row.filled]
        begins_page = at > 0 and row.place.page != rows[at - 1].place.page
        if begins_page and heading and texts == heading[0]:
            repeating = 0
        if repeating is not None and repeating < len(heading) and texts == heading[repeating]:
            repeating += 1
            continue
        repeating = None
        kept.append(row)
        if heading_ends < at and (columns := columns_of(row)) is not None:
            heading, heading_ends = [texts], at
            following = rows[at + 1] if at + 1 < len(rows) else None
            if following is not None and with_second_row(columns, following) is not None:
                heading.append([slot.text for slot in following.filled])
                heading_ends += 1
    return kept


# ------------------------------------------------------------------------------------------------
# How a cut is known


def _starts(row: GridRow) -> list[int]:
    """The columns where the row's cells begin."""
    return [
        slot.column
        for at, slot in enumerate(row.slots)
        if at == 0 or slot.place != row.slots[at - 1].place
    ]


def _heading_goes_on(above: GridRow, below: GridRow, starts: list[int]) -> bool:
    """Whether the row below holds nothing but the ends of column headings begun above."""
    pairs = [(above.slots[at].text, below.slots[at].text) for at in starts]
    ends = [(one, other) for one, other in pairs if other]
    return bool(ends) and all(one and column_role(one + other) for one, other in ends)


def _text_goes_on(above: GridRow, below: GridRow, starts: list[int]) -> bool:
    """Whether the row below only goes on with labels begun above and the texts beside them."""
    one, other = ([row.slots[at].text for at in starts] for row in (above, below))
    if any(above.slots[at].place == below.slots[at].place for at in starts):
        return False
    labels = {
        at
        for at, (start, end) in enumerate(zip(one, other, strict=True))
        if start and field_role(start + end) and None in {field_role(start), field_role(end)}
    }
    rest = {at for at, text in enumerate(other) if text}
    return bool(labels and rest) and all(
        at in labels or (at - 1 in labels and one[at]) for at in rest
    )


def _row_goes_on(above: GridRow, below: GridRow, columns: Columns) -> bool:
    """Whether the row below is the rest of an indicator: it has no name, or half a class."""
    one, other = (
        {
            c.role: slot.text
            for c in columns.named
            if c.role is not None
            and not c.of_project
            and (slot := row.at(c.index)) is not None
            and (slot.printed or row is above)
        }
        for row in (above, below)
    )
    if other.get("name") and (other.get("value") or not columns.has("value")):
        return False
    halves = [(role, text, one.get(role, "")) for role in _LEVELS if (text := other.get(role, ""))]
    if any(
        is_level(first + text, role) and not is_level(text, role) for role, text, first in halves
    ):
        return True
    if halves or other.get("name") or not one.get("name"):
        return False
    return "name" in other and any(other.get(role) for role in _TEXTS)


def _completes(parts: _Parts, role: str | None) -> bool:
    return (
        role is not None
        and is_level(parts.above.text + parts.below.text, role)
        and not is_level(parts.below.text, role)
    )


def _same_project(mending: _Mending, at: int, parts: _Parts, amount: int | None) -> bool:
    """Whether two closed parts are of one project.

    Every project has its amount: where one of two parts has none, the two are one.
    """
    if not parts.below.text:
        return True
    if amount is None or not parts.above.text or parts.above.text == parts.below.text:
        return False
    amounts = [mending.part(row, amount) for row in (at - 1, at)]
    return sum(bool(part and part.text) for part in amounts) == 1


# ------------------------------------------------------------------------------------------------
# Cells over rows


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell by its rows in one column."""

    rows: range
    slot: Slot

    @property
    def text(self) -> str:
        return self.slot.text


@dataclass(frozen=True, slots=True)
class _Parts:
    """Two cells of one column, one on each side of a page break; `first` on its own page?"""

    above: _Part
    below: _Part
    first_of_page: bool

    def blank_above(self, begins: bool) -> bool:
        """Whether the cell above is blank because the text of both stands below."""
        if self.above.text or not self.below.text:
            return False
        return begins if self.above.rows.start == 0 else not self.first_of_page


class _Mending:
    """Rows in which cells are put together."""

    def __init__(self, rows: Sequence[GridRow]) -> None:
        self.rows = list(rows)
        self.gone: set[int] = set()

    def kept(self) -> list[GridRow]:
        return [row for at, row in enumerate(self.rows) if at not in self.gone]

    def breaks(self) -> list[int]:
        """The rows that begin a page."""
        pages = [row.place.page for row in self.rows]
        return [
            at
            for at in range(1, len(pages))
            if pages[at] is not None and pages[at - 1] is not None and pages[at] != pages[at - 1]
        ]

    def leaves_blank(self, index: int) -> bool:
        """Whether the form leaves cells of this column blank to say: as above."""
        for at in range(1, len(self.rows) - 1):
            part = self.part(at, index)
            if part is None or part.text or not part.slot.printed:
                continue
            after = part.rows.stop
            if after < len(self.rows) and self._page(at - 1) == self._page(at) == self._page(after):
                return True
        return False

    def parts(self, at: int, index: int) -> _Parts | None:
        """The two cells of a column at a page break; `None` where one cell spans it."""
        above, below = self.part(at - 1, index), self.part(at, index)
        if above is None or below is None or above.slot.place == below.slot.place:
            return None
        start = above.rows.start
        return _Parts(above, below, start == 0 or self._page(start - 1) != self._page(start))

    def part(self, at: int, index: int) -> _Part | None:
        """The cell of a row in this column, with all its rows."""
        slot = self.rows[at].at(index)
        if slot is None:
            return None
        first = last = at
        while first > 0 and self._same(first - 1, index, slot):
            first -= 1
        while last + 1 < len(self.rows) and self._same(last + 1, index, slot):
            last += 1
        return _Part(range(first, last + 1), slot)

    def join(self, at: int, index: int) -> None:
        """Make one cell of the two at a page break: both have the text, the second is covered."""
        parts = self.parts(at, index)
        if parts is None:
            return
        above, below = parts.above, parts.below
        raws = [above.slot.raw, below.slot.raw]
        whole = replace(
            above.slot,
            text=above.text if above.text == below.text else above.text + below.text,
            raw="\n".join(dict.fromkeys(filter(None, raws))),
        )
        for row in above.rows:
            self._put(row, index, replace(whole, printed=self.rows[row].slots[index].printed))
        for row in below.rows:
            self._put(row, index, replace(whole, printed=False))

    def unite(self, at: int, starts: Sequence[int]) -> None:
        """Make one row of the two at a page break."""
        for index in starts:
            if index < min(len(self.rows[at - 1].slots), len(self.rows[at].slots)):
                self.join(at, index)
        self.gone.add(at)

    def _same(self, at: int, index: int, slot: Slot) -> bool:
        other = self.rows[at].at(index)
        return other is not None and other.place == slot.place and other.text == slot.text

    def _page(self, at: int) -> int | None:
        return self.rows[at].place.page

    def _put(self, at: int, index: int, slot: Slot) -> None:
        row = self.rows[at]
        slots = (*row.slots[:index], replace(slot, column=index), *row.slots[index + 1 :])
        self.rows[at] = replace(row, slots=slots)
