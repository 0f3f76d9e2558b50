"""How good models are on rows they have not seen, with intervals drawn by department."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from auditor.classify.category import CLASSES, CategoryModel, untold
from auditor.classify.heuristics import judge_fitted
from auditor.classify.linear import Scores
from auditor.classify.vagueness import VaguenessModel
from auditor.domain import Category
from auditor.text.language import Language
from auditor.training.examples import Example
from auditor.training.fit import Workshop

SAMPLES = 1000
_BINS = 10


Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Labelled rows and what was made of them by models that had not seen their departments.

    `levels` are the labels of vagueness (−1 where there is none), `said` the classes given, `ruled`
    those that rules alone would give, `probabilities` those of the three classes. `best` tells
    whether the best class is acceptable, `blind` whether the likeliest by content alone is. Where
    `filed` holds, the filed class and its label are known: `wrong` is the label, `refused` what
    was said, `refused_by_rules` what rules alone say, and `rank` how sure it was: certain rules
    before doubts.
    """

    examples: NDArray[np.object_]
    levels: NDArray[np.int64]
    said: NDArray[np.int64]
    ruled: NDArray[np.int64]
    probabilities: Scores
    sure: NDArray[np.float64]
    best: Flags
    blind: Flags
    filed: Flags
    wrong: Flags
    refused: Flags
    refused_by_rules: Flags
    rank: NDArray[np.float64]

    @property
    def scores(self) -> NDArray[np.float64]:
        """The probability that a row is not 明确."""
        return 1 - self.probabilities[:, 0]

    def where(self, kept: Callable[[Example], bool]) -> Judged:
        """Some of the rows."""
        return self.take(np.array([n for n, e in enumerate(self.examples) if kept(e)], np.int64))

    def take(self, picked: NDArray[np.int64]) -> Judged:
        """The rows of these numbers, which may repeat."""
        return Judged(**{field.name: getattr(self, field.name)[picked] for field in fields(self)})


def joined(parts: Sequence[Judged]) -> Judged:
    """Several parts as one."""
    return Judged(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Judged)
        }
    )


def judge_rows(
    vagueness: VaguenessModel, category: CategoryModel, rows: Sequence[Example], language: Language
) -> Judged:
    """Judge rows as the product does."""
    opinions = [example.opinion for example in rows]
    made, vague, accepted, doubts = judge_fitted(opinions, language, vagueness, category)
    kept = np.empty(len(rows), object)
    kept[:] = rows
    declared = np.array([-1 if e.declared is None else e.declared for e in rows], np.int64)
    ruled = [e.opinion.judgement for e in rows]
    certain = np.array([j.category.mismatch for j in ruled], bool)
    best = accepted.argmax(axis=1)
    own = np.where(declared >= 0, accepted[np.arange(len(rows)), declared], 1.0)
    told = ~untold(accepted.max(axis=1), own)
    return Judged(
        examples=kept,
        levels=np.array([-1 if e.vagueness is None else e.vagueness for e in rows], np.int64),
        said=np.array([j.vagueness.label.label for j in made], np.int64),
        ruled=np.array([j.vagueness.label.label for j in ruled], np.int64),
        probabilities=vague,
        sure=np.full(len(rows), vagueness.sure),
        best=np.array(
            [_number_of(j.category.best) in e.accepted for j, e in zip(made, rows, strict=True)],
            bool,
        ),
        blind=np.array([n in e.accepted for n, e in zip(best.tolist(), rows, strict=True)], bool),
        filed=np.array([e.declared is not None and bool(e.accepted) for e in rows], bool),
        wrong=np.array([e.declared not in e.accepted for e in rows], bool),
        refused=np.array([j.category.mismatch for j in made], bool),
        refused_by_rules=certain,
        rank=np.where(certain, 1 + doubts, doubts * told),
    )


def _number_of(category: Category | None) -> int | None:
    return None if category is None else CLASSES.index(category)


def cross_judged(workshop: Workshop) -> Judged:
    """Every labelled row, judged by models fitted without its part and its near-duplicates."""
    parts = workshop.split.parts
    made = []
    for part in range(parts):
        rows = [workshop.labelled[n] for n in workshop.split.test(part).tolist()]
        fitted = workshop.fitted(frozenset([part]))
        made.append(judge_rows(fitted.vagueness, fitted.category, rows, workshop.language))
    return joined(made)


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


def macro_f1(answers: NDArray[np.int64], said: NDArray[np.int64]) -> float:
    """The mean F1 of the three classes."""
    return float(np.mean([f1(answers == k, said == k) for k in range(3)]))


def precision_at(answers: NDArray[np.bool_], scores: Scores, wanted: float) -> float:
    """The precision where the recall first reaches what is wanted."""
    if not answers.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(answers[order])
    at = int(np.searchsorted(hits, wanted * hits[-1]))
    return float(hits[at] / (at + 1))


Measure = Callable[[Judged], float]

VAGUENESS: dict[str, Measure] = {
    "vague or not: F1": lambda rows: f1(rows.levels > 0, rows.said > 0),
    "vague or not: precision": lambda rows: precision(rows.levels > 0, rows.said > 0),
    "vague or not: recall": lambda rows: recall(rows.levels > 0, rows.said > 0),
    "three classes: macro F1": lambda rows: macro_f1(rows.levels, rows.said),
    "AUROC": lambda rows: area(rows.levels > 0, rows.scores),
    "ECE": lambda rows: calibration_error(rows.levels > 0, rows.scores),
    "sure: precision": lambda rows: precision(rows.levels > 0, rows.scores >= rows.sure),
    "sure: recall": lambda rows: recall(rows.levels > 0, rows.scores >= rows.sure),
    "rules only: F1": lambda rows: f1(rows.levels > 0, rows.ruled > 0),
    "rules only: macro F1": lambda rows: macro_f1(rows.levels, rows.ruled),
}


def _filed(measure: Callable[[Flags, Flags], float], said: str) -> Measure:
    return lambda rows: measure(rows.wrong[rows.filed], getattr(rows, said)[rows.filed])


def _ranked(recall_wanted: float) -> Measure:
    return lambda rows: precision_at(rows.wrong[rows.filed], rows.rank[rows.filed], recall_wanted)


CATEGORY: dict[str, Measure] = {
    "best class right or acceptable": lambda rows: float(rows.best.mean()),
    "likeliest class by content alone": lambda rows: float(rows.blind.mean()),
    "mismatch: precision": _filed(precision, "refused"),
    "mismatch: recall": _filed(recall, "refused"),
    "mismatch: precision at recall 0.3": _ranked(0.3),
    "mismatch: precision at recall 0.6": _ranked(0.6),
    "mismatch: AUROC": lambda rows: area(rows.wrong[rows.filed], rows.rank[rows.filed]),
    "rules only, mismatch: precision": _filed(precision, "refused_by_rules"),
    "rules only, mismatch: recall": _filed(recall, "refused_by_rules"),
}


#: What a person reads of each measure.
TITLES = {
    "vague or not: F1": "空泛与否 F1",
    "vague or not: precision": "空泛与否 准确率",
    "vague or not: recall": "空泛与否 召回率",
    "three classes: macro F1": "三类 宏 F1",
    "AUROC": "空泛与否 AUROC",
    "ECE": "概率校准误差 ECE",
    "sure: precision": "“高”的门槛 准确率",
    "sure: recall": "“高”的门槛 召回率",
    "rules only: F1": "只用规则 空泛与否 F1",
    "rules only: macro F1": "只用规则 三类 宏 F1",
    "best class right or acceptable": "最合适的类别 正确或可接受",
    "likeliest class by content alone": "只看内容最可能的类别 正确或可接受",
    "mismatch: precision": "错配 准确率",
    "mismatch: recall": "错配 召回率",
    "mismatch: precision at recall 0.3": "错配 召回 0.3 时的准确率",
    "mismatch: precision at recall 0.6": "错配 召回 0.6 时的准确率",
    "mismatch: AUROC": "错配 AUROC",
    "rules only, mismatch: precision": "只用规则 错配 准确率",
    "rules only, mismatch: recall": "只用规则 错配 召回率",
    "value_mismatch: precision": "值与指标不符 准确率",
    "value_mismatch: recall": "值与指标不符 召回率",
    "duplicate_fields: exact": "字段重复 判断全对",
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


def _draws(rows: Iterable[Example], samples: int, seed: int) -> list[NDArray[np.int64]]:
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
    answers, said = rows.levels, rows.said
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
    texts = np.array([_plain_text(e, filed=True) for e in rows], dtype=object)
    blind = np.array([_plain_text(e, filed=False) for e in rows], dtype=object)
    vague, accepted = np.zeros((len(rows), 3)), np.zeros(len(rows), bool)
    order = np.concatenate([split.test(part) for part in range(split.parts)])
    for part in range(split.parts):
        seen, unseen = split.training(frozenset([part])), split.test(part)
        grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        fitted, asked = grams.fit_transform(texts[seen]), grams.transform(texts[unseen])
        known = workshop.vague[seen] >= 0
        model = LogisticRegression(C=10, max_iter=500).fit(
            fitted[known], workshop.vague[seen][known]
        )
        vague[np.ix_(unseen, model.classes_)] = model.predict_proba(asked)
        has = workshop.accepted[seen].any(axis=1)
        best = [rows[n].accepted[0] for n in seen[has].tolist()]
        fitted, asked = grams.fit_transform(blind[seen]), grams.transform(blind[unseen])
        classes = LogisticRegression(C=10, max_iter=500).fit(fitted[has], best).predict(asked)
        accepted[unseen] = workshop.accepted[unseen, classes]
    return Plain(vague[order], accepted[order])


def _plain_text(example: Example, *, filed: bool) -> str:
    indicator = example.opinion.indicator
    parts = (
        indicator.level2 if filed else None,
        indicator.name,
        indicator.description,
        indicator.value,
    )
    return "|".join(part or "" for part in parts)
