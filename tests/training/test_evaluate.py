"""`auditor evaluate`: the installed model on labelled rows, honest about what it has seen."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.classify import store
from auditor.cli import main
from auditor.text.language import default_language
from auditor.training.evaluate import evaluate
from auditor.training.examples import examples
from auditor.training.formats import load
from auditor.training.promote import frozen_rows

ROOT = Path(__file__).parents[2]
LANGUAGE = default_language()
HEAD = "id,部门,二级指标,三级指标,指标值,空泛程度,应属类别,值不对应\n"
ROWS = (
    HEAD
    + "1,甲局,数量指标,培训场次,≥6场,0,数量指标,否\n"
    + "2,甲局,社会效益指标,服务水平,大幅提升,0,社会效益指标,否\n"
)


@pytest.fixture(scope="module")
def models() -> store.Models:
    return store.load(ROOT / "models")


def titles(found) -> dict[str, object]:
    return {part.title: part for part in found.parts}


def test_frozen_rows_were_not_trained_on_and_rows_trained_on_are_told_apart(models):
    frozen = frozen_rows()
    trained_on = load([ROOT / "corpora" / "labelled" / "documents.jsonl"])
    found = titles(evaluate([*frozen, *trained_on], LANGUAGE, models, samples=20))
    unseen = next(part for title, part in found.items() if "没有见过" in title)
    seen = next(part for title, part in found.items() if "数字偏高" in title)
    assert unseen.rows + seen.rows == len(frozen) + len(trained_on)
    assert unseen.rows > 0.9 * len(frozen)
    assert seen.rows >= 100
    figure = unseen.figures["vague or not: F1"]
    assert figure.low <= figure.value <= figure.high
    assert unseen.figures["rules only: F1"].value < 1


def test_the_surest_error_comes_first_and_right_rows_are_no_errors(models, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROWS, encoding="utf-8")
    (error,) = evaluate(load([path]), LANGUAGE, models, samples=5).errors
    assert error["id"] == "2"
    assert (error["vagueness"], error["judged_vagueness"]) == ("明确", "空泛")
    assert error["score"] > 0.5


def test_without_a_model_rules_alone_are_measured(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(ROWS, encoding="utf-8")
    found = titles(evaluate(load([path]), LANGUAGE, None))
    assert found["全部"].figures["rules only: F1"].value == 0
    assert "vague or not: F1" not in found["全部"].figures


def test_a_mark_tells_nothing_of_the_text_and_is_the_same_everywhere():
    (row, *_) = examples(frozen_rows()[:1], LANGUAGE)
    assert row.marks == examples(frozen_rows()[:1], LANGUAGE)[0].marks
    assert all(0 <= mark < 1 << 64 for mark in row.marks)


def test_a_department_is_known_with_and_without_its_region_and_no_row_is_known_by_nothing():
    row = frozen_rows()[0]
    (named,) = examples([replace(row, department="某局", region=None)], LANGUAGE)
    (placed,) = examples([replace(row, department="某局", region="某市")], LANGUAGE)
    (nobody,) = examples([replace(row, department=None)], LANGUAGE)
    assert named.marks == placed.marks
    assert nobody.marks == named.marks[:1]


def test_the_command_prints_figures_and_writes_the_errors(capsys, tmp_path):
    path, out = tmp_path / "a.csv", tmp_path / "errors.jsonl"
    path.write_text(ROWS, encoding="utf-8")
    assert main(["evaluate", str(path), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("模型：")
    assert "空泛与否 F1" in said
    assert "值与指标不符" in said
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["2"]


def test_a_refused_model_is_told_and_rules_are_measured(capsys, tmp_path, monkeypatch):
    path, models = tmp_path / "a.csv", tmp_path / "models"
    path.write_text(ROWS, encoding="utf-8")
    (tmp_path / "a.toml").write_text('models = "models"\n', encoding="utf-8")
    for kind in store.KINDS:
        (models / kind).mkdir(parents=True)
        (models / kind / store.FILE).write_bytes(b"no model")
    assert main(["evaluate", str(path), "--config", str(tmp_path / "a.toml")]) == 0
    captured = capsys.readouterr()
    assert str(models) in captured.err
    assert "只衡量规则" in captured.out
