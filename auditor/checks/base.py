"""What a check is: metadata that stands once, and one method that yields observations.

A check is a class with a Chinese docstring (what the department reads), and inherits from the base
of its subject: `RowCheck`, `ProjectCheck`, `DocumentCheck` or `CorpusCheck`. It yields
`Observation`s; `engine` turns them into `Finding`s with place, stable id, severity and policy.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from auditor.domain import (
    Certainty,
    Corpus,
    Document,
    Field,
    Indicator,
    Location,
    Paragraph,
    Project,
    Row,
    Severity,
)
from auditor.settings import Settings
from auditor.text.language import Language


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at beside its subject."""

    corpus: Corpus
    settings: Settings
    language: Language


@dataclass(frozen=True, slots=True)
class Observation:
    """What a check saw. `quote` is verbatim text of `field` at the first of `rows`, of the
    project's `field`, or of `paragraph`; `message` is one sentence why; slots in `advice` are `__`.

    `severity`, `certainty` and `advice` replace the check's own where the case is graver or milder.
    `rows` are 1-based row numbers in the project; empty for a finding on the project or document.
    """

    quote: str
    message: str
    fields: tuple[Field, ...]
    rows: tuple[int, ...] = ()
    paragraph: int | None = None
    advice: str | None = None
    severity: Severity | None = None
    certainty: Certainty | None = None
    related: tuple[Location, ...] = ()
    score: float | None = None


#: An observation with the document and the project (`None` for the document itself) it stands on.
Seen = tuple[Document, Project | None, Observation]


class Check(ABC):
    """Metadata of a check.

    `code` is the family's letter and two digits and is never reused. `policy` holds keys of
    `policy.toml`, grades A and B only. `bad` must be found and `good` must not: both are executed
    by the contract test and printed in the catalogue; `beside` is audited together with either,
    where a check compares documents. `asks_models`: it is silent without trained models. The
    docstring's paragraphs are: the fault in one line; why it matters; `已知局限：…`.
    """

    code: ClassVar[str]
    slug: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[Severity]
    certainty: ClassVar[Certainty] = Certainty.CERTAIN
    policy: ClassVar[tuple[str, ...]] = ()
    advice: ClassVar[str]
    bad: ClassVar[Document]
    good: ClassVar[Document]
    beside: ClassVar[tuple[Document, ...]] = ()
    enabled: ClassVar[bool] = True
    asks_models: ClassVar[bool] = False
    supersedes: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def observe(self, context: Context) -> Iterator[Seen]:
        """Everything the check sees in the corpus, each with the subject it stands on."""


class RowCheck(Check):
    """Looks at one indicator row; `rows` of its observations need not be given."""

    @abstractmethod
    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        """What is wrong with this row."""

    def observe(self, context: Context) -> Iterator[Seen]:
        for document, project in context.corpus.projects():
            for row in context.corpus.rows(document, project):
                for observation in self.check(row, context):
                    rows = observation.rows or (row.indicator.row,)
                    yield document, project, replace(observation, rows=rows)


class ProjectCheck(Check):
    """Looks at one project's table: `rows` are its indicators in printed order."""

    @abstractmethod
    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        """What is wrong with this project's table."""

    def observe(self, context: Context) -> Iterator[Seen]:
        for document, project in context.corpus.projects():
            rows = context.corpus.rows(document, project)
            for observation in self.check(document, project, rows, context):
                yield document, project, observation


class DocumentCheck(Check):
    """Looks at one document; pairs each observation with the project it stands on, or `None`."""

    @abstractmethod
    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        """What is wrong with this document."""

    def observe(self, context: Context) -> Iterator[Seen]:
        for document in context.corpus.documents:
            if document.duplicate_of is None:
                for project, observation in self.check(document, context):
                    yield document, project, observation


class CorpusCheck(Check):
    """Looks at everything audited together: `observe` says which subject each stands on."""


def row_location(
    document: Document, project: Project, indicator: Indicator, field: Field | None = None
) -> Location:
    """The location of a row, or of one of its fields."""
    place = indicator.place_of(field) if field else indicator.place
    return Location(document.id, project.seq, indicator.row, None, field, place)


def paragraph_location(document: Document, paragraph: Paragraph) -> Location:
    """The location of a narrative paragraph."""
    return Location(document.id, None, None, paragraph.number, Field.PARAGRAPH, paragraph.place)
