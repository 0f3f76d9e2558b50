"""The data folder: field names and types as the contract fixes them."""

import hashlib
import itertools
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor import pipeline, render
from auditor.checks.examples import document, indicator, project
from auditor.domain import Place
from auditor.render.words import number
from auditor.settings import Settings

DOCUMENTS = Path(__file__).parents[2] / "corpora/documents"

TEXT, INT, FLAG = str, int, bool
NUMBER = (int, float)
TEXT_OR_NULL = (str, type(None))
INT_OR_NULL = (int, type(None))
NUMBER_OR_NULL = (int, float, type(None))
TEXTS = dict
GRADE = ("优", "良", "中", "差", None)

PLACE = {
    "page": INT_OR_NULL,
    "sheet": TEXT_OR_NULL,
    "table": INT_OR_NULL,
    "row": INT_OR_NULL,
    "column": INT_OR_NULL,
    "line": INT_OR_NULL,
}
LOCATION = {
    "document": TEXT,
    "project_seq": INT_OR_NULL,
    "row": INT_OR_NULL,
    "paragraph": INT_OR_NULL,
    "field": TEXT_OR_NULL,
    "place": PLACE,
}
COVERAGE = {"tables_found": INT, "tables_read": INT, "rows_found": INT, "rows_read": INT}
COUNTS = {"高": INT, "中": INT, "低": INT, "提示": INT}
CATEGORIES = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "满意度指标",
    "投入管理",
)

#: A type or types; a tuple of values that may stand there; a dict for an object with exactly these
#: keys in this order; a list of one for a list of such.
SCHEMA = {
    "departments": {
        "department": TEXT_OR_NULL,
        "department_code": TEXT_OR_NULL,
        "region": TEXT_OR_NULL,
        "parent": TEXT_OR_NULL,
        "year": INT_OR_NULL,
        "documents": [TEXT],
        "projects": INT,
        "indicators": INT,
        "findings": COUNTS,
        "coverage": COVERAGE,
        "score": NUMBER_OR_NULL,
        "grade": GRADE,
        "report": TEXT,
    },
    "documents": {
        "document": TEXT,
        "sha256": TEXT_OR_NULL,
        "format": TEXT_OR_NULL,
        "department": TEXT_OR_NULL,
        "department_code": TEXT_OR_NULL,
        "region": TEXT_OR_NULL,
        "year": INT_OR_NULL,
        "profile": ("hebei-2021", "hebei-2023", "mof-2015", "mof-2021", "generic"),
        "projects": INT,
        "indicators": INT,
        "coverage": COVERAGE,
        "duplicate_of": TEXT_OR_NULL,
    },
    "projects": {
        "document": TEXT,
        "seq": INT,
        "scope": ("项目", "整体"),
        "title": TEXT_OR_NULL,
        "name": TEXT_OR_NULL,
        "code": TEXT_OR_NULL,
        "unit": TEXT_OR_NULL,
        "budget": NUMBER_OR_NULL,
        "fiscal_funds": NUMBER_OR_NULL,
        "other_funds": NUMBER_OR_NULL,
        "purpose": TEXT_OR_NULL,
        "plan": TEXTS,
        "goals": [TEXT],
        "other": TEXTS,
        "doubtful": [TEXT],
        "score": NUMBER_OR_NULL,
        "grade": GRADE,
        "place": PLACE,
    },
    "indicators": {
        "document": TEXT,
        "department": TEXT_OR_NULL,
        "year": INT_OR_NULL,
        "project_seq": INT,
        "project_name": TEXT_OR_NULL,
        "project_code": TEXT_OR_NULL,
        "scope": ("项目", "整体"),
        "row": INT,
        "level1": TEXT_OR_NULL,
        "level2": TEXT_OR_NULL,
        "level3": TEXT_OR_NULL,
        "description": TEXT_OR_NULL,
        "value": TEXT_OR_NULL,
        "basis": TEXT_OR_NULL,
        "value_cells": TEXTS,
        "other": TEXTS,
        "doubtful": [TEXT],
        "place": PLACE,
        "target": {
            "kind": ("number", "range", "date", "duration", "grade", "state", "phrase", "empty"),
            "operator": ("≥", "≤", "=", ">", "<", None),
            "low": NUMBER_OR_NULL,
            "high": NUMBER_OR_NULL,
            "unit": TEXT_OR_NULL,
            "date": TEXT_OR_NULL,
        },
        "vagueness": {
            "label": (0, 1, 2),
            "score": NUMBER_OR_NULL,
            "reasons": [{"rule": TEXT, "field": TEXT, "quote": TEXT, "start": INT, "end": INT}],
        },
        "category": {
            "declared": (*CATEGORIES, None),
            "best": (*CATEGORIES, None),
            "probability": NUMBER_OR_NULL,
            "also": [CATEGORIES],
            "mismatch": FLAG,
        },
        "duplicate_fields": [("name=description", "name=value", "description=value")],
        "value_mismatch": FLAG,
        "score": NUMBER,
    },
    "narrative": {
        "document": TEXT,
        "paragraph": INT,
        "section": TEXT_OR_NULL,
        "text": TEXT,
        "place": PLACE,
    },
    "findings": {
        "finding": TEXT,
        "rule": TEXT,
        "slug": TEXT,
        "title": TEXT,
        "severity": ("高", "中", "低", "提示"),
        "certainty": ("确定", "很可能", "待核"),
        "document": TEXT,
        "department": TEXT_OR_NULL,
        "year": INT_OR_NULL,
        "project_seq": INT_OR_NULL,
        "project_name": TEXT_OR_NULL,
        "rows": [INT],
        "fields": [TEXT],
        "quote": TEXT,
        "message": TEXT,
        "advice": TEXT,
        "policy": [TEXT],
        "places": [LOCATION],
        "related": [LOCATION],
        "score": NUMBER_OR_NULL,
        "amount": NUMBER_OR_NULL,
        "review": ("确认", "误报", "待定", None),
    },
    "skipped": {
        "path": TEXT,
        "part": TEXT_OR_NULL,
        "reason": TEXT,
        "kind": (
            "unreadable",
            "encrypted",
            "no-text-layer",
            "no-tables",
            "too-large",
            "unsupported",
            "partial",
            "timeout",
            "crashed",
        ),
    },
}


def disagreements(value, schema, path=""):
    """Where a value is not what the schema says."""
    if isinstance(schema, dict):
        if not isinstance(value, dict) or list(value) != list(schema):
            return [f"{path}: keys {list(value) if isinstance(value, dict) else value}"]
        return [d for k in schema for d in disagreements(value[k], schema[k], f"{path}.{k}")]
    if isinstance(schema, list):
        if not isinstance(value, list):
            return [f"{path}: no list but {value!r}"]
        return [d for n, v in enumerate(value) for d in disagreements(v, schema[0], f"{path}[{n}]")]
    if isinstance(schema, type) or all(isinstance(s, type) for s in schema):
        # A flag is an int to Python, but not to a reader of JSON.
        wrong = not isinstance(value, schema) or (isinstance(value, bool) and schema is not FLAG)
        return [f"{path}: {value!r}"] if wrong else []
    return [] if value in schema else [f"{path}: {value!r} is none of {schema}"]


def objects(folder: Path, name: str) -> list[dict[str, object]]:
    text = (folder / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def five(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("five")
    audit = pipeline.audit([DOCUMENTS], Settings())
    render.write(folder, audit.result)
    return folder


@pytest.mark.parametrize("name", SCHEMA)
def test_objects_have_the_contracts_fields_in_its_order(five, result, tmp_path, name):
    render.write(tmp_path, result)
    found = objects(five, name) + objects(tmp_path, name)

    assert found
    assert not [d for n, o in enumerate(found) for d in disagreements(o, SCHEMA[name], f"{n}")]


def test_every_file_of_the_contract_is_there(result, tmp_path):
    render.write(tmp_path, result)
    names = {*SCHEMA, "copies", "review"}

    assert {p.name for p in (tmp_path / "data").iterdir()} == {
        "manifest.json",
        *(f"{name}.jsonl" for name in names),
    }


def test_every_line_ends_in_one_line_feed(five):
    for path in (five / "data").glob("*.jsonl"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert not content or content.endswith(b"\n")
        assert b"\n\n" not in content


def test_numbers_are_numbers_and_unknown_is_null(result, tmp_path):
    render.write(tmp_path, result)
    first, second = objects(tmp_path, "projects")[:2]

    assert (first["budget"], first["other_funds"], second["budget"]) == (50, None, None)
    assert first["plan"] == {"6月底": 50, "12月底": 100}
    assert objects(tmp_path, "indicators")[0]["target"]["low"] == 95.5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (Decimal("200.00"), 200),
        (Decimal("0.25"), 0.25),
        (Decimal("1E+3"), 1000),
        (Decimal("NaN"), None),
        (Decimal("1E+400"), None),
        (Decimal("-3"), -3),
    ],
)
def test_decimals_become_json_numbers(value, expected):
    found = number(value)

    assert found == expected
    assert type(found) is type(expected)


def test_the_manifest_vouches_for_inputs_and_outputs(result, tmp_path):
    render.write(tmp_path, replace(result, input_hashes={"b.pdf": "cd" * 32}), partial=True)
    manifest = json.loads((tmp_path / "data/manifest.json").read_bytes())
    outputs = manifest["hashes"]["outputs"]

    assert manifest["hashes"]["inputs"] == {"b.pdf": "cd" * 32, "office.docx": "ab" * 32}
    assert manifest["hashes"]["model"] is None
    assert (manifest["partial"], manifest["failed"], manifest["fail_on"]) == (True, False, None)
    assert manifest["counts"]["findings"] == {"高": 3, "中": 1, "低": 1, "提示": 1}
    assert set(outputs) == set(contents(tmp_path)) - {"data/manifest.json"}
    for name, expected in outputs.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == expected


def test_the_same_bytes_whatever_the_order_of_documents_and_findings(make, result, tmp_path):
    written = []
    documents = result.corpus.documents
    for n, order in enumerate(itertools.permutations(documents)):
        for findings in (result.findings, result.findings[::-1]):
            again = make(*order, findings=findings, skipped=result.skipped)
            folder = tmp_path / f"{n}{findings[0].id}"
            render.write(folder, again)
            written.append(contents(folder))

    assert all(w == written[0] for w in written)


def test_a_header_printed_twice_loses_no_text(make, tmp_path):
    row = replace(indicator("数量指标", "场次", "≥1场"), other=(("备注", "甲"), ("备注", "乙")))
    render.write(tmp_path, make(document(project(row))))

    assert objects(tmp_path, "indicators")[0]["other"] == {"备注": "甲", "备注（2）": "乙"}


def test_a_repeated_publication_is_listed_and_counted_once(make, tmp_path):
    original = document(project(indicator("数量指标", "场次", "≥1场")), id="a.docx")
    copy = replace(original, id="a.pdf", duplicate_of="a.docx")
    render.write(tmp_path, make(original, copy))

    assert [d["duplicate_of"] for d in objects(tmp_path, "documents")] == [None, "a.docx"]
    assert len(objects(tmp_path, "departments")) == 1
    assert len(objects(tmp_path, "indicators")) == 1


def test_places_have_every_key_and_null_for_what_the_format_lacks(make, tmp_path):
    where = document(project(indicator("数量指标", "场次", "≥1场")))
    (only,) = where.projects
    where = replace(where, projects=(replace(only, place=Place(sheet="表1", row=3)),))
    render.write(tmp_path, make(where))

    assert objects(tmp_path, "projects")[0]["place"] == {
        "page": None,
        "sheet": "表1",
        "table": None,
        "row": 3,
        "column": None,
        "line": None,
    }
