"""What is alike, side by side: worded 雷同 and 相似, with what many use told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from auditor.domain import (
    AlignedRow,
    AlignedText,
    Change,
    CopyKind,
    CopyPair,
    CopyScope,
    CopySide,
    Corpus,
    Field,
    Location,
    Report,
    Usual,
    office,
)
from auditor.render import words
from auditor.render.disguise import Disguise
from auditor.render.view import AlignedView, CopyView, Link, Run, UsualView
from auditor.text.normalise import comparable

#: Pairs a report shows and rows a pair shows; what is left out is counted.
_PAIRS, _ROWS, _USUAL = 30, 20, 20
#: Characters shown of a usual text.
_CLIPPED = 60
_FIELDS = (Field.LEVEL2, Field.NAME, Field.DESCRIPTION, Field.VALUE)

_KINDS = {
    CopyKind.SAME: "文字雷同",
    CopyKind.NUMBERS: "文字雷同，数字不同",
    CopyKind.NEAR: "文字相似",
}
_ROW_KINDS = {CopyKind.SAME: "雷同", CopyKind.NUMBERS: "数字不同", CopyKind.NEAR: "相似"}
_CHANGES = {
    Change.UNCHANGED: "目标未变",
    Change.RAISED: "目标提高",
    Change.LOWERED: "目标降低",
    Change.CHANGED: "目标有变",
}
_SCOPES = {
    CopyScope.ROW: "指标",
    CopyScope.PROJECT: "项目之间",
    CopyScope.DEPARTMENT: "部门之间",
    CopyScope.YEAR: "年度之间",
    CopyScope.NARRATIVE: "正文或目标",
}
_USUALS = {
    Usual.HABIT: "许多部门都这样写",
    Usual.TEMPLATE: "统一规定的文字",
    Usual.BOILERPLATE: "通用的套话",
}

#: Turns a location of this page into words and an anchor.
Linker = Callable[[Location], Link]


def pairs_of(corpus: Corpus) -> Mapping[str, tuple[CopyPair, ...]]:
    """Every pair under each document it touches, the most telling first."""
    found = corpus.copies.pairs if corpus.copies is not None else ()
    by_document: dict[str, list[CopyPair]] = defaultdict(list)
    for pair in sorted(found, key=_order):
        for document in dict.fromkeys((pair.a.document, pair.b.document)):
            by_document[document].append(pair)
    return {document: tuple(pairs) for document, pairs in by_document.items()}


def of_report(pairs: Mapping[str, Sequence[CopyPair]], report: Report) -> tuple[CopyPair, ...]:
    """The pairs that documents of this report have part in, each once."""
    found = {id(p): p for d in report.documents for p in pairs.get(d.document.id, ())}
    return tuple(sorted(found.values(), key=_order))


def _order(pair: CopyPair) -> tuple[object, ...]:
    return (-pair.evidence, -pair.similarity, _place(pair.a), _place(pair.b), pair.scope)


def _place(side: CopySide) -> tuple[object, ...]:
    return side.document, side.project_seq or 0, side.rows, side.paragraph or 0


def views(
    pairs: Sequence[CopyPair], report: Report, link: Linker, disguise: Disguise | None
) -> tuple[tuple[CopyView, ...], int]:
    """The pairs as one report shows them, its own side first, and how many are left out."""
    own = {d.document.id for d in report.documents}

    def name(side: CopySide) -> str:
        return name_of(disguise.side(side, office(report)) if disguise else side)

    shown = tuple(_view(n, pair, own, link, name) for n, pair in enumerate(pairs[:_PAIRS], 1))
    return shown, max(0, len(pairs) - _PAIRS)


def _view(
    number: int,
    pair: CopyPair,
    own: set[str],
    link: Linker,
    name: Callable[[CopySide], str],
) -> CopyView:
    turn = pair.a.document not in own
    a, b = (pair.b, pair.a) if turn else (pair.a, pair.b)
    return CopyView(
        anchor=f"c-{number}",
        title=f"{number}. {_SCOPES[pair.scope]}{_KINDS[pair.kind]}",
        wording=_KINDS[pair.kind],
        similarity=f"{pair.similarity:.0%}",
        a=_side(a, own, link, name),
        b=_side(b, own, link, name),
        akin=pair.akin,
        rows=tuple(_row(row, turn, a, b) for row in pair.aligned[:_ROWS]),
        more=max(0, len(pair.aligned) - _ROWS),
    )


def _side(side: CopySide, own: set[str], link: Linker, name: Callable[[CopySide], str]) -> Link:
    if side.document in own:
        where = link(Location(side.document, side.project_seq, None, side.paragraph))
        project = f"“{side.project_name}”" if side.project_name else ""
        return Link(f"{where.text}{project}{words.rows(side.rows)}", where.anchor)
    return Link(name(side))


def name_of(side: CopySide) -> str:
    """某局2024年度项目3“某工程”第1、2条指标."""
    year = f"{side.year}年度" if side.year is not None else ""
    seq = f"项目{side.project_seq}" if side.project_seq is not None else ""
    name = f"“{side.project_name}”" if side.project_name else ""
    paragraph = f"正文第{side.paragraph}段" if side.paragraph is not None else ""
    return f"{office(side) or side.document}{year}{seq}{name}{words.rows(side.rows)}{paragraph}"


def _row(row: AlignedRow, turn: bool, a: CopySide, b: CopySide) -> AlignedView:
    left, right = (row.b, row.a) if turn else (row.a, row.b)
    change = f"，{_CHANGES[row.change]}" if row.change else ""
    return AlignedView(
        kind=_ROW_KINDS[row.kind] + change,
        a=Link(_label(left, a)),
        b=Link(_label(right, b)),
        fields=tuple((words.FIELD_NAMES[t.field], *_runs(t, turn)) for t in row.texts),
    )


def _label(row: int | None, side: CopySide) -> str:
    if row is not None:
        return f"第{row}条指标"
    return f"正文第{side.paragraph}段" if side.paragraph is not None else "绩效目标"


def _runs(text: AlignedText, turn: bool) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    a = tuple((s.a, s.equal) for s in text.stretches if s.a)
    b = tuple((s.b, s.equal) for s in text.stretches if s.b)
    return (b, a) if turn else (a, b)


# --------------------------------------------------------------------------------------------
# What many use


def usual(aside: Mapping[str, UsualView], report: Report) -> tuple[tuple[UsualView, ...], int]:
    """Texts of the report that are set aside as usual, and how many more there are."""
    found = {}
    for d in report.documents:
        names = (r.indicator.name or "" for p in d.projects for r in p.rows)
        for text in (*names, *(p.text for p in d.document.paragraphs)):
            if known := aside.get(comparable(text)):
                found[known.text] = known
    ordered = sorted(found.values(), key=lambda u: (-u.places, u.text))
    return tuple(ordered[:_USUAL]), max(0, len(ordered) - _USUAL)


def set_aside(corpus: Corpus) -> Mapping[str, UsualView]:
    """What was passed over as usual, by its comparable text."""
    told = corpus.copies.set_aside if corpus.copies is not None else ()
    views = {}
    for s in told:
        share = f"（{s.share:.0%}的部门）" if s.share is not None else ""
        clipped = words.clipped(s.text, _CLIPPED)
        views[comparable(s.text)] = UsualView(clipped, f"{_USUALS[s.reason]}{share}", s.places)
    return views
