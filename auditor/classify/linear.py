"""Fitted linear models as plain arrays: scores of many rows at once, without scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.classify.features import Floats, Matrix

Scores = NDArray[np.float64]


def products(matrix: Matrix, weights: Floats) -> Scores:
    """Each row's entries times the weights of their columns: one column a question.

    Fastest where each question's weights lie together (Fortran's order).
    """
    result = np.empty((matrix.count, weights.shape[1]))
    for question in range(weights.shape[1]):
        parts = weights[matrix.columns, question] * matrix.data
        result[:, question] = np.bincount(matrix.rows, parts, matrix.count)
    return result


@dataclass(frozen=True)
class Calibration:
    """Turns a model's log-odds into ones that keep their word: `slope * score + shift`."""

    slope: Floats
    shift: Floats

    def probabilities(self, scores: Scores) -> Scores:
        """Calibrated probabilities, question by question."""
        return logistic(scores * self.slope + self.shift)


def logistic(scores: Scores) -> Scores:
    """Log-odds to probabilities, without overflow."""
    result: Scores = 1 / (1 + np.exp(-np.clip(scores, -50, 50)))
    return result


def log_odds(probabilities: Scores) -> Scores:
    """Probabilities to log-odds, kept within ±9.2."""
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    result: Scores = np.log(kept / (1 - kept))
    return result
