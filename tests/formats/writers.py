"""Writes printed documents in every format, by two programs where there are two."""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import docx
import openpyxl
import xlsxwriter
from docx.oxml import OxmlElement

from auditor.domain import Document
from tests.formats.printed import Printed, Table

OFFICE = shutil.which("soffice")


def python_docx(pieces: Printed, path: Path) -> Path:
    written = docx.Document()
    for piece in pieces:
        if isinstance(piece, str):
            written.add_paragraph(piece)
            continue
        width = max(sum(c.column_span for c in row) for row in piece.rows)
        table = written.add_table(len(piece.rows), width, style="Table Grid")
        # Asked for one by one, python-docx lays the whole table out anew for each.
        cells = table._cells
        for row, column, cell in piece.placed():
            first = cells[row * width + column]
            if cell.row_span > 1 or cell.column_span > 1:
                bottom, right = row + cell.row_span - 1, column + cell.column_span - 1
                first = first.merge(cells[bottom * width + right])
            first.text = cell.text
        for row in table.rows[: piece.heading]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        written.add_paragraph()
    written.save(str(path))
    return path


def office(sources: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """The same documents in another format, by LibreOffice."""
    profile = folder.parent / "office-profile"
    subprocess.run(
        [
            *(OFFICE or "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", to, "--outdir", str(folder), *map(str, sources)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [folder / f"{source.stem}.{to.partition(':')[0]}" for source in sources]


def web_page(pieces: Printed, path: Path, charset: str) -> Path:
    """A page as editorial systems make them: the text within a table that lays out the page."""
    body = "\n".join(_marked_up(piece) for piece in pieces)
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>绩效目标</title>'
        "<style>td { border: 1px }</style></head><body>"
        "<table><tr><td>首页</td><td>机构</td></tr></table>"
        f"<table><tr><td>{body}</td></tr></table><script>var a = '<td>';</script></body></html>"
    )
    path.write_bytes(text.encode("gb18030" if charset.startswith("gb") else charset))
    return path


def web_archive(page: Path, path: Path) -> Path:
    """A page in a single file, as Word saves it."""
    message = MIMEMultipart("related")
    message.attach(MIMEText(page.read_text("utf-8"), "html", "utf-8"))
    path.write_bytes(message.as_bytes())
    return path


def _marked_up(piece: str | Table) -> str:
    if isinstance(piece, str):
        return f"<p>{html.escape(piece)}</p>"
    rows: dict[int, list[str]] = {row: [] for row in range(len(piece.rows))}
    for row, _, cell in piece.placed():
        text = html.escape(cell.text).replace("\n", "<br/>")
        spans = f' colspan="{cell.column_span}" rowspan="{cell.row_span}"'
        rows[row].append(f"<td{spans}><p><span>{text}</span></p></td>")
    lines = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values())
    return f'<table border="1"><tbody>\n{lines}\n</tbody></table>'


def open_workbook(pieces: Printed, path: Path) -> Path:
    """A sheet a project by openpyxl; all else on a sheet of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "说明"
    for title, rows in _sheets(pieces):
        if title is not None:
            sheet = book.create_sheet(title)
        line = 1
        for piece in rows:
            if isinstance(piece, str):
                sheet.cell(line, 1, piece)
                if title is not None:
                    sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=8)
                line += 1
                continue
            for row, column, cell in piece.placed():
                at = sheet.cell(line + row, column + 1, cell.text)
                # As a person types: numbers are numbers, what begins with = is text.
                at.data_type = "s"
                if cell.row_span > 1 or cell.column_span > 1:
                    sheet.merge_cells(
                        start_row=line + row,
                        end_row=line + row + cell.row_span - 1,
                        start_column=column + 1,
                        end_column=column + cell.column_span,
                    )
            line += len(piece.rows)
    book.save(path)
    return path


def xlsx_writer(pieces: Printed, path: Path) -> Path:
    """A sheet a project by XlsxWriter, figures as numbers and shares as percentages."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    percent = book.add_format({"num_format": "0%"})
    plain = book.add_format()
    for title, rows in _sheets(pieces):
        sheet = book.add_worksheet(title or "说明")
        line = 0
        for piece in rows:
            if isinstance(piece, str):
                sheet.write_string(line, 0, piece)
                line += 1
                continue
            for row, column, cell in piece.placed():
                text, style = cell.text, plain
                value: str | float = text
                if text.isdecimal() and len(text) < 10 and str(int(text)) == text:
                    value = int(text)
                elif text.endswith("%") and text[:-1].isdecimal() and "." not in text:
                    value, style = int(text[:-1]) / 100, percent
                at = (line + row, column)
                if cell.row_span > 1 or cell.column_span > 1:
                    end = (at[0] + cell.row_span - 1, at[1] + cell.column_span - 1)
                    sheet.merge_range(*at, *end, "", style)
                if isinstance(value, str):
                    sheet.write_string(*at, value, style)
                else:
                    sheet.write_number(*at, value, style)
            line += len(piece.rows) + 1
    book.close()
    return path


def _sheets(pieces: Printed) -> list[tuple[str | None, Printed]]:
    """The narrative, then the pieces of each project; a project ends with its last table."""
    sheets: list[tuple[str | None, Printed]] = [(None, [])]
    first = next(at for at, piece in enumerate(pieces) if isinstance(piece, Table))
    start = first
    while start and isinstance(pieces[start - 1], str) and not _ends(pieces[start - 1]):
        start -= 1
    sheets[0][1].extend(pieces[:start])
    current: Printed = []
    for piece in pieces[start:]:
        if isinstance(piece, str) and current and isinstance(current[-1], Table):
            sheets.append((f"项目{len(sheets)}", current))
            current = []
        current.append(piece)
    sheets.append((f"项目{len(sheets)}", current))
    return sheets


def _ends(piece: str | Table) -> bool:
    return isinstance(piece, str) and piece.startswith("第二部分")


FLAT = (
    *("部门名称", "年度", "项目编码", "项目名称", "预算数", "资金用途", "绩效目标"),
    *("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"),
)


def flat_rows(documents: Sequence[Document]) -> list[list[str]]:
    """One row an indicator, each with its department, year and project."""
    rows = [list(FLAT)]
    for document in documents:
        for project in document.projects:
            goals = "\n".join(f"{n}.{goal}" for n, goal in enumerate(project.goals, 1))
            budget = "" if project.budget is None else f"{project.budget:f}"
            head = [
                *(document.department or "", str(document.year), project.code or ""),
                *(project.name or "", budget, project.purpose or "", goals),
            ]
            rows += [
                [
                    *head,
                    *(i.level1 or "", i.level2 or "", i.name or ""),
                    *(i.description or "", i.value or "", i.basis or ""),
                ]
                for i in project.indicators
            ]
    return rows


def flat_csv(documents: Sequence[Document], path: Path, encoding: str) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(flat_rows(documents))
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def flat_xlsx(documents: Sequence[Document], path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in flat_rows(documents):
        book.active.append(row)
    book.save(path)
    return path


def archive(files: dict[str, Path], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, file in sorted(files.items()):
            opened.write(file, name)
    return path
