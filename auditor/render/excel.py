"""The auditor's workbook and the departments' reply forms. Text stays text in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, count, islice
from math import ceil, inf
from tempfile import gettempdir
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.url import Url

from auditor.domain import (
    Addition,
    AnswerState,
    Category,
    Decision,
    Document,
    Finding,
    Project,
    Reply,
    Report,
    Review,
    ReviewRecord,
    Row,
    Scope,
    Severity,
    Skipped,
    Vagueness,
    office,
)
from auditor.errors import UsageError
from auditor.render import words
from auditor.render.disguise import Disguise
from auditor.render.marks import reading_order
from auditor.render.pages import counts, coverage, department_name, rows_of, year_name
from auditor.render.view import AuditResult, Mark, Published
from auditor.text.identity import row_identities

#: Excel's own limits: characters in a cell; rows in a sheet; links in a sheet.
_CELL, _ROWS, _LINKS = 32_767, 1_048_576, 65_530
#: Points a line is high in the tallest of the usual fonts, and lines that a row shows at most: a
#: list has to stay one, a form shows as much as a row of Excel can be high.
_LINE, _MOST_LINES, _MOST_OF_A_FORM = 16.5, 12, 24
#: Of a column's width, in characters, what lies between text and lines or is lost where text folds.
_EDGE = 2
#: How much of a department's name is printed: Excel has 255 characters for all of a header.
_NAME = 60
_CUT = "……（本格超过Excel长度上限，已截断，全文见data文件夹）"
#: A workbook's date of making would change its bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

_VAGUE = tuple(v.value for v in Vagueness)
_CATEGORIES = tuple(c.value for c in Category)
_DECISIONS = tuple(r.value for r in Review)
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
    hidden: bool = False
    #: For programs: narrow, cut at its edge and not printed.
    aside: bool = False
    #: What a reader is told who is about to fill in.
    hint: str = ""


#: What an auditor writes beside a finding; `auditor.review` reads these headings.
_REVIEW = (
    _Column("复核结论", 9, _DECISIONS, fill_in=True),
    _Column("复核意见", 24, fill_in=True),
    _Column("复核人", 9, fill_in=True),
    _Column("复核日期", 11, fill_in=True),
    _Column("有效期至", 11, fill_in=True),
    _Column("更正类别", 14, _CATEGORIES, fill_in=True),
    _Column("更正空泛", 9, _VAGUE, fill_in=True),
)
#: Where a department objects.
_OBJECTION = "有不同意见的，请在“说明”栏写明理由和出处"
#: The sheet of decisions that the run had no use for.
SET_ASIDE = "未采用的结论"
_STATES = {
    AnswerState.USED: "已采用",
    AnswerState.UNUSED: "未用到：本次没有这个问题",
    AnswerState.CONFLICTING: "有冲突：同一问题结论不一，均未采用",
    AnswerState.EXPIRED: "已过有效期，未采用",
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    columns: tuple[_Column, ...]
    rows: Iterable[Sequence[_Value | _Url]]
    frozen: int = 0
    most_lines: int = _MOST_LINES
    #: Title and instruction above the table on each printed sheet.
    above: tuple[str, str] | None = None


def findings(
    published: Sequence[Published],
    result: AuditResult,
    skipped: Sequence[Skipped],
    veil: Disguise | None = None,
) -> bytes:
    """`findings.xlsx`; `veil` are the names under which departments stand in others' reports.

    Raises:
        UsageError: there is no room for rows on their way into the workbook.
    """
    marks = {finding: mark for p in published for finding, mark in p.marks.items()}
    rows = _row_ids(published)
    sheets = [
        _overview(published, result, veil),
        _list(published, result, marks, rows),
        _indicators(published, result, marks, rows),
        _unread(skipped),
    ]
    if result.review is not None:
        sheets.append(_set_aside(result.review))
    if veil and (others := _not_audited(result, veil)):
        columns = (_Column("代号", 14), _Column("往年资料中的部门或文件", 50))
        sheets.append(_Sheet("往年资料代号", columns, others, frozen=1))
    try:
        return _workbook(sheets, streamed=True)
    except (OSError, XlsxFileError) as error:
        msg = f"{gettempdir()}：临时文件夹不能写入，问题清单没有写成（{type(error).__name__}）"
        raise UsageError(msg) from None


def reply(published: Published, waiting: int = 0) -> bytes:
    """The form a department answers on: its own findings and nobody else's.

    `published.report` holds what the department is told; what an auditor added follows. `waiting`
    findings are told when somebody has confirmed them.
    """
    report, marks = published.report, published.marks
    fill_in = (
        _Column("整改措施", 24, fill_in=True),
        _Column("责任人", 8, fill_in=True),
        _Column("完成期限", 11, fill_in=True),
        _Column("说明", 20, fill_in=True, hint=_OBJECTION),
    )
    columns = (
        _Column("编号", 7),
        _Column("项目", 12),
        _Column("位置", 11),
        _Column("程度", 6),
        _Column("把握", 7),
        _Column("问题", 11),
        _Column("原文", 17),
        _Column("理由", 24),
        _Column("建议", 22),
        *fill_in,
        _Column("问题标识", 9, aside=True),
    )
    earlier = {r.finding: r for r in published.replies}
    rows: list[tuple[_Value, ...]] = [
        (
            marks[f.id].number,
            f.project_name or "",
            _where(f),
            f.severity,
            f.certainty,
            f.title,
            f.quote,
            f.message,
            f.advice,
            *_answered(earlier.get(f.id)),
            f.id,
        )
        for f in sorted(report.findings, key=lambda f: _number_order(marks[f.id]))
    ]
    rows += [
        (
            f"补-{n:02}",
            a.project,
            words.rows((a.row,)) if a.row else "",
            "",
            "",
            "审核人员补充的问题",
            a.indicator,
            a.text,
            "",
            *_answered(earlier.get(addition_id(a))),
            addition_id(a),
        )
        for n, a in enumerate(published.additions, 1)
    ]
    later = f"{waiting}处问题尚待复核，确认后再列出。"
    nothing = f"目前没有需要答复的问题。{f'另有{later}' if waiting else ''}"
    to_do = (
        f"请逐条填写整改措施、责任人和完成期限。{_OBJECTION}；“待核”的请先核对，“提示”可不答复。"
    )
    about = (
        ("部门", department_name(report)),
        ("年度", year_name(report)),
        ("怎样填写", "请在“整改回复”表中逐条填写后四栏空白；程度为“提示”的供留意，可不答复。"),
        ("请先核对", "把握为“待核”的只是线索，不一定有错；核对后没有问题的，在“说明”栏写明。"),
        ("有不同意见", f"{_OBJECTION}，复核后认定为误报的不再计入。"),
        ("请勿改动", "编号和问题标识用于对应，请保留原样。"),
        *([("尚未复核", later if rows else nothing)] if waiting else ()),
    )
    return _workbook(
        (
            _Sheet(
                "整改回复",
                columns,
                rows,
                frozen=1,
                most_lines=_MOST_OF_A_FORM,
                above=(
                    f"{words.clipped(department_name(report), _NAME)}{year_name(report)}"
                    "绩效目标文本整改回复表",
                    to_do if rows else nothing,
                ),
            ),
            _Sheet("填写说明", (_Column("事项", 14), _Column("内容", 80)), about),
        )
    )


# --------------------------------------------------------------------------------------------
# Sheets


def _answered(reply: Reply | None) -> tuple[_Value, ...]:
    """What the department wrote on an earlier form, in the order of the columns."""
    if reply is None:
        return ("", "", "", "")
    return (reply.measure or "", reply.person or "", reply.due or "", reply.note or "")


def addition_id(addition: Addition) -> str:
    """The 问题标识 of a fault that an auditor added."""
    return f"补{addition.row_id}"


def _overview(published: Sequence[Published], result: AuditResult, veil: Disguise | None) -> _Sheet:
    by_document: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_document.setdefault(finding.document, []).append(finding)
    columns = (
        _Column("部门", 34),
        _Column("年度", 10),
        _Column("得分", 8),
        _Column("等级", 8),
        *(_Column(f"{s}（处）", 9) for s in Severity),
        *(_Column(f"{r}（处）", 9) for r in (*_DECISIONS, "未复核")),
        _Column("项目数", 8),
        _Column("指标数", 8),
        _Column("找到指标行", 11),
        _Column("读到指标行", 11),
        _Column("项目预算合计（万元）", 13),
        _Column("有空泛指标的项目预算（万元）", 15),
        _Column("报告", 30),
        _Column("回复表", 30),
        *((_Column("在其他部门报告中的代号", 14),) if veil else ()),
    )
    rows = []
    for p in published:
        all_findings = [f for d in p.report.documents for f in by_document.get(d.document.id, ())]
        rows.append(
            (
                department_name(p.report),
                year_name(p.report),
                p.report.score.points if rows_of(p.report) else None,
                p.report.score.grade or "不评等级",
                *(c.number for c in counts(p.report.findings)),
                *(sum(f.review is r for f in all_findings) for r in (*Review, None)),
                sum(len(d.projects) for d in p.report.documents),
                rows_of(p.report),
                coverage(p.report).rows_found,
                coverage(p.report).rows_read,
                *_amounts(p.report),
                _Url(p.page, p.page),
                _Url(p.reply, p.reply),
                *((veil.documents[p.report.documents[0].document.id],) if veil else ()),
            )
        )
    return _Sheet("总览", columns, rows, frozen=1)


def _not_audited(result: AuditResult, veil: Disguise) -> list[tuple[_Value, ...]]:
    """The names that departments of the history go by, which have no line in the overview."""
    audited = {office(d) for d in result.corpus.documents if d.department}
    found = {
        (veil.documents[d.id], office(d) or d.id)
        for d in result.corpus.history
        if office(d) not in audited
    }
    return [tuple(pair) for pair in sorted(found)]


def _amounts(report: Report) -> tuple[_Value, _Value]:
    """万元 of all projects, and of those with a row that is 空泛; 整体 tables are not added."""
    projects = [p for d in report.documents for p in d.projects if p.project.scope is Scope.PROJECT]

    def total(of: Iterable[Project]) -> _Value:
        return words.number(sum((p.budget for p in of if p.budget is not None), Decimal(0)))

    vague = (
        p for p in projects if any(r.judgement.vagueness.label is Vagueness.VAGUE for r in p.rows)
    )
    return total(p.project for p in projects), total(p.project for p in vague)


def _ids_of(document: Document, project: Project) -> tuple[str, ...]:
    return row_identities(
        office(document),
        document.year,
        project.code or project.name or project.title,
        ((i.level2, i.name, i.description, i.value) for i in project.indicators),
    )


def _row_ids(published: Sequence[Published]) -> dict[tuple[str, int, int], str]:
    """The 行标识 of each indicator row by document, project and row."""
    return {
        (d.document.id, p.project.seq, row.indicator.row): row_id
        for told in published
        for d in told.report.documents
        for p in d.projects
        for row, row_id in zip(p.rows, _ids_of(d.document, p.project), strict=True)
    }


def _list(
    published: Sequence[Published],
    result: AuditResult,
    marks: dict[str, Mark],
    row_ids: dict[tuple[str, int, int], str],
) -> _Sheet:
    columns = (
        _Column("编号", 7),
        _Column("部门", 16),
        _Column("年度", 6),
        _Column("项目", 16),
        _Column("位置", 12),
        _Column("程度", 5),
        _Column("把握", 7),
        _Column("规则", 6),
        _Column("问题", 14),
        _Column("原文", 22),
        _Column("理由", 32),
        _Column("建议", 28),
        _Column("依据", 22),
        _Column("项目预算（万元）", 10),
        _Column("报告", 6),
        *_REVIEW,
        _Column("问题标识", 18),
        _Column("行标识", 18, hidden=True),
    )
    return _Sheet("问题清单", columns, _listed(published, result, marks, row_ids), frozen=1)


def _listed(
    published: Sequence[Published],
    result: AuditResult,
    marks: dict[str, Mark],
    row_ids: dict[tuple[str, int, int], str],
) -> Iterator[tuple[_Value | _Url, ...]]:
    pages = {f.id: p.page for p in published for f in p.told.findings}
    offices = {d.id: office(d) for d in result.corpus.documents}
    decisions = result.review.in_force() if result.review else {}
    ordered = sorted(
        result.findings,
        key=lambda f: (
            offices.get(f.document) or "",
            f.year or 0,
            f.document,
            f.project_seq is None,
            f.project_seq or 0,
            _number_order(marks[f.id]) if f.id in marks else (),
            reading_order(f),
        ),
    )
    for f in ordered:
        mark, page = marks.get(f.id), pages.get(f.id)
        on_rows = (row_ids.get((f.document, f.project_seq or 0, row), "") for row in f.rows)
        yield (
            mark.number if mark else "",
            offices.get(f.document) or "",
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
            _Url(f"{page}#{mark.anchor}", "查看") if page and mark else "",
            *_decided(decisions.get(f.id), f.review),
            f.id,
            "、".join(on_rows),
        )


def _decided(decision: Decision | None, review: Review | None) -> tuple[_Value, ...]:
    """What stands in the review columns, so that a decision is made once."""
    if decision is None:
        return (review or "", *("" for _ in _REVIEW[1:]))
    return (
        decision.decision or "",
        decision.comment or "",
        decision.reviewer or "",
        decision.date or "",
        decision.until or "",
        decision.category or "",
        decision.vagueness or "",
    )


def _set_aside(review: ReviewRecord) -> _Sheet:
    """Decisions and additions that this run had no use for, kept to be read again."""
    about = ("部门", "年度", "项目", "问题", "原文")
    columns = (
        _Column("情况", 22),
        _Column("来源", 22),
        *(_Column(heading, 20) for heading in about),
        *_REVIEW,
        _Column("补充问题", 30, fill_in=True),
        _Column("问题标识", 18),
        _Column("行标识", 18),
    )
    kept: list[tuple[_Value, ...]] = []
    force = review.in_force()
    for d in review.decisions:
        if d.state is not AnswerState.USED and d.finding not in force:
            printed = dict(d.about)
            row = (*(printed.get(h, "") for h in about), *_decided(d, d.decision), "", d.finding)
            kept.append((_STATES[d.state], d.source, *row, ""))
    for a in review.additions:
        if a.state is not AnswerState.USED:
            of_row = (a.department or "", str(a.year or ""), a.project, "", a.indicator)
            labels = (a.reviewer or "", "", "", a.category or "", a.vagueness or "")
            kept.append(
                (_STATES[a.state], a.source, *of_row, "", "", *labels, a.text, "", a.row_id)
            )
    return _Sheet(SET_ASIDE, columns, kept, frozen=1)


def _indicators(
    published: Sequence[Published],
    result: AuditResult,
    marks: dict[str, Mark],
    row_ids: dict[tuple[str, int, int], str],
) -> _Sheet:
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
        _Column("不明确的概率", 9),
        _Column("申报类别", 13),
        _Column("建议类别", 13),
        _Column("建议类别的概率", 9),
        _Column("也可接受的类别", 16),
        _Column("类别不符", 9),
        _Column("重复栏目", 18),
        _Column("值与名不符", 10),
        _Column("理解的目标值", 14),
        _Column("解析存疑", 14),
        _Column("得分", 7),
        _Column("问题编号", 16),
        _Column("项目预算（万元）", 11),
        _Column("补充问题", 30, fill_in=True),
        _Column("更正类别", 14, _CATEGORIES, fill_in=True),
        _Column("更正空泛", 9, _VAGUE, fill_in=True),
        _Column("复核人", 9, fill_in=True),
        _Column("行标识", 18),
    )
    return _Sheet("指标明细", columns, _detailed(published, result, marks, row_ids), frozen=1)


def _detailed(
    published: Sequence[Published],
    result: AuditResult,
    marks: dict[str, Mark],
    row_ids: dict[tuple[str, int, int], str],
) -> Iterator[tuple[_Value, ...]]:
    added = {
        a.row_id: a
        for a in (result.review.additions if result.review else ())
        if a.state is AnswerState.USED
    }
    on_row: dict[tuple[str, int, int], list[Mark]] = {}
    for f in result.findings:
        if f.review is Review.FALSE_ALARM or f.id not in marks:
            continue
        for row in f.rows:
            on_row.setdefault((f.document, f.project_seq or 0, row), []).append(marks[f.id])
    for told in published:
        for d in told.report.documents:
            for p in d.projects:
                for line, score in zip(p.rows, p.row_scores, strict=True):
                    key = (d.document.id, p.project.seq, line.indicator.row)
                    yield (
                        *_indicator(line, score, on_row.get(key, [])),
                        words.number(p.project.budget),
                        *_added(added.get(row_ids[key])),
                        row_ids[key],
                    )


def _added(addition: Addition | None) -> tuple[_Value, ...]:
    if addition is None:
        return ("", "", "", "")
    labels = (addition.category or "", addition.vagueness or "")
    return (addition.text, *labels, addition.reviewer or "")


def _indicator(row: Row, score: float, marks: Iterable[Mark]) -> tuple[_Value, ...]:
    printed, judged = row.indicator, row.judgement
    category = judged.category
    return (
        office(row.document) or "",
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
        judged.vagueness.score,
        category.declared or "",
        category.best or "",
        category.probability,
        "、".join(category.also),
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


def _workbook(sheets: Iterable[_Sheet], *, streamed: bool = False) -> bytes:
    """A workbook's bytes; `streamed` writes a row out before the next is made.

    That costs two files for each sheet, which thousands of small forms would feel.
    """
    stream = BytesIO()
    options = {
        "constant_memory": streamed,
        "in_memory": not streamed,
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
        "text": book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#DEDEDA"}
        ),
        "fill_in": book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "bg_color": "#FFFBE6",
                "border": 1,
                "border_color": "#C9C9C9",
            }
        ),
        "aside": book.add_format({"font_size": 8, "font_color": "#6B6B6B", "valign": "top"}),
        "link": book.add_format(
            {
                "font_color": "#174A85",
                "underline": 1,
                "valign": "top",
                "text_wrap": True,
                "border": 1,
                "border_color": "#DEDEDA",
            }
        ),
    }
    for sheet in sheets:
        _write(book, sheet, formats)
    book.close()
    return stream.getvalue()


def _write(book: Workbook, sheet: _Sheet, formats: dict[str, Any]) -> None:
    """The sheet, on further sheets of the same kind where it has more rows than Excel holds."""
    rows = iter(sheet.rows)
    for number in count(1):
        first = tuple(islice(rows, 1))
        if number > 1 and not first:
            return
        page = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name}（{number}）")
        _fill(page, sheet, chain(first, islice(rows, _ROWS - 2)), formats)


def _fill(
    page: Any, sheet: _Sheet, rows: Iterable[Sequence[_Value | _Url]], formats: dict[str, Any]
) -> None:
    """One sheet of paper settings, heading and rows."""
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width, None, {"hidden": column.hidden})
        page.write_string(0, n, column.heading, formats["head"])
    rooms = [inf if c.hidden or c.aside else max(c.width - _EDGE, 1) for c in sheet.columns]
    styles = ["fill_in" if c.fill_in else "aside" if c.aside else "text" for c in sheet.columns]
    page.set_row(0, _LINE * _lines([c.heading for c in sheet.columns], rooms, sheet.most_lines))
    links = last = 0
    for last, row in enumerate(rows, 1):
        if (lines := _lines(row, rooms, sheet.most_lines)) > 1:
            page.set_row(last, _LINE * lines)
        for n, value in enumerate(row):
            style = formats[styles[n]]
            if isinstance(value, _Url) and links < _LINKS:
                links += 1
                page.write_url(last, n, _link(value), formats["link"], value.text)
            elif isinstance(value, _Url):
                page.write_string(last, n, value.target, style)
            elif value is None or value == "":
                page.write_blank(last, n, None, style)
            elif isinstance(value, str):
                page.write_string(last, n, cell_text(value), style)
            else:
                page.write_number(last, n, value, style)
    if last:
        _help(page, sheet, last)
    if sheet.frozen:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
    _paper(page, sheet, last)


def _help(page: Any, sheet: _Sheet, last: int) -> None:
    """Choices to pick from and hints, beside every row to fill in."""
    for n, column in enumerate(sheet.columns):
        if column.choices:
            offer = {"validate": "list", "source": list(column.choices)}
        elif column.hint:
            offer = {
                "validate": "any",
                "input_title": column.heading,
                "input_message": column.hint,
            }
        else:
            continue
        page.data_validation(1, n, last, n, offer)


def _paper(page: Any, sheet: _Sheet, last: int) -> None:
    """How the sheet is printed: across, as wide as the paper, its heading on every sheet."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C第 &P 页　共 &N 页")
    if any(c.aside for c in sheet.columns):
        page.print_area(0, 0, last, max(n for n, c in enumerate(sheet.columns) if not c.aside))
    if sheet.above:
        title, lead = (cell_text(text).replace("&", "&&") for text in sheet.above)
        page.set_margins(left=0.4, right=0.4, top=0.95)
        page.set_header(f'&L&"-,Bold"&14 {title}\n&"-,Regular"&10 {lead}')


def _lines(row: Sequence[_Value | _Url], rooms: Sequence[float], limit: int) -> int:
    """How many lines the row's longest cell takes, within reason; `rooms` are widths for text.

    Excel would find out by itself; LibreOffice shows one line of a file that it takes for Excel's.
    """
    most = 1
    for value, room in zip(row, rooms, strict=True):
        if isinstance(value, str) and 2 * len(value) > room:
            most = max(most, sum(ceil(_drawn(line) / room) or 1 for line in value.split("\n")))
    return min(most, limit)


def _drawn(line: str) -> float:
    """The width of a text in figures: a Chinese character is as wide as two."""
    return (len(line) + len(line.encode("utf-8", "replace"))) / 2


def _link(value: _Url) -> Url:
    """A link as WPS and LibreOffice follow it too: the library writes Windows' backslashes."""
    url = Url(f"external:{value.target}")
    url.text = value.text
    url._relationship_link = url._relationship_link.replace("\\", "/")
    return url


def cell_text(text: str) -> str:
    """Text that a cell can hold: printable, and cut with a visible mark where it is too long."""
    clean = words.shown(text)
    return clean if len(clean) <= _CELL else clean[: _CELL - len(_CUT)] + _CUT
