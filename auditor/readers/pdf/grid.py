"""Ruled lines to tables: which cells they bound, and which are open at a page's edge."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from auditor.readers.pdf.marks import Box, Line

# Lines nearer to each other than this are one line drawn twice; a printed row is 8 points high.
_SAME = 3.0
# An outer edge may be drawn by the ends of the lines that reach it alone.
_NEAR = 6.0
_SHORTEST = 5.0
# So many lines below each other are a table, where text between them stands in columns.
_FEWEST_STACKED = 4
# An edge counts where at least this share of it is drawn.
_DRAWN = 0.5


@dataclass(frozen=True, slots=True)
class Region:
    """A cell by its lines; `open` tells that no line closes it there."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: where its columns and rows divide, and its cells in reading order.

    `unruled` are the stretches from left to right that no upright line closes.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    unruled: tuple[tuple[float, float], ...] = ()

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cells(self) -> dict[tuple[int, int], int]:
        """The number of the region that covers each position of the grid."""
        return {
            (row, column): number
            for number, region in enumerate(self.regions)
            for row in range(region.row, region.row + region.row_span)
            for column in range(region.column, region.column + region.column_span)
        }


def grids(
    horizontal: Iterable[Line],
    vertical: Iterable[Line],
    count: Callable[[int], None],
    *,
    flat_alone: bool = False,
) -> list[Grid]:
    """The tables that the lines draw, from the top down; `count` may refuse so many cells.

    `flat_alone` takes lines of one length below each other for a table, too.
    """
    flat, upright = _joined(horizontal), _joined(vertical)
    found = []
    groups = list(_connected(flat, upright))
    if flat_alone:
        groups += _stacked(flat, groups)
    for rows, columns in groups:
        if (grid := _grid(rows, columns, count)) is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.box.top, grid.box.left))


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Pieces of one line together, double lines as one."""
    joined: list[Line] = []
    for group in _clusters(sorted(lines)):
        at = sum(line.at for line in group) / len(group)
        start, end = 0.0, float("-inf")
        for line in sorted(group, key=lambda line: line.start):
            if line.start > end + _SAME:
                if end - start >= _SHORTEST:
                    joined.append(Line(at, start, end))
                start, end = line.start, line.end
            end = max(end, line.end)
        if end - start >= _SHORTEST:
            joined.append(Line(at, start, end))
    return joined


def _clusters(lines: list[Line]) -> Iterable[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and line.at - group[0].at > _SAME:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _connected(flat: list[Line], upright: list[Line]) -> Iterable[tuple[list[Line], list[Line]]]:
    """The lines grouped by what touches or crosses."""
    parent = list(range(len(flat) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    heights = [line.at for line in flat]
    for number, line in enumerate(upright, len(flat)):
        first = bisect_left(heights, line.start - _SAME)
        last = bisect_right(heights, line.end + _SAME)
        for other in range(first, last):
            if flat[other].start - _SAME <= line.at <= flat[other].end + _SAME:
                parent[root(other)] = root(number)
    groups: dict[int, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for number, line in enumerate([*flat, *upright]):
        groups[root(number)][number >= len(flat)].append(line)
    return [group for group in groups.values() if all(group)]


def _stacked(
    flat: list[Line], groups: Iterable[tuple[list[Line], list[Line]]]
) -> Iterable[tuple[list[Line], list[Line]]]:
    """Lines that nothing crosses, of one beginning and end."""
    crossed = {line for rows, _ in groups for line in rows}
    stacks: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in flat:
        if line not in crossed:
            stacks[round(line.start / _NEAR), round(line.end / _NEAR)].append(line)
    return [(stack, []) for stack in stacks.values() if len(stack) >= _FEWEST_STACKED]


def _grid(flat: list[Line], upright: list[Line], count: Callable[[int], None]) -> Grid | None:
    standing = {line.at for line in upright}
    xs = _edges(standing, flat)
    ys = _edges({line.at for line in flat}, upright)
    rows, columns = len(ys) - 1, len(xs) - 1
    if not rows or not columns:
        return None
    count(rows * columns)
    below = _drawn(flat, ys, xs)  # below[i][j]: a line lies on top of row i in column j
    beside = _drawn(upright, xs, ys)  # beside[j][i]: a line stands left of column j in row i

    parent = list(range(rows * columns))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for row in range(rows):
        for column in range(columns):
            item = row * columns + column
            if column + 1 < columns and not beside[column + 1][row]:
                parent[root(item + 1)] = root(item)
            if row + 1 < rows and not below[row + 1][column]:
                parent[root(item + columns)] = root(item)
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in range(rows):
        for column in range(columns):
            groups[root(row * columns + column)].append((row, column))
    regions = []
    for positions in groups.values():
        for top, left, bottom, right in _rectangles(positions):
            inside = range(left, right + 1)
            regions.append(
                Region(
                    top,
                    left,
                    bottom - top + 1,
                    right - left + 1,
                    Box(xs[left], ys[top], xs[right + 1], ys[bottom + 1]),
                    open_top=top == 0 and not any(below[0][c] for c in inside),
                    open_bottom=bottom == rows - 1 and not any(below[rows][c] for c in inside),
                )
            )
    regions.sort(key=lambda region: (region.row, region.column))
    unruled = [
        (left, right)
        for left, right in dict.fromkeys(((xs[0], xs[1]), (xs[-2], xs[-1])))
        if not {left, right} <= standing
    ]
    grid = Grid(tuple(xs), tuple(ys), tuple(regions), tuple(unruled))
    return grid if len(regions) > 1 else None


def _edges(at: Iterable[float], across: list[Line]) -> list[float]:
    """Where the lines stand, and the outer edges that only the ends of lines across them show."""
    edges = sorted(at)
    if not across:
        return edges
    first, last = min(line.start for line in across), max(line.end for line in across)
    if not edges:
        return [first, last]
    if first < edges[0] - _NEAR:
        edges.insert(0, first)
    if last > edges[-1] + _NEAR:
        edges.append(last)
    return edges


def _drawn(lines: list[Line], at: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    by_edge: dict[float, list[Line]] = defaultdict(list)
    for line in lines:
        by_edge[line.at].append(line)
    return [[_covers(by_edge[edge], start, end) for start, end in pairwise(across)] for edge in at]


def _covers(lines: list[Line], start: float, end: float) -> bool:
    drawn = sum(max(0.0, min(line.end, end) - max(line.start, start)) for line in lines)
    return drawn >= _DRAWN * (end - start)


def _rectangles(positions: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """The positions as few rectangles: one, where lines bound a true cell."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(positions):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    found: list[tuple[int, int, int, int]] = []
    for row, left, right in runs:
        for number, (top, first, bottom, last) in enumerate(found):
            if bottom == row - 1 and (first, last) == (left, right):
                found[number] = (top, first, row, last)
                break
        else:
            found.append((row, left, row, right))
    return found
