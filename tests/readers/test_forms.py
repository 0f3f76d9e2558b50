"""Every layout in the formats that keep cells as cells: the same form gives the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from auditor.readers.read import read_bytes
from auditor.settings import Settings
from auditor.tables import understand
from tests.readers import office_writer
from tests.readers.forms import FORMS, Form, Table
from tests.readers.test_pdf import projects_of


def word(form: Form, folder: Path) -> bytes:
    written = docx.Document()
    for item in form.content:
        if not isinstance(item, Table):
            written.add_paragraph(item)
            continue
        width = len(item.widths)
        cells = written.add_table(len(item.rows), width)._cells
        for span in item.spans():
            bottom, right = span.row + span.row_span - 1, span.column + span.column_span - 1
            first = cells[span.row * width + span.column]
            if span.row_span > 1 or span.column_span > 1:
                first = first.merge(cells[bottom * width + right])
            first.text = span.text
        written.add_paragraph()
    made = io.BytesIO()
    written.save(made)
    return made.getvalue()


def workbook(form: Form, folder: Path) -> bytes:
    office_writer.sheet(form, folder / "表.xlsx")
    return (folder / "表.xlsx").read_bytes()


def web_page(form: Form, folder: Path) -> bytes:
    return office_writer.text_document(form)


def unmerged(form: Form) -> list[list[str]]:
    """The rows as a program without merged cells has them: the text in the first of the cells."""
    rows: list[list[str]] = []
    for item in form.content:
        if not isinstance(item, Table):
            rows.append([item])
            continue
        texts = [[""] * len(item.widths) for _ in item.rows]
        for span in item.spans():
            texts[span.row][span.column] = span.text
        rows += [*texts, []]
    return rows


def comma_separated(form: Form, folder: Path) -> bytes:
    rows = unmerged(form)
    width = max(map(len, rows))
    made = io.StringIO()
    csv.writer(made).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return made.getvalue().encode("gb18030")


def dump(form: Form, folder: Path) -> bytes:
    return "\n".join("\t".join(row) for row in unmerged(form)).encode()


@pytest.mark.parametrize("make", [word, workbook, web_page, comma_separated, dump])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_read_whole(
    form: Form, make: Callable[[Form, Path], bytes], tmp_path: Path
) -> None:
    document = understand(read_bytes(make(form, tmp_path), "例", Settings()), "例")

    assert projects_of(document) == form.projects
    assert (document.department, document.year) == (form.department, form.year)
    assert document.coverage.rows_read == document.coverage.rows_found
    assert document.skipped == ()
