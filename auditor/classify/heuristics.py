"""The judgement of indicator rows: one opinion that every check asks for.

Rules always speak. Where models are handed in, they add the calibrated score, the best class and
second choices, and decide what no certain rule has decided.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from auditor.classify.category_rules import judge_category
from auditor.classify.context import shared_with_project
from auditor.classify.duplicate_fields import duplicate_fields
from auditor.classify.nature import Reading, read_row
from auditor.classify.observed import Observed
from auditor.classify.vagueness_rules import RULES, is_settled, judge_vagueness
from auditor.classify.value_mismatch import value_mismatch_rule
from auditor.classify.words import Words
from auditor.domain import (
    CategoryJudgement,
    Document,
    Indicator,
    Judgement,
    Project,
    Vagueness,
    VaguenessJudgement,
)
from auditor.text.language import Language

if TYPE_CHECKING:
    from auditor.classify.category import CategoryModel
    from auditor.classify.linear import Scores
    from auditor.classify.store import Models
    from auditor.classify.vagueness import VaguenessModel

#: Of the labelled rows that the guideline settles, fewer than so many were not 明确.
_SETTLED = 0.1
#: Rows that are judged together: enough to fill the arrays, few enough that what was found out
#: about their texts is still remembered when the models ask for it.
_BATCH = 1024


class Opinion(NamedTuple):
    """What rules make of a row, and what the models may know of it."""

    indicator: Indicator
    observed: Observed
    vagueness: VaguenessJudgement
    category: CategoryJudgement

    @property
    def judgement(self) -> Judgement:
        """The judgement of the rules alone."""
        return self.judged(self.vagueness, self.category)

    def judged(self, vagueness: VaguenessJudgement, category: CategoryJudgement) -> Judgement:
        """The judgement of the row where that of these two is such."""
        reading, observed = self.observed.reading, self.observed
        mismatch = observed.value_rule is not None
        return Judgement(reading.target, vagueness, category, observed.duplicates, mismatch)


def read(indicator: Indicator, language: Language) -> Reading:
    """What the rules see in a row: folded texts, target, unit, the nature of what is measured."""
    return _read(indicator.name, indicator.description, indicator.value, language)


@lru_cache(maxsize=32768)
def _read(
    name: str | None, description: str | None, value: str | None, language: Language
) -> Reading:
    return read_row(name, description, value, language.target(value, name), language)


def opinion(indicator: Indicator, project: Project, language: Language) -> Opinion:
    """What rules make of one row."""
    return opinions([(indicator, project)], language)[0]


def opinions(rows: Sequence[tuple[Indicator, Project]], language: Language) -> list[Opinion]:
    """What rules make of each row: one question after the other, each put to all rows.

    Row by row it takes a quarter longer, because a processor then finds little of what it needs
    where it left it.
    """
    words = Words(language)
    readings = [read(row, language) for row, _ in rows]
    duplicates = [duplicate_fields(row, language) for row, _ in rows]
    vagueness = [
        judge_vagueness(row, reading, repeated, project, words)
        for (row, project), reading, repeated in zip(rows, readings, duplicates, strict=True)
    ]
    value_rules = [
        value_mismatch_rule(reading, judged, words)
        for reading, judged in zip(readings, vagueness, strict=True)
    ]
    categories = [
        judge_category(row.level2, row.level1, reading, words)
        for (row, _), reading in zip(rows, readings, strict=True)
    ]
    made = zip(rows, readings, duplicates, vagueness, value_rules, categories, strict=True)
    return [
        Opinion(
            row,
            Observed(
                reading,
                category.declared,
                vague.reasons[0].rule if vague.reasons else None,
                repeated,
                value_rule,
                shared_with_project(reading.name, project.name, language),
            ),
            vague,
            category,
        )
        for (row, project), reading, repeated, vague, value_rule, category in made
    ]


def judge_documents(
    documents: Iterable[Document], language: Language, models: Models | None = None
) -> dict[tuple[str, int, int], Judgement]:
    """Every row of the documents, keyed as `Corpus.judgements`; equal rows are judged once."""
    places: dict[tuple[str, int, int], int] = {}
    numbers: dict[tuple[object, ...], int] = {}
    rows: list[tuple[Indicator, Project]] = []
    judgements: list[Judgement] = []
    with uncollected():
        for document in documents:
            for project in document.projects:
                for row in project.indicators:
                    key = (
                        row.level1, row.level2, row.name, row.description, row.value,
                        row.doubtful, project.name, project.purpose,
                    )  # fmt: skip
                    number = numbers.setdefault(key, len(rows))
                    if number == len(rows):
                        rows.append((row, project))
                    places[document.id, project.seq, row.row] = number
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            judgements += judge_together(opinions(batch, language), language, models)
        return {place: judgements[number] for place, number in places.items()}


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for objects that only refer to each other.

    Judging makes none and leaves many others, through which the search would go again and again.
    In the end they count as old ones, as if the search had gone through them.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def judge_together(
    given: Sequence[Opinion], language: Language, models: Models | None
) -> list[Judgement]:
    """The final judgement of each row: the rules' own where there are no models."""
    if models is None:
        return [each.judgement for each in given]
    result: list[Judgement] = []
    for start in range(0, len(given), _BATCH):
        batch = given[start : start + _BATCH]
        result += judge_fitted(batch, language, models.vagueness, models.category)[0]
    return result


def judge_fitted(
    batch: Sequence[Opinion], language: Language, vague: VaguenessModel, classes: CategoryModel
) -> tuple[list[Judgement], Scores, Scores, Scores]:
    """The judgements of one batch, and what they rest on.

    That is, of each row: the probabilities of the three classes of vagueness, of being accepted
    under each of the ten classes, and of being refused under the filed one.
    """
    observed = [each.observed for each in batch]
    matrix = vague.encoder.encode(observed, language)
    scored = vague.probabilities(matrix)
    if classes.encoder is not vague.encoder:
        matrix = classes.encoder.encode(observed, language)
    accepted = classes.probabilities(matrix)
    doubts = classes.doubts(accepted, [each.declared for each in observed])
    silent = [each.observed.rule == "placeholder-value" for each in batch]
    filed = [each.category for each in batch]
    judged = zip(
        batch,
        _vagueness(batch, scored, vague),
        classes.judge(accepted, doubts, filed, silent),
        strict=True,
    )
    made = [each.judged(vagueness, category) for each, vagueness, category in judged]
    return made, scored, accepted, doubts


def _vagueness(
    batch: Sequence[Opinion], scored: Scores, model: VaguenessModel
) -> list[VaguenessJudgement]:
    """What a certain rule calls not 明确 stays so; how far, and all else, the model decides."""
    clear = Vagueness.CLEAR
    made: list[VaguenessJudgement] = []
    unexplained: list[int] = []
    # Python's own numbers: one by one they are much faster than an array's.
    levels: list[list[float]] = scored.tolist()
    for number, (each, probabilities) in enumerate(zip(batch, levels, strict=True)):
        reasons = each.vagueness.reasons
        score = 1 - probabilities[0]
        if not reasons and is_settled(each.observed.reading):
            made.append(VaguenessJudgement(clear, min(_SETTLED, round(score, 4))))
            continue
        certain = bool(reasons) and RULES[reasons[0].rule].certain
        label = model.label(probabilities, not_clear=certain)
        if label is clear:
            made.append(VaguenessJudgement(label, round(score, 4)))
            continue
        if not reasons:
            unexplained.append(number)
        made.append(VaguenessJudgement(label, round(score, 4), reasons, score >= model.sure))
    rows = [(batch[number].indicator, batch[number].observed) for number in unexplained]
    for number, reason in zip(unexplained, model.reasons(rows), strict=True):
        if reason is not None:
            made[number] = replace(made[number], reasons=(reason,))
    return made
