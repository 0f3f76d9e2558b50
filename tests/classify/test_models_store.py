"""Models on disk: what is damaged, foreign or missing is refused, and rules go on alone."""

import json
import pickle

import numpy as np
import pytest

from auditor.classify import store
from auditor.classify.category import CLASSES, CategoryModel
from auditor.classify.features import Encoder, symbol_columns
from auditor.classify.heuristics import judge_documents
from auditor.classify.linear import Calibration
from auditor.classify.vagueness import VaguenessModel
from auditor.domain import Category, Document, Indicator, Measure, Project, Vagueness
from auditor.text.language import default_language

LANGUAGE = default_language()
LISTS = ("generic_object", "slogan")


def made(seed=0):
    chance = np.random.default_rng(seed)

    def numbers(*shape):
        return chance.normal(0, 0.2, shape).astype(np.float16).astype(np.float32)

    encoder = Encoder(LISTS, 8, np.abs(numbers(256)))
    width, classes = encoder.width, len(CLASSES)
    plain = Calibration(np.ones(2, np.float32), np.zeros(2, np.float32))
    each = Calibration(np.ones(classes, np.float32), np.zeros(classes, np.float32))
    return (
        VaguenessModel(encoder, numbers(width, 2), numbers(2), plain, 0.45, 0.9),
        CategoryModel(
            encoder, numbers(width, classes), numbers(classes), numbers(width, classes),
            np.vstack([numbers(classes), np.ones(classes, np.float32)]), numbers(classes, classes),
            each, numbers(classes + 5), 0.5, 0.8,
        ),
    )  # fmt: skip


def save(folder, seed=0):
    vagueness, category = made(seed)
    store.save_vagueness(folder / "vagueness", vagueness, {"seed": seed})
    store.save_category(folder / "category", category, {"seed": seed})
    return folder


def rewrite(path, **changes):
    with np.load(path) as stored:
        parts = dict(stored)
    head = json.loads(bytes(parts["head"]))
    head.update({name: value for name, value in changes.items() if name not in parts})
    parts["head"] = np.frombuffer(json.dumps(head).encode(), np.uint8)
    parts.update({name: value for name, value in changes.items() if name in parts})
    np.savez(path, **parts)


DOCUMENT = Document(
    "a",
    projects=(
        Project(
            1,
            indicators=(
                Indicator(1, "产出指标", "数量指标", "举办培训班场次", "", "≥6场", ""),
                Indicator(2, "效益指标", "社会效益指标", "营商环境", "", "持续改善", ""),
                Indicator(3, "产出指标", "数量指标", "预算执行率", "", "≥95%", ""),
            ),
        ),
    ),
)


def test_what_was_saved_is_loaded_and_judges_the_same(tmp_path):
    loaded = store.load(save(tmp_path))
    assert loaded.origin == tmp_path
    vagueness, category = made()
    rows = judge_documents([DOCUMENT], LANGUAGE, loaded)
    direct = judge_documents([DOCUMENT], LANGUAGE, store.Models(vagueness, category, "", tmp_path))
    assert rows == direct


def test_the_same_model_gives_the_same_bytes(tmp_path):
    one, two = save(tmp_path / "one"), save(tmp_path / "two")
    for kind in store.KINDS:
        assert (one / kind / store.FILE).read_bytes() == (two / kind / store.FILE).read_bytes()
    assert store.load(one).digest == store.load(two).digest
    assert store.load(save(tmp_path / "three", 1)).digest != store.load(one).digest


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 1}, "格式版本"),
        ({"kind": "category"}, "格式版本"),
        ({"symbols": "of other rules"}, "另一版规则"),
        ({"bias": np.array([9, 9], np.float32)}, "校验值不符"),
        ({"seen": np.array([7], np.uint64)}, "校验值不符"),
        ({"bits": 40}, "损坏"),
        ({"lists": ["generic_object"]}, "损坏"),
        ({"settings": {}}, "损坏"),
    ],
)
def test_a_changed_model_is_refused_in_one_line(tmp_path, changes, said):
    path = save(tmp_path) / "vagueness" / store.FILE
    rewrite(path, **changes)
    with pytest.raises(store.ModelError, match=said) as caught:
        store.load(tmp_path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 not really", pickle.dumps({"weights": 1})],
    ids=["empty", "zip", "pickle"],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, data):
    (save(tmp_path) / "category" / store.FILE).write_bytes(data)
    with pytest.raises(store.ModelError):
        store.load(tmp_path)


def test_a_pickled_array_is_never_opened(tmp_path):
    path = save(tmp_path) / "vagueness" / store.FILE
    with np.load(path) as stored:
        parts = dict(stored)
    parts["bias"] = np.array([print], dtype=object)
    np.savez(path, allow_pickle=True, **parts)
    with pytest.raises(store.ModelError):
        store.load(tmp_path)


def test_a_refused_model_is_told_and_the_next_place_is_tried(tmp_path, monkeypatch):
    own, shipped = save(tmp_path / "own"), save(tmp_path / "shipped", 1)
    rewrite(own / "vagueness" / store.FILE, format=99)
    monkeypatch.setattr(store, "places", lambda configured=None: (own, shipped))
    found = store.find()
    assert found.models is not None
    assert found.models.origin == shipped
    assert len(found.refused) == 1


def test_a_configured_folder_is_the_only_one(tmp_path):
    found = store.find(tmp_path / "nothing")
    assert found.models is None
    assert len(found.refused) == 1


def test_the_users_model_goes_before_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_MODELS", str(save(tmp_path)))
    assert store.find().models.origin == tmp_path


def test_without_models_rules_judge_alone():
    rows = judge_documents([DOCUMENT], LANGUAGE)
    assert {j.vagueness.score for j in rows.values()} == {None}
    assert {j.category.best for j in rows.values()} == {None}
    assert rows["a", 1, 2].vagueness.label is Vagueness.VAGUE


def test_with_models_every_row_has_score_and_class_and_certain_rules_stand(tmp_path):
    alone = judge_documents([DOCUMENT], LANGUAGE)
    rows = judge_documents([DOCUMENT], LANGUAGE, store.load(save(tmp_path)))
    for place, row in rows.items():
        assert 0 <= row.vagueness.score <= 1
        assert row.category.best in Category
        assert row.category.best not in row.category.also
        if alone[place].category.mismatch:
            assert row.category.mismatch
            assert row.category.best is not row.category.declared
    assert rows["a", 1, 2].vagueness.label is not Vagueness.CLEAR


def test_a_reason_is_a_span_of_the_rows_own_text(tmp_path):
    vagueness, category = made()
    eager = VaguenessModel(
        vagueness.encoder, vagueness.weights, vagueness.bias, vagueness.calibration, 0.0, 1.0
    )
    models = store.Models(eager, category, "", tmp_path)
    indicator = Indicator(1, "产出指标", "数量指标", "举办 培训班\n场次", "", "≥６场", "")
    document = Document("a", projects=(Project(1, indicators=(indicator,)),))
    (row,) = judge_documents([document], LANGUAGE, models).values()
    assert row.vagueness.reasons
    for reason in row.vagueness.reasons:
        assert indicator.text(reason.field)[reason.start : reason.end] == reason.quote


@pytest.mark.parametrize(
    ("name", "value", "clear"),
    [
        ("安全等保", "2.0三级", True),
        ("景区等级", "4A级", True),
        ("服务等级", "优级", False),
        ("覆盖范围", "村级", False),
        ("不发生重大安全事故", "无", True),
        ("办公条件改善", "无", False),
        ("项目成本控制率", "≤100%", True),
        ("项目成本控制率", "≥95%", False),
    ],
)
def test_what_the_guideline_settles_is_clear_whatever_the_model_says(tmp_path, name, value, clear):
    vagueness, category = made()
    eager = VaguenessModel(
        vagueness.encoder, vagueness.weights, vagueness.bias, vagueness.calibration, 0.0, 1.0
    )
    models = store.Models(eager, category, "", tmp_path)
    indicator = Indicator(1, "产出指标", "质量指标", name, "", value, "")
    document = Document("a", projects=(Project(1, indicators=(indicator,)),))
    (row,) = judge_documents([document], LANGUAGE, models).values()
    assert (row.vagueness.label is Vagueness.CLEAR) == clear
    assert not clear or row.vagueness.score <= 0.1


def test_the_columns_a_model_was_made_for_are_named():
    assert len(store.symbols_digest()) == 64
    assert symbol_columns()[0] == "form=percent"


def test_what_training_measured_is_read_beside_the_models(tmp_path):
    save(tmp_path)
    figures = {"全部": {"AUROC": {"value": 0.9, "low": 0.8, "high": 0.95}}, "地区 甲": {}}
    (tmp_path / "vagueness" / "metrics.json").write_text(
        json.dumps({"figures": figures}), encoding="utf-8"
    )
    (tmp_path / "category" / "metrics.json").write_text("[]", encoding="utf-8")

    assert store.measures(store.load(tmp_path)) == (Measure("vagueness", "AUROC", 0.9, 0.8, 0.95),)
