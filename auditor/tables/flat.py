"""Flat lists: a row an indicator, with its department and year; each of these is a document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.domain import Cell, Document, RawDocument, RawTable
from auditor.tables import identity
from auditor.tables.header import columns_of
from auditor.tables.layout import GridRow, grid
from auditor.tables.parse import understand
from auditor.tables.wording import flat_role

_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(?:年度?)?")
_SHARE_OF_YEARS = 0.5
# Titles and remarks may stand above the heading.
_FIRST_ROWS = 10
_UNKNOWN = "未注明"
_SAID = ("department", "region", "year", "project")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row and what it says of itself; what is printed once for several rows is carried down."""

    row: GridRow
    department: str
    region: str
    year: str
    project: str


@dataclass(frozen=True, slots=True)
class _List:
    """A flat list; `parting` are the columns that only say where a row belongs."""

    table: RawTable
    heading: GridRow
    rows: tuple[_Row, ...]
    parting: frozenset[int]


def understand_all(raw: RawDocument, id: str) -> tuple[Document, ...]:
    """The document; of a flat list one for each department and year, `id#2025-某局`."""
    lists = [found for piece in raw.content if (found := _list(piece)) is not None]
    if not lists:
        return (understand(raw, id),)
    groups: dict[tuple[str, str, str], list[RawTable]] = defaultdict(list)
    for found in lists:
        for key, table in _parts(found):
            groups[key].append(table)
    alike = Counter((department, year) for department, year, _ in groups)
    documents = []
    for (department, year, region), tables in sorted(groups.items()):
        where = region if alike[department, year] > 1 else ""
        own = f"{id}#{year or _UNKNOWN}-{where}{department or _UNKNOWN}"
        document = understand(replace(raw, content=tuple(tables), skipped=()), own)
        named = identity.region(department) if department else document.region
        documents.append(
            replace(
                document,
                department=department or document.department,
                region=named or region or None,
                year=int(year) if year else document.year,
            )
        )
    documents[0] = replace(documents[0], skipped=(*raw.skipped, *documents[0].skipped))
    return tuple(documents)


def _list(piece: object) -> _List | None:
    """The table as a flat list; `None` where its rows are of one department and name no year."""
    if not isinstance(piece, RawTable):
        return None
    rows = grid(piece)
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        if columns_of(row) is None:
            continue
        columns: dict[str, int] = {}
        for slot in row.filled:
            if (role := flat_role(slot.text)) is not None:
                columns.setdefault(role, slot.column)
        below = tuple(_carried([r for r in rows[at + 1 :] if r.filled], columns))
        with_year = sum(bool(r.year) for r in below) >= max(1, _SHARE_OF_YEARS * len(below))
        departments = {r.department for r in below} if "department" in columns else set()
        if not with_year and len(departments) <= 1:
            return None
        parting = {columns[role] for role in ("department", "year") if role in columns}
        return _List(piece, row, below, frozenset(parting))
    return None


def _carried(rows: Sequence[GridRow], columns: Mapping[str, int]) -> Iterator[_Row]:
    said = dict.fromkeys(_SAID, "")
    names = {"department": "department" if "department" in columns else "unit"}
    for row in rows:
        for role in said:
            name = names.get(role, role)
            slot = row.at(columns[name]) if name in columns else None
            if slot is not None and slot.text:
                said[role] = slot.text
        match = _YEAR.fullmatch(said["year"])
        # A column of places tells a department's region where its name does not.
        place = "" if identity.region(said["department"]) else said["region"]
        region = identity.innermost_region(place) or ""
        year = match[1] if match else ""
        yield _Row(row, said["department"], region, year, said["project"])


def _parts(found: _List) -> Iterator[tuple[tuple[str, str, str], RawTable]]:
    """The rows of each department and year as a table; those of a project together."""
    groups: dict[tuple[str, str, str], dict[str, list[GridRow]]] = {}
    for one in found.rows:
        projects = groups.setdefault((one.department, one.year, one.region), {})
        projects.setdefault(one.project, []).append(one.row)
    for key, projects in groups.items():
        rows = [found.heading, *(row for of_project in projects.values() for row in of_project)]
        cells = (
            Cell(slot.raw if slot.text else "", at, slot.column, place=slot.place)
            for at, row in enumerate(rows)
            for slot in row.slots
            if slot.column not in found.parting
        )
        yield key, RawTable(found.table.number, tuple(cells), found.table.place)
