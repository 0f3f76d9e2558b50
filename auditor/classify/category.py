"""The trained opinion on the class: under which of the ten an auditor would accept a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from auditor.classify.features import Encoder, Floats, Matrix
from auditor.classify.linear import Calibration, Scores, log_odds, logistic, products
from auditor.domain import Category, CategoryJudgement

CLASSES: tuple[Category, ...] = tuple(Category)
_NUMBERS = {each: number for number, each in enumerate(CLASSES)}
#: Content that gives no class even odds, or two classes odds this near, does not tell them apart.
_EVEN, _NEAR = 0.5, 0.1


@lru_cache(maxsize=4096)
def _named(numbers: tuple[int, ...]) -> tuple[Category, ...]:
    return tuple(CLASSES[number] for number in numbers)


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
        found = products(matrix, self._both)
        fitted, habit = found[:, : len(CLASSES)], found[:, len(CLASSES) :]
        usual = (habit - self.center[0]) / self.center[1]
        result: Scores = fitted + usual @ self.lift + self.bias
        return result

    @cached_property
    def _both(self) -> Floats:
        """Weights and habit side by side, so that a column's are looked up once."""
        return np.hstack([self.weights, self.habit])

    def probabilities(self, matrix: Matrix) -> Scores:
        """Of each row, the probability that an auditor would accept it under each class."""
        return self.calibration.probabilities(self.raw(matrix))

    def judge(
        self,
        accepted: Scores,
        doubts: Scores,
        rules: Sequence[CategoryJudgement],
        silent: Sequence[bool],
    ) -> list[CategoryJudgement]:
        """Best class, second choices, and whether the filed one is neither; certain rules first.

        Where the content does not tell, the best class is the filed one, as the labelling guideline
        has it; `silent` rows, whose value is a placeholder, never tell.
        """
        # Of equally likely classes the first goes before the others.
        orders = np.argsort(-accepted, axis=1, kind="stable").tolist()
        enough = np.count_nonzero(accepted >= self.acceptable, axis=1).tolist()
        made = []
        for ruled, odds, order, count, doubt, mute in zip(
            rules, accepted.tolist(), orders, enough, doubts.tolist(), silent, strict=True
        ):
            declared, certain = ruled.declared, ruled.mismatch
            choices = count
            if declared is not None:
                number = _NUMBERS[declared]
                if certain:
                    # What is refused is no choice, and one fewer where it would have been enough.
                    choices -= odds[number] >= self.acceptable
                    order.remove(number)
                elif mute or untold(odds[order[0]], odds[number]):
                    # What was filed goes first, and is a choice whatever its odds.
                    choices += odds[number] < self.acceptable
                    order.remove(number)
                    order.insert(0, number)
            also = _named(tuple(order[1:choices]))
            best = CLASSES[order[0]]
            neither = declared is not None and declared is not best and declared not in also
            mismatch = certain or (neither and doubt >= self.refused)
            probability = round(odds[order[0]], 4)
            made.append(CategoryJudgement(declared, best, probability, also, mismatch))
        return made

    def doubts(self, probabilities: Scores, declared: Sequence[Category | None]) -> Scores:
        """Of each row, the probability that the filed class would not be accepted; 0 if unknown."""
        known = np.array([each is not None for each in declared])
        filed = np.array([0 if each is None else _NUMBERS[each] for each in declared])
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
