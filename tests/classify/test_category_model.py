"""What the model's odds become: the best class, second choices, and a mismatch."""

import numpy as np
import pytest

from auditor.classify.category import CLASSES, CategoryModel
from auditor.classify.linear import Calibration
from auditor.domain import Category, CategoryJudgement

NONE = np.zeros(0, np.float32)
MODEL = CategoryModel(
    None, NONE, NONE, NONE, NONE, NONE, Calibration(NONE, NONE), NONE, acceptable=0.3, refused=0.8
)
QUALITY, SOCIAL, COUNT = Category.QUALITY, Category.SOCIAL, Category.QUANTITY


def judged(declared, odds, *, doubt=0.9, certain=False, silent=False):
    every = np.array([[odds.get(each, 0.01) for each in CLASSES]])
    rules = [CategoryJudgement(declared, mismatch=certain)]
    return MODEL.judge(every, np.array([doubt]), rules, [silent])[0]


def test_the_likeliest_class_is_the_best_whatever_was_filed():
    found = judged(QUALITY, {SOCIAL: 0.9, QUALITY: 0.1})

    assert (found.best, found.probability, found.mismatch) == (SOCIAL, 0.9, True)


@pytest.mark.parametrize(
    ("odds", "silent"),
    [
        ({SOCIAL: 0.4, QUALITY: 0.1}, False),
        ({SOCIAL: 0.85, QUALITY: 0.8}, False),
        ({SOCIAL: 0.9, QUALITY: 0.1}, True),
    ],
    ids=["no class has even odds", "two classes are as likely", "the value is a placeholder"],
)
def test_where_the_content_does_not_tell_the_filed_class_stands(odds, silent):
    found = judged(QUALITY, odds, silent=silent)

    assert found.best is QUALITY
    assert found.probability == odds[QUALITY]
    assert found.also == tuple(each for each in odds if each is SOCIAL)
    assert not found.mismatch


def test_a_row_filed_under_nothing_gets_the_likeliest_class():
    assert judged(None, {SOCIAL: 0.4, QUALITY: 0.3}).best is SOCIAL


def test_what_a_certain_rule_refuses_is_never_the_best():
    found = judged(QUALITY, {QUALITY: 0.9, COUNT: 0.4}, certain=True)

    assert (found.best, found.also) == (COUNT, ())
    assert found.mismatch
