"""How telling a text is: what many departments write is habit, what a form prescribes is theirs.

The built-in table says how many published departments have a row or a paragraph, by hash, so that
one document alone is judged as sensibly as a province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib import resources
from math import log

from auditor.domain import Document, office

HABIT = 0.3
"""A text that this share of departments has is habit."""
ENOUGH = 20
"""Departments from which a corpus says for itself what is habit."""


def digest(text: str) -> str:
    """The name of a comparable text in the built-in table."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def publisher(department: str | None, file: str, sha256: str) -> str:
    """Whom texts are counted for: where no department was read, the file, whatever its id."""
    return department or f"{file} {sha256}"


def publisher_of(document: Document) -> str:
    """Whom a document's texts are counted for."""
    return publisher(office(document), document.path or document.id, document.sha256)


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many of so many departments a text stands."""

    departments: int
    of: Mapping[str, int]

    def weight(self, key: str, pair: int = 0) -> float:
        """1 for what nobody else writes, 0 for habit, falling with the logarithm of the share.

        `pair` departments are taken off: in a corpus that is searched, those two that are compared.
        """
        most = HABIT * self.departments
        count = max(self.of.get(key, 0) - pair, 1)
        return max(0.0, 1 - log(count) / log(most)) if most > 1 else 1.0

    def share(self, key: str) -> float:
        """The share of departments that have the text."""
        return self.of.get(key, 0) / self.departments if self.departments else 0.0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The publishers of a stored index, and which of them hold a text that was asked about."""

    departments: frozenset[str] = frozenset()
    holders: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def joined(self, other: Elsewhere) -> Elsewhere:
        """What both know."""
        empty: frozenset[str] = frozenset()
        holders = {
            text: self.holders.get(text, empty) | other.holders.get(text, empty)
            for text in {**self.holders, **other.holders}
        }
        return Elsewhere(self.departments | other.departments, holders)


NOWHERE = Elsewhere()


@dataclass(frozen=True, slots=True)
class Rarity:
    """The weight of texts, by the built-in table and, where it is large enough, by the corpus."""

    published: Counted
    corpus: Counted
    prescribed: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls,
        published: Counted,
        texts: Iterable[tuple[str, str]],
        prescribed: frozenset[str] = frozenset(),
        elsewhere: Elsewhere = NOWHERE,
    ) -> Rarity:
        """Count (department, text) pairs of the corpus and what a stored index knows beside."""
        found: dict[str, set[str]] = defaultdict(set)
        found.update((text, set(who)) for text, who in elsewhere.holders.items())
        departments = set(elsewhere.departments)
        for department, text in texts:
            departments.add(department)
            found[text].add(department)
        counts = {text: len(who) for text, who in found.items()}
        return cls(published, Counted(len(departments), counts), prescribed)

    def weight(self, text: str) -> float:
        """0 for habit and for what a form prescribes, 1 for what is rare."""
        if text in self.prescribed:
            return 0.0
        weight = self.published.weight(digest(text))
        if self.corpus.departments >= ENOUGH:
            weight = min(weight, self.corpus.weight(text, pair=1))
        return weight

    def share(self, text: str) -> float:
        """The largest share of departments counted."""
        shares = [self.published.share(digest(text))]
        if self.corpus.departments >= ENOUGH:
            shares.append(self.corpus.share(text))
        return max(shares)


@cache
def published(name: str) -> Counted:
    """The built-in counts: `rows` or `paragraphs`."""
    file = resources.files("auditor.copies").joinpath(f"usual_{name}.tsv")
    counts: dict[str, int] = {}
    departments = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("departments\t"):
            departments = int(line.split("\t")[1])
        elif line and not line.startswith("#"):
            key, count = line.split("\t")
            counts[key] = int(count)
    return Counted(departments, counts)
