"""Everything alike in a corpus, as the plain data that checks, files and reports share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from auditor.copies import texts as paragraphs
from auditor.copies import years
from auditor.copies.align import align
from auditor.copies.cluster import clusters, medoid
from auditor.copies.likeness import without_numbers
from auditor.copies.rarity import HABIT, NOWHERE, Elsewhere, Rarity
from auditor.copies.tables import (
    Table,
    TablePair,
    alike,
    follows,
    repeats,
    same_trade,
    siblings,
    tables,
)
from auditor.copies.texts import Text
from auditor.domain import (
    AlignedRow,
    AlignedText,
    Copies,
    CopyCluster,
    CopyKind,
    CopyPair,
    CopyScope,
    CopySide,
    Document,
    Field,
    Indicator,
    Judgement,
    Scope,
    SetAside,
    Stretch,
    Usual,
    office,
)
from auditor.settings import Thresholds
from auditor.text.normalise import comparable

STAR = 6
"""Members of a cluster from which only the pairs with its medoid are listed."""

_FIELDS = (Field.NAME, Field.DESCRIPTION, Field.VALUE)


def search(
    documents: Sequence[Document],
    judgements: Mapping[tuple[str, int, int], Judgement],
    thresholds: Thresholds,
    history: Sequence[Document] = (),
    templates: Sequence[str] = (),
    elsewhere: Elsewhere = NOWHERE,
) -> Copies:
    """What is alike in the documents, and between them and those of the history.

    A publication that repeats another one is passed over. `templates` are texts that a form
    prescribes, one a row or paragraph; `elsewhere` is what a stored index knows of how many
    departments have a text.
    """
    judged = [d for d in documents if d.duplicate_of is None]
    prescribed = [without_numbers(comparable(text)) for text in templates]
    found, rarity = tables(judged, history, judgements, frozenset(prescribed), elsewhere)
    table_pairs = _distinct([*years.continued(found), *alike(found, thresholds)])
    read = paragraphs.texts(judged, history)
    passed_over = paragraphs.usual(read, prescribed, elsewhere)
    pairs, groups = _of_tables(found, table_pairs, judgements)
    row_pairs = _of_rows(found)
    repeated = _of_repeats(judged, thresholds.repeated_paragraph_characters)
    text_pairs, text_groups = _of_texts(read, paragraphs.alike(read, passed_over))
    return Copies(
        tuple(sorted((*row_pairs, *pairs, *repeated, *text_pairs), key=_order)),
        tuple(sorted((*groups, *text_groups), key=lambda c: (c.scope, c.id))),
        _set_aside(found, rarity, read, passed_over),
    )


def _distinct(pairs: Sequence[TablePair]) -> list[TablePair]:
    """Each two tables once: what a project became goes before mere likeness."""
    kept: dict[frozenset[int], TablePair] = {}
    for pair in pairs:
        kept.setdefault(frozenset((id(pair.a), id(pair.b))), pair)
    return list(kept.values())


# --------------------------------------------------------------------------------------------
# Tables


def _of_tables(
    found: Sequence[Table],
    pairs: Sequence[TablePair],
    judgements: Mapping[tuple[str, int, int], Judgement],
) -> tuple[list[CopyPair], list[CopyCluster]]:
    number = {id(table): n for n, table in enumerate(found)}
    ends = [(number[id(p.a)], number[id(p.b)]) for p in pairs]
    close = {(min(e), max(e)): p.similarity for e, p in zip(ends, pairs, strict=True) if p.whole}
    sides = [_table_side(table) for table in found]
    contents = [_table_identity(table) for table in found]
    groups, group_of, starred = _groups(CopyScope.PROJECT, close, sides, contents)
    made = []
    for (a, b), pair in zip(ends, pairs, strict=True):
        together = group_of.get(a) is not None and group_of.get(a) == group_of.get(b)
        if together and _passed_over((a, b), group_of[a], starred):
            continue
        group = (
            group_of[a]
            if together
            else _identity(CopyScope.PROJECT, *sorted((contents[a], contents[b])))
        )
        made.append(_table_pair(pair, group, judgements))
    return made, groups


def _table_pair(
    pair: TablePair, group: str, judgements: Mapping[tuple[str, int, int], Judgement]
) -> CopyPair:
    a, b = (
        replace(_table_side(table), rows=tuple(sorted(line.indicator.row for line in lines)))
        for table, lines in (
            (pair.a, [m.a for m in pair.matches]),
            (pair.b, [m.b for m in pair.matches]),
        )
    )
    shared = tuple(_row_text(m.b.indicator) for m in pair.matches if m.kind is CopyKind.SAME)
    rows = tuple(
        AlignedRow(
            m.a.indicator.row,
            m.b.indicator.row,
            m.kind,
            round(m.likeness * m.counts, 4),
            _fields(m.a.indicator, m.b.indicator),
            years.change(m, pair, judgements) if pair.scope is CopyScope.YEAR else None,
            usual=m.b.worth <= 0,
        )
        for m in pair.matches
    )
    return CopyPair(
        pair.scope, pair.kind, a, b, round(pair.similarity, 4), round(pair.evidence, 4),
        round(max((m.evidence for m in pair.matches), default=0.0), 4),
        pair.whole, pair.akin, shared, group, rows,
    )  # fmt: skip


def _of_rows(found: Sequence[Table]) -> Iterator[CopyPair]:
    """Rows that a project's table has twice; a department's own table sums up its projects'."""
    for table in found:
        if table.history or table.project.scope is Scope.WHOLE:
            continue
        for one, other, kind in repeats(table):
            a, b = (replace(_table_side(table), rows=(x.indicator.row,)) for x in (one, other))
            aligned = AlignedRow(
                one.indicator.row, other.indicator.row, kind, 1.0,
                _fields(one.indicator, other.indicator),
            )  # fmt: skip
            shared = (_row_text(other.indicator),) if kind is CopyKind.SAME else ()
            group = _identity(CopyScope.ROW, _table_identity(table), one.text)
            yield CopyPair(
                CopyScope.ROW, kind, a, b, 1.0, round(other.worth, 4), round(other.worth, 4),
                True, False,
                shared, group, (aligned,),
            )  # fmt: skip


def _fields(a: Indicator, b: Indicator) -> tuple[AlignedText, ...]:
    texts = ((f, a.text(f), b.text(f)) for f in _FIELDS)
    return tuple(AlignedText(f, beside(a, b)) for f, a, b in texts if a or b)


def beside(a: str, b: str) -> tuple[Stretch, ...]:
    """Two printed texts in stretches that are shared or differ."""
    return tuple(
        Stretch(s.equal, a[s.a_start : s.a_end], b[s.b_start : s.b_end]) for s in align(a, b)
    )


def _row_text(indicator: Indicator) -> str:
    printed = [indicator.name or ""]
    if indicator.description and indicator.description != indicator.name:
        printed.append(indicator.description)
    return "｜".join([*printed, indicator.value or ""])


def _table_side(table: Table) -> CopySide:
    document, project = table.document, table.project
    return CopySide(
        document.id,
        document.department,
        document.year,
        project.seq,
        project.name or project.title,
        project.code,
        region=document.region,
    )


def _table_identity(table: Table) -> str:
    project = table.project
    named = project.code or project.name or project.title or str(project.seq)
    return "\x1f".join((table.department, str(table.document.year), named))


# --------------------------------------------------------------------------------------------
# Paragraphs and goals


def _of_texts(
    read: Sequence[Text], close: Mapping[tuple[int, int], float]
) -> tuple[list[CopyPair], list[CopyCluster]]:
    sides = [_text_side(text) for text in read]
    contents = ["\x1f".join((t.department, str(t.document.year), t.bare)) for t in read]
    groups, group_of, starred = _groups(CopyScope.NARRATIVE, close, sides, contents)
    made = []
    for (one, other), similarity in sorted(close.items()):
        together = group_of.get(one) is not None and group_of.get(one) == group_of.get(other)
        if together and _passed_over((one, other), group_of[one], starred):
            continue
        group = (
            group_of[one]
            if together
            else _identity(CopyScope.NARRATIVE, *sorted((contents[one], contents[other])))
        )
        a, b = one, other
        if follows(read[a].document, read[b].document):
            a, b = b, a
        made.append(_text_pair(read[a], read[b], similarity, group))
    return made, groups


def _of_repeats(documents: Sequence[Document], least: int) -> Iterator[CopyPair]:
    """What a document's narrative says twice, set phrases included: the first with each other."""
    for document in documents:
        for first, *others in paragraphs.repeats(document, least):
            for other in others:
                stretches = beside(first.text, other.text)
                a, b = (
                    CopySide(
                        document.id,
                        document.department,
                        document.year,
                        paragraph=p.number,
                        region=document.region,
                    )
                    for p in (first, other)
                )
                aligned = (AlignedText(Field.PARAGRAPH, stretches),)
                group = _identity(
                    CopyScope.NARRATIVE, office(document) or document.id,
                    str(document.year), comparable(first.text),
                )  # fmt: skip
                evidence = round(len(comparable(other.text)) / 10, 4)
                yield CopyPair(
                    CopyScope.NARRATIVE, CopyKind.SAME, a, b, 1.0, evidence, evidence, True, False,
                    (other.text.strip(),), group,
                    (AlignedRow(None, None, CopyKind.SAME, 1.0, aligned),),
                )  # fmt: skip


def _text_pair(a: Text, b: Text, similarity: float, group: str) -> CopyPair:
    kind = CopyKind.NEAR
    if a.bare == b.bare:
        same = comparable(a.printed) == comparable(b.printed)
        kind = CopyKind.SAME if same else CopyKind.NUMBERS
    field = Field.PARAGRAPH if a.project is None else Field.GOALS
    stretches = beside(a.printed, b.printed)
    aligned = (AlignedText(field, stretches),)
    shared = tuple(s.b.strip() for s in stretches if s.equal and s.b.strip())
    akin = False
    if a.project is not None and b.project is not None:
        akin = siblings(a.project, b.project) or same_trade(a.project, b.project)
    evidence = round(len(b.bare) / 10, 4)
    return CopyPair(
        CopyScope.NARRATIVE, kind, _text_side(a), _text_side(b), round(similarity, 4),
        evidence, evidence, True, akin,
        shared, group, (AlignedRow(None, None, kind, round(similarity, 4), aligned),),
    )  # fmt: skip


def _text_side(text: Text) -> CopySide:
    document, project = text.document, text.project
    return CopySide(
        document.id,
        document.department,
        document.year,
        project.seq if project else None,
        (project.name or project.title) if project else None,
        project.code if project else None,
        (),
        text.paragraph.number if text.paragraph else None,
        document.region,
    )


# --------------------------------------------------------------------------------------------
# Clusters


def _groups(
    scope: CopyScope,
    close: Mapping[tuple[int, int], float],
    sides: Sequence[CopySide],
    contents: Sequence[str],
) -> tuple[list[CopyCluster], dict[int, str], dict[str, int]]:
    """The clusters, the cluster of each member, and the medoids of those too large to list."""
    made: list[CopyCluster] = []
    group_of: dict[int, str] = {}
    starred: dict[str, int] = {}
    for members in clusters(close):
        first = min(members, key=lambda m: (sides[m].year or 0, contents[m]))
        group, middle = _identity(scope, contents[first]), medoid(members, close)
        group_of.update(dict.fromkeys(members, group))
        if len(members) >= STAR:
            starred[group] = middle
        made.append(
            CopyCluster(
                group, scope, sides[middle], tuple(sides[m] for m in members), sides[first].year
            )
        )
    return made, group_of, starred


def _passed_over(ends: tuple[int, int], group: str, starred: Mapping[str, int]) -> bool:
    return group in starred and starred[group] not in ends


def _identity(scope: CopyScope, *contents: str) -> str:
    return sha256("\x1e".join((scope, *contents)).encode("utf-8", "replace")).hexdigest()[:16]


# --------------------------------------------------------------------------------------------
# What was passed over


def _set_aside(
    found: Sequence[Table],
    rarity: Rarity,
    read: Sequence[Text],
    passed_over: Mapping[str, Usual],
) -> tuple[SetAside, ...]:
    """Rows of no weight and set paragraphs, each with its first printed text."""
    rows: dict[str, list[str]] = defaultdict(list)
    for table in found:
        for line in table.lines:
            usual = rarity.weight(line.bare) <= 0 or rarity.share(line.bare) >= HABIT
            if usual and line.bare and not table.history:
                rows[line.bare].append(line.indicator.name or "")
    made = [
        SetAside(
            printed[0],
            Usual.TEMPLATE if bare in rarity.prescribed else Usual.HABIT,
            None if bare in rarity.prescribed else round(rarity.share(bare), 4),
            len(printed),
        )
        for bare, printed in rows.items()
    ]
    places: dict[str, list[str]] = defaultdict(list)
    for text in read:
        if text.bare in passed_over and not text.history:
            places[text.bare].append(text.printed)
    made += [SetAside(t[0], passed_over[bare], None, len(t)) for bare, t in places.items()]
    return tuple(sorted(made, key=lambda s: (s.reason, -s.places, s.text)))


def _order(pair: CopyPair) -> tuple[object, ...]:
    def side(one: CopySide) -> tuple[object, ...]:
        return (one.document, one.project_seq or 0, one.paragraph or 0, one.rows)

    return (list(CopyScope).index(pair.scope), side(pair.a), side(pair.b))
