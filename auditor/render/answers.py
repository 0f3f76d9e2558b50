"""What auditors decided and departments replied, as pages and forms show it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeAlias, TypeVar

from auditor.domain import (
    Addition,
    AnswerState,
    CopyPair,
    CopyScope,
    CopySide,
    Finding,
    Location,
    Outcome,
    Reply,
    Report,
    Review,
    ReviewRecord,
)
from auditor.render import words
from auditor.render.view import (
    AdditionView,
    AuditResult,
    DepartmentPage,
    Published,
    ReplyView,
    ReviewView,
)

_Answer = TypeVar("_Answer", Addition, Reply)


def by_document(
    review: ReviewRecord | None,
) -> tuple[dict[str, list[Addition]], dict[str, list[Reply]]]:
    """The faults that auditors added and the replies, under the document whose report tells them.

    So a report tells its own department's answers and nobody else's.
    """
    additions: dict[str, list[Addition]] = defaultdict(list)
    replies: dict[str, list[Reply]] = defaultdict(list)
    for addition in review.additions if review else ():
        if addition.state is AnswerState.USED and addition.text and addition.document:
            additions[addition.document].append(addition)
    for reply in review.replies if review else ():
        if reply.state is AnswerState.USED and reply.document:
            replies[reply.document].append(reply)
    return additions, replies


def of_report(report: Report, answers: Mapping[str, Sequence[_Answer]]) -> tuple[_Answer, ...]:
    """The answers under any of the report's documents."""
    return tuple(a for d in report.documents for a in answers.get(d.document.id, ()))


def confirmed_pairs(
    pairs: Mapping[str, tuple[CopyPair, ...]], told: Iterable[Finding]
) -> dict[str, tuple[CopyPair, ...]]:
    """The copies that a confirmed finding speaks of: all others nobody has looked at."""
    spoken: set[tuple[_Spot, _Spot]] = set()
    rows: set[frozenset[tuple[_Spot, int | None]]] = set()
    for finding in told:
        for place, other in product(finding.places, finding.related):
            spoken.add((_spot(place), _spot(other)))
            spoken.add((_spot(other), _spot(place)))
            rows.add(frozenset(((_spot(place), place.row), (_spot(other), other.row))))

    def confirmed(pair: CopyPair) -> bool:
        if pair.scope is CopyScope.ROW:
            return frozenset((_spot(s), *s.rows) for s in (pair.a, pair.b)) in rows
        return (_spot(pair.a), _spot(pair.b)) in spoken

    return {document: tuple(filter(confirmed, found)) for document, found in pairs.items()}


_Spot: TypeAlias = tuple[str, int | None, int | None]


def _spot(side: CopySide | Location) -> _Spot:
    return (side.document, side.project_seq, side.paragraph)


def told_by(page: DepartmentPage, published: Published, result: AuditResult) -> DepartmentPage:
    """The page with its account of the review; no rule is silent that has a finding to review."""
    spoke = {f.rule for f in published.report.findings}
    silent = tuple(r for r in page.silent_rules if r.code not in spoke)
    return replace(page, review=view(published, result), silent_rules=silent)


def view(published: Published, result: AuditResult) -> ReviewView | None:
    """The page's account of the review; `None` where nothing was read back."""
    if result.review is None:
        return None
    report, told = published.report, published.told
    found = Counter(f.review for f in report.findings)
    listed = {f.id for f in told.findings}
    cost = sum(c.points for c in told.score.costs)
    own = {d.document.id for d in report.documents}
    begun = any(f.review for f in result.findings if f.document in own) or published.additions
    return ReviewView(
        reviewed=result.review.reviewed,
        begun=bool(begun),
        confirmed=found[Review.CONFIRMED],
        pending=found[Review.PENDING],
        unreviewed=found[None],
        unlisted=max(0.0, 100 - report.score.points - cost),
        replies=tuple(
            ReplyView(
                number=mark.number if mark else r.number,
                subject="：".join(t for t in (r.project, r.title, r.quote) if t),
                measure=r.measure or "",
                person=r.person or "",
                due=r.due or "",
                note=r.note or "",
                outcome=r.outcome or Outcome.STANDS,
                anchor=mark.anchor if mark and r.finding in listed else None,
            )
            for r in published.replies
            for mark in (published.marks.get(r.finding),)
        ),
        additions=tuple(
            AdditionView(
                f"补-{n:02}", f"{a.project} {words.rows((a.row or 0,))}", a.indicator, a.text
            )
            for n, a in enumerate(published.additions, 1)
        ),
    )
