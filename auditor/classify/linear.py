"""Fitted linear models as plain arrays: scores of many rows at once, without scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.classify.features import Floats, Matrix

Scores = NDArray[np.float64]


#: Rows that are summed up together: what they need fits in the fast memory beside the processor.
_TOGETHER = 32


def products(matrix: Matrix, weights: Floats) -> Scores:
    """Each row's entries times the weights of their columns: one column a question.

    The entries of a row are added in their order, whatever rows stand beside it. Fastest where the
    weights of one column lie together (C's order).
    """
    weights = np.ascontiguousarray(weights)
    sums = np.zeros((matrix.count, weights.shape[1]))
    counts = np.bincount(matrix.rows, minlength=matrix.count)
    ends = np.cumsum(counts)
    filled = np.flatnonzero(counts)
    for first in range(0, len(filled), _TOGETHER):
        rows = filled[first : first + _TOGETHER]
        starts = ends[rows] - counts[rows]
        entries = slice(starts[0], ends[rows[-1]])
        parts = weights.take(matrix.columns[entries], axis=0)
        parts *= matrix.data[entries, None]
        sums[rows] = np.add.reduceat(parts.astype(np.float64), starts - starts[0], axis=0)
    return sums


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
