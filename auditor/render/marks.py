"""Numbers that findings answer to, and the quotes marked in the printed text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from auditor.domain import Certainty, Finding, Report, Severity
from auditor.render.view import Mark, Piece

#: How the number of a finding on the narrative begins; projects have their own number.
NARRATIVE = "总"


def rank(severity: Severity) -> int:
    """0 for the gravest."""
    return tuple(Severity).index(severity)


def reading_order(finding: Finding) -> tuple[object, ...]:
    """Gravest first, then surest, then what belongs together."""
    return (
        rank(finding.severity),
        tuple(Certainty).index(finding.certainty),
        finding.rule,
        finding.advice,
        finding.policy,
        finding.document,
        finding.rows,
        tuple(p.paragraph or 0 for p in finding.places),
        finding.quote,
        finding.id,
    )


def numbered(report: Report, by_document: Mapping[str, Sequence[Finding]]) -> dict[str, Mark]:
    """A mark for each finding on the report's documents, by finding id.

    Dismissed findings keep their numbers, so that a number means the same before and after review.
    """
    projects = {
        (d.document.id, p.project.seq): n
        for n, (d, p) in enumerate(((d, p) for d in report.documents for p in d.projects), 1)
    }
    chapters: dict[int, list[Finding]] = defaultdict(list)
    for d in report.documents:
        for finding in by_document.get(d.document.id, ()):
            chapter = projects.get((finding.document, finding.project_seq or 0), 0)
            chapters[chapter].append(finding)
    marks = {}
    for chapter, members in chapters.items():
        width = max(2, len(str(len(members))))
        for n, finding in enumerate(sorted(members, key=reading_order), 1):
            marks[finding.id] = Mark(
                number=f"{chapter or NARRATIVE}-{n:0{width}}",
                anchor=f"f-{chapter}-{n:0{width}}",
                severity=finding.severity,
                title=finding.title,
            )
    return marks


def split(text: str, quotes: Sequence[tuple[Mark, str]]) -> tuple[Piece, ...] | None:
    """The text in pieces, each knowing who quotes it; `None` where no quote stands in it."""
    spans = [
        (start, start + len(quote), mark)
        for mark, quote in quotes
        if quote and (start := text.find(quote)) >= 0
    ]
    if not spans:
        return None
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [mark for s, e, mark in spans if s <= start and end <= e]
        ends = sorted({m for _, e, m in spans if e == end}, key=_by_anchor)
        severity = min((m.severity for m in over), key=rank, default=None)
        pieces.append(Piece(text[start:end], severity, tuple(ends)))
    return tuple(pieces)


def marked(text: str, quotes: Sequence[tuple[Mark, str]]) -> tuple[Piece, ...]:
    """The text with its quotes; a mark whose quote stands nowhere in it is printed at the end."""
    pieces = split(text, quotes) or ((Piece(text),) if text else ())
    shown = {mark for piece in pieces for mark in piece.ends}
    rest = sorted({m for m, _ in quotes} - shown, key=_by_anchor)
    return (*pieces, Piece("", None, tuple(rest))) if rest else pieces


def _by_anchor(mark: Mark) -> tuple[int, str]:
    return (rank(mark.severity), mark.anchor)
