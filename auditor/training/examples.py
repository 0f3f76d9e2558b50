"""Labelled and unlabelled rows as the models see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.classify.category import CLASSES
from auditor.classify.heuristics import Opinion, opinion
from auditor.classify.store import mark
from auditor.text.language import Language
from auditor.training.labels import LabelledRow, subject
from auditor.training.split import masked_row


@dataclass(frozen=True, slots=True)
class Example:
    """A row, what the rules made of it, and its labels where it has any.

    `owner` is the department's name as given, `department` one that tells it from those of other
    regions. `accepted` are the classes an auditor would accept, the best one first.
    """

    id: str
    department: str
    region: str
    source: str
    text: str
    opinion: Opinion
    owner: str | None = None
    vagueness: int | None = None
    accepted: tuple[int, ...] = ()

    @property
    def marks(self) -> tuple[int, ...]:
        """What a model remembers of having been trained on it: its text and whose row it is."""
        return tuple(mark(text) for text in (self.text, self.owner) if text)

    @property
    def declared(self) -> int | None:
        """The number of the class the row was filed under."""
        known = self.opinion.observed.declared
        return None if known is None else CLASSES.index(known)


def examples(rows: Iterable[LabelledRow], language: Language) -> tuple[Example, ...]:
    """Labelled rows, or bare ones, as examples; a row without a department stands alone."""
    return tuple(_example(row, number, language) for number, row in enumerate(rows, 1))


def _example(row: LabelledRow, number: int, language: Language) -> Example:
    indicator, project, _ = subject(row)
    classes = () if row.category is None else (row.category, *row.category_also)
    department = row.department or f"row {number}"
    return Example(
        id=row.id or str(number),
        department=f"{row.region or ''} {department}".strip(),
        region=row.region or "",
        source=row.source or "",
        text=masked_row(row.level3, row.description, row.value),
        opinion=opinion(indicator, project, language),
        owner=row.department,
        vagueness=None if row.vagueness is None else row.vagueness.label,
        accepted=tuple(dict.fromkeys(CLASSES.index(each) for each in classes)),
    )
