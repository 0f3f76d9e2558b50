"""This year's tables against earlier ones of the same department: what became of each target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from auditor.copies.tables import Match, Table, TablePair, match, siblings
from auditor.domain import (
    Category,
    Change,
    CopyScope,
    Judgement,
    Operator,
    Scope,
    Target,
)
from auditor.text.normalise import comparable

SAME_NAME = 85
"""Percent of characters in order that two years' names of one project share at least."""
_AT_LEAST = {Operator.AT_LEAST, Operator.MORE}
_AT_MOST = {Operator.AT_MOST, Operator.LESS}
_LEAST_SHARE = 0.5


def continued(found: Sequence[Table]) -> Iterator[TablePair]:
    """Each project with the same department's project of that name in the year before."""
    by_department: dict[str, dict[int, list[Table]]] = defaultdict(lambda: defaultdict(list))
    for table in found:
        if table.document.department and table.document.year:
            by_department[table.department][table.document.year].append(table)
    for _, years in sorted(by_department.items()):
        for earlier, later in pairwise(sorted(years)):
            taken: set[int] = set()
            for table in years[later]:
                if table.history:
                    continue
                best = max(
                    (n for n in range(len(years[earlier])) if n not in taken),
                    key=lambda n: (_same_name(years[earlier][n], table), -n),
                    default=None,
                )
                if best is None or _same_name(years[earlier][best], table) < SAME_NAME:
                    continue
                taken.add(best)
                pair = _pair(years[earlier][best], table)
                if pair is not None:
                    yield pair


def _same_name(a: Table, b: Table) -> float:
    if a.project.scope is not b.project.scope:
        return 0.0
    if a.project.scope is Scope.WHOLE:
        return 100.0
    names = [_undated(comparable(t.project.name or t.project.title or "")) for t in (a, b)]
    return fuzz.ratio(*names) if all(names) else 0.0


def _undated(name: str) -> str:
    return "".join(character for character in name if not character.isdigit())


def _pair(a: Table, b: Table) -> TablePair | None:
    matches = match(a, b)
    rows = len(a.lines) + len(b.lines) - len(matches)
    if rows == 0 or len(matches) / rows < _LEAST_SHARE:
        return None
    similarity = sum(m.likeness * m.counts for m in matches) / rows
    evidence = sum(m.evidence for m in matches)
    akin = siblings(a.project, b.project)
    return TablePair(CopyScope.YEAR, a, b, matches, similarity, evidence, True, akin)


def change(
    found: Match, pair: TablePair, judgements: Mapping[tuple[str, int, int], Judgement]
) -> Change:
    """What became of a row's target; a money total follows the budget and is neither way."""
    if found.a.value == found.b.value:
        return Change.UNCHANGED
    before, after = (
        judgements.get((t.document.id, t.project.seq, line.indicator.row))
        for t, line in ((pair.a, found.a), (pair.b, found.b))
    )
    if before is None or after is None or after.category.declared is Category.COST:
        return Change.CHANGED
    old, new = before.target, after.target
    direction = _direction(old), _direction(new)
    if old.unit != new.unit or direction[0] != direction[1] or direction[0] == 0:
        return Change.CHANGED
    first, second = (t.low if t.low is not None else t.high for t in (old, new))
    if first is None or second is None or first == second:
        return Change.CHANGED
    return Change.RAISED if (second - first) * direction[0] > 0 else Change.LOWERED


def _direction(target: Target) -> int:
    """1 where more is asked by a larger figure, -1 by a smaller one, 0 where nothing says."""
    if target.operator in _AT_LEAST:
        return 1
    return -1 if target.operator in _AT_MOST else 0
