"""The heading row of an indicator table, and which column holds what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from auditor.tables.layout import GridRow
from auditor.tables.wording import bare, column_role, field_role, known_headings, value_part

_SHARE_OF_HEADINGS = 0.5
_MEASURE_OR_UNIT = "单位"
_CONTENT = "指标内容"
_SETS = 2
_YEARS = re.compile(r"(?:19|20)\d\d")


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
    divided = _divided(columns, row)
    below = divided or [_column(slot.column, slot.text) for slot in row.filled]
    known = divided or all(c.role is not None for c in below) or columns_of(row) is not None
    if not below or not known:
        return None
    replaced = {c.index: c for c in below}
    kept = [c for c in columns.named if c.index not in replaced]
    merged = sorted([*kept, *replaced.values()], key=lambda c: c.index)
    return Columns(tuple(_settled(merged)), max(columns.width, len(row.slots)))


def _divided(columns: Columns, row: GridRow) -> list[Column]:
    """The columns of a row that stands below wide headings only; the others reach down over it."""
    found: list[Column] = []
    ends = [c.index for c in columns.named[1:]] + [max(columns.width, len(row.slots))]
    reach_down = False
    for parent, end in zip(columns.named, ends, strict=True):
        slots = [s for index in range(parent.index, end) if (s := row.at(index)) is not None]
        if parent.role == "label" or not slots:
            continue
        if slots[0].printed and sum(s.printed for s in slots) > 1:
            found += _parts(parent, [(s.column, s.text) for s in slots if s.printed])
        elif any(s.printed and s.text for s in slots) or slots[0].text != parent.heading:
            return []
        else:
            reach_down = True
    return found if reach_down else []


def _parts(parent: Column, below: list[tuple[int, str]]) -> list[Column]:
    """What a heading is divided into; of several values the one of the latest year."""
    if parent.role != "value" or parent.of_project:
        return [_column(index, text) for index, text in below]
    parts = [Column(index, text, value_part(text) or column_role(text)) for index, text in below]
    if not any(c.role == "value" for c in parts):
        latest = max(
            (c for c in parts if c.role is None),
            key=lambda c: (max(map(int, _YEARS.findall(c.heading)), default=0), c.index),
            default=None,
        )
        parts = [Column(c.index, c.heading, "value") if c is latest else c for c in parts]
    return [
        Column(c.index, f"{parent.heading}（{c.heading}）", None) if c.role is None else c
        for c in parts
    ]


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
    columns = _of_year_and_term(columns)
    roles = {c.role for c in columns}
    seen: Counter[str] = Counter()
    settled = []
    for column in columns:
        role = column.role
        if role is not None and role != "label":
            key = f"{column.of_project}{role}"
            seen[key] += 1
            if seen[key] > 1:
                explains = bare(column.heading) == _CONTENT and "description" not in roles
                column = _as(column, "description" if explains else None)  # noqa: PLW2901
        settled.append(_as(column, "label") if column.role == "name_or_label" else column)
    return settled


def _of_year_and_term(columns: list[Column]) -> list[Column]:
    """Of two sets of indicators side by side the left is for the whole term."""
    roles = [None if c.of_project else c.role for c in columns]
    if roles.count("name") != _SETS or roles.count("value") != _SETS:
        return columns
    first_value, second_name = roles.index("value"), roles.index("name", roles.index("name") + 1)
    if first_value > second_name:
        return columns
    twice = {role for role in roles[first_value + 1 :] if role in {"level2", "name", "value"}}
    return [
        _as(c, f"term_{c.role}") if at <= first_value and roles[at] in twice else c
        for at, c in enumerate(columns)
    ]


def _as(column: Column, role: str | None) -> Column:
    return Column(column.index, column.heading, role, of_project=False)
