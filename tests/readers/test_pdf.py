"""PDF files with a text layer: forms drawn in the ways of many programs are read alike."""

from __future__ import annotations

import shutil

import pytest

from auditor.domain import Document, Scope
from auditor.readers.read import read_bytes
from auditor.settings import Settings
from auditor.tables import understand
from tests.readers import office_writer
from tests.readers.forms import FORMS, Form, Project
from tests.readers.pdf_writer import Style, draw

STYLES = {
    "strokes": Style(),
    "boxes": Style(lines="boxes", height=300),
    "bars": Style(lines="bars", height=360, running_head="某局预算公开"),
    "double lines": Style(lines="double", height=330),
    "dashes": Style(lines="dashes", height=300),
    "open at page breaks": Style(closed=False, height=280),
    "hidden over page breaks": Style(closed=False, merged="clipped", height=300),
    "turned": Style(turned=True, height=420),
    "struck twice": Style(bold=True),
}


#: Long tables whose columns of projects, at the left, no upright line parts.
UNRULED = ("Beijing", "Beijing, whole", "Changsha", "Changchun", "Sichuan", "Guangzhou", "Quanzhou")


def read(data: bytes) -> Document:
    return understand(read_bytes(data, "例.pdf", Settings()), "例.pdf")


def projects_of(document: Document) -> tuple[Project, ...]:
    return tuple(
        Project(
            one.name,
            tuple((i.level1, i.level2, i.name, i.value) for i in one.indicators),
            one.goals,
            one.scope is Scope.WHOLE,
        )
        for one in document.projects
    )


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_read_whole(form: Form, style: Style) -> None:
    document = read(draw(form, style))

    assert projects_of(document) == form.projects
    assert (document.department, document.year) == (form.department, form.year)
    assert document.coverage.rows_read == document.coverage.rows_found
    assert document.skipped == ()


@pytest.mark.parametrize("name", UNRULED)
def test_columns_that_no_line_parts_are_told_apart_by_their_gaps(name: str) -> None:
    document = read(draw(FORMS[name], Style(unruled=4)))

    assert projects_of(document) == FORMS[name].projects


# ------------------------------------------------------------------------------------------------
# The same forms from an office program

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def printed_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return office_writer.printed(FORMS, tmp_path_factory.mktemp("office"), OFFICE)


@pytest.mark.parametrize("program", ["text", "sheet"])
@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_an_office_program_prints_is_read_whole(
    name: str, program: str, printed_forms: dict[tuple[str, str], bytes]
) -> None:
    form, document = FORMS[name], read(printed_forms[name, program])

    assert projects_of(document) == form.projects
    assert (document.department, document.year) == (form.department, form.year)
    assert document.skipped == ()
