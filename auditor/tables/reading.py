"""Where the pass over a document stands: the open project, its columns, what was found so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from auditor.domain import Field, Place, Scope, SkipKind, Skipped
from auditor.tables import titles
from auditor.tables.draft import Draft
from auditor.tables.fields import Group
from auditor.tables.header import Columns
from auditor.tables.indicators import Carried
from auditor.tables.narrative import Line
from auditor.tables.wording import bare, column_role

_HEADINGS_OF_A_TABLE = frozenset({"level1", "level2", "name", "value"})
_FEWEST_HEADINGS = 3


def _are_headings(roles: set[str]) -> bool:
    """Whether words of these roles head an indicator table."""
    return "name" in roles and len(roles & _HEADINGS_OF_A_TABLE) >= _FEWEST_HEADINGS


@dataclass(slots=True)
class Reading:
    """The state of the one pass. A project ends where the next begins, not where its table does."""

    path: str
    draft: Draft | None = None
    columns: Columns | None = None
    last_columns: Columns | None = None
    carried: Carried = field(default_factory=Carried)
    group: Group = field(default_factory=Group)
    title: Line | None = None
    title_start: Line | None = None
    unit: tuple[str, str] | None = None
    scale: Decimal = Decimal(1)
    drafts: list[Draft] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    lines_before_tables: int | None = None
    skipped: list[Skipped] = field(default_factory=list)
    loose_headings: dict[int, set[str]] = field(default_factory=dict)
    tables_lost: int = 0
    rows_lost: int = 0

    def open(self, place: Place) -> Draft:
        """The open project; a new one under the last title where none is open."""
        if self.draft is None:
            title = self.title
            self.draft = Draft(title.place if title else place)
            if title is not None:
                self.draft.title = title.text
                self.draft.scope = titles.scope(title.text)
                self.draft.cells[Field.TITLE] = title.place
                self.title = None
            if self.unit is not None:
                self.draft.unit = self.unit[1]
        return self.draft

    def end_project(self) -> None:
        """Close the open project; the title of what was no project is the next one's."""
        if self.draft is not None and self.draft.worth_keeping:
            self.drafts.append(self.draft)
        elif self.draft is not None:
            self.title = self.title or self._title_of(self.draft)
        self.draft = None
        self.columns = None
        self.group = Group()
        self.carried = Carried()

    def next_of_table(self, place: Place) -> Draft:
        """A further project under the same columns and title."""
        columns, title = self.columns, self.title
        if self.draft is not None and title is None:
            title = self._title_of(self.draft)
        self.end_project()
        self.columns, self.title = columns, title
        return self.open(place)

    @staticmethod
    def _title_of(draft: Draft) -> Line | None:
        return Line(draft.title, draft.cells[Field.TITLE]) if draft.title is not None else None

    def begin_title(self, line: Line) -> None:
        """A title was read: what comes next is another project.

        A title that names none may only head another page of the same table.
        """
        self.title_start = None
        self.titles.append(line.text)
        continued = titles.without_continued(line.text)
        if self.draft is not None and continued != line.text:
            if self.draft.title in {None, continued}:
                return
            line = Line(continued, line.place)
        same = self.draft is not None and self.draft.title == line.text
        if not same or titles.project_name(line.text) is not None:
            self.end_project()
            self.scale = Decimal(1)
        self.title = line

    def take_unit(self, unit: tuple[str, str]) -> None:
        """A line with the unit's code and name stands above a project's table."""
        if self.draft is not None and self.draft.indicators:
            self.end_project()
        self.unit = unit
        self.units.append(unit)
        if self.draft is not None:
            self.draft.unit = unit[1]

    def begin_columns(self, columns: Columns, place: Place) -> None:
        """A heading row was read; on a further page it only lines the columns up anew."""
        self.open(place)
        if self.columns is None:
            self.carried = Carried()
        self.columns = self.last_columns = columns
        self.headings |= {bare(column.heading) for column in columns.named}
        self.group = Group()

    def lose(self, rows: int, place: Place, *, whole: bool) -> None:
        """Rows that look like indicators were not understood: told, never dropped silently.

        `whole` where nothing else of their table was read either.
        """
        self.tables_lost += whole
        self.rows_lost += rows
        line = f"（第 {place.line} 行起）" if place.line else ""
        page = f"第 {place.page} 页" if place.page else ""
        reason = f"有 {rows} 行像绩效指标{line}，但表头或列对不上，没有读入，请人工核对"
        table = f"第 {place.table} 张表" if place.table else ""
        part = " ".join(filter(None, (page, table)))
        self.skipped.append(Skipped(self.path, reason, SkipKind.PARTIAL, part))

    def miss_values(self, place: Place) -> None:
        """A table has no column of values: it may stand on another page, as wide sheets print."""
        reason = "指标表没有“指标值”一列（可能印在别的页上），指标值没有读入，请人工核对"
        page = f"第 {place.page} 页" if place.page else ""
        table = f"第 {place.table} 张表" if place.table else ""
        part = " ".join(filter(None, (page, table))) or None
        found = Skipped(self.path, reason, SkipKind.PARTIAL, part)
        if found not in self.skipped:
            self.skipped.append(found)

    def note_heading(self, text: str, place: Place) -> None:
        """A line outside tables: headings of columns there are of a table without lines."""
        roles = {role for word in re.split(r"[\s|｜]+", text) if (role := column_role(word))}
        if place.page is not None:
            self.loose_headings.setdefault(place.page, set()).update(roles)
        elif _are_headings(roles):
            self.loose_headings[0] = roles

    def tell_loose_tables(self) -> None:
        """Pages that print a table's headings where no table was found."""
        for page, roles in self.loose_headings.items():
            if _are_headings(roles):
                self.tables_lost += 1
                reason = "像有绩效指标表，但没有表格线，分不清行和列，没有读入，请人工核对"
                part = f"第 {page} 页" if page else None
                self.skipped.append(Skipped(self.path, reason, SkipKind.PARTIAL, part))

    def finished(self) -> list[Draft]:
        """Every project of the document."""
        self.end_project()
        for draft in self.drafts:
            if draft.title is None and draft.text("department") and draft.text("name") is None:
                draft.scope = Scope.WHOLE
            if draft.text("name") is None and draft.title and draft.scope is Scope.PROJECT:
                name = titles.project_name(draft.title)
                if name is not None:
                    draft.note("name", name, draft.cells[Field.TITLE])
        return self.drafts
