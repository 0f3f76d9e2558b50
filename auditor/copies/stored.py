"""Documents in the stored index: what of them is kept, and what of it this year's texts recall.

A record is a project with its rows, or a paragraph, as printed; the texts that lead to it are those
that the search compares. So an audit reads from the disk only what may be alike, and what became of
its own departments' projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from auditor.copies import texts as paragraphs
from auditor.copies.index import Held, Index, add, is_index
from auditor.copies.rarity import Elsewhere, digest, published, publisher
from auditor.copies.tables import LEAST_ROWS, LEAST_WORTH, MANY, comparable_rows, worth
from auditor.domain import (
    Document,
    Indicator,
    Paragraph,
    Project,
    Scope,
    office,
    same_office,
)
from auditor.errors import UsageError
from auditor.text.normalise import writable

ALIKE = 0.6
"""Jaccard of character pairs at which a stored row is worth looking up (0.4 within an audit: there
the rows are at hand, here every text of the country is asked)."""
MOST = 200
"""Stored projects that are looked up for one project, those that share most first."""


#: What was published, and in which region.
Publication = tuple[str, str | None]


class _Row(msgspec.Struct, frozen=True, array_like=True):
    row: int
    level1: str | None
    level2: str | None
    name: str | None
    description: str | None
    value: str | None
    basis: str | None
    value_cells: tuple[tuple[str, str], ...]


class _Project(msgspec.Struct, frozen=True, omit_defaults=True):
    seq: int
    scope: Scope
    title: str | None = None
    name: str | None = None
    code: str | None = None
    budget: Decimal | None = None
    purpose: str | None = None
    goals: tuple[str, ...] = ()
    rows: tuple[_Row, ...] = ()


class _Paragraph(msgspec.Struct, frozen=True):
    number: int
    section: str | None
    text: str


class _Record(msgspec.Struct, frozen=True, omit_defaults=True):
    project: _Project | None = None
    paragraph: _Paragraph | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """What an index knows that bears on an audit: parts of documents, counts, the index's hash."""

    documents: tuple[Document, ...]
    elsewhere: Elsewhere
    publications: frozenset[Publication]
    sha256: str


class Publications:
    """What was published, by content; the same content in another region is another department's.

    Where a region is unknown the content alone speaks.
    """

    def __init__(self, known: Iterable[Publication] = ()) -> None:
        self._regions: dict[str, set[str | None]] = defaultdict(set)
        for content, region in known:
            self._regions[content].add(region)

    def __contains__(self, publication: Publication) -> bool:
        content, region = publication
        known = self._regions.get(content)
        return known is not None and (region is None or not known.isdisjoint({region, None}))

    def add(self, publication: Publication) -> None:
        """Know one more."""
        self._regions[publication[0]].add(publication[1])


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition took, and what it passed over: held already, or nothing to compare."""

    documents: tuple[Document, ...]
    repeated: tuple[Document, ...]
    empty: tuple[Document, ...]


def publication(document: Document) -> Publication:
    """A fingerprint of what was published, blind to format, file and how amounts are written."""
    return _content(document), document.region


def _content(document: Document) -> str:
    parts: list[object] = [document.department, document.year]
    for project in document.projects:
        budget = None if project.budget is None else project.budget.normalize()
        parts += [project.name, project.code, budget]
        parts += [(i.level2, i.name, i.value) for i in project.indicators]
    if not document.projects:
        parts += [paragraph.text for paragraph in document.paragraphs]
    text = "".join(repr(parts).split())
    return sha256(text.encode("utf-8", "replace")).hexdigest()


# --------------------------------------------------------------------------------------------
# Documents into the index


def add_documents(folder: Path, documents: Sequence[Document]) -> Added:
    """Add what the index does not hold yet.

    Raises:
        UsageError: as `index.add`.
    """
    held = Index.open(folder).documents if is_index(folder) else {}
    known = Publications((one.publication, one.region) for one in held.values())
    taken = set(held)
    texts: list[str] = []
    owners: list[int] = []
    records: list[str] = []
    told: dict[str, Held] = {}
    added: list[Document] = []
    repeated: list[Document] = []
    empty: list[Document] = []
    for document in documents:
        identity = publication(document)
        if not (document.projects or document.paragraphs):
            empty.append(document)
            continue
        if identity in known:
            repeated.append(document)
            continue
        known.add(identity)
        first = len(records)
        for record, leads in _records(document):
            texts += leads
            owners += [len(records)] * len(leads)
            records.append(_encoded(record))
        name = _free(writable(document.id), taken)
        taken.add(name)
        added.append(document)
        told[name] = Held(
            sha256=document.sha256,
            publication=identity[0],
            department=writable(document.department),
            region=writable(document.region),
            year=document.year,
            projects=len(document.projects),
            rows=sum(len(p.indicators) for p in document.projects),
            first=first,
            records=len(records) - first,
        )
    if added:
        add(folder, texts, records, told, owners=owners)
    return Added(tuple(added), tuple(repeated), tuple(empty))


def _encoded(record: _Record) -> str:
    try:
        return msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(writable(msgspec.to_builtins(record))).decode()


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}（{number}）"
    return free


def _records(document: Document) -> Iterator[tuple[_Record, list[str]]]:
    """Each record with the texts that lead to it."""
    long = paragraphs.texts([document], ())
    goals = {t.project.seq: t.bare for t in long if t.project is not None}
    numbered = {t.paragraph.number: t.bare for t in long if t.paragraph is not None}
    for project in document.projects:
        _, bare = comparable_rows(project.indicators)
        leads = [*bare, *([goals[project.seq]] if project.seq in goals else [])]
        yield _Record(project=_kept(project)), [text for text in dict.fromkeys(leads) if text]
    for paragraph in document.paragraphs:
        if paragraph.number in numbered:
            kept = _Paragraph(paragraph.number, paragraph.section, paragraph.text)
            yield _Record(paragraph=kept), [numbered[paragraph.number]]


def _kept(project: Project) -> _Project:
    rows = tuple(
        _Row(i.row, i.level1, i.level2, i.name, i.description, i.value, i.basis, i.value_cells)
        for i in project.indicators
    )
    return _Project(
        project.seq,
        project.scope,
        project.title,
        project.name,
        project.code,
        project.budget,
        project.purpose,
        project.goals,
        rows,
    )


# --------------------------------------------------------------------------------------------
# What the index knows of this year's documents


def recall(
    folder: Path, documents: Sequence[Document], passed_over: Iterable[Publication] = ()
) -> Recalled:
    """Stored projects and paragraphs that may be alike, and the same departments' year before.

    `passed_over` are publications that are at hand in another way. Whether the files are as they
    were written is for `index.verify` to say.

    Raises:
        UsageError: the index is damaged or of another version.
    """
    index = Index.open(folder)
    at_hand = Publications(passed_over)
    held = {
        name: one
        for name, one in index.documents.items()
        if (one.publication, one.region) not in at_hand
    }
    places = _Places(held)
    chosen = places.of_the_years_before(documents)
    rows = {
        (d.id, p.seq): dict.fromkeys(t for t in comparable_rows(p.indicators)[1] if t)
        for d in documents
        for p in d.projects
    }
    long = {text.bare for text in paragraphs.texts(documents, ())}
    asked = list(dict.fromkeys([*(t for texts in rows.values() for t in texts), *long]))
    asked.sort()
    reached: dict[str, set[int]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    if asked and len(index):
        for left, right, similarity in index.join(asked, ALIKE):
            text, owners = asked[left], places.known(index.owners(right))
            if similarity == 1:
                holders[text] |= places.departments(owners)
            if len(owners) > MANY:
                continue
            reached[text].update(owners.tolist())
            if text in long and similarity >= paragraphs.ALIKE:
                chosen.update(owners.tolist())
    for texts in rows.values():
        chosen |= _telling(texts, reached)
    every = frozenset(publisher(office(h), name, h.sha256) for name, h in held.items())
    return Recalled(
        tuple(_read(index, places, chosen)),
        Elsewhere(every, {text: frozenset(who) for text, who in holders.items()}),
        frozenset((h.publication, h.region) for h in held.values()),
        index.sha256,
    )


def _telling(texts: Iterable[str], reached: Mapping[str, set[int]]) -> set[int]:
    """Records that share enough rows with one project to be worth comparing."""
    shared: dict[int, float] = defaultdict(float)
    rows: dict[int, int] = defaultdict(int)
    counted = published("rows")
    for text in texts:
        value = worth(counted.weight(digest(text)), text)
        for owner in reached.get(text, ()) if value > 0 else ():
            shared[owner] += value
            rows[owner] += 1
    enough = [o for o in shared if rows[o] >= LEAST_ROWS and shared[o] >= LEAST_WORTH]
    return set(sorted(enough, key=lambda o: (-shared[o], o))[:MOST])


class _Places:
    """Which document and department a record is of."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        self.names = sorted(held, key=lambda name: held[name].first)
        self.held = [held[name] for name in self.names]
        self._first = np.array([h.first for h in self.held], np.int64)
        self._last = np.array([h.first + h.records for h in self.held], np.int64)
        named = zip(self.names, self.held, strict=True)
        by = [publisher(office(h), name, h.sha256) for name, h in named]
        self._departments, self._department = np.unique(np.array(by, object), return_inverse=True)

    def _at(self, records: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._first, records, "right") - 1

    def known(self, records: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the records that are not passed over."""
        at = self._at(records)
        inside = (at >= 0) & (records < self._last[at] if len(self._last) else False)
        return records[inside]

    def departments(self, records: NDArray[np.int64]) -> set[str]:
        """Who published them."""
        return set(self._departments[np.unique(self._department[self._at(records)])].tolist())

    def document(self, record: int) -> int:
        """The number of the document that a record is of."""
        return int(self._at(np.array([record], np.int64))[0])

    def of_the_years_before(self, documents: Iterable[Document]) -> set[int]:
        """All records of the same department's last year before each document's."""
        named: dict[str, list[Held]] = defaultdict(list)
        for held in self.held:
            if held.department and held.year:
                named[held.department].append(held)
        chosen: set[int] = set()
        for document in documents:
            of_name = named[document.department or ""]
            earlier = [
                held
                for held in of_name
                if (held.year or 0) < (document.year or 0) and same_office(held, document)
            ]
            last = max((held.year or 0 for held in earlier), default=0)
            for held in earlier:
                if held.year == last:
                    chosen.update(range(held.first, held.first + held.records))
        return chosen


def _read(index: Index, places: _Places, chosen: Iterable[int]) -> Iterator[Document]:
    """The chosen records as documents, in the order of the index."""
    by_document: dict[int, list[_Record]] = defaultdict(list)
    for record in sorted(chosen):
        try:
            read = msgspec.json.decode(index.record(record), type=_Record)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            msg = f"{index.folder}：索引文件已被改动或损坏，请从备份恢复或重新建立索引"
            raise UsageError(msg) from error
        by_document[places.document(record)].append(read)
    for at, records in by_document.items():
        name, held = places.names[at], places.held[at]
        yield Document(
            id=name,
            path=name,
            sha256=held.sha256,
            department=held.department,
            region=held.region,
            year=held.year,
            projects=tuple(_project(r.project) for r in records if r.project is not None),
            paragraphs=tuple(
                Paragraph(r.paragraph.number, r.paragraph.section, r.paragraph.text)
                for r in records
                if r.paragraph is not None
            ),
        )


def _project(kept: _Project) -> Project:
    rows = (
        Indicator(r.row, r.level1, r.level2, r.name, r.description, r.value, r.basis, r.value_cells)
        for r in kept.rows
    )
    made = Project(kept.seq, kept.scope, kept.title, kept.name, kept.code)
    return replace(
        made,
        budget=kept.budget,
        purpose=kept.purpose,
        goals=kept.goals,
        indicators=tuple(rows),
    )
