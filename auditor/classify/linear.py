"""Fitted linear models as plain arrays: scores of many rows at once, without scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.classify.features import Floats, Matrix

Scores = NDArray[np.float64]


#: Up to so many questions it is faster to take them one by one.
_NARROW = 4
#: Rows that are left when nearly all are summed up are the longest, and are summed one by one.
_FEW = 8


def products(matrix: Matrix, weights: Floats) -> Scores:
    """Each row's entries times the weights of their columns: one column a question.

    The entries of a row are added in their order, whatever rows stand beside it: first those that
    come first in every row, then the second ones. Fastest where the weights of one column lie
    together (C's order).
    """
    if weights.shape[1] <= _NARROW:
        return _one_by_one(matrix, weights)
    weights = np.ascontiguousarray(weights)
    sums = np.zeros((matrix.count, weights.shape[1]))
    counts = np.bincount(matrix.rows, minlength=matrix.count)
    longest_first = np.argsort(-counts, kind="stable")
    starts = (np.cumsum(counts) - counts)[longest_first]
    counts = counts[longest_first]
    most = int(counts[0]) if len(counts) else 0
    longer = np.searchsorted(-counts, -np.arange(most), side="left").tolist()
    done = 0
    while done < most and longer[done] > _FEW:
        entries = starts[: longer[done]] + done
        parts = weights.take(matrix.columns[entries], axis=0)
        parts *= matrix.data[entries, None]
        sums[: longer[done]] += parts
        done += 1
    for row in range(longer[done] if done < most else 0):
        rest = slice(starts[row] + done, starts[row] + counts[row])
        parts = weights.take(matrix.columns[rest], axis=0) * matrix.data[rest, None]
        sums[row] = np.cumsum(np.vstack([sums[row], parts]), axis=0)[-1]
    result = np.empty_like(sums)
    result[longest_first] = sums
    return result


def _one_by_one(matrix: Matrix, weights: Floats) -> Scores:
    result = np.empty((matrix.count, weights.shape[1]))
    for question, own in enumerate(np.ascontiguousarray(weights.T)):
        parts = own.take(matrix.columns)
        parts *= matrix.data
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
