"""Every printed text of a document with where it stands, for rules that look at wording alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.domain import Document, Field, Indicator, Paragraph, Project

_ROW_FIELDS = (Field.NAME, Field.DESCRIPTION, Field.VALUE, Field.BASIS)


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell or paragraph: `row` and `paragraph` tell where it stands, if in one."""

    text: str
    field: Field
    project: Project | None = None
    row: Indicator | None = None
    paragraph: Paragraph | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        """The row number as observations give it."""
        return (self.row.row,) if self.row else ()


def paragraphs(document: Document) -> Iterator[Printed]:
    """The narrative, paragraph by paragraph."""
    for paragraph in document.paragraphs:
        yield Printed(paragraph.text, Field.PARAGRAPH, paragraph=paragraph)


def cells(project: Project) -> Iterator[Printed]:
    """A project's own texts, then its rows' cells in printed order."""
    yield from (
        Printed(text, field, project)
        for text, field in (
            (project.name, Field.PROJECT_NAME),
            (project.purpose, Field.PURPOSE),
            *((goal, Field.GOALS) for goal in project.goals),
        )
        if text
    )
    for row in project.indicators:
        for field in _ROW_FIELDS:
            if text := row.text(field):
                yield Printed(text, field, project, row)
