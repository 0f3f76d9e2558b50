"""Pages to blocks and tables: page furniture left out, tables put together over page breaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auditor.domain import Block, Cell, Place, RawTable
from auditor.readers.pdf import words
from auditor.readers.pdf.grid import Grid, Region, grids
from auditor.readers.pdf.marks import Box, Character, Line, Marks
from auditor.readers.pdf.words import TextLine
from auditor.readers.tabular import Tally

_PAGE_NUMBER = re.compile(
    r"[-—–·\s第]*(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页|[/／共]\s*\d{1,4})*[-—–·\s页]*"
)
# Page numbers and running heads stand in this share of the page at its top or bottom.
_EDGE = 0.12
# … a head in the margin; what stands lower may be a title.
_HEAD = 0.065
# A running head stands within so many points of where it stood on the page before.
_SAME_SPOT = 3.0
# Columns of two pieces of a table stand within so many points of each other.
_SAME_COLUMN = 4.0
_SAME_COLUMNS = 0.75
_LONGEST_HEADING = 8
_FEWEST_HEADINGS = 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """A table as one page has it. `texts` follow the grid's regions."""

    page: int
    grid: Grid
    texts: tuple[str, ...]

    @property
    def box(self) -> Box:
        return self.grid.box


@dataclass(frozen=True, slots=True)
class Page:
    """What one page prints, in reading order."""

    number: int
    items: tuple[_Piece | TextLine, ...]
    height: float
    margins: tuple[float, float]


def page(number: int, marks: Marks, tally: Tally) -> Page:
    """The page's tables, and the lines of text outside them."""
    tables = grids(marks.horizontal, marks.vertical, tally.count, flat_alone=True)
    if any(table.unruled for table in tables):
        unseen = [line for table in tables for line in _unseen_lines(table, marks)]
        if unseen or any(len(table.xs) == 1 + len(table.unruled) for table in tables):
            tables = grids(marks.horizontal, [*marks.vertical, *unseen], tally.count)
    inside: list[list[list[Character]]] = [[[] for _ in table.regions] for table in tables]
    finders = [_Finder(table) for table in tables]
    outside: list[Character] = []
    for character in marks.characters:
        best: tuple[float, int, int] | None = None
        for at, finder in enumerate(finders):
            region = finder.region(character.x, character.y)
            if region is not None and (best is None or finder.areas[region] < best[0]):
                best = (finder.areas[region], at, region)
        if best is None:
            outside.append(character)
        else:
            inside[best[1]][best[2]].append(character)
    pieces = [
        _trimmed(_Piece(number, table, tuple(_texts_of(table, cells))))
        for table, cells in zip(tables, inside, strict=True)
        if any(cells)
    ]
    visible = (c for c in outside if 0 <= c.x <= marks.width and 0 <= c.y <= marks.height)
    lines = words.lines(visible)
    items: list[_Piece | TextLine] = [*pieces, *lines]
    margins = (
        min((item.box.left for item in items), default=0.0),
        max((item.box.right for item in items), default=marks.width),
    )
    items.sort(key=lambda item: (item.box.top, item.box.left))
    return Page(number, tuple(items), marks.height, margins)


def _unseen_lines(grid: Grid, marks: Marks) -> Iterator[Line]:
    """Lines where columns that no line parts stand apart."""
    for left, right in grid.unruled:
        whole = Box(left, grid.ys[0], right, grid.ys[-1])
        rows = [Box(left, top, right, bottom) for top, bottom in pairwise(grid.ys)]
        apart = words.columns(marks.characters, [whole]) or words.columns(marks.characters, rows)
        for x, band in apart:
            yield Line(x, band.top, band.bottom)


def _texts_of(grid: Grid, cells: Iterable[list[Character]]) -> Iterator[str]:
    for region, characters in zip(grid.regions, cells, strict=True):
        yield words.cell_text(characters, region.box.right)


def _trimmed(piece: _Piece) -> _Piece:
    """The piece without blank rows above and below it, which unseen lines bound."""
    printed = [r for r, text in zip(piece.grid.regions, piece.texts, strict=True) if text]
    top, bottom = min(r.row for r in printed), max(r.row + r.row_span for r in printed)
    kept = [
        (_within(region, top, bottom), text)
        for region, text in zip(piece.grid.regions, piece.texts, strict=True)
        if region.row < bottom and region.row + region.row_span > top
    ]
    regions = tuple(region for region, _ in kept)
    grid = Grid(piece.grid.xs, piece.grid.ys[top : bottom + 1], regions)
    return _Piece(piece.page, grid, tuple(text for _, text in kept))


def _within(region: Region, top: int, bottom: int) -> Region:
    row = max(region.row, top)
    end = min(region.row + region.row_span, bottom)
    return replace(region, row=row - top, row_span=end - row)


class _Finder:
    """Finds the cell of a point by its row and column."""

    def __init__(self, grid: Grid) -> None:
        self.xs, self.ys = grid.xs, grid.ys
        self.cells = grid.cells()
        self.areas = [(r.box.right - r.box.left) * (r.box.bottom - r.box.top) for r in grid.regions]

    def region(self, x: float, y: float) -> int | None:
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]):
            return None
        row, column = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
        return self.cells.get((min(row, len(ys) - 2), min(column, len(xs) - 2)))


def content(pages: Iterable[Page], tally: Tally) -> Iterator[Block | RawTable]:
    """The document's paragraphs and tables in reading order.

    A line that the page before prints in the same spot is a running head, or the title that each
    form of a series bears: it counts where a form begins anew below it.
    """
    held: list[_Piece] = []
    before: Page | None = None
    for one in pages:
        lines: list[TextLine] = []
        again: list[TextLine] = []
        for item in one.items:
            if isinstance(item, TextLine):
                if _is_page_number(item, one):
                    continue
                if before is not None and _repeats(item, one, before):
                    again.append(item)
                    continue
                if held:
                    yield _table(tally, held)
                    held = []
                lines.append(item)
                continue
            if held and (_begins_anew(held[0], item) or not _goes_on(held, item)):
                yield _table(tally, held)
                held = []
            if not held:
                titles = [line for line in again if line.box.bottom > _HEAD * one.height]
                lines = sorted([*lines, *titles], key=lambda line: (line.box.top, line.box.left))
            yield from _blocks(lines, one, tally)
            lines, again = [], []
            held.append(item)
        yield from _blocks(lines, one, tally)
        before = one
    if held:
        yield _table(tally, held)


def _blocks(lines: list[TextLine], page: Page, tally: Tally) -> Iterator[Block]:
    for group in words.paragraphs(lines, page.margins):
        text = words.running_text(group)
        yield Block(tally.text(text, f"第 {page.number} 页"), Place(page=page.number))


# ------------------------------------------------------------------------------------------------
# Furniture


def _is_page_number(line: TextLine, page: Page) -> bool:
    return _at_edge(line, page) and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _at_edge(line: TextLine, page: Page) -> bool:
    return line.box.bottom < _EDGE * page.height or line.box.top > (1 - _EDGE) * page.height


def _repeats(line: TextLine, page: Page, before: Page) -> bool:
    """Whether the line, at an edge or above a table, stands on the page before as well."""
    above_table = any(
        isinstance(item, _Piece) and item.box.top > line.box.top for item in page.items
    )
    return (above_table or _at_edge(line, page)) and any(
        isinstance(item, TextLine)
        and item.text == line.text
        and abs(item.box.top - line.box.top) <= _SAME_SPOT
        and abs(item.box.left - line.box.left) <= _SAME_SPOT
        for item in before.items
    )


# ------------------------------------------------------------------------------------------------
# Tables over pages


def _goes_on(held: list[_Piece], piece: _Piece) -> bool:
    """Whether a piece stands under the same columns as the table before it."""
    xs = _merged([held[0].grid.xs, held[-1].grid.xs])
    same = sum(any(abs(x - other) <= _SAME_COLUMN for other in xs) for x in piece.grid.xs)
    ends = (
        abs(xs[0] - piece.grid.xs[0]) <= _SAME_COLUMN
        and abs(xs[-1] - piece.grid.xs[-1]) <= _SAME_COLUMN
    )
    return ends and same >= _SAME_COLUMNS * min(len(xs), len(piece.grid.xs))


def _begins_anew(first: _Piece, piece: _Piece) -> bool:
    """Whether a piece begins with the label that the table does, and says something else by it."""
    one, other = _rows(first), _rows(piece)
    begin, again = _texts(one[0]), _texts(other[0])
    return begin[:1] == again[:1] and begin != again and not _repeated_rows(one, other)


def _merged(edges: Iterable[Sequence[float]]) -> list[float]:
    merged: list[float] = []
    for x in sorted(x for xs in edges for x in xs):
        if not merged or x - merged[-1] > _SAME_COLUMN:
            merged.append(x)
    return merged


def _table(tally: Tally, pieces: list[_Piece]) -> RawTable:
    """The pieces as one table: repeated headings once, cells cut by a page break whole again."""
    number = tally.table()
    xs = _merged([piece.grid.xs for piece in pieces])
    heading = _rows(pieces[0])
    cells: list[Cell] = []
    ends: list[int] = []
    below = 0
    for at, piece in enumerate(pieces):
        skip = _repeated_rows(heading, _rows(piece)) if at else 0
        opened = {cells[i].column: i for i in ends if cells[i].row + cells[i].row_span == below}
        ends = []
        joins = at > 0 and (skip > 0 or not _seen((pieces[0], pieces[at - 1]), piece))
        left_open = _open_columns(pieces[at - 1], xs) if joins else set()
        for region, text in zip(piece.grid.regions, piece.texts, strict=True):
            if region.row + region.row_span <= skip:
                continue
            shortened = tally.text(text, f"第 {piece.page} 页")
            cell = _cell(region, shortened, xs, piece, number, below - skip)
            if region.row == skip and cell.column in opened and cell.column in left_open:
                index = opened[cell.column]
                if cells[index].column_span == cell.column_span:
                    cells[index] = _one(cells[index], cell)
                    ends.append(index)
                    continue
            ends.append(len(cells))
            cells.append(cell)
        below += len(piece.grid.ys) - 1 - skip
    place = Place(page=pieces[0].page, table=number)
    return RawTable(number, tuple(_without_blank_edges(cells)), place)


def _without_blank_edges(cells: Iterable[Cell]) -> list[Cell]:
    """The cells in order, without blank columns at the left and right that unseen lines bound."""
    printed = [cell for cell in cells if cell.text]
    first = min(cell.column for cell in printed)
    last = max(cell.column + cell.column_span for cell in printed)
    kept = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        left, right = max(cell.column, first), min(cell.column + cell.column_span, last)
        if left < right:
            kept.append(replace(cell, column=left - first, column_span=right - left))
    return kept


def _cell(
    region: Region, text: str, xs: Sequence[float], piece: _Piece, number: int, shift: int
) -> Cell:
    column = _nearest(xs, region.box.left)
    end = max(_nearest(xs, region.box.right), column + 1)
    return Cell(
        text,
        max(region.row + shift, 0),
        column,
        region.row_span,
        end - column,
        Place(page=piece.page, table=number, row=region.row + 1, column=region.column + 1),
    )


def _one(above: Cell, below: Cell) -> Cell:
    """A cell that a page break had cut; forms that print its whole text twice are read once."""
    texts = [above.text] if below.text in {"", above.text} else [above.text, below.text]
    text = "\n".join(filter(None, texts))
    return replace(above, text=text, row_span=above.row_span + below.row_span)


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _seen(before: Iterable[_Piece], piece: _Piece) -> bool:
    """Whether the piece begins with a row of an earlier page: with headings, most likely."""
    texts = _texts(_rows(piece)[0])
    return len(texts) >= _FEWEST_HEADINGS and any(
        texts == _texts(row) for one in before for row in _rows(one)
    )


def _open_columns(piece: _Piece, xs: Sequence[float]) -> set[int]:
    return {_nearest(xs, r.box.left) for r in piece.grid.regions if r.open_bottom}


def _rows(piece: _Piece) -> list[tuple[tuple[int, str], ...]]:
    """The texts of each row with where they stand, to compare rows of two pages."""
    rows: list[list[tuple[int, str]]] = [[] for _ in piece.grid.ys[1:]]
    for region, text in zip(piece.grid.regions, piece.texts, strict=True):
        rows[region.row].append((round(region.box.left / _SAME_COLUMN), "".join(text.split())))
    return [tuple(row) for row in rows]


def _repeated_rows(
    heading: list[tuple[tuple[int, str], ...]], rows: list[tuple[tuple[int, str], ...]]
) -> int:
    """How many rows at the top of a piece repeat the headings at the table's beginning.

    Lines above the headings that fill a row alone, a title or the unit, need not be repeated. A
    row of few cells is no heading: it may name a project, and two of one name follow each other.
    """
    first = [_texts(row) for row in heading[:_LONGEST_HEADING]]
    again = [_texts(row) for row in rows]
    alone = next((at for at, texts in enumerate(first) if len(texts) > 1), 0)
    return max(_equal(first[start:], again) for start in range(alone + 1))


def _texts(row: tuple[tuple[int, str], ...]) -> list[str]:
    return [text for _, text in row if text]


def _equal(first: list[list[str]], again: list[list[str]]) -> int:
    count = 0
    for one, other in zip(first, again, strict=False):
        if one != other or not one:
            break
        count += 1
    return count if any(len(texts) >= _FEWEST_HEADINGS for texts in first[:count]) else 0
