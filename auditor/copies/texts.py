"""Which paragraphs and goals are alike, and which of them a form or everybody prescribes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from auditor.copies.fingerprint import fingerprint
from auditor.copies.join import chunks, join_between
from auditor.copies.likeness import without_numbers
from auditor.copies.rarity import ENOUGH, HABIT, NOWHERE, Counted, Elsewhere, Rarity, publisher_of
from auditor.copies.tables import MANY
from auditor.domain import Document, Paragraph, Project, Usual, offices
from auditor.text.normalise import comparable

ALIKE = 0.7
"""Jaccard of character pairs at which two paragraphs are alike."""
SHORTEST = 24
"""Comparable characters of the shortest paragraph or goal that is compared."""

_NUMBERING = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]\s*")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or all goals of a project, made comparable; `bare` is without numbers.

    `department` is who published it (see `offices`).
    """

    document: Document
    department: str
    project: Project | None
    paragraph: Paragraph | None
    history: bool
    printed: str
    bare: str


def texts(documents: Sequence[Document], history: Sequence[Document]) -> list[Text]:
    """Every paragraph and every project's goals that are long enough, audited ones first."""
    whose = offices(documents, history)
    return [
        text
        for document, earlier in (*((d, False) for d in documents), *((d, True) for d in history))
        for text in _of(document, whose[document.id], earlier)
        if len(text.bare) >= SHORTEST
    ]


def _of(document: Document, department: str, history: bool) -> Iterator[Text]:
    for paragraph in document.paragraphs:
        yield Text(
            document, department, None, paragraph, history, paragraph.text, _bare(paragraph.text)
        )
    for project in document.projects:
        goals = "\n".join(project.goals)
        yield Text(document, department, project, None, history, goals, _bare(goals))


def _bare(text: str) -> str:
    return without_numbers(comparable(_NUMBERING.sub("", text)))


def repeats(document: Document, least: int) -> Iterator[list[Paragraph]]:
    """Paragraphs of at least so many characters that are equal but for their numbering."""
    groups: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in document.paragraphs:
        text = comparable(_NUMBERING.sub("", paragraph.text))
        if len(text) >= least:
            groups[text].append(paragraph)
    yield from (group for group in groups.values() if len(group) > 1)


def usual(
    found: Sequence[Text], prescribed: Sequence[str], elsewhere: Elsewhere = NOWHERE
) -> dict[str, Usual]:
    """Which comparable texts are prescribed, set phrases, or what many write.

    Many are a share of departments, or more places than anybody would read as pairs.
    """
    distinct = list(dict.fromkeys(text.bare for text in found))
    reasons: dict[str, Usual] = {}
    counted = ((publisher_of(text.document), text.bare) for text in found)
    rarity = Rarity.of(Counted(0, {}), counted, elsewhere=elsewhere)
    places = Counter(text.bare for text in found)
    reasons.update((text, Usual.HABIT) for text in distinct if places[text] > MANY)
    if rarity.corpus.departments >= ENOUGH:
        habit = (text for text in distinct if rarity.corpus.share(text) >= HABIT)
        reasons.update(dict.fromkeys(habit, Usual.HABIT))
    for reason, known in ((Usual.BOILERPLATE, boilerplate()), (Usual.TEMPLATE, prescribed)):
        for left, _, _ in join_between(distinct, known, ALIKE):
            reasons[distinct[left]] = reason
    return reasons


def alike(found: Sequence[Text], passed_over: dict[str, Usual]) -> dict[tuple[int, int], float]:
    """Pairs of texts (by position) that are alike, between documents or between projects' goals."""
    kept = [(at, text) for at, text in enumerate(found) if text.bare not in passed_over]
    prints = fingerprint([text.bare for _, text in kept])
    members = [[kept[n][0] for n in rows] for rows in prints.groups.members()]
    pairs: dict[tuple[int, int], float] = {}
    for group in members:
        _add(found, group, group, 1.0, pairs)
    for piece in chunks(prints, ALIKE):
        for left, right, similarity in piece:
            _add(found, members[left], members[right], similarity, pairs)
    return pairs


def _add(
    found: Sequence[Text],
    left: Sequence[int],
    right: Sequence[int],
    similarity: float,
    pairs: dict[tuple[int, int], float],
) -> None:
    for one in left:
        for other in right:
            a, b = found[min(one, other)], found[max(one, other)]
            if one == other or (a.history and b.history):
                continue
            within = a.document.id == b.document.id
            if within and (a.project is None or b.project is None):
                continue  # see `repeats`
            if (a.project is None) is not (b.project is None):
                continue
            pairs[min(one, other), max(one, other)] = similarity


@cache
def boilerplate() -> tuple[str, ...]:
    """Set paragraphs of the forms, comparable."""
    file = resources.files("auditor.copies").joinpath("boilerplate.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(_bare(line) for line in lines if line and not line.startswith("#"))
