"""Prints forms as PDF by LibreOffice: from a text document and from a sheet, as departments do."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from html import escape
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tests.readers.forms import Form, Table

_EDGE = Side(style="thin")


def text_document(form: Form) -> bytes:
    """The form as HTML that Writer opens as a text document."""
    parts = []
    for item in form.content:
        if isinstance(item, Table):
            parts.append(_html_table(item))
        else:
            parts.append(f"<p>{escape(item)}</p>")
    style = (
        "@page{size:29.7cm 16cm;margin:1.5cm} p{font-size:12pt;margin:2pt}"
        "table{border-collapse:collapse;page-break-inside:auto} td{border:1px solid black;"
        "font-size:8pt;padding:2pt} thead{display:table-header-group}"
    )
    body = "".join(parts)
    head = f'<meta charset="utf-8"><style>{style}</style>'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def _html_table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col width="{100 * width // total}%">' for width in table.widths)
    rows = [""] * len(table.rows)
    for span in table.spans():
        width = 100 * sum(table.widths[span.column : span.column + span.column_span]) // total
        rows[span.row] += (
            f'<td rowspan="{span.row_span}" colspan="{span.column_span}" width="{width}%">'
            f"{escape(span.text) or '&nbsp;'}</td>"
        )
    heading = "".join(f"<tr>{row}</tr>" for row in rows[: table.heading])
    below = "".join(f"<tr>{row}</tr>" for row in rows[table.heading :])
    heading = f"<thead>{heading}</thead>" if heading else ""
    return (
        f'<table width="100%" border="1" cellspacing="0">{columns}{heading}'
        f"<tbody>{below}</tbody></table>"
    )


def sheet(form: Form, path: Path) -> None:
    """The form as a workbook that prints on pages of the sheet's width."""
    book = Workbook()
    page = book.active
    assert page is not None
    row = 1
    for item in form.content:
        if not isinstance(item, Table):
            page.cell(row, 1, item).font = Font(size=12)
            row += 1
            continue
        for column, width in enumerate(item.widths, 1):
            letter = get_column_letter(column)
            known = page.column_dimensions[letter].width
            page.column_dimensions[letter].width = max(2.1 * width, known if row > 8 else 0)
        if item.heading:
            page.print_title_rows = f"{row}:{row + item.heading - 1}"
        for span in item.spans():
            first, left = row + span.row, 1 + span.column
            last, right = first + span.row_span - 1, left + span.column_span - 1
            for i in range(first, last + 1):
                for j in range(left, right + 1):
                    page.cell(i, j).border = Border(_EDGE, _EDGE, _EDGE, _EDGE)
            cell = page.cell(first, left)
            cell.value = span.text
            cell.data_type = "s"
            cell.font = Font(size=9)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if (first, left) != (last, right):
                page.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
        for at, height in enumerate(_heights(item)):
            page.row_dimensions[row + at].height = height
        row += len(item.rows)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(path)


def _heights(table: Table) -> list[float]:
    heights = [16.0] * len(table.rows)
    for span in sorted(table.spans(), key=lambda span: span.row_span):
        width = sum(table.widths[span.column : span.column + span.column_span])
        needed = 13.0 * (1 + len(span.text) // max(width - 1, 1)) + 3
        rows = range(span.row, span.row + span.row_span)
        missing = needed - sum(heights[row] for row in rows)
        for row in rows:
            heights[row] += max(missing, 0) / len(rows)
    return heights


def printed(forms: Mapping[str, Form], folder: Path, soffice: str) -> dict[tuple[str, str], bytes]:
    """Every form as two PDFs, by form and the program that printed it; one start of the office."""
    names = dict(enumerate(forms))
    for number, name in names.items():
        (folder / f"text-{number}.html").write_bytes(text_document(forms[name]))
        sheet(forms[name], folder / f"sheet-{number}.xlsx")
    convert = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for pattern, options in (
        ("text-*.html", ["--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"]),
        ("sheet-*.xlsx", ["--convert-to", "pdf:calc_pdf_Export"]),
    ):
        files = sorted(map(str, folder.glob(pattern)))
        subprocess.run(
            [*convert, *options, "--outdir", str(folder), *files],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {
        (name, program): (folder / f"{program}-{number}.pdf").read_bytes()
        for number, name in names.items()
        for program in ("text", "sheet")
    }
