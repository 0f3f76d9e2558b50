"""How the installed models do on labelled rows, beside rules alone, and where they go wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from auditor.classify.heuristics import judge_together
from auditor.classify.store import Models
from auditor.domain import Judgement
from auditor.rows import columns
from auditor.text.language import Language
from auditor.training.card import shown
from auditor.training.examples import Example, examples
from auditor.training.labels import LabelledRow
from auditor.training.measure import (
    CATEGORY,
    TITLES,
    VAGUENESS,
    Figure,
    Judged,
    f1,
    figures,
    judge_rows,
    precision,
    recall,
)

#: A region, department or source with fewer rows gets no table of its own.
_TOLD_ROWS = 50
#: What the columns of wrongly judged rows are called beside those of labelled rows.
HEADINGS = columns.HEADINGS | {
    "judged_vagueness": "判断的空泛程度",
    "score": "不明确的概率",
    "judged_category": "判断的类别",
    "probability": "类别的概率",
    "reason": "判断的理由",
}
_UNSEEN, _SEEN = "训练中没有见过的部门和文字", "训练中见过的部门或文字（数字偏高，不作数）"


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of some of the rows: the title says which."""

    title: str
    rows: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures for all rows and for parts of them, and the rows that were judged wrongly."""

    parts: tuple[Measured, ...]
    errors: tuple[dict[str, Any], ...]


def evaluate(
    rows: Sequence[LabelledRow], language: Language, models: Models | None, *, samples: int = 1000
) -> Evaluation:
    """Measure on labelled rows; without models only what rules alone say is measured.

    Intervals are bootstrapped over departments. Rows whose department or text the models were
    trained on are told apart.
    """
    known = examples(rows, language)
    made = judge_together([each.opinion for each in known], language, models)
    judged = models and judge_rows(models.vagueness, models.category, known, language)
    parts = [
        Measured(
            title,
            len(picked),
            _by_models(judged.take(np.array(picked, np.int64)), samples)
            if judged
            else dict(_by_rules([known[n] for n in picked])),
        )
        for title, picked in _parts(known, models)
    ]
    fields = Measured("字段判断（规则）", len(rows), dict(_fields(rows, made)))
    errors = sorted(_errors(rows, made), key=lambda pair: -pair[0])
    return Evaluation((*parts, fields), tuple(error for _, error in errors))


def lines(found: Evaluation) -> Iterator[str]:
    """The figures for a person to read."""
    for part in found.parts:
        yield f"{part.title}（{part.rows} 行）"
        for name, figure in part.figures.items():
            yield f"  {TITLES[name]}：{shown(figure)}"


def _parts(known: Sequence[Example], models: Models | None) -> Iterator[tuple[str, Sequence[int]]]:
    """All rows, seen and unseen ones, then each source, region and department with enough rows."""
    every = range(len(known))
    yield "全部", every
    if models is not None:
        trained_on = set(models.seen.tolist())
        seen = np.array([not trained_on.isdisjoint(each.marks) for each in known])
        for title, picked in ((_UNSEEN, ~seen), (_SEEN, seen)):
            if picked.any():
                yield title, np.flatnonzero(picked).tolist()
    kinds: tuple[tuple[str, Callable[[Example], str]], ...] = (
        ("来源", lambda e: e.source),
        ("地区", lambda e: e.region),
        ("部门", lambda e: e.department),
    )
    for kind, name in kinds:
        counts = Counter(name(each) for each in known)
        for one, count in sorted(counts.items()):
            if one and _TOLD_ROWS <= count < len(known):
                yield f"{kind} {one}", [n for n in every if name(known[n]) == one]


def _by_models(judged: Judged, samples: int) -> dict[str, Figure]:
    vague = judged.where(lambda e: e.vagueness is not None)
    filed = judged.where(lambda e: bool(e.accepted))
    return _figures(vague, VAGUENESS, samples) | _figures(filed, CATEGORY, samples)


def _figures(rows: Judged, measures: dict[str, Any], samples: int) -> dict[str, Figure]:
    return figures(rows, measures, samples=samples) if len(rows.examples) else {}


def _by_rules(rows: Sequence[Example]) -> Iterator[tuple[str, Figure]]:
    labelled = [each for each in rows if each.vagueness is not None]
    if labelled:
        levels = np.array([each.vagueness for each in labelled])
        ruled = np.array([e.opinion.judgement.vagueness.label.label for e in labelled])
        yield "rules only: F1", Figure(round(f1(levels > 0, ruled > 0), 4), None, None)
    filed = [each for each in rows if each.declared is not None and each.accepted]
    if filed:
        wrong = np.array([each.declared not in each.accepted for each in filed])
        refused = np.array([each.opinion.judgement.category.mismatch for each in filed])
        found = round(precision(wrong, refused), 4) if refused.any() else None
        yield "rules only, mismatch: precision", Figure(found, None, None)


def _fields(rows: Sequence[LabelledRow], made: Sequence[Judgement]) -> Iterator[tuple[str, Figure]]:
    """The labels that rules alone decide."""
    pairs = [(row, judged) for row, judged in zip(rows, made, strict=True)]
    off = [(r.value_mismatch, j.value_mismatch) for r, j in pairs if r.value_mismatch is not None]
    if off:
        answers, said = (np.array(each, bool) for each in zip(*off, strict=True))
        for name, measure in (("precision", precision), ("recall", recall)):
            value = float(measure(answers, said))
            yield f"value_mismatch: {name}", Figure(round(value, 4), None, None)
    same = [
        set(r.duplicate_fields) == set(j.duplicate_fields)
        for r, j in pairs
        if r.duplicate_fields is not None
    ]
    if same:
        yield "duplicate_fields: exact", Figure(round(sum(same) / len(same), 4), None, None)


def _errors(
    rows: Sequence[LabelledRow], made: Sequence[Judgement]
) -> Iterator[tuple[float, dict[str, Any]]]:
    """Each row whose class of vagueness or best category was judged otherwise, with how surely."""
    for row, judged in zip(rows, made, strict=True):
        vagueness, category = judged.vagueness, judged.category
        score = vagueness.score
        wrong_level = row.vagueness is not None and row.vagueness is not vagueness.label
        accepted = {row.category, *row.category_also}
        wrong_class = row.category is not None and category.best not in (None, *accepted)
        if not (wrong_level or wrong_class):
            continue
        surely = 0.0
        if wrong_level and score is not None and row.vagueness is not None:
            surely = score if row.vagueness.label == 0 else 1 - score
        if wrong_class:
            surely = max(surely, category.probability or 0.0)
        yield (
            surely,
            {
                "id": row.id,
                "department": row.department,
                "project_name": row.project_name,
                "level2": row.level2,
                "level3": row.level3,
                "description": row.description,
                "value": row.value,
                "vagueness": None if row.vagueness is None else row.vagueness.value,
                "judged_vagueness": vagueness.label.value,
                "score": score,
                "category": None if row.category is None else row.category.value,
                "category_also": [each.value for each in row.category_also],
                "judged_category": None if category.best is None else category.best.value,
                "probability": category.probability,
                "reason": vagueness.reasons[0].rule if vagueness.reasons else None,
            },
        )
