"""The judgement of indicator rows: one opinion that every check asks for.

Rules always speak. Where models are handed in, they add the calibrated score, the best class and
second choices, and decide what no certain rule has decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.classify.category_rules import judge_category
from auditor.classify.context import shared_with_project
from auditor.classify.duplicate_fields import duplicate_fields
from auditor.classify.nature import Reading, read_row
from auditor.classify.observed import Observed
from auditor.classify.vagueness_rules import RULES, is_settled, judge_vagueness
from auditor.classify.value_mismatch import value_mismatch_rule
from auditor.classify.words import Words
from auditor.domain import (
    Document,
    Indicator,
    Judgement,
    Project,
    Vagueness,
    VaguenessJudgement,
)
from auditor.text.language import Language
from auditor.text.quantity import parse_target

if TYPE_CHECKING:
    from auditor.classify.category import CategoryModel
    from auditor.classify.linear import Scores
    from auditor.classify.store import Models
    from auditor.classify.vagueness import VaguenessModel

#: Of the labelled rows that the guideline settles, fewer than so many were not 明确.
_SETTLED = 0.1
#: Rows that the models encode together: enough to fill the arrays, little to hold.
_BATCH = 8192


@dataclass(frozen=True, slots=True)
class Opinion:
    """What rules make of a row, and what the models may know of it."""

    indicator: Indicator
    judgement: Judgement
    observed: Observed


def read(indicator: Indicator, language: Language) -> Reading:
    """What the rules see in a row: folded texts, target, unit, the nature of what is measured."""
    return _read(indicator.name, indicator.description, indicator.value, language)


@lru_cache(maxsize=32768)
def _read(
    name: str | None, description: str | None, value: str | None, language: Language
) -> Reading:
    return read_row(name, description, value, parse_target(value, name), Words(language))


def opinion(indicator: Indicator, project: Project, language: Language) -> Opinion:
    """What rules make of one row."""
    words = Words(language)
    reading = read(indicator, language)
    duplicates = duplicate_fields(indicator, language)
    vagueness = judge_vagueness(indicator, reading, duplicates, project, words)
    value_rule = value_mismatch_rule(reading, vagueness, words)
    judgement = Judgement(
        target=reading.target,
        vagueness=vagueness,
        category=judge_category(indicator.level2, indicator.level1, reading, words),
        duplicate_fields=duplicates,
        value_mismatch=value_rule is not None,
    )
    rule = vagueness.reasons[0].rule if vagueness.reasons else None
    declared = judgement.category.declared
    shared = shared_with_project(reading.name, project.name, language)
    observed = Observed(reading, declared, rule, duplicates, value_rule, shared)
    return Opinion(indicator, judgement, observed)


def judge(
    indicator: Indicator, project: Project, document: Document, language: Language
) -> Judgement:
    """What rules make of one row; scores and the best class are left to the models."""
    del document
    return opinion(indicator, project, language).judgement


def judge_documents(
    documents: Iterable[Document], language: Language, models: Models | None = None
) -> dict[tuple[str, int, int], Judgement]:
    """Every row of the documents, keyed as `Corpus.judgements`; equal rows are judged once."""
    places: dict[tuple[str, int, int], int] = {}
    numbers: dict[tuple[object, ...], int] = {}
    opinions: list[Opinion] = []
    for document in documents:
        for project in document.projects:
            for row in project.indicators:
                key = (
                    row.level1, row.level2, row.name, row.description, row.value,
                    row.doubtful, project.name, project.purpose,
                )  # fmt: skip
                number = numbers.setdefault(key, len(opinions))
                if number == len(opinions):
                    opinions.append(opinion(row, project, language))
                places[document.id, project.seq, row.row] = number
    judgements = judge_together(opinions, language, models)
    return {place: judgements[number] for place, number in places.items()}


def judge_together(
    opinions: Sequence[Opinion], language: Language, models: Models | None
) -> list[Judgement]:
    """The final judgement of each row: the rules' own where there are no models."""
    if models is None:
        return [each.judgement for each in opinions]
    result: list[Judgement] = []
    for start in range(0, len(opinions), _BATCH):
        result += _judged(opinions[start : start + _BATCH], language, models)
    return result


def _judged(batch: Sequence[Opinion], language: Language, models: Models) -> list[Judgement]:
    return judge_fitted(batch, language, models.vagueness, models.category)[0]


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
    made = []
    # Python's own numbers: one by one they are much faster than an array's.
    levels: list[list[float]] = scored.tolist()
    classed: list[list[float]] = accepted.tolist()
    refusals: list[float] = doubts.tolist()
    for each, probabilities, odds, doubt in zip(batch, levels, classed, refusals, strict=True):
        rules = each.judgement
        made.append(
            Judgement(
                rules.target,
                _vagueness(each, probabilities, vague),
                classes.judge(
                    odds, doubt, rules.category, silent=each.observed.rule == "placeholder-value"
                ),
                rules.duplicate_fields,
                rules.value_mismatch,
            )
        )
    return made, scored, accepted, doubts


def _vagueness(
    each: Opinion, probabilities: Sequence[float], model: VaguenessModel
) -> VaguenessJudgement:
    """What a certain rule calls not 明确 stays so; how far, and all else, the model decides."""
    spoken = each.judgement.vagueness
    if not spoken.reasons and is_settled(each.observed.reading):
        return VaguenessJudgement(Vagueness.CLEAR, min(_SETTLED, round(1 - probabilities[0], 4)))
    certain = bool(spoken.reasons) and RULES[spoken.reasons[0].rule].certain
    label = model.label(probabilities, not_clear=certain)
    clear = label is Vagueness.CLEAR
    reasons = () if clear else spoken.reasons
    if not clear and not reasons and (found := model.reason(each.indicator, each.observed)):
        reasons = (found,)
    score = 1 - probabilities[0]
    sure = not clear and score >= model.sure
    return VaguenessJudgement(label, round(score, 4), reasons, sure)
