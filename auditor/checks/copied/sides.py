"""What the checks on alike texts share: the subjects of a pair and how the other side is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.checks.base import Context
from auditor.domain import (
    CopyKind,
    CopyPair,
    CopyScope,
    CopySide,
    Document,
    Field,
    Location,
    Place,
    Project,
    answers_to,
    office,
)


def documents(context: Context) -> Mapping[str, Document]:
    """The audited documents; those of the history are not reported on."""
    return {d.id: d for d in context.corpus.documents}


def history(context: Context) -> Mapping[str, Document]:
    """The documents that the audited ones are held against."""
    return {d.id: d for d in context.corpus.history}


def pairs(context: Context) -> tuple[CopyPair, ...]:
    """All pairs found, the most telling first."""
    found = context.corpus.copies.pairs if context.corpus.copies else ()
    return tuple(sorted(found, key=strength, reverse=True))


def last_years(found: Iterable[CopyPair]) -> Iterator[CopyPair]:
    """Of pairs between years, for each later project the last year's, with its own kin first."""
    chosen: dict[tuple[str, int | None], CopyPair] = {}
    for pair in found:
        if pair.scope is CopyScope.YEAR:
            best = chosen.setdefault((pair.b.document, pair.b.project_seq), pair)
            if _nearness(pair) > _nearness(best):
                chosen[pair.b.document, pair.b.project_seq] = pair
    yield from chosen.values()


def _nearness(pair: CopyPair) -> tuple[int, bool, float]:
    return pair.a.year or 0, pair.akin, pair.similarity


def strength(pair: CopyPair) -> tuple[bool, bool, float]:
    """What makes one pair tell more than another."""
    return not pair.akin, pair.whole, pair.similarity * pair.evidence


def project_of(
    side: CopySide, documents: Mapping[str, Document]
) -> tuple[Document, Project] | None:
    """The project a side stands on, if it is of these documents."""
    document = documents.get(side.document)
    if document is None:
        return None
    found = next((p for p in document.projects if p.seq == side.project_seq), None)
    return (document, found) if found else None


def bearers(
    pair: CopyPair, audited: Mapping[str, Document]
) -> tuple[tuple[CopySide, CopySide], ...]:
    """Each side that a finding may stand on, with the other: both, where nothing gives a direction.

    Of two years it is the later one, of a department and a unit under it the unit.
    """
    years = pair.a.year, pair.b.year
    below = audited.get(pair.b.document)
    directed = (all(years) and years[0] != years[1]) or (
        below is not None and answers_to(below, pair.a)
    )
    return ((pair.b, pair.a),) if directed else ((pair.b, pair.a), (pair.a, pair.b))


def called(side: CopySide) -> str:
    """How the other side is called: 某县某局2024年, or by its file where no name was read."""
    return f"{office(side) or side.document}{f'{side.year}年' if side.year else ''}"


def rows_of(pair: CopyPair, turned: bool) -> tuple[int, ...]:
    """Row numbers of the side that a finding stands on: `b`, or `a` when turned."""
    return tuple(sorted(n for r in pair.aligned if (n := r.a if turned else r.b) is not None))


def first_name(project: Project, rows: tuple[int, ...]) -> str:
    """The name of the first of the rows, to be quoted."""
    return next((i.name or "" for i in project.indicators if i.row in rows and i.name), "")


def related(
    other: CopySide, audited: Mapping[str, Document], earlier: Mapping[str, Document]
) -> tuple[Location, ...]:
    """The rows of the other side.

    Of the history without their places: an index and an output folder keep none, and must say what
    the documents themselves would.
    """
    found = project_of(other, audited) or project_of(other, earlier)
    if found is None:
        return ()
    document, project = found
    shown = document.id in audited
    return tuple(
        Location(
            document.id,
            project.seq,
            i.row,
            None,
            Field.NAME,
            i.place_of(Field.NAME) if shown else Place(),
        )
        for i in project.indicators
        if i.row in other.rows
    )


def extent(pair: CopyPair, total: int) -> str:
    """How much is alike, in words: 7行中有5行指标与… 文字雷同."""
    telling = [r for r in pair.aligned if not r.usual]
    count = len(telling)
    same = sum(r.kind is CopyKind.SAME for r in telling)
    numbers = sum(r.kind is CopyKind.NUMBERS for r in telling)
    parts = [(same, "文字和指标值都相同"), (numbers, "只有数字不同")]
    parts.append((count - same - numbers, "文字相似"))
    told = [f"{n}行{what}" for n, what in parts if n]
    usual = len(pair.aligned) - count
    beside = f"（另有{usual}行各部门都这样写，不作依据）" if usual else ""
    if len(told) == 1:
        return f"本表{total}行指标中有{count}行{told[0].split('行', 1)[1]}{beside}"
    return f"本表{total}行指标中有{count}行雷同或相似（{'，'.join(told)}）{beside}"
