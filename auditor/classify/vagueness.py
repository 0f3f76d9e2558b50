"""The trained opinion on vagueness: an ordered class, a calibrated probability, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from auditor.classify.features import Encoder, Floats, Matrix, masked, wording_buckets
from auditor.classify.linear import Calibration, Scores, products
from auditor.classify.observed import Observed
from auditor.classify.words import locate
from auditor.domain import Field, Indicator, Reason, Vagueness

_CLEAR = Vagueness.CLEAR
#: The rule that stands in a reason where it was not a rule but the trained model that spoke.
LEARNED = "learned-wording"
#: A reason is at least a word long; a single character tells a reader nothing.
_REASON_ORDERS = (2, 3)


@dataclass(frozen=True)
class VaguenessModel:
    """Two questions in order: is the row not 明确, and is it 空泛.

    `threshold` is the least score of a row that is called not 明确; `sure` is the score from which
    on at least 95 of 100 rows were not 明确 when measured.
    """

    encoder: Encoder
    weights: Floats
    bias: Floats
    calibration: Calibration
    threshold: float
    sure: float

    def raw(self, matrix: Matrix) -> Scores:
        """Log-odds of both questions as fitted."""
        return products(matrix, self.weights) + self.bias

    def probabilities(self, matrix: Matrix) -> Scores:
        """Of each row, the probabilities of 明确, 欠明确 and 空泛."""
        return ordered(self.calibration.probabilities(self.raw(matrix)))

    def label(self, probabilities: Sequence[float], *, not_clear: bool = False) -> Vagueness:
        """The class of one row; `not_clear` where a certain rule has said that much."""
        clear, partial, vague = probabilities
        if 1 - clear < self.threshold and not not_clear:
            return _CLEAR
        return Vagueness.VAGUE if vague >= partial else Vagueness.PARTIAL

    def reasons(self, rows: Sequence[tuple[Indicator, Observed]]) -> list[Reason | None]:
        """Of each row the stretch of name or value that speaks most for not 明确, if one does."""
        best: list[tuple[float, Field, str] | None] = [None] * len(rows)
        for field in (Field.NAME, Field.VALUE):
            readings = [observed.reading for _, observed in rows]
            texts = [masked(r.name if field is Field.NAME else r.value) for r in readings]
            for row, gram, weight in self._wordings(field, texts):
                known = best[row]
                if "#" not in gram and weight > (known[0] if known else 0.0):
                    best[row] = weight, field, gram
        found = zip(rows, best, strict=True)
        return [None if one is None else _reason(row, *one[1:]) for (row, _), one in found]

    def _wordings(self, field: Field, texts: Sequence[str]) -> Iterable[tuple[int, str, float]]:
        """The number of the text, each stretch of it, and how far that speaks for not 明确."""
        for order in _REASON_ORDERS:
            owners, grams, buckets = wording_buckets(field, texts, order, self.encoder.bits)
            columns = buckets + self.encoder.hashed_from
            weights = self.encoder.idf[buckets] * self.weights[columns, 0]
            yield from zip(owners.tolist(), grams, weights.tolist(), strict=True)


def _reason(indicator: Indicator, field: Field, gram: str) -> Reason | None:
    printed = indicator.text(field)
    span = locate(printed, gram)
    return None if span is None else Reason(LEARNED, field, printed[slice(*span)], *span)


def ordered(asked: Scores) -> Scores:
    """Answers to “not 明确” and “空泛” as probabilities of the three classes."""
    not_clear = asked[:, 0]
    vague = np.minimum(asked[:, 1], not_clear)
    return np.column_stack([1 - not_clear, not_clear - vague, vague])
