"""`RawDocument` → `Document`: one pass over blocks and tables in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from auditor.domain import (
    Block,
    Coverage,
    Document,
    Place,
    Project,
    RawDocument,
    RawTable,
    Scope,
    SkipKind,
    Skipped,
)
from auditor.tables import fields, identity, indicators, narrative
from auditor.tables.draft import Draft
from auditor.tables.header import Columns, columns_of, with_second_row
from auditor.tables.layout import GridRow, grid
from auditor.tables.narrative import Line
from auditor.tables.wording import bare, clean, is_level

_TITLE = re.compile(r"(?:绩效目标|绩效指标|绩效)(?:申报|批复|自评|情况)?表(?:[（(].{1,20}[)）])?")
_NUMBERED = re.compile(r"(?:附?[表件]?\s*\d{1,3}(?:[-—.．]\d+)*\s*[.．、:：]?|[（(]?[一二三四五六七八九十]+[）)、])")
_TITLE_TAIL = re.compile(
    r"(?:项目)?(?:支出)?(?:绩效目标|绩效指标|绩效)(?:申报|批复|自评|情况)?表(?:[（(].{1,20}[)）])?$"
)
_WHOLE = re.compile(r"(?:部门|单位)?整体(?:支出)?|部门职责")
_LONGEST_TITLE = 120
_LONGEST_TITLE_END = 30
_SCALES = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10_000)}
_INDICATOR_WORDS = 3


@dataclass(slots=True)
class _Reading:
    """Where the pass stands."""

    id: str
    draft: Draft | None = None
    columns: Columns | None = None
    last_columns: Columns | None = None
    carried: indicators.Carried = field(default_factory=indicators.Carried)
    group: fields.Group = field(default_factory=fields.Group)
    title: Line | None = None
    title_start: Line | None = None
    unit: tuple[str, str] | None = None
    scale: Decimal = Decimal(1)
    drafts: list[Draft] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    tables_lost: int = 0
    rows_lost: int = 0


def understand(raw: RawDocument, id: str) -> Document:
    """The department's projects, indicators and narrative; what was not understood is `skipped`."""
    reading = _Reading(id)
    for piece in raw.content:
        if isinstance(piece, Block):
            for line in narrative.lines(piece):
                _read_line(reading, line)
        else:
            _read_table(reading, piece)
    _end_project(reading)
    drafts = [d for d in reading.drafts if not d.empty]
    projects = tuple(draft.project(seq) for seq, draft in enumerate(drafts, 1))
    return _document(raw, reading, drafts, projects)


def _document(
    raw: RawDocument, reading: _Reading, drafts: list[Draft], projects: tuple[Project, ...]
) -> Document:
    coverage = Coverage(
        tables_found=sum(1 for d in drafts if d.rows_found) + reading.tables_lost,
        tables_read=sum(1 for d in drafts if d.indicators),
        rows_found=sum(d.rows_found for d in drafts) + reading.rows_lost,
        rows_read=sum(len(d.indicators) for d in drafts),
    )
    skipped = list(raw.skipped) + reading.skipped
    if not coverage.tables_found:
        reason = "没有找到绩效指标表，请确认文件是否为绩效目标文本"
        skipped.append(Skipped(raw.path, reason, SkipKind.NO_TABLES))
    cover = [line.text for line in reading.lines[:_cover_length(reading.lines)]]
    printed = [t for role in ("department", "parent") for d in drafts if (t := d.text(role))]
    department, code = identity.department(
        reading.units, printed or [p.unit for p in projects if p.unit], cover
    )
    codes = [t for d in drafts if (t := d.text("department_code"))]
    return Document(
        id=reading.id,
        path=raw.path,
        sha256=raw.sha256,
        format=raw.format,
        department=department,
        department_code=code or (codes[0] if codes else None),
        region=identity.region(department),
        parent=next((t for d in drafts if (t := d.text("parent"))), None),
        year=identity.year(
            [*cover, *(p.title or "" for p in projects if p.scope is Scope.WHOLE)],
            projects,
            [line.text for line in reading.lines],
        ),
        profile=identity.profile(projects, reading.headings),
        projects=projects,
        paragraphs=narrative.paragraphs(reading.lines),
        skipped=tuple(skipped),
        coverage=coverage,
    )


def _cover_length(lines: list[Line]) -> int:
    """Lines before the first part, section or sentence."""
    for at, line in enumerate(lines):
        if clean(line.text).endswith("。") or (
            narrative.is_part(line.text) or narrative.section_name(line.text)
        ):
            return at
    return len(lines)


# ------------------------------------------------------------------------------------------------
# Lines outside tables


def _read_line(reading: _Reading, line: Line) -> None:
    printed = clean(line.text)
    if unit := narrative.money_unit(line.text):
        reading.scale = _SCALES[unit]
    elif unit_line := identity.unit_line(line.text):
        _take_unit(reading, unit_line)
    elif _ends_title(reading, printed):
        start = reading.title_start
        text = start.text + line.text if start else line.text
        _end_project(reading)
        reading.title = Line(clean(text), (start or line).place)
        reading.title_start = None
    else:
        if reading.title_start is not None:
            _read_paragraph(reading, reading.title_start)
            reading.title_start = None
        if _begins_title(printed):
            reading.title_start = line
        else:
            _read_paragraph(reading, line)


def _read_paragraph(reading: _Reading, line: Line) -> None:
    if reading.draft is not None and fields_line(reading, line):
        return
    if reading.columns is not None:
        _end_project(reading)
    reading.title = None
    reading.lines.append(line)


def fields_line(reading: _Reading, line: Line) -> bool:
    return False


def _take_unit(reading: _Reading, unit: tuple[str, str]) -> None:
    if reading.draft is not None and reading.draft.indicators:
        _end_project(reading)
    reading.unit = unit
    reading.units.append(unit)


def _ends_title(reading: _Reading, printed: str) -> bool:
    """Whether the line is a table's title, or the end of one that began on the line before."""
    if len(printed) > _LONGEST_TITLE or not _TITLE_TAIL.search(printed):
        start = reading.title_start
        return (
            start is not None
            and len(printed) <= _LONGEST_TITLE_END
            and _TITLE_TAIL.search(clean(start.text) + printed) is not None
        )
    return True


def _begins_title(printed: str) -> bool:
    """Whether the line may be the first of a title's two: numbered, no sentence, no section."""
    return (
        re.match(r"\d{1,3}\s*[.．、]", printed) is not None
        and len(printed) <= _LONGEST_TITLE
        and not re.search(r"[。；;：:！？]", printed)
    )


# ------------------------------------------------------------------------------------------------
# Tables


def _read_table(reading: _Reading, table: RawTable) -> None:
    rows = grid(table)
    if reading.title_start is not None:
        _read_paragraph(reading, reading.title_start)
        reading.title_start = None
    at = 0
    first_of_page = True
    lost: list[GridRow] = []
    while at < len(rows):
        row = rows[at]
        at += 1
        row = _without_unit_cells(reading, row)
        if not row.filled:
            continue
        if (found := columns_of(row)) is not None:
            if at < len(rows) and (deeper := with_second_row(found, rows[at])) is not None:
                found = deeper
                at += 1
            _begin_columns(reading, found, row)
            first_of_page = False
            continue
        if reading.columns is not None and not fields.looks_like_fields(row):
            until = at
            while until < len(rows) and _is_data(rows[until]):
                until += 1
            lost += _read_rows(reading, [row, *rows[at:until]], continued=first_of_page)
            at = until
            first_of_page = False
            continue
        if reading.columns is not None or fields.begins_project(row):
            _begin_fields(reading, row)
        draft = _open(reading, row.place)
        if not fields.take_row(draft, row, reading.group, reading.scale):
            lost.append(row)
        first_of_page = False
    _report_lost(reading, table, lost)
    if reading.draft is not None and reading.draft.empty:
        reading.draft = None


def _is_data(row: GridRow) -> bool:
    return columns_of(row) is None and not fields.looks_like_fields(row) and not _units_in(row)


def _units_in(row: GridRow) -> bool:
    return any(identity.unit_line(s.text) for s in row.filled)


def _without_unit_cells(reading: _Reading, row: GridRow) -> GridRow:
    """The row without cells that name the unit or the unit of money, which are taken note of."""
    kept = []
    for slot in row.slots:
        if unit := identity.unit_line(slot.text):
            _take_unit(reading, unit)
        elif money := narrative.money_unit(slot.text):
            reading.scale = _SCALES[money]
        elif _is_title_cell(row, slot.text):
            _end_project(reading)
            reading.title = Line(slot.text, slot.place)
        else:
            kept.append(slot)
    return row if len(kept) == len(row.slots) else GridRow(tuple(kept), row.place)


def _is_title_cell(row: GridRow, text: str) -> bool:
    return len(row.filled) == 1 and len(text) <= _LONGEST_TITLE and bool(_TITLE_TAIL.search(text))


def _begin_columns(reading: _Reading, columns: Columns, row: GridRow) -> None:
    draft = _open(reading, row.place)
    if reading.columns is None:
        reading.carried = indicators.Carried()
    reading.columns = reading.last_columns = columns
    reading.headings |= {bare(c.heading) for c in columns.named}
    reading.group = fields.Group()
    del draft


def _begin_fields(reading: _Reading, row: GridRow) -> None:
    """A header block begins: of a new project where the open one has rows or this field."""
    draft = reading.draft
    if draft is not None and (draft.indicators or reading.columns or _repeats(draft, row)):
        _end_project(reading)
    reading.columns = None


def _repeats(draft: Draft, row: GridRow) -> bool:
    from auditor.tables.wording import field_role

    roles = {role for s in row.filled if (role := field_role(s.text))}
    return any(draft.text(role) is not None for role in roles & {"code", "name"})


def _open(reading: _Reading, place: Place) -> Draft:
    if reading.draft is None:
        title = reading.title
        reading.draft = Draft(title.place if title else place, title.text if title else None)
        if title is not None:
            from auditor.domain import Field

            reading.draft.cells[Field.TITLE] = title.place
            if _WHOLE.search(_TITLE_TAIL.sub("", title.text)[:20]) and not re.match(
                r"\d", title.text
            ):
                reading.draft.scope = Scope.WHOLE
        if reading.unit is not None:
            reading.draft.unit = reading.unit[1]
        reading.title = None
    return reading.draft


def _end_project(reading: _Reading) -> None:
    if reading.draft is not None and not reading.draft.empty:
        reading.drafts.append(reading.draft)
    reading.draft = None
    reading.columns = None
    reading.group = fields.Group()
    reading.carried = indicators.Carried()


def _read_rows(reading: _Reading, rows: list[GridRow], *, continued: bool) -> list[GridRow]:
    """Read the rows of an open indicator table; give back those that could not be lined up."""
    assert reading.columns is not None
    draft = _open(reading, rows[0].place)
    rows = [row for row in rows if row.filled]
    notes = [row for row in rows if indicators.is_note(row)]
    for row in notes:
        draft.other.setdefault("备注", row.filled[0].text)
    rows = [row for row in rows if row not in notes]
    if not rows:
        return []
    columns = indicators.fitted(reading.columns, rows)
    if columns is None:
        draft.rows_found += len(rows)
        return rows
    for at, row in enumerate(rows):
        if (
            at == 0
            and continued
            and draft.indicators
            and indicators.continues(draft.indicators[-1], row, columns)
        ):
            draft.indicators[-1] = indicators.joined(draft.indicators[-1], row, columns)
            continue
        number = len(draft.indicators) + 1
        found = indicators.indicator(row, columns, reading.carried, number)
        if found is not None:
            draft.rows_found += 1
            draft.indicators.append(found)
    return []


def _report_lost(reading: _Reading, table: RawTable, lost: list[GridRow]) -> None:
    """A table that looks like indicators and was not understood is told, never dropped silently."""
    words = {s.text for row in lost for s in row.filled if is_level(s.text, "level2")}
    if len(words) < _INDICATOR_WORDS:
        return
    reading.tables_lost += 1
    reading.rows_lost += len(lost)
    where = f"，第 {lost[0].place.line} 行起" if lost[0].place.line else ""
    reason = f"像是绩效指标表但没有读懂{where}，共 {len(lost)} 行，请人工核对"
    part = f"表 {table.number}"
    reading.skipped.append(Skipped(reading.id, reason, SkipKind.PARTIAL, part))
