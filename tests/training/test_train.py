"""Training: labels in, two models with figures and cards out, installed only if not worse."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Document, Indicator, Project
from auditor.errors import UsageError
from auditor.text.language import default_language
from auditor.training import promote
from auditor.training.fit import WEIGHTS
from auditor.training.formats import load
from auditor.training.split import clusters, split
from auditor.training.train import train
from corpora.published import join

CORPORA = Path(__file__).parents[2] / "corpora" / "labelled"
LANGUAGE = default_language()


@pytest.fixture(scope="module")
def rows():
    """Enough labelled rows to train on in seconds, and some of the frozen ones."""
    every = [row for row in load(sorted(CORPORA.glob("*.jsonl"))) if row.value]
    frozen = [row for row in every if promote.is_frozen(row)]
    others = [row for row in every if not promote.is_frozen(row)]
    return random.Random(0).sample(others, 320), frozen[:60]


@pytest.fixture(scope="module")
def trained(rows, tmp_path_factory):
    labels, frozen = rows
    out, target = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("installed")
    made = train(labels, labels[:150], out, LANGUAGE, target=target, frozen=frozen, samples=20)
    return made, out, target


def test_a_model_its_figures_its_plots_and_its_card_are_written(trained):
    _, out, _ = trained
    for kind in store.KINDS:
        names = {path.name for path in (out / kind).iterdir()}
        assert {"model.npz", "metrics.json", "CARD.md", "precision-recall.svg"} <= names
        card = (out / kind / "CARD.md").read_text(encoding="utf-8")
        assert "局限" in card
        assert "没见过的部门" in card
    told = json.loads((out / "vagueness" / "metrics.json").read_text(encoding="utf-8"))
    figure = told["figures"]["全部"]["vague or not: F1"]
    assert figure["low"] <= figure["value"] <= figure["high"]
    assert told["data"]["labelled"] <= 320


def test_a_first_model_is_installed_and_judges(trained):
    made, out, target = trained
    assert made.installed
    models = store.load(target)
    assert models.digest == store.load(out).digest
    document = Document(
        "a",
        projects=(
            Project(
                1, indicators=(Indicator(1, None, "质量指标", "验收合格率", None, "100%", None),)
            ),
        ),
    )
    (row,) = judge_documents([document], LANGUAGE, models).values()
    assert 0 <= row.vagueness.score <= 1
    assert row.category.best == "质量指标"


def test_no_row_stands_readable_in_the_model(rows, trained):
    _, out, _ = trained
    for kind in store.KINDS:
        with np.load(out / kind / store.FILE) as stored:
            text = b"".join(stored[name].tobytes() for name in stored.files)
        for row in rows[0]:
            if len(row.level3) > 4:
                assert row.level3.encode() not in text
                assert row.level3.encode("utf-32-le") not in text


def test_the_same_rows_give_the_same_bytes(rows, trained, tmp_path):
    labels, frozen = rows
    _, out, _ = trained
    train(
        labels, labels[:150], tmp_path / "out", LANGUAGE, target=tmp_path / "installed",
        frozen=frozen, samples=20,
    )  # fmt: skip
    for kind in store.KINDS:
        for path in (out / kind).iterdir():
            assert (tmp_path / "out" / kind / path.name).read_bytes() == path.read_bytes(), (
                path.name
            )


def test_a_model_of_wrong_labels_is_not_installed(rows, trained, tmp_path):
    labels, frozen = rows
    _, _, target = trained
    before = store.load(target).digest
    shuffled = [row.vagueness for row in labels]
    random.Random(1).shuffle(shuffled)
    wrong = [replace(row, vagueness=label) for row, label in zip(labels, shuffled, strict=True)]
    made = train(wrong, [], tmp_path, LANGUAGE, target=target, frozen=frozen, samples=5)
    assert not made.installed
    assert any("变差" in line for line in made.lines)
    assert store.load(target).digest == before


def test_too_few_rows_are_refused_before_any_work(rows, tmp_path):
    with pytest.raises(UsageError, match="标注行太少"):
        train(rows[0][:50], [], tmp_path, LANGUAGE, target=tmp_path, frozen=[])
    assert not list(tmp_path.iterdir())


def test_departments_are_never_torn_apart_and_copies_leave_training():
    departments = ["a"] * 4 + ["b"] * 4 + ["c"] * 4 + ["d"] * 4
    texts = [f"{'完全不同的一句话'[n % 8 :]}{n}号指标的名称|{n}" for n in range(16)]
    texts[12] = texts[0]
    parts = split(departments, texts, 4, 0)
    for name in "abcd":
        assert len({f for d, f in zip(departments, parts.folds, strict=True) if d == name}) == 1
    home = int(parts.folds[0])
    assert 12 not in parts.training(frozenset([home]))
    assert not set(parts.test(home)) & set(parts.training(frozenset([home])))


def test_rows_that_differ_in_numbers_only_are_one_cluster():
    same = clusters(["举办培训班场次||≥#场", "举办培训班场次||≥#场", "水质达标率||≥#%"])
    assert same[0] == same[1] != same[2]


def test_the_sources_that_count_otherwise_are_those_of_published_rows():
    assert set(WEIGHTS) == {"published", join.SOURCE}
    assert all(0 < count <= 2 for counts in WEIGHTS.values() for count in counts)


def test_a_small_loss_is_no_worsening_and_a_larger_one_is():
    before = {"vague or not: F1": 0.9}
    assert promote.verdict({"vague or not: F1": 0.897}, before, "x").better
    assert not promote.verdict({"vague or not: F1": 0.89}, before, "x").better


def test_no_shipped_row_of_the_frozen_set_may_be_trained_on():
    frozen = promote.frozen_rows()
    assert len(frozen) > 300
    assert {row.source for row in frozen} == {"written", "public-document"}
    assert all(promote.is_frozen(row) for row in frozen)
