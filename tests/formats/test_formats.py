"""The same document gives the same rows and projects whatever its format."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from auditor.domain import Document
from auditor.pipeline import mark_duplicates
from auditor.readers import InputFile
from auditor.reading import read_all
from auditor.settings import Settings
from tests.formats import writers
from tests.formats.made import FORMATS, Format, fields_of, originals, read_back, rows_of

FEW = 2
# `AUDITOR_NO_SKIPS` is set where all that tests need must be there.
without_office = pytest.mark.skipif(
    writers.OFFICE is None and "AUDITOR_NO_SKIPS" not in os.environ, reason="needs LibreOffice"
)


def parameters(formats: Sequence[Format]) -> list[ParameterSet]:
    return [
        pytest.param(one, id=one.name, marks=[without_office] if one.needs_office else [])
        for one in formats
    ]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return originals()


@pytest.mark.parametrize("one", parameters(FORMATS))
def test_rows_and_projects_are_the_same(
    one: Format, documents: list[Document], tmp_path: Path
) -> None:
    documents = documents[-FEW:] if one.few else documents

    pairs, skipped = read_back(one, documents, tmp_path)

    assert not skipped
    for printed, found in pairs:
        assert found is not None
        assert (found.department, found.year) == (printed.department, printed.year)
        assert [fields_of(p, flat=one.flat) for p in found.projects] == [
            fields_of(p, flat=one.flat) for p in printed.projects
        ]
        assert [rows_of(p) for p in found.projects] == [rows_of(p) for p in printed.projects]
        assert found.coverage.rows_read == found.coverage.rows_found


@pytest.mark.parametrize(
    "one", parameters([one for one in FORMATS if not one.flat and not one.needs_office])
)
def test_a_publication_in_a_second_format_is_recognised(
    one: Format, documents: list[Document], tmp_path: Path
) -> None:
    files = [InputFile(path, path.name) for path in one.make(documents[:1], tmp_path)]
    found, _ = read_all(files, Settings(), 1, lambda _done, _total: None)

    marked = mark_duplicates([*documents, *found])

    assert {d.duplicate_of for d in marked if d.id not in {o.id for o in documents}} == {
        documents[0].id
    }
