"""How good models are on rows they have not seen, with intervals drawn by department."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from auditor.classify.category import CLASSES
from auditor.classify.heuristics import judge_fitted
from auditor.classify.linear import Scores
from auditor.domain import Judgement
from auditor.training.examples import Example
from auditor.training.fit import Fitted, Workshop

SAMPLES = 1000
_BINS = 10
_ACCUSED_PRECISION, _ACCUSED_RECALL = 0.95, 0.5


@dataclass(frozen=True)
class Judged:
    """What was made of some labelled rows by models that had not seen their departments."""

    examples: tuple[Example, ...]
    vague: Scores
    accepted: Scores
    doubts: Scores
    judgements: tuple[Judgement, ...]
    sure: NDArray[np.float64]

    def where(self, kept: Callable[[Example], bool]) -> Judged:
        """Some of the rows."""
        picked = np.array([n for n, e in enumerate(self.examples) if kept(e)], np.int64)
        return self.take(picked)

    def take(self, picked: NDArray[np.int64]) -> Judged:
        """The rows of these numbers, which may repeat."""
        return Judged(
            tuple(self.examples[n] for n in picked.tolist()),
            self.vague[picked],
            self.accepted[picked],
            self.doubts[picked],
            tuple(self.judgements[n] for n in picked.tolist()),
            self.sure[picked],
        )


def judged(fitted: Fitted, rows: Sequence[Example], workshop: Workshop) -> Judged:
    """Judge rows with models that have not seen them."""
    opinions = [example.opinion for example in rows]
    made, vague, accepted, doubts = judge_fitted(
        opinions, workshop.language, fitted.vagueness, fitted.category
    )
    sure = np.full(len(rows), fitted.vagueness.sure)
    return Judged(tuple(rows), vague, accepted, doubts, tuple(made), sure)


def cross_judged(workshop: Workshop) -> Judged:
    """Every labelled row, judged by models fitted without its part and its near-duplicates."""
    parts = workshop.split.parts
    made = []
    for part in range(parts):
        rows = [workshop.labelled[n] for n in workshop.split.test(part).tolist()]
        made.append(judged(workshop.fitted(frozenset([part])), rows, workshop))
    return joined(made)


def joined(made: Sequence[Judged]) -> Judged:
    """Several parts as one."""
    return Judged(
        tuple(e for one in made for e in one.examples),
        np.concatenate([one.vague for one in made]),
        np.concatenate([one.accepted for one in made]),
        np.concatenate([one.doubts for one in made]),
        tuple(j for one in made for j in one.judgements),
        np.concatenate([one.sure for one in made]),
    )


# --------------------------------------------------------------------------------------------
# Measures; each is a number of (answers, what was said)


def f1(answers: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find or say."""
    whole = int(answers.sum() + said.sum())
    return 2 * int((answers & said).sum()) / whole if whole else 1.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def precision(answers: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """The share of what was said that is true."""
    return _share(int((answers & said).sum()), int(said.sum()))


def recall(answers: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """The share of what is true that was said."""
    return _share(int((answers & said).sum()), int(answers.sum()))


def area(answers: NDArray[np.bool_], scores: Scores) -> float:
    """The area under the ROC curve."""
    if answers.all() or not answers.any():
        return float("nan")
    return float(roc_auc_score(answers, scores))


def calibration_error(answers: NDArray[np.bool_], scores: Scores) -> float:
    """Expected calibration error in ten bands of equal width."""
    band = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(band, answers - scores, _BINS)
    return float(np.abs(gaps).sum() / len(scores))


def levels(rows: Judged) -> NDArray[np.int64]:
    """The labels of vagueness, −1 where there is none."""
    return np.array([-1 if e.vagueness is None else e.vagueness for e in rows.examples])


def said_levels(rows: Judged) -> NDArray[np.int64]:
    """The classes that were given."""
    return np.array([j.vagueness.label.label for j in rows.judgements])


def rule_levels(rows: Judged) -> NDArray[np.int64]:
    """The classes that rules alone would give."""
    return np.array([e.opinion.judgement.vagueness.label.label for e in rows.examples])


def macro_f1(answers: NDArray[np.int64], said: NDArray[np.int64]) -> float:
    """The mean F1 of the three classes."""
    return float(np.mean([f1(answers == k, said == k) for k in range(3)]))


def best_accepted(rows: Judged) -> NDArray[np.bool_]:
    """Whether the best class is one that an auditor would accept."""
    return np.array(
        [
            j.category.best is not None and CLASSES.index(j.category.best) in e.accepted
            for j, e in zip(rows.judgements, rows.examples, strict=True)
        ]
    )


def mismatches(rows: Judged) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the filed class is wrong, and whether that was said; rows with a known class only."""
    pairs = [
        (e.declared not in e.accepted, j.category.mismatch)
        for e, j in zip(rows.examples, rows.judgements, strict=True)
        if e.declared is not None and e.accepted
    ]
    found = np.array(pairs, bool).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def rule_mismatches(rows: Judged) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The same of rules alone."""
    pairs = [
        (e.declared not in e.accepted, e.opinion.judgement.category.mismatch)
        for e in rows.examples
        if e.declared is not None and e.accepted
    ]
    found = np.array(pairs, bool).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def mismatch_ranking(rows: Judged) -> tuple[NDArray[np.bool_], Scores]:
    """Whether the filed class is wrong, and how sure it was said: certain rules before doubts."""
    wrong, ranks = [], []
    for e, odds, doubt in zip(rows.examples, rows.accepted, rows.doubts, strict=True):
        if e.declared is None or not e.accepted:
            continue
        wrong.append(e.declared not in e.accepted)
        certain = e.opinion.judgement.category.mismatch
        ranks.append(1 + doubt if certain else doubt * (int(odds.argmax()) != e.declared))
    return np.array(wrong, bool), np.array(ranks, float)


def precision_at(answers: NDArray[np.bool_], scores: Scores, wanted: float) -> float:
    """The precision where the recall first reaches what is wanted."""
    if not answers.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(answers[order])
    at = int(np.searchsorted(hits, wanted * hits[-1]))
    return float(hits[at] / (at + 1))


Measure = Callable[[Judged], float]


def _vague(measure: Callable[[NDArray[np.bool_], NDArray[np.bool_]], float]) -> Measure:
    return lambda rows: measure(levels(rows) > 0, said_levels(rows) > 0)


VAGUENESS: dict[str, Measure] = {
    "vague or not: F1": _vague(f1),
    "vague or not: precision": _vague(precision),
    "vague or not: recall": _vague(recall),
    "three classes: macro F1": lambda rows: macro_f1(levels(rows), said_levels(rows)),
    "AUROC": lambda rows: area(levels(rows) > 0, 1 - rows.vague[:, 0]),
    "ECE": lambda rows: calibration_error(levels(rows) > 0, 1 - rows.vague[:, 0]),
    "sure: precision": lambda rows: precision(levels(rows) > 0, 1 - rows.vague[:, 0] >= rows.sure),
    "sure: recall": lambda rows: recall(levels(rows) > 0, 1 - rows.vague[:, 0] >= rows.sure),
    "rules only: F1": lambda rows: f1(levels(rows) > 0, rule_levels(rows) > 0),
    "rules only: macro F1": lambda rows: macro_f1(levels(rows), rule_levels(rows)),
}
CATEGORY: dict[str, Measure] = {
    "best class right or acceptable": lambda rows: float(best_accepted(rows).mean()),
    "mismatch: precision": lambda rows: precision(*mismatches(rows)),
    "mismatch: recall": lambda rows: recall(*mismatches(rows)),
    "mismatch: precision at recall 0.3": lambda rows: precision_at(*mismatch_ranking(rows), 0.3),
    "mismatch: precision at recall 0.6": lambda rows: precision_at(*mismatch_ranking(rows), 0.6),
    "mismatch: AUROC": lambda rows: area(*mismatch_ranking(rows)),
    "rules only, mismatch: precision": lambda rows: precision(*rule_mismatches(rows)),
    "rules only, mismatch: recall": lambda rows: recall(*rule_mismatches(rows)),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number with the middle 95 % of its bootstrap samples; `None` for not a number."""

    value: float | None
    low: float | None
    high: float | None


def figures(
    rows: Judged, measures: dict[str, Measure], *, samples: int = SAMPLES, seed: int = 0
) -> dict[str, Figure]:
    """Every measure with its interval; whole departments are drawn."""
    draws = _draws(rows.examples, samples, seed)
    result = {}
    for name, measure in measures.items():
        found = np.array([measure(rows.take(draw)) for draw in draws])
        found = found[np.isfinite(found)]
        low, high = np.quantile(found, [0.025, 0.975]) if len(found) else (np.nan, np.nan)
        result[name] = Figure(*(_number(each) for each in (measure(rows), low, high)))
    return result


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _draws(rows: Sequence[Example], samples: int, seed: int) -> list[NDArray[np.int64]]:
    places: dict[str, list[int]] = {}
    for number, example in enumerate(rows):
        places.setdefault(example.department, []).append(number)
    groups = [np.array(places[name], np.int64) for name in sorted(places)]
    chance = np.random.default_rng(seed)
    return [
        np.concatenate([groups[n] for n in chance.integers(len(groups), size=len(groups))])
        for _ in range(samples if groups else 0)
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The model against another on the same rows: mean difference and how often it was not better.

    `chance` is the share of bootstrap samples in which the model was not the better one.
    """

    difference: float
    low: float
    high: float
    chance: float


def compared(
    rows: Judged,
    measure: Callable[[NDArray[np.int64], NDArray[np.int64]], float],
    other: NDArray[np.int64],
    *,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Comparison:
    """A paired test of the given classes against another's, departments drawn."""
    answers, said = levels(rows), said_levels(rows)
    found = np.array(
        [
            measure(answers[draw], said[draw]) - measure(answers[draw], other[draw])
            for draw in _draws(rows.examples, samples, seed)
        ]
    )
    low, high = np.quantile(found, [0.025, 0.975])
    difference = measure(answers, said) - measure(answers, other)
    chance = float((found <= 0).mean())
    return Comparison(*(round(float(x), 4) for x in (difference, low, high, chance)))


@dataclass(frozen=True)
class Plain:
    """The plain baseline: character 1–3-grams, TF-IDF and logistic regression, nothing else."""

    vague: Scores
    accepted: NDArray[np.bool_]


def plain_baseline(workshop: Workshop) -> Plain:
    """What the baseline says of every labelled row, fitted on the same parts as the model."""
    rows, split = workshop.labelled, workshop.split
    texts = np.array([_plain_text(e) for e in rows], dtype=object)
    vague, accepted = np.zeros((len(rows), 3)), np.zeros(len(rows), bool)
    order = np.concatenate([split.test(part) for part in range(split.parts)])
    for part in range(split.parts):
        seen, unseen = split.training(frozenset([part])), split.test(part)
        grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        fitted = grams.fit_transform(texts[seen])
        asked = grams.transform(texts[unseen])
        known = workshop.vague[seen] >= 0
        model = LogisticRegression(C=10, max_iter=500).fit(
            fitted[known], workshop.vague[seen][known]
        )
        vague[np.ix_(unseen, model.classes_)] = model.predict_proba(asked)
        has = workshop.accepted[seen].any(axis=1)
        best = [rows[n].accepted[0] for n in seen[has].tolist()]
        classes = LogisticRegression(C=10, max_iter=500).fit(fitted[has], best).predict(asked)
        accepted[unseen] = workshop.accepted[unseen, classes]
    return Plain(vague[order], accepted[order])


def _plain_text(example: Example) -> str:
    indicator = example.opinion.indicator
    parts = (indicator.level2, indicator.name, indicator.description, indicator.value)
    return "|".join(part or "" for part in parts)
