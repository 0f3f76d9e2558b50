"""Labelled rows come back from every format as they went out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.domain import Category, Vagueness
from auditor.rows.columns import LABELS
from auditor.training.formats import (
    LABEL_STUDIO_CONFIG,
    Format,
    load,
    load_file,
    save,
    to_doccano,
    to_label_studio,
)
from auditor.training.labels import DUPLICATES, LabelledRow

texts = st.text(min_size=1).filter(str.strip)
#: What a cell of a table holds: no blanks at its ends, no characters that print nothing.
printed = st.from_regex(r"[一-鿿≥≤%=0-9A-Za-z、，。]{1,9}", fullmatch=True)
extras = st.dictionaries(
    st.from_regex(r"列[a-z]{1,6}", fullmatch=True),
    st.none() | st.text() | st.booleans() | st.integers(-(2**53), 2**53),
    max_size=3,
)


@st.composite
def rows(draw: st.DrawFn, words: st.SearchStrategy[str] = texts) -> LabelledRow:
    names = "level3 value region department project_name project_code purpose level1"
    names += " description basis source annotator note"
    category = draw(st.none() | st.sampled_from(Category))
    also = st.lists(st.sampled_from(Category), unique=True).map(tuple) if category else st.just(())
    return LabelledRow(
        level2=draw(words),
        **{name: draw(st.none() | words) for name in names.split()},
        year=draw(st.none() | st.integers(1990, 2099)),
        goals=tuple(draw(st.lists(words, max_size=3))),
        vagueness=draw(st.sampled_from(Vagueness)),
        category=category,
        category_also=draw(also),
        duplicate_fields=draw(
            st.none() | st.lists(st.sampled_from(list(DUPLICATES)), unique=True).map(tuple)
        ),
        value_mismatch=draw(st.none() | st.booleans()),
        other=tuple(draw(extras).items()) if words is texts else (),
    )


def lists(words: st.SearchStrategy[str] = texts) -> st.SearchStrategy[list[LabelledRow]]:
    """A few rows; all have an id, or none has."""
    many = st.lists(rows(words), min_size=1, max_size=4)
    return many | many.map(lambda few: [replace(r, id=f"r{n}") for n, r in enumerate(few)])


files = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@files
@given(lists())
@pytest.mark.parametrize(
    ("format", "name"), [(Format.DOCCANO, "d.jsonl"), (Format.LABEL_STUDIO, "l.json")]
)
def test_nothing_is_lost_on_the_way_to_an_annotation_tool_and_back(
    tmp_path: Path, format: Format, name: str, many: list[LabelledRow]
) -> None:
    save(many, tmp_path / name, format)

    assert load([tmp_path / name]) == tuple(many)


@files
@given(lists())
def test_nothing_is_lost_in_jsonl(tmp_path: Path, many: list[LabelledRow]) -> None:
    save(many, tmp_path / "a.jsonl")

    # A further column that is blank in a row is no column of that row.
    said = [tuple((k, v) for k, v in row.other if v is not None and str(v).strip()) for row in many]
    assert load([tmp_path / "a.jsonl"]) == tuple(
        replace(row, other=other) for row, other in zip(many, said, strict=True)
    )


@files
@given(lists(printed))
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_labels_and_printed_texts_come_back_from_tables(
    tmp_path: Path, name: str, many: list[LabelledRow]
) -> None:
    save(many, tmp_path / name)

    assert load([tmp_path / name]) == tuple(many)


def test_text_stays_text_in_a_workbook(tmp_path: Path) -> None:
    row = LabelledRow("成本指标", "支出", "=25万元", id="007", vagueness=Vagueness.CLEAR)
    save([row], tmp_path / "a.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    heading, values = sheet.iter_rows(values_only=True)
    shown = dict(zip(heading, values, strict=True))

    assert (shown["编号"], shown["空泛程度"]) == ("007", 0)
    assert load([tmp_path / "a.xlsx"]) == (row,)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    row = LabelledRow("成本指标", "支出", "25万元", vagueness=Vagueness.CLEAR)
    for name in ("a.xlsx", "b.xlsx"):
        save([row], tmp_path / name)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_made_by_hand_is_read_with_merged_cells_and_its_own_row_numbers(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["标注表"])
    sheet.append(["二级指标", "三级指标", "指标值", "空泛程度"])
    sheet.append(["数量指标", "培训场次", "6场", "明确"])
    sheet.append([None, "培训人数", "很多", "模糊"])
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")

    good, wrong = load_file(tmp_path / "a.xlsx")

    assert [(r.level2, r.level3) for r in good] == [("数量指标", "培训场次")]
    assert [(p.row, p.column) for p in wrong] == [(4, "空泛程度")]


ROW = LabelledRow("数量指标", "培训场次", "6场", id="r1", vagueness=Vagueness.CLEAR)


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"label": ["空泛程度:空泛"]}, Vagueness.VAGUE),
        ({"label": "空泛程度:欠明确"}, Vagueness.PARTIAL),
        ({"id": 12, "Comments": []}, Vagueness.CLEAR),
    ],
)
def test_what_doccano_exports_after_labelling_is_read(
    tmp_path: Path, change: dict[str, Any], read: Vagueness
) -> None:
    """Newer versions put the fields of `meta` beside the text."""
    line = to_doccano(ROW)
    beside = {k: v for k, v in line.items() if k != "meta"} | line["meta"]
    for number, exported in enumerate((line | change, beside | change)):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps(exported, ensure_ascii=False), encoding="utf-8")

        (back,) = load([file])

        assert (back.id, back.level3, back.vagueness) == ("r1", "培训场次", read)


def test_every_annotators_labels_are_a_row_of_their_own(tmp_path: Path) -> None:
    task = to_label_studio(ROW)
    (first,) = task["annotations"]
    second = json.loads(json.dumps(first).replace(Vagueness.CLEAR, Vagueness.VAGUE))
    second["result"][0]["value"]["choices"] = ["空泛"]
    task["annotations"] = [
        first | {"completed_by": 1},
        second | {"completed_by": {"id": 2, "email": "b@c"}},
        second | {"was_cancelled": True},
    ]
    file = tmp_path / "l.json"
    file.write_text(json.dumps([task]), encoding="utf-8")

    assert [(r.id, r.annotator, r.vagueness) for r in load([file])] == [
        ("r1", "1", Vagueness.CLEAR),
        ("r1", "b@c", Vagueness.VAGUE),
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("d.jsonl", {"text": "甲", "label": ["好"], "meta": {}}, "标签“好”不认识"),
        ("d.jsonl", {"text": "甲", "label": [[0, 1, "好"]], "meta": {}}, "不认识，应形如"),
        ("l.json", {"data": {"level2": "数量指标"}, "annotations": 3}, "请重新导出"),
        ("l.json", {"data": {"level2": "数量"}, "annotations": []}, "缺少列“三级指标”、“指标值”"),
    ],
)
def test_a_foreign_export_is_told(
    tmp_path: Path, name: str, text: dict[str, Any], told: str
) -> None:
    file = tmp_path / name
    file.write_text(json.dumps(text), encoding="utf-8")

    rows_read, problems = load_file(file)

    assert rows_read == ()
    assert any(told in str(p) for p in problems)


def test_the_label_studio_configuration_asks_for_every_label() -> None:
    asked = [e.get("name") for e in ElementTree.fromstring(LABEL_STUDIO_CONFIG).iter("Choices")]

    assert asked == list(LABELS)


def test_the_corpus_of_the_repository_reads_without_a_fault() -> None:
    corpus = sorted((Path(__file__).parents[2] / "corpora" / "labelled").glob("*.jsonl"))

    assert all(row.labelled for row in load(corpus))
