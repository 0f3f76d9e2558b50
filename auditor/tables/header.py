"""The heading row of an indicator table, and which column holds what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.tables.layout import GridRow
from auditor.tables.wording import bare, column_role, field_role, known_headings

_SHARE_OF_HEADINGS = 0.5
_MEASURE_OR_UNIT = "单位"


@dataclass(frozen=True, slots=True)
class Column:
    """`index` in the grid; `role` as in `headings.toml`, `None` where it is not known there."""

    index: int
    heading: str
    role: str | None
    of_project: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an indicator table; `width` is that of the grid they were found in."""

    named: tuple[Column, ...]
    width: int

    def has(self, *roles: str) -> bool:
        """Whether there is an indicator column of one of these roles."""
        return any(c.role in roles and not c.of_project for c in self.named)

    @property
    def glued(self) -> bool:
        """Whether a column holds several, whose headings stand together in one cell."""
        return any(c.role is None and len(known_headings(c.heading)) > 1 for c in self.named)

    @property
    def of_project(self) -> bool:
        """Whether the table holds fields of projects beside their indicators."""
        return any(c.of_project for c in self.named)


def columns_of(row: GridRow) -> Columns | None:
    """The columns that this row is the heading of; `None` where it is no heading row."""
    named = [_column(slot.column, slot.text) for slot in row.filled]
    known = [c for c in named if c.role is not None]
    if len(known) < len(named) * _SHARE_OF_HEADINGS:
        return None
    named = _settled(named)
    # A column without a heading left of all others labels the rows on its right.
    labels = [Column(index, "", "label") for index in range(named[0].index)] if named else []
    columns = Columns((*labels, *named), len(row.slots))
    if not columns.has("name"):
        return None
    classes = columns.has("level1", "level2")
    return columns if columns.has("value", "term_value") or classes or columns.of_project else None


def with_second_row(columns: Columns, row: GridRow) -> Columns | None:
    """The columns with the headings of a second heading row in place of what they divide.

    `None` where the row below is no heading row.
    """
    below = [_column(slot.column, slot.text) for slot in row.filled]
    if not below or (any(c.role is None for c in below) and columns_of(row) is None):
        return None
    replaced = {c.index: c for c in below}
    kept = [c for c in columns.named if c.index not in replaced]
    merged = sorted([*kept, *replaced.values()], key=lambda c: c.index)
    return Columns(tuple(_settled(merged)), max(columns.width, len(row.slots)))


def _column(index: int, heading: str) -> Column:
    role = column_role(heading)
    if role is not None:
        return Column(index, heading, role)
    role = field_role(heading)
    return Column(index, heading, role, of_project=role is not None)


def _settled(columns: list[Column]) -> list[Column]:
    """Words of two meanings decided by their neighbours; the first of equals keeps its role."""
    names = [c for c in columns if c.role == "name" and not c.of_project]
    kinds = [c for c in columns if c.role == "name_or_label"]
    if not names and kinds:
        columns = [_as(c, "name") if c is kinds[-1] else c for c in columns]
    first_value = next(
        (c.index for c in columns if c.role in {"name", "value"} and not c.of_project), None
    )
    columns = [
        _as(c, "measure")
        if bare(c.heading) == _MEASURE_OR_UNIT and first_value is not None and c.index > first_value
        else c
        for c in columns
    ]
    seen: Counter[str] = Counter()
    settled = []
    for column in columns:
        role = column.role
        if role is not None and role != "label":
            key = f"{column.of_project}{role}"
            seen[key] += 1
            if seen[key] > 1:
                column = _as(column, None)  # noqa: PLW2901
        settled.append(_as(column, "label") if column.role == "name_or_label" else column)
    return settled


def _as(column: Column, role: str | None) -> Column:
    return Column(column.index, column.heading, role, of_project=False)
