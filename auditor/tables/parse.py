"""`RawDocument` → `Document`: one pass over blocks and tables in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditor.domain import (
    Block,
    Coverage,
    Document,
    Project,
    RawDocument,
    RawTable,
    Scope,
    SkipKind,
    Skipped,
)
from auditor.tables import breaks, fields, identity, indicators, narrative, titles
from auditor.tables.fields import SCALES
from auditor.tables.header import Columns, columns_of, with_second_row
from auditor.tables.layout import GridRow, Slot, grid
from auditor.tables.narrative import Line
from auditor.tables.reading import Reading
from auditor.tables.wording import clean, is_level

_FEWEST_CLASSES = 2


def understand(raw: RawDocument, id: str) -> Document:
    """The department's projects, indicators and narrative; what was not understood is `skipped`."""
    reading = Reading(raw.path)
    for piece in raw.content:
        if isinstance(piece, Block):
            for line in narrative.lines(piece):
                _read_line(reading, line)
        else:
            _read_table(reading, piece)
    _end_title_start(reading)
    reading.tell_loose_tables()
    drafts = reading.finished()
    projects = tuple(draft.project(seq) for seq, draft in enumerate(drafts, 1))

    coverage = Coverage(
        tables_found=sum(1 for d in drafts if d.rows_found) + reading.tables_lost,
        tables_read=sum(1 for d in drafts if d.indicators),
        rows_found=sum(d.rows_found for d in drafts) + reading.rows_lost,
        rows_read=sum(len(d.indicators) for d in drafts),
    )
    skipped = [*raw.skipped, *reading.skipped]
    if not coverage.tables_found and not coverage.rows_found:
        reason = "没有找到绩效指标表，请确认这是绩效目标文本"
        skipped.append(Skipped(raw.path, reason, SkipKind.NO_TABLES))

    def printed(role: str) -> list[str]:
        stated = reading.stated.get(role)
        return ([stated] if stated else []) + [t for d in drafts if (t := d.text(role))]

    cover = narrative.cover(reading.lines[: reading.lines_before_tables])
    department, code = identity.department(
        reading.units,
        printed("department") or printed("parent") or printed("unit"),
        [*cover, *(titles.without_tail(title) for title in reading.titles)],
    )
    parent = next(iter(printed("parent")), None)
    region = identity.region(department) or identity.region_beside(
        department, printed("region"), parent, [*cover, *reading.titles]
    )
    return Document(
        id=id,
        path=raw.path,
        sha256=raw.sha256,
        format=raw.format,
        department=department,
        department_code=code or next(iter(printed("department_code")), None),
        region=region,
        parent=parent,
        year=_year(raw, reading, cover, projects),
        profile=identity.profile(projects, reading.headings),
        projects=projects,
        paragraphs=narrative.paragraphs(reading.lines),
        skipped=tuple(skipped),
        coverage=coverage,
    )


def _year(
    raw: RawDocument, reading: Reading, cover: Sequence[str], projects: Sequence[Project]
) -> int | None:
    """The budget year by the likeliest texts; then by any; then by what the file says of itself."""
    stated = (reading.stated.get("year"), *(d.text("year") for d in reading.drafts))
    if (named := next(filter(None, map(identity.year_alone, stated)), None)) is not None:
        return named
    likeliest = identity.year(
        cover,
        [*narrative.short_lines(reading.lines), *reading.titles],
        [(p.code, p.title, p.name) for p in projects if p.scope is Scope.PROJECT],
        [
            *(line.text for line in reading.lines),
            *(goal for p in projects for goal in p.goals),
            *(i.value or "" for p in projects for i in p.indicators),
        ],
    )
    alone = (
        identity.year_alone(line.text) for line in reading.lines if identity.is_year(line.text)
    )
    if (found := likeliest or next(alone, None)) is not None:
        return found
    tables = (piece for piece in raw.content if isinstance(piece, RawTable))
    printed = identity.commonest_year(cell.text for table in tables for cell in table.cells)
    return printed or identity.year_of_file(raw.path, raw.created)


# ------------------------------------------------------------------------------------------------
# Lines outside tables


def _read_line(reading: Reading, line: Line) -> None:
    start = reading.title_start
    if start is not None and titles.completes(start.text, line.text):
        reading.begin_title(Line(clean(start.text + line.text), start.place))
        return
    _end_title_start(reading)
    line, declared = narrative.without_money_unit(line)
    if declared is not None:
        reading.scale = SCALES[declared]
    if not line.text or (reading.draft is not None and titles.says_continued(line.text)):
        return
    if named := identity.unit_line(line.text):
        reading.take_unit(named)
    elif titles.is_title(line.text):
        reading.begin_title(Line(clean(line.text), line.place))
    elif titles.may_begin(line.text):
        reading.title_start = line
    else:
        _read_paragraph(reading, line)


def _end_title_start(reading: Reading) -> None:
    """The numbered line was no title's beginning after all."""
    if reading.title_start is not None:
        line, reading.title_start = reading.title_start, None
        _read_paragraph(reading, line)


def _read_paragraph(reading: Reading, line: Line) -> None:
    draft = reading.draft
    pairs = fields.labelled(line.text)
    for role, text in pairs:
        if role in {"code", "name"}:
            if draft is not None and (draft.indicators or draft.text(role) is not None):
                reading.end_project()
            draft = reading.open(line.place)
            fields.take(draft, role, text, line.place, reading.scale)
        elif role is not None:
            reading.stated.setdefault(role, clean(text))
    if any(role is not None for role, _ in pairs):
        return
    if (
        draft is not None
        and reading.columns is None
        and fields.goes_on(draft, reading.group, line.text)
    ):
        draft.goals.extend(fields.split_goals(line.text, len(draft.goals)))
        return
    if reading.columns is not None:
        reading.end_project()
    if not pairs and not narrative.belongs_to_form(line.text):
        reading.title = None
    reading.note_heading(line.text, line.place)
    reading.lines.append(line)


# ------------------------------------------------------------------------------------------------
# Tables


def _read_table(reading: Reading, table: RawTable) -> None:
    rows = breaks.whole_rows([row for row in grid(table) if row.filled])
    _take_title_of(reading, rows)
    if not _concerns(reading, rows):
        reading.scale = Decimal(1)
        for line in _prose(rows):
            _read_line(reading, line)
        return
    at = _read_lines_above(reading, rows)
    if reading.lines_before_tables is None:
        reading.lines_before_tables = len(reading.lines)
    lost: list[GridRow] = []
    while at < len(rows):
        row = _without_asides(reading, rows[at])
        following = rows[at + 1] if at + 1 < len(rows) else None
        at += 1
        if not row.filled:
            continue
        if (found := columns_of(row)) is not None:
            deeper = with_second_row(found, following) if following else None
            at += deeper is not None
            reading.begin_columns(deeper or found, row.place)
        elif (columns := _columns_for(reading, row)) is not None:
            first = at - 1
            while at < len(rows) and _is_data(rows[at]):
                at += 1
            data = [row, *rows[first + 1 : at]]
            lost += _read_rows(reading, columns, data, page_begins=first == 0)
        else:
            lost += _read_fields(reading, row)
    if lost:
        reading.lose(len(lost), lost[0].place, whole=len(lost) == len(rows))


def _read_lines_above(reading: Reading, rows: list[GridRow]) -> int:
    """Read the lines that stand in a sheet's first rows; how many rows they take."""
    if reading.columns is not None:
        return 0
    for at, row in enumerate(rows):
        if len(row.filled) != 1 or row.filled[0] is not row.slots[0] or _is_of_table(row):
            return at
        for line in _lines_in(row.slots[0]):
            _read_line(reading, Line(line, row.slots[0].place))
    return len(rows)


def _is_of_table(row: GridRow) -> bool:
    if fields.says_whose(row.filled[0].raw):
        return False
    return columns_of(row) is not None or fields.looks_like_fields(row) or _classes(row) > 0


def _take_title_of(reading: Reading, rows: list[GridRow]) -> None:
    """A numbered line right above indicators that name no project is the project's title."""
    line = reading.title_start
    bare = bool(rows) and columns_of(rows[0]) is not None and not any(map(_names_project, rows))
    if line is not None and bare and titles.may_stand_alone(line.text):
        reading.begin_title(Line(clean(line.text), line.place))
    _end_title_start(reading)


def _names_project(row: GridRow) -> bool:
    columns = columns_of(row)
    return fields.begins_project(row) or (columns is not None and columns.of_project)


def _concerns(reading: Reading, rows: list[GridRow]) -> bool:
    """Whether the table is a 绩效目标表 or a piece of one, and not another table of the budget."""
    return (
        reading.columns is not None
        or reading.draft is not None
        or reading.title is not None
        or any(columns_of(row) or fields.begins_project(row) or _classes(row) for row in rows)
    )


def _prose(rows: list[GridRow]) -> list[Line]:
    """Paragraphs that a tab at their beginning made look like cells."""
    found = []
    for filled in (row.filled for row in rows):
        found += [
            Line(slot.raw, slot.place)
            for slot in filled
            if len(filled) == 1 or narrative.is_prose(slot.text)
        ]
    return found


def _classes(row: GridRow) -> int:
    """How many of the row's cells are names of classes of indicators."""
    return sum(is_level(s.text, "level1") or is_level(s.text, "level2") for s in row.filled)


def _columns_for(reading: Reading, row: GridRow) -> Columns | None:
    """The columns a row of indicators stands under; the last table's where the heading is lost."""
    if fields.looks_like_fields(row):
        return None
    if reading.columns is None and _classes(row) >= _FEWEST_CLASSES:
        reading.columns = reading.last_columns
    return reading.columns


def _is_data(row: GridRow) -> bool:
    return columns_of(row) is None and not fields.looks_like_fields(row) and not _asides(row)


def _asides(row: GridRow) -> list[Slot]:
    """Cells that stand in a row and are no part of it: lines such as stand above tables."""
    filled = row.filled
    alone = len(filled) == 1 and filled[0] is row.slots[0]
    return [
        slot
        for at, slot in enumerate(filled)
        if all(_is_aside(line, first=at == 0, alone=alone) for line in _lines_in(slot))
    ]


def _lines_in(slot: Slot) -> list[str]:
    """The lines of a cell; a title that is wrapped is one."""
    if titles.is_title(slot.text):
        return [slot.text]
    return [line for line in slot.raw.split("\n") if line.strip()]


def _is_aside(line: str, *, first: bool, alone: bool) -> bool:
    """Whether the line is a title, the unit, the unit of money; alone, also the year or labels."""
    return bool(
        (first and titles.is_title(line))
        or identity.unit_line(line)
        or narrative.money_unit(line)
        or (alone and (identity.is_year(line) or fields.is_line_of_labels(line)))
    )


def _without_asides(reading: Reading, row: GridRow) -> GridRow:
    """The row without its asides, which are noted."""
    asides = _asides(row)
    for slot in asides:
        for line in _lines_in(slot):
            _read_line(reading, Line(line, slot.place))
    if not asides:
        return row
    return GridRow(tuple(slot for slot in row.slots if slot not in asides), row.place)


def _read_fields(reading: Reading, row: GridRow) -> list[GridRow]:
    """Read one row of a header block; give it back where it holds indicators after all."""
    draft = reading.draft
    anew = reading.columns is not None or fields.begins_project(row)
    if anew and draft is not None and (draft.rows_found or fields.repeats(draft, row)):
        reading.end_project()
    reading.columns = None
    draft = reading.open(row.place)
    if fields.take_row(draft, row, reading.group, reading.scale):
        return []
    if _classes(row) >= _FEWEST_CLASSES:
        return [row]
    fields.keep_unknown(draft, row)
    return []


def _read_rows(
    reading: Reading, columns: Columns, rows: list[GridRow], *, page_begins: bool
) -> list[GridRow]:
    """Read rows of an open indicator table; give back those that cannot be lined up."""
    draft = reading.open(rows[0].place)
    for row in filter(indicators.is_note, rows):
        draft.other.setdefault("备注", " ".join(slot.text for slot in row.filled))
    rows = [row for row in rows if not indicators.is_note(row)]
    if not rows:
        return []
    fitted = None if columns.glued else indicators.fitted(columns, rows)
    if fitted is None:
        return rows
    page = rows[0].place.page
    whole = breaks.mended(rows, fitted, begins=not draft.indicators)
    for row, below in zip(whole, [*whole[1:], None], strict=True):
        page_begins |= row.place.page != page
        page = row.place.page
        if fitted.of_project and fields.names_another(draft, row, fitted):
            draft = reading.next_of_table(row.place)
        if fitted.of_project:
            fields.take_columns(draft, row, fitted, reading.scale)
        in_cell, count = indicators.listed(row, fitted, len(draft.indicators) + 1)
        if count:
            draft.rows_found += len(in_cell)
            draft.indicators.extend(in_cell)
            if count > len(in_cell):
                reading.lose(count - len(in_cell), row.place, whole=False)
            continue
        if indicators.heads(row, below, fitted, reading.carried):
            continue
        last = draft.indicators[-1] if draft.indicators else None
        if page_begins and last is not None and indicators.continues(last, row, fitted):
            draft.indicators[-1] = indicators.joined(last, row, fitted)
        elif found := indicators.indicator(row, fitted, reading.carried, len(draft.indicators) + 1):
            draft.rows_found += 1
            draft.indicators.append(found)
            if found.name and not fitted.has("value", "term_value"):
                reading.miss_values(row.place)
        page_begins = False
    return []
