"""Made-up departments, printed in both layouts, are read back as they were."""

from __future__ import annotations

import pytest

from auditor.domain import Document
from tests.tables.dumps import (
    HEBEI,
    Form,
    cell_per_line,
    parsed,
    row_per_line,
    same_rows,
    school_year,
    water_year,
)

FORMS = {
    "as in Hebei": Form(),
    "goals as 目标1": Form(labelled_goals=True),
    "three months in a row": Form(months_per_row=3),
    "no titles": Form(titles=False),
    "no unit line": Form(unit_line=False, cover=("某云县教育体育局", "2025年部门预算绩效文本")),
    "blanks in headings": Form(columns=tuple(" ".join(word) for word in HEBEI)),
    "no basis": Form(columns=HEBEI[:-1]),
    "no description": Form(columns=(*HEBEI[:3], *HEBEI[4:])),
    "value before name": Form(columns=(*HEBEI[:2], HEBEI[4], HEBEI[2], HEBEI[3], HEBEI[5])),
}


@pytest.mark.parametrize("layout", [row_per_line, cell_per_line])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("made", [school_year(), water_year()], ids=["education", "water"])
def test_what_was_printed_is_read(made: Document, form: Form, layout) -> None:
    read = parsed(layout(made, form))

    expected = [
        (
            p.title if form.titles else None,
            *(p.name, p.code, p.budget, p.fiscal_funds, p.other_funds),
            *(p.purpose, p.plan, p.goals, p.doubtful),
        )
        for p in made.projects
    ]
    assert [
        (
            *(p.title, p.name, p.code, p.budget, p.fiscal_funds, p.other_funds),
            *(p.purpose, p.plan, p.goals, p.doubtful),
        )
        for p in read.projects
    ] == expected
    columns = {"".join(column.split()) for column in form.columns}
    kept = [column in columns for column in HEBEI]
    assert [[same_rows(row) for row in p.indicators] for p in read.projects] == [
        [
            tuple(text if keep else None for text, keep in zip(same_rows(row), kept, strict=True))
            for row in p.indicators
        ]
        for p in made.projects
    ]
    assert [(p.section, p.text) for p in read.paragraphs] == [
        (p.section, p.text) for p in made.paragraphs
    ]
    assert read.skipped == ()
    assert read.coverage.rows_found == read.coverage.rows_read


@pytest.mark.parametrize("layout", [row_per_line, cell_per_line])
@pytest.mark.parametrize("made", [school_year(), water_year()], ids=["education", "water"])
def test_the_department_is_known_by_the_line_above_its_tables(made: Document, layout) -> None:
    read = parsed(layout(made, Form()))

    assert (read.department, read.department_code) == (made.department, made.department_code)
    assert (read.year, read.profile, read.region) == (made.year, made.profile, "某云县")
    assert {p.unit for p in read.projects} == {f"{made.department}本级"}
