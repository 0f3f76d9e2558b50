"""The five published documents are read as people read them, field by field."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.domain import Coverage, Document, Field
from auditor.readers import read
from auditor.settings import Settings
from auditor.tables import understand

DOCUMENTS = sorted(Path("corpora/documents").glob("*.txt"))
GOLD = (Path("tests/gold"), Path("tests/gold/reading"))
TEXTS = ("level1", "level2", "level3", "description", "value", "basis")


def audited(path: Path) -> Document:
    return understand(read(path, path.name, Settings()), path.name)


def gold(part: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for folder in GOLD
        for line in (folder / f"{part}.jsonl").read_text("utf-8").splitlines()
    ]


def unspaced(value: Any) -> Any:
    """White space does not count."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", value) or None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {unspaced(k): unspaced(v) for k, v in value.items()}
    return [unspaced(v) for v in value] if isinstance(value, list | tuple) else value


def test_every_document_has_gold() -> None:
    assert {row["document"] for row in gold("documents")} == {path.name for path in DOCUMENTS}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:3])
def test_department_year_and_counts(path: Path) -> None:
    read_document = audited(path)

    expected = next(row for row in gold("documents") if row["document"] == path.name)
    assert expected == {
        "document": path.name,
        "department": read_document.department,
        "department_code": read_document.department_code,
        "year": read_document.year,
        "projects": len(read_document.projects),
        "indicators": sum(len(p.indicators) for p in read_document.projects),
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:3])
def test_projects(path: Path) -> None:
    found = [
        {
            "document": path.name,
            "seq": p.seq,
            **{
                name: unspaced(getattr(p, name))
                for name in (
                    *("title", "name", "code", "budget", "fiscal_funds", "other_funds"),
                    *("purpose", "goals"),
                )
            },
            "plan": unspaced(dict(p.plan)),
        }
        for p in audited(path).projects
    ]

    assert found == [unspaced(row) for row in gold("projects") if row["document"] == path.name]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:3])
def test_indicators(path: Path) -> None:
    found = [
        (
            *(p.seq, i.row),
            *map(unspaced, (i.level1, i.level2, i.name, i.description, i.value, i.basis)),
        )
        for p in audited(path).projects
        for i in p.indicators
    ]

    assert found == [
        (row["project_seq"], row["row"], *(unspaced(row[name]) for name in TEXTS))
        for row in gold("indicators")
        if row["document"] == path.name
    ]


def test_all_projects_and_rows_are_counted() -> None:
    coverage = sum((audited(path).coverage for path in DOCUMENTS), Coverage())

    assert coverage == Coverage(25, 25, 185, 185)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:3])
def test_places_lead_back_to_the_text(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")

    for one in audited(path).projects:
        for row in one.indicators:
            for field in (Field.NAME, Field.VALUE):
                line = row.place_of(field).line
                assert line is not None
                assert unspaced(row.text(field)) in (None, *_with_next(lines, line))


def _with_next(lines: list[str], line: int) -> list[Any]:
    return [unspaced(cell) for cell in lines[line - 1].split("\t")]


DAMAGED = {
    ("000", 5): {Field.PLAN, Field.PURPOSE, Field.GOALS},
    ("000", 7): {Field.PLAN},
    ("002", 1): {Field.PLAN},
    ("002", 3): {Field.PLAN},
}


def test_only_what_conversion_damaged_is_doubtful() -> None:
    found = {
        (path.name[:3], p.seq): set(p.doubtful)
        for path in DOCUMENTS
        for p in audited(path).projects
        if p.doubtful
    }

    assert found == DAMAGED
    assert not any(
        i.doubtful for path in DOCUMENTS for p in audited(path).projects for i in p.indicators
    )


PROFILES = {"000": "hebei-2023", "001": "hebei-2023", "002": "hebei-2021", "003": "hebei-2023"}
SECTIONS = ["总体绩效目标", "分项绩效目标", "工作保障措施"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:3])
def test_form_and_narrative(path: Path) -> None:
    read_document = audited(path)

    assert read_document.profile == PROFILES.get(path.name[:3], "hebei-2023")
    assert list(dict.fromkeys(p.section for p in read_document.paragraphs)) == SECTIONS
    assert not any("bookmark" in p.text or "绩效目标表" in p.text for p in read_document.paragraphs)


def test_paragraphs_cut_by_a_page_break_are_one() -> None:
    texts = [p.text for path in DOCUMENTS for p in audited(path).paragraphs]

    for joined in ("二是充分发挥", "行业论坛等，拓展", "“亲商、安商、富商”", "项目承载能力。"):
        assert any(joined in text for text in texts)
