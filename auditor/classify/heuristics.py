"""The rule-based judgement of indicator rows: one opinion that every check asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from auditor.classify.category_rules import judge_category
from auditor.classify.duplicate_fields import duplicate_fields
from auditor.classify.nature import Reading, read_row
from auditor.classify.vagueness_rules import judge_vagueness
from auditor.classify.value_mismatch import value_mismatch
from auditor.classify.words import Words
from auditor.domain import Document, Indicator, Judgement, Place, Project
from auditor.text.language import Language


def read(indicator: Indicator, language: Language) -> Reading:
    """What the rules see in a row: folded texts, target, unit, the nature of what is measured."""
    return _read(indicator.name, indicator.description, indicator.value, language)


@lru_cache(maxsize=32768)
def _read(
    name: str | None, description: str | None, value: str | None, language: Language
) -> Reading:
    return read_row(name, description, value, language.target(value, name), Words(language))


def judge(
    indicator: Indicator, project: Project, document: Document, language: Language
) -> Judgement:
    """What rules make of one row; scores and the best class are left to the models."""
    del document
    words = Words(language)
    reading = read(indicator, language)
    duplicates = duplicate_fields(indicator, language)
    vagueness = judge_vagueness(indicator, reading, duplicates, project, words)
    return Judgement(
        target=reading.target,
        vagueness=vagueness,
        category=judge_category(indicator.level2, indicator.level1, reading, words),
        duplicate_fields=duplicates,
        value_mismatch=value_mismatch(reading, vagueness, words),
    )


def judge_documents(
    documents: Iterable[Document], language: Language
) -> dict[tuple[str, int, int], Judgement]:
    """Every row of the documents, keyed as `Corpus.judgements`; equal rows are judged once."""
    judged: dict[tuple[Indicator, str | None, str | None], Judgement] = {}
    result: dict[tuple[str, int, int], Judgement] = {}
    for document in documents:
        for project in document.projects:
            for indicator in project.indicators:
                bare = replace(
                    indicator, row=0, basis=None, value_cells=(), other=(), place=Place(), cells=()
                )
                key = bare, project.name, project.purpose
                if key not in judged:
                    judged[key] = judge(indicator, project, document, language)
                result[document.id, project.seq, indicator.row] = judged[key]
    return result
