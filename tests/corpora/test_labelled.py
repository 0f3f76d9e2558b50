"""The labelled rows in `corpora/labelled` hold what their README says."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz, process

from auditor.domain import Category
from auditor.readers import read
from auditor.settings import Settings
from auditor.tables import understand
from auditor.text.normalise import comparable
from corpora import counts
from corpora.published import join

FILES = counts.read("*.jsonl")
WRITTEN = [row for rows in counts.read("written-*.jsonl").values() for row in rows]
DOCUMENTS = FILES["documents.jsonl"]

TEXTS = ("level1", "level2", "level3", "description", "value", "basis")
ABOUT = ("region", "department", "project_name", "project_code", "purpose", "sector", "note")
FIELDS = {
    *TEXTS, *ABOUT, "id", "year", "goals", "vagueness", "category", "category_also",
    "duplicate_fields", "value_mismatch", "source", "annotator",
}  # fmt: skip
PAIRS = {
    "name=description": ("level3", "description"),
    "name=value": ("level3", "value"),
    "description=value": ("description", "value"),
}

#: Combinations that are seldom met in any budget.
RARE = {("满意度指标", 2), ("投入管理", 2)}


@pytest.mark.parametrize("name", FILES)
def test_rows_have_the_fields_and_labels_of_the_contract(name: str) -> None:
    categories = set(Category)
    for row in FILES[name]:
        assert set(row) - {"document"} == FIELDS, row["id"]
        for field in (*TEXTS, *ABOUT):
            text = row[field]
            assert text is None or (text and text == text.strip()), (row["id"], field)
        assert row["level2"], row["id"]
        assert all(row["goals"]), row["id"]
        assert row["vagueness"] in {0, 1, 2}, row["id"]
        assert {row["category"], *row["category_also"]} <= categories, row["id"]
        accepted = [row["category"], *row["category_also"]]
        assert len(accepted) == len(set(accepted)), row["id"]
        assert row["value_mismatch"] in {True, False}, row["id"]


@pytest.mark.parametrize("name", FILES)
def test_fields_that_are_equal_are_labelled_as_repeats_and_empty_ones_never(name: str) -> None:
    for row in FILES[name]:
        assert row["duplicate_fields"] == [p for p in PAIRS if p in row["duplicate_fields"]]
        for pair, (left, right) in PAIRS.items():
            one, other = comparable(row[left] or ""), comparable(row[right] or "")
            if pair in row["duplicate_fields"]:
                assert one, (row["id"], pair)
                assert other, (row["id"], pair)
            elif one and row["vagueness"] < 2:  # placeholders repeat nothing
                assert one != other, (row["id"], pair)


def test_every_row_has_an_id_of_its_own() -> None:
    ids = Counter(row["id"] for rows in FILES.values() for row in rows)
    assert not [own for own, times in ids.items() if times > 1]


def test_written_rows_say_so_and_name_no_place() -> None:
    for row in WRITTEN:
        assert row["source"] == "written"
        assert row["annotator"]
        assert row["sector"]
        assert row["region"] is row["project_code"] is None


def test_the_documents_rows_are_what_is_read_from_them() -> None:
    expected: list[tuple[Any, ...]] = []
    for path in sorted((counts.FOLDER / "documents").glob("*.txt")):
        document = understand(read(path, path.name, Settings()), path.name)
        expected += [
            (path.name, document.department, document.year, project.name, project.purpose,
             i.level1, i.level2, i.name, i.description, i.value, i.basis)
            for project in document.projects
            for i in project.indicators
        ]  # fmt: skip
    about = ("document", "department", "year", "project_name", "purpose", *TEXTS)
    assert [tuple(row[field] for field in about) for row in DOCUMENTS] == expected


def test_the_documents_rows_carry_the_gold_labels_where_there_are_some() -> None:
    text = Path("tests/gold/indicators.jsonl").read_text("utf-8")
    gold = [json.loads(line) for line in text.splitlines()]
    names = ("vagueness", "category", "category_also", "duplicate_fields", "value_mismatch")
    labelled = {row["document"] for row in gold}
    assert [
        [row["document"], *(row[name] for name in names)]
        for row in DOCUMENTS
        if row["document"] in labelled
    ] == [[row["document"], *(row[name] for name in names)] for row in gold]


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("label", [0, 1, 2])
def test_every_category_has_written_rows_of_every_vagueness(category: str, label: int) -> None:
    rows = [r for r in WRITTEN if (r["category"], r["vagueness"]) == (category, label)]
    assert len(rows) >= (20 if (category, label) in RARE else 40)


def test_a_part_of_the_written_rows_is_filed_under_a_wrong_class() -> None:
    filed = [r for r in WRITTEN if r["level2"] in set(Category)]
    wrong = [r for r in filed if r["level2"] not in {r["category"], *r["category_also"]}]
    assert 0.05 <= len(wrong) / len(filed) <= 0.25


def test_hardly_any_written_rows_are_alike() -> None:
    texts = [f"{row['level3']} {row['value']}" for row in WRITTEN]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=95) > 0
    repeated = sum(alike[i, :i].any() for i in range(len(texts)))
    assert repeated <= 0.02 * len(texts)


def test_the_counts_in_the_readme_are_those_of_the_rows() -> None:
    text = counts.README.read_text("utf-8")
    assert counts.fill(text) == text, "python corpora/counts.py"


@pytest.mark.skipif(
    "AUDITOR_PUBLISHED_DATA" not in os.environ, reason="needs AUDITOR_PUBLISHED_DATA"
)
def test_no_written_row_is_a_published_one() -> None:
    def key(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(comparable(row[f] or "") for f in ("level3", "value", "project_name"))

    path = Path(os.environ["AUDITOR_PUBLISHED_DATA"]) / "labelled.jsonl"
    published = {key(json.loads(line)) for line in path.read_text("utf-8").splitlines()}
    assert not [row["id"] for row in WRITTEN if key(row) in published]


@pytest.mark.parametrize(("path", "least"), [(join.LABELS, 14_000), (join.AGAIN, 1_300)])
def test_labels_of_published_rows_carry_no_text(path: Path, least: int) -> None:
    lines = path.read_text("utf-8").splitlines()[1:]
    assert len(lines) == len({line.split("\t")[0] for line in lines}) > least
    letter = f"[{''.join(join.CATEGORIES)}]"
    form = rf"[0-9a-f]{{16}}\t[012]\t{letter}\t(-|{letter}+)\t(-|[ndv=,]+)\t[TF]\tR\d{{1,2}}"
    assert not [line for line in lines if not re.fullmatch(form, line)]


def test_a_label_is_joined_to_its_row_and_other_rows_stay_out(monkeypatch: Any) -> None:
    row = {"region": "某市", "department": "某局", "year": "2026", "project": "某项目",
           "level2": "数量指标", "level3": "培训场次", "value": "≥6场"}  # fmt: skip
    label = {"vagueness": 0, "category": "数量指标"}
    monkeypatch.setattr(join, "labels", lambda: {join.digest(row): label})
    (found,) = join.joined([row | {"level3": "别的"}, row, row])
    assert found["id"] == "r00002"
    assert (found["project_name"], found["year"], found["vagueness"]) == ("某项目", 2026, 0)
