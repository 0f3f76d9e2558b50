"""What is offered for labelling is unclear, varied, and says why."""

from types import SimpleNamespace
from typing import Any

import pytest

from auditor.domain import (
    Category,
    CategoryJudgement,
    Judgement,
    Target,
    TargetKind,
    Vagueness,
    VaguenessJudgement,
)
from auditor.text.language import default_language
from auditor.training import next as offered
from auditor.training.labels import LabelledRow
from auditor.training.next import pick, suspects

CLEAR = ("数量指标", "举办培训场次", "≥6场")
VAGUE = ("社会效益指标", "有效提升服务水平", "大幅提升")
UNSURE = ("质量指标", "质量合格率", "≥90%")


def row(texts: tuple[str, str, str], **given: object) -> LabelledRow:
    return LabelledRow(*texts, **given)  # type: ignore[arg-type]


def test_a_row_that_rules_are_unsure_of_comes_first_and_says_why() -> None:
    picks = pick([row(VAGUE), row(CLEAR), row(UNSURE)], 3, default_language())

    assert [(p.row.level2, p.row.level3, p.row.value) for p in picks] == [UNSURE, CLEAR, VAGUE]
    told = dict(picks[0].as_row().other)
    assert told["推测空泛程度"] == "欠明确"
    assert "并不总对" in str(told["挑选理由"])
    assert "认定" in picks[-1].why


def test_rows_that_differ_by_numbers_alone_are_offered_once() -> None:
    many = [row((*UNSURE[:2], f"≥{n}%")) for n in range(80, 100)]

    assert len(pick([*many, row(CLEAR)], 10, default_language())) == 2


def test_what_is_labelled_is_not_offered_again_nor_what_nearly_repeats_it() -> None:
    labelled = row(UNSURE, vagueness=Vagueness.PARTIAL)

    assert pick([labelled, row((*UNSURE[:2], "≥95%"))], 5, default_language()) == ()


def test_kinds_take_turns() -> None:
    """Many unclear rows of one kind do not crowd out the others."""
    objects = [
        "教材印制",
        "路灯维护",
        "道路清扫",
        "河道疏浚",
        "病虫防治",
        "档案整理",
        "设备检修",
        "食堂供餐",
    ]
    rates = [row(("质量指标", f"{thing}工作质量", "良好")) for thing in objects]

    picks = pick([*rates, row(CLEAR), row(VAGUE)], 3, default_language())

    assert {p.row.level2 for p in picks} == {"质量指标", "数量指标", "社会效益指标"}


@pytest.mark.parametrize(
    ("texts", "labels", "told"),
    [
        (VAGUE, {"vagueness": Vagueness.CLEAR}, "标为“明确”，但规则认定"),
        (VAGUE, {"vagueness": Vagueness.PARTIAL}, None),
        (CLEAR, {"vagueness": Vagueness.CLEAR}, None),
        (
            ("数量指标", "服务对象满意度", "≥95%"),
            {"category": Category.QUANTITY},
            "标注认可所填的“数量指标”，但判断为错配",
        ),
        (("数量指标", "服务对象满意度", "≥95%"), {"category": Category.SATISFACTION}, None),
    ],
)
def test_a_label_that_a_certain_rule_contradicts_is_suspected(
    texts: tuple[str, str, str], labels: dict[str, object], told: str | None
) -> None:
    found = suspects([row(texts, **labels)], default_language())

    assert [told in pick.why for pick in found if told] == ([True] if told else [])
    assert len(found) == (told is not None)


def judged(score: float, accepted: float) -> Judgement:
    """What a model made of a row: how likely it is not clear, and how sure its class."""
    return Judgement(
        Target(TargetKind.NUMBER),
        VaguenessJudgement(Vagueness.CLEAR, score),
        CategoryJudgement(Category.QUANTITY, Category.QUANTITY, accepted),
    )


def test_a_model_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearest to its threshold first, or least sure of the class; each with its reason."""
    texts = ["举办培训场次", "修建道路长度", "购置设备台数"]
    said = [judged(0.05, 0.99), judged(0.38, 0.97), judged(0.9, 0.4)]
    monkeypatch.setattr(offered, "guesses", lambda rows, *_: said[: len(rows)])
    models: Any = SimpleNamespace(vagueness=SimpleNamespace(threshold=0.4))

    picks = pick([row(("数量指标", t, "≥6")) for t in texts], 3, default_language(), models)

    assert [p.row.level3 for p in picks] == [texts[1], texts[2], texts[0]]
    assert picks[0].why == "不明确的概率 0.38，接近分界 0.40"
    assert picks[1].why == "最合适的类别“数量指标”也只有 0.40 的把握"


@pytest.mark.parametrize(
    ("score", "label", "suspected"),
    [
        (0.99, Vagueness.CLEAR, True),
        (0.01, Vagueness.VAGUE, True),
        (0.90, Vagueness.CLEAR, False),
        (0.99, Vagueness.PARTIAL, False),
        (0.99, None, False),
    ],
)
def test_a_label_that_a_sure_model_contradicts_is_suspected(
    monkeypatch: pytest.MonkeyPatch, score: float, label: Vagueness | None, suspected: bool
) -> None:
    monkeypatch.setattr(offered, "guesses", lambda *_: [judged(score, 0.99)])

    found = suspects([row(CLEAR, vagueness=label, value_mismatch=False)], default_language())

    assert [f"{score:.2f}" in one.why for one in found] == ([True] if suspected else [])
