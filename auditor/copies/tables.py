"""Which projects' tables are alike: candidates by shared rows, then row against row.

A row weighs what it is worth as evidence: a long text that no other department writes much, ten
characters that stand in every third table nothing. So a table of short names is judged by all of
its rows together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from auditor.copies.fingerprint import fingerprint
from auditor.copies.join import chunks
from auditor.copies.likeness import ALIKE_HERE, likeness, without_numbers
from auditor.copies.rarity import NOWHERE, Elsewhere, Rarity, published, publisher_of
from auditor.copies.rows import keys
from auditor.domain import (
    Category,
    CopyKind,
    CopyScope,
    Document,
    Indicator,
    Judgement,
    Project,
    Scope,
    answers_to,
    offices,
)
from auditor.settings import Thresholds
from auditor.text.normalise import comparable

ALIKE = 0.4
"""Jaccard of character pairs at which two rows' texts make two tables candidates."""
MANY = 400
"""A row that more tables have than this leads to no candidate: it may only confirm one."""

#: Similar rows, and what they are worth, from which two tables are compared row by row.
LEAST_ROWS, LEAST_WORTH = 2, 0.5
#: … and their share of the lighter table's weight, or of the longer table's rows (habit given in).
_LEAST_PART, _LEAST_OF_ROWS = 0.25, 0.3
#: Evidence from which a row counts as telling; a table lighter than this has no such row.
_TELLING, _LIGHTEST = 0.15, 1e-9
#: Tables that are equal throughout need only this share of the evidence; all of it below 75 %.
_HALF = 0.5
#: Overlap and evidence that a part must have more where it has no row more than a whole needs.
_FEWER_ROWS = (0.05, 0.3)
#: Rows from which tables are also held against each other without regard to habit; of siblings one
#: more.
_MANY_ROWS = 4

#: Satisfaction and money rows are much alike whatever the project, in whatever words.
_CLASS_WEIGHT = {Category.SATISFACTION: 0.4, Category.COST: 0.5}
#: A text of this length tells as much as a row can be expected to; and how far others go.
_FULL_LENGTH, _LEAST, _MOST = 10, 0.4, 1.5
#: Likeness to this power is what a similar text counts as evidence.
_DOUBT = 1.5
#: What a row is worth whose numbers, or whose value otherwise, differ: as a row, as evidence.
_NUMBERS_DIFFER, _VALUE_DIFFERS = (0.9, 0.6), (0.8, 0.5)
#: A figure that is equal to so many digits is no round figure that anybody would set.
_ROUND, _PER_DIGIT, _FIGURE_MOST = 2, 0.2, 0.8

#: Names that share so long a run (学生资助, 满意度调查) or are this much alike in percent name
#: sibling projects; read off the pairs found in published budgets.
_KIN_PREFIX, _KIN_RUN, _LEAST_WORD = 4, 4, 2
_KIN_RATIO = 70
_RUN = re.compile(r"\d+(?:\.\d+)?")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
#: What both names say a project does; such projects have some of the same to measure. Read off
#: pairs of published budgets that a reader would not have called copies.
_DOINGS = tuple(
    re.compile(doing)
    for doing in (
        "运维|维护|维保",
        "研究|科研|课题",
        "审计",
        "购置|采购|更换|更新",
        "援助|援[疆藏青]|支援",
        "助学|资助|奖学|学生",
        "安保|保安",
        "无线电|抽检|评审",
    )
)
_COMMON = re.compile(
    r"^[一-鿿]{2,3}[省市县区]|项目|经费|资金|专项|补助|工作|费用|工程|年度|"
    r"运行|维护|运维|服务|购置|采购|设备|系统|平台|建设|改造"
)
_YEAR = re.compile(r"^(?:19|20)\d\d年?度?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row made comparable: `text` name and description, `bare` the same without numbers."""

    indicator: Indicator
    text: str
    bare: str
    value: str
    weight: float
    worth: float


@dataclass(frozen=True)
class Table:
    """A project's rows made comparable; `department` is who published it (see `offices`)."""

    document: Document
    department: str
    project: Project
    history: bool
    lines: tuple[Line, ...]

    @cached_property
    def weight(self) -> float:
        """What all rows weigh together."""
        return sum(line.weight for line in self.lines)

    @cached_property
    def habits(self) -> int:
        """How many rows weigh nothing."""
        return sum(line.weight <= 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Match:
    """Two rows that answer each other."""

    a: Line
    b: Line
    likeness: float
    kind: CopyKind
    counts: float
    similarity: float
    evidence: float


@dataclass(frozen=True, slots=True)
class TablePair:
    """Two tables with the rows that answer each other; `a` comes first in time or rank, if any."""

    scope: CopyScope
    a: Table
    b: Table
    matches: tuple[Match, ...]
    similarity: float
    evidence: float
    whole: bool
    akin: bool

    @property
    def kind(self) -> CopyKind:
        """What tells the rows apart that answer each other."""
        kinds = {match.kind for match in self.matches}
        if kinds == {CopyKind.SAME}:
            return CopyKind.SAME
        return CopyKind.NEAR if CopyKind.NEAR in kinds else CopyKind.NUMBERS


def tables(
    documents: Sequence[Document],
    history: Sequence[Document],
    judgements: Mapping[tuple[str, int, int], Judgement],
    prescribed: frozenset[str] = frozenset(),
    elsewhere: Elsewhere = NOWHERE,
) -> tuple[list[Table], Rarity]:
    """Every project's table, audited ones first, and how rare their rows are."""
    every = [(d, False) for d in documents] + [(d, True) for d in history]
    rows = [(d, i) for d, _ in every for p in d.projects for i in p.indicators]
    texts, bare = comparable_rows([i for _, i in rows])
    counted = ((publisher_of(d), b) for (d, _), b in zip(rows, bare, strict=True))
    rarity = Rarity.of(published("rows"), counted, prescribed, elsewhere)
    weights = {text: rarity.weight(text) for text in set(bare)}
    whose = offices(documents, history)
    made = iter(zip(texts, bare, strict=True))
    found = [
        Table(
            document,
            whose[document.id],
            project,
            earlier,
            tuple(
                _line(
                    i,
                    text,
                    short,
                    weights[short],
                    judgements.get((document.id, project.seq, i.row)),
                )
                for i, (text, short) in zip(project.indicators, made, strict=False)
            ),
        )
        for document, earlier in every
        for project in document.projects
    ]
    return found, rarity


def comparable_rows(indicators: Sequence[Indicator]) -> tuple[list[str], list[str]]:
    """Name and description of each row made comparable, and the same without numbers."""
    texts = keys([i.name or "" for i in indicators], [i.description or "" for i in indicators])
    return texts, [without_numbers(text) or text for text in texts]


def worth(weight: float, bare: str) -> float:
    """What a row of this weight and text is worth as evidence: short texts say little."""
    return weight * min(max(len(bare) / _FULL_LENGTH, _LEAST), _MOST)


def _line(
    indicator: Indicator, text: str, bare: str, weight: float, judgement: Judgement | None
) -> Line:
    declared = judgement.category.declared if judgement else None
    if declared is not None:
        weight *= _CLASS_WEIGHT.get(declared, 1.0)
    value = comparable(indicator.value or "")
    return Line(indicator, text, bare, value, weight, worth(weight, bare))


def alike(found: Sequence[Table], thresholds: Thresholds) -> Iterator[TablePair]:
    """Every two tables that are alike, in the order of the tables."""
    for one, other in sorted(_candidates(found)):
        pair = compare(found[one], found[other], thresholds)
        if pair is not None:
            yield pair


def repeats(table: Table) -> Iterator[tuple[Line, Line, CopyKind]]:
    """Rows of a table that say the same as an earlier one: word for word, the value or its figures.

    Likeness is no sign here: first and second class, spring and autumn stand in rows of their own.
    """
    first: dict[tuple[str, str], Line] = {}
    for line in table.lines:
        if not line.text:
            continue
        earlier = first.setdefault((line.text, without_numbers(line.value)), line)
        if earlier is not line:
            same = earlier.value == line.value
            yield earlier, line, CopyKind.SAME if same else CopyKind.NUMBERS


def _candidates(found: Sequence[Table]) -> set[tuple[int, int]]:
    """Pairs of tables whose shared or similar rows are worth comparing."""
    texts = sorted({line.bare for table in found for line in table.lines if line.weight > 0})
    number = {text: n for n, text in enumerate(texts)}
    near: dict[int, list[int]] = defaultdict(list)
    prints = fingerprint(texts)
    for piece in chunks(prints, ALIKE):
        for left, right, _ in piece:
            near[left].append(right)
            near[right].append(left)
    holders: dict[int, list[int]] = defaultdict(list)
    for at, table in enumerate(found):
        for text in {line.bare for line in table.lines if line.weight > 0}:
            holders[number[text]].append(at)
    chosen: set[tuple[int, int]] = set()
    for at, table in enumerate(found):
        if table.project.scope is Scope.WHOLE:
            continue
        reached_by: dict[int, list[Line]] = defaultdict(list)
        for line in table.lines:
            if line.weight <= 0:
                continue
            reached: set[int] = set()
            own = number[line.bare]
            for like in (own, *near[own]):
                if len(holders[like]) <= MANY:
                    reached.update(other for other in holders[like] if other > at)
            for other in reached:
                reached_by[other].append(line)
        chosen.update(
            (at, other)
            for other, lines in reached_by.items()
            if _promising(table, found[other], lines) and _comparable(table, found[other])
        )
    return chosen


def _promising(a: Table, b: Table, lines: Sequence[Line]) -> bool:
    """Whether these rows of `a`, which `b` has something like, could make the two tables alike."""
    if len(lines) < LEAST_ROWS or sum(line.worth for line in lines) < LEAST_WORTH:
        return False
    if sum(line.weight for line in lines) >= _LEAST_PART * min(a.weight, b.weight):
        return True
    rows = len(lines) + min(a.habits, b.habits)
    return rows >= _LEAST_OF_ROWS * max(len(a.lines), len(b.lines))


def _comparable(a: Table, b: Table) -> bool:
    """Whether likeness would mean anything: never within the history, nor part against whole."""
    if a.history and b.history:
        return False
    return a.project.scope is b.project.scope


def compare(a: Table, b: Table, thresholds: Thresholds) -> TablePair | None:
    """The pair, in its direction if it has one, if the tables are alike, whole or in good part."""
    if follows(a.document, b.document):
        a, b = b, a
    scope = _scope(a, b)
    matches = match(a, b)
    evidence = sum(m.evidence for m in matches)
    shared = sum(m.similarity for m in matches)
    joint = a.weight + b.weight - shared
    similarity = shared / joint if joint > 0 else 0.0
    part = shared / max(min(a.weight, b.weight), _LIGHTEST)
    telling = sum(m.evidence >= _TELLING for m in matches)
    needed = thresholds.copied_table_evidence
    if scope is CopyScope.PROJECT:
        needed = thresholds.clone_table_evidence
    # Rows that are equal one and all bear each other out.
    needed *= min(1.0, 2 * (1 - similarity) + _HALF)
    rows = thresholds.clone_table_rows
    whole = similarity >= thresholds.clone_table_overlap and telling >= rows and evidence >= needed
    fewer = telling == rows
    partly = (
        telling >= rows
        and part >= thresholds.copied_part_overlap + fewer * _FEWER_ROWS[0]
        and evidence >= thresholds.copied_part_evidence + fewer * _FEWER_ROWS[1]
    )
    joint_rows = _unweighted(a, b, matches)
    row_by_row = (
        joint_rows >= thresholds.copied_rows_overlap
        and len(matches) >= _MANY_ROWS
        and evidence >= thresholds.copied_rows_evidence * min(1.0, 2 * (1 - joint_rows) + _HALF)
    )
    if not (whole or partly or row_by_row):
        return None
    pair = TablePair(scope, a, b, matches, similarity, evidence, whole, akin=False)
    akin = siblings(a.project, b.project) or _explained_by_trade(pair)
    if akin and not (whole or partly) and len(matches) <= _MANY_ROWS:
        return None
    return replace(pair, akin=akin)


def _explained_by_trade(pair: TablePair) -> bool:
    """Doing the same explains a part; a whole table within a department, but for its figures."""
    within = _one_publisher(pair.a, pair.b)
    likely = not pair.whole or (within and pair.kind is not CopyKind.SAME)
    return likely and same_trade(pair.a.project, pair.b.project)


def _unweighted(a: Table, b: Table, matches: Sequence[Match]) -> float:
    """Jaccard similarity of the rows, habit or not."""
    shared = sum(m.likeness * m.counts for m in matches)
    return shared / max(len(a.lines) + len(b.lines) - shared, 1)


def follows(a: Document, b: Document) -> bool:
    """Whether `a` can only have been written after `b`: a later year, or a unit under `b`'s."""
    if _years_differ(a, b):
        return (a.year or 0) > (b.year or 0)
    return a.department != b.department and answers_to(a, b)


def _years_differ(a: Document, b: Document) -> bool:
    return bool(a.year and b.year) and a.year != b.year


def _scope(a: Table, b: Table) -> CopyScope:
    if not _one_publisher(a, b):
        return CopyScope.DEPARTMENT
    return CopyScope.YEAR if _years_differ(a.document, b.document) else CopyScope.PROJECT


def _one_publisher(a: Table, b: Table) -> bool:
    return a.department == b.department


def match(a: Table, b: Table) -> tuple[Match, ...]:
    """The rows that answer each other, most alike first chosen, each once; by the rows of `b`."""
    likely: list[tuple[float, bool, int, int]] = []
    for x, one in enumerate(a.lines):
        for y, other in enumerate(b.lines):
            if not one.text or not other.text:
                continue
            like = likeness(one.bare, other.bare)
            if like >= ALIKE_HERE:
                likely.append((like, one.value == other.value, x, y))
    likely.sort(key=lambda c: (-c[0], not c[1], c[2], c[3]))
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    found: list[tuple[int, Match]] = []
    for like, _, x, y in likely:
        if x not in taken_a and y not in taken_b:
            taken_a.add(x)
            taken_b.add(y)
            found.append((y, _match(a.lines[x], b.lines[y], like)))
    return tuple(m for _, m in sorted(found, key=lambda f: f[0]))


def _match(a: Line, b: Line, like: float) -> Match:
    weight, worth = (a.weight + b.weight) / 2, (a.worth + b.worth) / 2
    if a.value == b.value and a.text == b.text:
        kind, counts = CopyKind.SAME, (1.0, 1.0)
    elif a.value == b.value:
        kind = CopyKind.NUMBERS if a.bare == b.bare else CopyKind.NEAR
        counts = (1.0, 1.0)
    elif without_numbers(a.value) == without_numbers(b.value):
        kind = CopyKind.NUMBERS if a.bare == b.bare else CopyKind.NEAR
        counts = _NUMBERS_DIFFER
    else:
        kind, counts = CopyKind.NEAR, _VALUE_DIFFERS
    evidence = worth * like**_DOUBT * counts[1]
    if a.value == b.value and weight > 0:
        evidence += like * _figure(a.value)
    return Match(a, b, like, kind, counts[0], weight * like * counts[0], evidence)


def _figure(value: str) -> float:
    """What it tells that both rows have this figure: 39.0816 much, 95 or 2026 nothing."""
    digits = max((len(_trimmed(run)) for run in _RUN.findall(value)), default=0)
    return min(max(digits - _ROUND, 0) * _PER_DIGIT, _FIGURE_MOST)


def _trimmed(number: str) -> str:
    return "" if _A_YEAR.fullmatch(number) else number.replace(".", "").strip("0")


def same_trade(a: Project, b: Project) -> bool:
    """Both names say that the projects do the same: maintenance, research, purchase."""
    names = [comparable(p.name or p.title or "") for p in (a, b)]
    return any(all(map(doing.search, names)) for doing in _DOINGS)


def siblings(a: Project, b: Project) -> bool:
    """Projects of one kind, whose tables may well be alike: same purpose, or names akin."""
    if a.purpose and b.purpose and comparable(a.purpose) == comparable(b.purpose):
        return True
    names = [_YEAR.sub("", comparable(p.name or p.title or "")) for p in (a, b)]
    if Prefix.similarity(*names) >= _KIN_PREFIX or fuzz.ratio(*names) >= _KIN_RATIO:
        return True
    one, other = sorted((_own_words(name) for name in names), key=len)
    if len(one) >= _LEAST_WORD and one in other:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return bool(matcher.find_longest_match().size >= _KIN_RUN)


def _own_words(name: str) -> str:
    """A comparable name without the place and the words that all names have."""
    return _COMMON.sub("", name)
