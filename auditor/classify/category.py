"""The trained opinion on the class: under which of the ten an auditor would accept a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from auditor.classify.features import Encoder, Floats, Matrix
from auditor.classify.linear import Calibration, Scores, log_odds, logistic, products
from auditor.domain import Category, CategoryJudgement

CLASSES: tuple[Category, ...] = tuple(Category)
#: Of equally likely classes the first goes before the others.
_BACKWARDS = range(len(CLASSES), 0, -1)
#: Content that gives no class even odds, or two classes odds this near, does not tell them apart.
_EVEN, _NEAR = 0.5, 0.1


@dataclass(frozen=True)
class CategoryModel:
    """Ten questions, one a class, answered without sight of the filed class.

    `habit` says where departments file such words, right or wrong; `lift` how far that is evidence.
    `doubt` weighs, for the filed class, how far it lies behind the best one. A class is acceptable
    from `acceptable` on; the filed class is refused from a doubt of `refused` on.
    """

    encoder: Encoder
    weights: Floats
    bias: Floats
    habit: Floats
    center: Floats
    lift: Floats
    calibration: Calibration
    doubt: Floats
    acceptable: float
    refused: float

    def raw(self, matrix: Matrix) -> Scores:
        """Log-odds of every class as fitted."""
        usual = (products(matrix, self.habit) - self.center[0]) / self.center[1]
        result: Scores = products(matrix, self.weights) + usual @ self.lift + self.bias
        return result

    def probabilities(self, matrix: Matrix) -> Scores:
        """Of each row, the probability that an auditor would accept it under each class."""
        return self.calibration.probabilities(self.raw(matrix))

    def judge(
        self, odds: Sequence[float], doubt: float, rules: CategoryJudgement, *, silent: bool = False
    ) -> CategoryJudgement:
        """Best class, second choices, and whether the filed one is neither; certain rules first.

        Where the content does not tell, the best class is the filed one, as the labelling guideline
        has it; `silent` rows, whose value is a placeholder, never tell.
        """
        declared, certain = rules.declared, rules.mismatch
        order = sorted(zip(odds, _BACKWARDS, CLASSES, strict=True), reverse=True)
        if certain:
            order = [each for each in order if each[2] is not declared]
        elif declared is not None:
            own = odds[CLASSES.index(declared)]
            if silent or untold(order[0][0], own):
                order.sort(key=lambda each: each[2] is not declared)
        probability, _, best = order[0]
        also = tuple(c for p, _, c in order[1:] if p >= self.acceptable)
        neither = declared is not None and declared is not best and declared not in also
        mismatch = certain or (neither and doubt >= self.refused)
        return CategoryJudgement(declared, best, round(probability, 4), also, mismatch)

    def doubts(self, probabilities: Scores, declared: Sequence[Category | None]) -> Scores:
        """Of each row, the probability that the filed class would not be accepted; 0 if unknown."""
        known = np.array([each is not None for each in declared])
        filed = np.array([CLASSES.index(each) if each else 0 for each in declared])
        asked = doubt_features(probabilities, filed)
        result: Scores = logistic(asked @ self.doubt[:-1] + self.doubt[-1])
        return np.where(known, result, 0.0)


def untold(best: Any, own: Any) -> Any:
    """Whether the odds of the best class and of the filed one leave open which it is.

    Numbers or arrays of them.
    """
    return (best < _EVEN) | (best - own < _NEAR)


def doubt_features(
    probabilities: Scores, filed: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Scores:
    """What the doubt rests on: odds of the filed class and of the best, and which was filed."""
    odds = log_odds(probabilities)
    rows = np.arange(len(odds))
    own, best = odds[rows, filed], odds.max(axis=1)
    which = np.zeros_like(odds)
    which[rows, filed] = 1
    return np.column_stack([own, best, best - own, odds.argmax(axis=1) != filed, which])
