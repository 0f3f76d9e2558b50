"""The auditor's workbook and the departments' reply forms. Text stays text in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeAlias

from xlsxwriter import Workbook

from auditor.domain import Category, Finding, Review, Row, Severity, Skipped
from auditor.render import words
from auditor.render.marks import reading_order
from auditor.render.pages import counts, coverage, department_name, rows_of, year_name
from auditor.render.view import AuditResult, Mark, Published

#: Excel's own limits: characters in a cell; rows in a sheet; links in a sheet.
_CELL, _ROWS, _LINKS = 32_767, 1_048_576, 65_530
_CUT = "……（本格超过Excel长度上限，已截断，全文见data文件夹）"
#: A workbook's date of making would change its bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

_VAGUE = ("明确", "欠明确", "空泛")
_DUPLICATES = {
    "name=description": "描述同名称",
    "name=value": "指标值同名称",
    "description=value": "指标值同描述",
}

_Value: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class _Url:
    """A link to a file of this output folder."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: heading, width in characters, and the choices a reader may pick from."""

    heading: str
    width: float
    choices: tuple[str, ...] = ()
    fill_in: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    columns: tuple[_Column, ...]
    rows: Sequence[Sequence[_Value | _Url]]
    frozen: int = 0


def findings(
    published: Sequence[Published], result: AuditResult, skipped: Sequence[Skipped]
) -> bytes:
    """`findings.xlsx`."""
    marks = {finding: mark for p in published for finding, mark in p.marks.items()}
    pages = {d.document.id: p.page for p in published for d in p.report.documents}
    return _workbook(
        (
            _overview(published),
            _list(result, marks, pages),
            _indicators(published, result, marks),
            _unread(skipped),
        )
    )


def reply(published: Published) -> bytes:
    """The form a department answers on: its own findings and nobody else's."""
    report, marks = published.report, published.marks
    fill_in = (
        _Column("整改措施", 36, fill_in=True),
        _Column("责任人", 10, fill_in=True),
        _Column("完成期限", 12, fill_in=True),
        _Column("说明", 30, fill_in=True),
    )
    columns = (
        _Column("编号", 8),
        _Column("项目", 20),
        _Column("位置", 16),
        _Column("程度", 6),
        _Column("问题", 16),
        _Column("原文", 28),
        _Column("理由", 36),
        _Column("建议", 36),
        *fill_in,
        _Column("问题标识", 18),
    )
    rows = [
        (
            marks[f.id].number,
            f.project_name or "",
            _where(f),
            f.severity,
            f.title,
            f.quote,
            f.message,
            f.advice,
            *("" for _ in fill_in),
            f.id,
        )
        for f in sorted(report.findings, key=lambda f: _number_order(marks[f.id]))
    ]
    about = (
        ("部门", department_name(report)),
        ("年度", year_name(report)),
        ("怎样填写", "请在“整改回复”表中逐条填写后四栏空白；程度为“提示”的供留意，可不答复。"),
        ("有不同意见", "请在“说明”栏写明理由和出处，复核后认定为误报的不再计入。"),
        ("请勿改动", "编号和问题标识用于对应，请保留原样。"),
    )
    return _workbook(
        (
            _Sheet("整改回复", columns, rows, frozen=1),
            _Sheet("填写说明", (_Column("事项", 14), _Column("内容", 80)), about),
        )
    )


# --------------------------------------------------------------------------------------------
# Sheets


def _overview(published: Sequence[Published]) -> _Sheet:
    columns = (
        _Column("部门", 34),
        _Column("年度", 10),
        _Column("得分", 8),
        _Column("等级", 8),
        *(_Column(f"{s}（处）", 9) for s in Severity),
        _Column("项目数", 8),
        _Column("指标数", 8),
        _Column("找到指标行", 11),
        _Column("读到指标行", 11),
        _Column("报告", 30),
        _Column("回复表", 30),
    )
    rows = [
        (
            department_name(p.report),
            year_name(p.report),
            p.report.score.points if rows_of(p.report) else None,
            p.report.score.grade or "不评等级",
            *(c.number for c in counts(p.report.findings)),
            sum(len(d.projects) for d in p.report.documents),
            rows_of(p.report),
            coverage(p.report).rows_found,
            coverage(p.report).rows_read,
            _Url(p.page, p.page),
            _Url(p.reply, p.reply),
        )
        for p in published
    ]
    return _Sheet("总览", columns, rows, frozen=1)


def _list(result: AuditResult, marks: dict[str, Mark], pages: dict[str, str]) -> _Sheet:
    columns = (
        _Column("编号", 8),
        _Column("部门", 22),
        _Column("年度", 7),
        _Column("项目", 22),
        _Column("位置", 16),
        _Column("程度", 6),
        _Column("把握", 8),
        _Column("规则", 7),
        _Column("问题", 18),
        _Column("原文", 30),
        _Column("理由", 40),
        _Column("建议", 40),
        _Column("依据", 36),
        _Column("项目预算（万元）", 11),
        _Column("报告", 10),
        _Column("复核结论", 9, tuple(r.value for r in Review), fill_in=True),
        _Column("复核意见", 24, fill_in=True),
        _Column("复核人", 9, fill_in=True),
        _Column("复核日期", 11, fill_in=True),
        _Column("有效期至", 11, fill_in=True),
        _Column("更正类别", 14, tuple(c.value for c in Category), fill_in=True),
        _Column("更正空泛", 9, _VAGUE, fill_in=True),
        _Column("问题标识", 18),
    )
    ordered = sorted(
        result.findings,
        key=lambda f: (
            f.department or "",
            f.year or 0,
            f.document,
            f.project_seq is None,
            f.project_seq or 0,
            _number_order(marks[f.id]) if f.id in marks else (),
            reading_order(f),
        ),
    )
    rows: list[tuple[_Value | _Url, ...]] = []
    for f in ordered:
        mark, page = marks.get(f.id), pages.get(f.document)
        told = mark and page and f.review is not Review.FALSE_ALARM
        rows.append(
            (
                mark.number if mark else "",
                f.department or "",
                f.year,
                f.project_name or "",
                _where(f),
                f.severity,
                f.certainty,
                f.rule,
                f.title,
                f.quote,
                f.message,
                f.advice,
                "；".join(result.citations[key] for key in f.policy),
                words.number(f.amount),
                _Url(f"{page}#{mark.anchor}", "查看") if told and mark else "",
                f.review or "",
                *("" for _ in range(6)),
                f.id,
            )
        )
    return _Sheet("问题清单", columns, rows, frozen=1)


def _indicators(
    published: Sequence[Published], result: AuditResult, marks: dict[str, Mark]
) -> _Sheet:
    on_row: dict[tuple[str, int, int], list[Mark]] = {}
    for f in result.findings:
        if f.review is Review.FALSE_ALARM or f.id not in marks:
            continue
        for row in f.rows:
            on_row.setdefault((f.document, f.project_seq or 0, row), []).append(marks[f.id])
    columns = (
        _Column("部门", 22),
        _Column("年度", 7),
        _Column("文件", 22),
        _Column("项目序号", 8),
        _Column("项目", 22),
        _Column("项目编码", 22),
        _Column("行", 5),
        _Column("一级指标", 11),
        _Column("二级指标", 14),
        _Column("三级指标", 24),
        _Column("绩效指标描述", 28),
        _Column("指标值", 18),
        _Column("指标值确定依据", 20),
        _Column("空泛判断", 9),
        _Column("申报类别", 13),
        _Column("建议类别", 13),
        _Column("类别不符", 9),
        _Column("重复栏目", 18),
        _Column("值与名不符", 10),
        _Column("理解的目标值", 14),
        _Column("解析存疑", 14),
        _Column("得分", 7),
        _Column("问题编号", 16),
    )
    rows = [
        _indicator(row, score, on_row.get((d.document.id, p.project.seq, row.indicator.row), []))
        for told in published
        for d in told.report.documents
        for p in d.projects
        for row, score in zip(p.rows, p.row_scores, strict=True)
    ]
    return _Sheet("指标明细", columns, rows, frozen=1)


def _indicator(row: Row, score: float, marks: Iterable[Mark]) -> tuple[_Value, ...]:
    printed, judged = row.indicator, row.judgement
    category = judged.category
    return (
        row.document.department or "",
        row.document.year,
        row.document.id,
        row.project.seq,
        row.project.name or row.project.title or "",
        row.project.code or "",
        printed.row,
        printed.level1 or "",
        printed.level2 or "",
        printed.name or "",
        printed.description or "",
        printed.value or "",
        printed.basis or "",
        judged.vagueness.label,
        category.declared or "",
        category.best or "",
        "是" if category.mismatch else "否",
        "、".join(_DUPLICATES.get(d, d) for d in judged.duplicate_fields),
        "是" if judged.value_mismatch else "否",
        words.target(judged.target),
        "、".join(words.FIELD_NAMES[f] for f in sorted(printed.doubtful)),
        score,
        "、".join(m.number for m in sorted(marks, key=_number_order)),
    )


def _unread(skipped: Sequence[Skipped]) -> _Sheet:
    columns = (_Column("文件", 44), _Column("部位", 20), _Column("情况", 12), _Column("说明", 60))
    rows = [(s.path, s.part or "", words.SKIP_KINDS.get(s.kind, s.kind), s.reason) for s in skipped]
    return _Sheet("未读内容", columns, rows, frozen=1)


def _where(finding: Finding) -> str:
    field = words.FIELD_NAMES[finding.fields[0]] if finding.fields else ""
    paragraph = next((p.paragraph for p in finding.places if p.paragraph is not None), None)
    subject = words.rows(finding.rows) or (f"正文第{paragraph}段" if paragraph else "")
    return f"{subject}的{field}" if subject and field and not paragraph else subject or field


def _number_order(mark: Mark) -> tuple[int, int]:
    _, chapter, number = mark.anchor.split("-")
    return (int(chapter) or 1_000_000, int(number))


# --------------------------------------------------------------------------------------------
# Writing


def _workbook(sheets: Iterable[_Sheet]) -> bytes:
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = Workbook(stream, options)
    book.set_properties({"created": _MADE, "author": "auditor"})
    book.set_size(2400, 1400)
    formats = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#E7E6E0", "border": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "fill_in": book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "bg_color": "#FFFBE6",
                "border": 1,
                "border_color": "#C9C9C9",
            }
        ),
        "link": book.add_format(
            {"font_color": "#174A85", "underline": 1, "valign": "top", "text_wrap": True}
        ),
    }
    for sheet in sheets:
        _write(book, sheet, formats)
    book.close()
    return stream.getvalue()


def _write(book: Workbook, sheet: _Sheet, formats: dict[str, Any]) -> None:
    """The sheet, on further sheets of the same kind where it has more rows than Excel holds."""
    room = _ROWS - 1
    parts = [sheet.rows[i : i + room] for i in range(0, len(sheet.rows), room)] or [()]
    for number, part in enumerate(parts, 1):
        page = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name}（{number}）")
        last = len(sheet.columns) - 1
        for n, column in enumerate(sheet.columns):
            page.set_column(n, n, column.width)
            page.write_string(0, n, column.heading, formats["head"])
            if column.choices and part:
                page.data_validation(
                    1, n, len(part), n, {"validate": "list", "source": list(column.choices)}
                )
        links = 0
        for r, row in enumerate(part, 1):
            for n, value in enumerate(row):
                style = formats["fill_in" if sheet.columns[n].fill_in else "text"]
                if isinstance(value, _Url) and links < _LINKS:
                    links += 1
                    url = f"external:{value.target}"
                    page.write_url(r, n, url, formats["link"], value.text)
                elif isinstance(value, _Url):
                    page.write_string(r, n, value.target, style)
                elif isinstance(value, str):
                    page.write_string(r, n, cell_text(value), style)
                elif value is None:
                    page.write_blank(r, n, None, style)
                else:
                    page.write_number(r, n, value, style)
        if sheet.frozen:
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, len(part), last)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&C第 &P 页　共 &N 页")


def cell_text(text: str) -> str:
    """Text that a cell can hold: printable, and cut with a visible mark where it is too long."""
    clean = words.shown(text)
    return clean if len(clean) <= _CELL else clean[: _CELL - len(_CUT)] + _CUT
