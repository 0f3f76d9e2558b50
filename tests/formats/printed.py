"""A document as a department prints it: paragraphs and tables with merged cells, of no format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from auditor.domain import Document, Indicator, Project

WIDTH = 8
HEADINGS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
# How many of the table's columns each column of indicators takes.
SPANS = (1, 1, 2, 2, 1, 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """`row_span` 0 is a cell that the one above covers."""

    text: str
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]
    heading: int = 0

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Each cell with its row and column, covered cells left out."""
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                if cell.row_span:
                    yield row, column, cell
                column += cell.column_span


@dataclass(frozen=True, slots=True)
class Form:
    """How tables are laid out."""

    one_table: bool = True
    merged_levels: bool = True
    rows_a_page: int = 0


Printed = list["str | Table"]


def printed(document: Document, form: Form = Form()) -> Printed:
    """Cover, narrative, and each project under its title."""
    pieces: Printed = [
        f"{document.department}",
        f"{document.year}年部门预算绩效文本",
        "第一部分 部门整体绩效目标",
    ]
    sections = groupby(document.paragraphs, key=lambda p: p.section)
    for number, (section, paragraphs) in enumerate(sections):
        pieces.append(f"{'一二三四五六七八九十'[number]}、{section}" if section else "")
        pieces += [paragraph.text for paragraph in paragraphs]
    pieces.append("第二部分 预算项目绩效目标")
    for project in document.projects:
        pieces += project_pieces(document, project, form)
    return [piece for piece in pieces if piece]


def project_pieces(document: Document, project: Project, form: Form) -> Printed:
    """A project's title, the lines above its table, and its tables."""
    above: Printed = [project.title or ""]
    if document.department_code:
        above.append(f"{document.department_code} {document.department}本级")
    above.append("单位：万元")
    head, body = tuple(fields(project)), tuple(indicators(project.indicators, form))
    if form.one_table:
        return [*above, Table(head + body)]
    tables: Printed = [Table(head)]
    size = form.rows_a_page or len(body)
    for start in range(1, len(body), size):
        part = _repaired(body[start : start + size], body[1:start])
        tables.append(Table((body[0], *part), heading=1))
    return [*above, *tables]


def fields(project: Project) -> Iterator[tuple[Cell, ...]]:
    yield (
        Cell("项目编码"),
        Cell(project.code or "", 2),
        Cell("项目名称", 2),
        Cell(project.name or "", 3),
    )
    yield (
        *(Cell("预算规模及资金用途", row_span=2), Cell("预算数"), Cell(money(project.budget))),
        *(Cell("其中：财政资金"), Cell(money(project.fiscal_funds)), Cell("其他资金")),
        Cell(money(project.other_funds), 2),
    )
    yield (Cell("", row_span=0), Cell(project.purpose or "", WIDTH - 1))
    if project.plan:
        spans = [1] * (len(project.plan) - 1)
        last = WIDTH - 1 - len(spans)
        yield (
            Cell("资金支出计划（%）", row_span=2),
            *(Cell(m, s) for (m, _), s in zip(project.plan, [*spans, last], strict=True)),
        )
        yield (
            Cell("", row_span=0),
            *(Cell(money(v), s) for (_, v), s in zip(project.plan, [*spans, last], strict=True)),
        )
    goals = "\n".join(f"{n}.{goal}" for n, goal in enumerate(project.goals, 1))
    yield (Cell("绩效目标"), Cell(goals, WIDTH - 1))


def indicators(rows: Sequence[Indicator], form: Form) -> Iterator[tuple[Cell, ...]]:
    yield tuple(map(Cell, HEADINGS, SPANS))
    for at, row in enumerate(rows):
        one = _run(rows, at, lambda i: (i.level1,))
        two = _run(rows, at, lambda i: (i.level1, i.level2))
        if not form.merged_levels:
            one = two = 1
        yield (
            Cell(row.level1 or "" if one else "", 1, one),
            Cell(row.level2 or "" if two else "", 1, two),
            Cell(row.name or "", 2),
            Cell(row.description or "", 2),
            Cell(row.value or ""),
            Cell(row.basis or ""),
        )


def _run(rows: Sequence[Indicator], at: int, key) -> int:
    """How many rows from here share the class; 0 where the row above does already."""
    if at and key(rows[at - 1]) == key(rows[at]):
        return 0
    end = at + 1
    while end < len(rows) and key(rows[end]) == key(rows[at]):
        end += 1
    return end - at


def _repaired(part: Sequence[tuple[Cell, ...]], before: Sequence[tuple[Cell, ...]]):
    """The rows of one page: merged cells begin anew on it, as blanks that belong to those above."""
    rows = []
    for at, row in enumerate(part):
        cells = []
        for cell in row:
            span = cell.row_span
            if at == 0 and span == 0:
                column = len(cells)
                span = 1
                while at + span < len(part) and part[at + span][column].row_span == 0:
                    span += 1
            cells.append(Cell(cell.text, cell.column_span, min(span, len(part) - at)))
        rows.append(tuple(cells))
    return tuple(rows)


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
