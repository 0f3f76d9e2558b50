"""Coefficients of agreement against published examples, and the list of conflicts."""

import random
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from auditor.domain import Category, Vagueness
from auditor.errors import UsageError
from auditor.training.agreement import alpha, by_rater, compare, kappa, ordinal_alpha
from auditor.training.labels import LabelledRow

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The same, example A: two observers, two values.
TWO = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")


def lists(observers: tuple[str, ...]) -> list[list[int]]:
    columns = zip(*(line.split() for line in observers), strict=True)
    return [[int(value) for value in column if value != "."] for column in columns]


def test_alpha_is_that_of_the_published_examples() -> None:
    assert alpha(lists(OBSERVERS)) == pytest.approx(0.743, abs=5e-4)
    assert ordinal_alpha(lists(OBSERVERS)) == pytest.approx(0.815, abs=5e-4)
    assert alpha(lists(TWO)) == pytest.approx(0.095, abs=5e-4)


def test_kappa_is_that_of_the_published_example() -> None:
    """Fifty proposals: both yes 20, both no 15, only the first yes 5, only the second yes 10."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert kappa(pairs) == pytest.approx(0.4)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    chance = random.Random(seed)
    pairs = [(chance.randrange(3), chance.randrange(3)) for _ in range(40)]

    assert kappa(pairs) == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_full_agreement_is_one_and_undefined_where_all_labels_are_one() -> None:
    assert (
        alpha([[0, 0], [1, 1]]) == ordinal_alpha([[0, 0], [2, 2]]) == kappa([(0, 0), (1, 1)]) == 1
    )
    assert alpha([[0, 0], [0, 0]]) is kappa([(0, 0)]) is None
    assert alpha([[0], [1]]) is None


def row(id: str, vagueness: int | None, category: Category | None = None) -> LabelledRow:
    label = None if vagueness is None else tuple(Vagueness)[vagueness]
    return LabelledRow("质量指标", f"指标{id}", "优", id=id, vagueness=label, category=category)


def test_conflicts_are_listed_in_the_order_of_the_rows_with_what_each_said() -> None:
    first = [row("1", 0), row("2", 1, Category.COST), row("3", 2), row("4", 2), row("5", 0)]
    second = [row("3", 2), row("2", 2, Category.QUALITY), row("1", 0), row("4", None)]

    found = compare({"甲": first, "乙": second})

    assert [(a.label, a.rows, a.same) for a in found.agreements] == [
        ("vagueness", 3, pytest.approx(2 / 3)),
        ("category", 1, 0),
    ]
    assert [(c.row.id, c.label, c.given) for c in found.conflicts] == [
        ("2", "vagueness", (("甲", "1"), ("乙", "2"))),
        ("2", "category", (("甲", "成本指标"), ("乙", "质量指标"))),
    ]
    assert found.alone == 1


def test_rows_without_ids_are_matched_by_what_they_say() -> None:
    a = LabelledRow("质量指标", "合格率", "95%", vagueness=Vagueness.CLEAR)
    b = LabelledRow("质量指标", "合格率 ", "95％", vagueness=Vagueness.PARTIAL)

    (conflict,) = compare({"甲": [a], "乙": [b]}).conflicts

    assert conflict.row is a


def test_raters_are_files_or_the_annotators_of_one_file() -> None:
    a = LabelledRow("质量指标", "合格率", "95%", annotator="张")
    b = LabelledRow("质量指标", "合格率", "95%", annotator="李")

    assert list(by_rater([(Path("x.csv"), [a, b])])) == ["张", "李"]
    assert list(by_rater([(Path("1/x.csv"), [a]), (Path("2/x.csv"), [b])])) == [
        "1/x.csv",
        "2/x.csv",
    ]
    with pytest.raises(UsageError, match="只有一个标注人"):
        by_rater([(Path("x.csv"), [a, a])])
