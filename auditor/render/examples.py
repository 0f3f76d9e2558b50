"""A well-formed indicator of the same kind: by class and by what the project is about."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from auditor.domain import Category, Project, Row
from auditor.render.view import Example

#: A word in the row itself says more of what is measured than one in the project's name.
_ROW, _NAME, _PURPOSE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Sector:
    """What some projects are about, told by words, and an example of each class that fits them."""

    name: str
    words: tuple[str, ...]
    examples: dict[Category, Example]


@cache
def sectors() -> tuple[Sector, ...]:
    """Every sector; the first is the one for all others."""
    text = resources.files("auditor.render").joinpath("examples.toml").read_text(encoding="utf-8")
    return tuple(_sector(entry) for entry in tomllib.loads(text)["sector"])


def _sector(entry: dict[str, object]) -> Sector:
    name, words = str(entry.pop("name")), entry.pop("words")
    assert isinstance(words, list)
    return Sector(
        name,
        tuple(words),
        {
            Category(category): Example(f"{category}·{name}", *texts)
            for category, texts in entry.items()
            if isinstance(texts, list)
        },
    )


def example_for(row: Row) -> Example | None:
    """An example of the row's class; of the class it should stand in where it is misfiled."""
    judged = row.judgement.category
    wanted = judged.best if judged.mismatch and judged.best else judged.declared
    if wanted is None or wanted is Category.INPUT:
        return None
    rest, *special = sectors()
    text = f"{row.indicator.name or ''}{row.indicator.description or ''}"
    fitting = [
        (points, -n, sector)
        for n, sector in enumerate(special)
        if wanted in sector.examples and (points := _points(sector, text, row.project))
    ]
    sector = max(fitting, key=lambda f: f[:2])[2] if fitting else rest
    return sector.examples[wanted]


def _points(sector: Sector, text: str, project: Project) -> int:
    weighed = ((_ROW, text), (_NAME, project.name or ""), (_PURPOSE, project.purpose or ""))
    return sum(weight for word in sector.words for weight, place in weighed if word in place)
