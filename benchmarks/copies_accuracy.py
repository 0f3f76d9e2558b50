"""How many planted copies the search finds, and how many look-alikes it takes for copies.

    AUDITOR_PUBLISHED_DATA=<folder with rows.jsonl.gz> \
        python benchmarks/copies_accuracy.py --each 40 --seed 2025 [--misses] [--natural 100]

A project counts as found where a pair that a check would report (not of projects akin by name)
links it with its source, or with a table that the search holds like the source anyway. Every other
reported pair of a planted table is a false one. Rows count within pairs of a table and its source.
The last lines say what rows would tell by themselves: of the rows elsewhere whose name and
description are as similar as 0.6 to a copied row, how many are the row it was copied from.
`--natural` prints the strongest pairs of the documents as they are, for a reader to judge; nothing
is written, for the published text is not ours to copy.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from copies_planted import KINDS, LOOKALIKES, Plan, Planted, base, plan

from auditor.classify.heuristics import judge_documents
from auditor.copies.join import join
from auditor.copies.tables import Line, TablePair, alike, tables
from auditor.domain import Document
from auditor.settings import Thresholds
from auditor.text.language import default_language

Key = tuple[str, int]
ALONE = 0.6


def search(documents: Sequence[Document]) -> list[TablePair]:
    judgements = judge_documents(documents, default_language())
    found, _ = tables(documents, (), judgements)
    return list(alike(found, Thresholds()))


def alone(made: Plan) -> None:
    """Recall and precision of single rows by their texts, with and without a description."""
    found, _ = tables(made.documents, (), judge_documents(made.documents, default_language()))
    holders: dict[str, list[tuple[Key, int]]] = defaultdict(list)
    line_of: dict[tuple[Key, int], Line] = {}
    for table in found:
        for line in table.lines:
            row = ((table.document.id, table.project.seq), line.indicator.row)
            holders[line.bare].append(row)
            line_of[row] = line
    texts = sorted(holders)
    near: dict[str, list[str]] = defaultdict(list)
    for left, right, _ in join(texts, ALONE):
        near[texts[left]].append(texts[right])
        near[texts[right]].append(texts[left])
    counted: Counter[tuple[bool, str]] = Counter()
    for one in made.planted:
        for row, source in one.rows.items():
            line = line_of[(one.document, one.seq), row]
            described = bool(line.indicator.description)
            partners = {r for t in (line.bare, *near[line.bare]) for r in holders[t]}
            partners = {r for r in partners if r[0] != (one.document, one.seq)}
            counted[described, "rows"] += 1
            counted[described, "partners"] += len(partners)
            counted[described, "right"] += (one.source, source) in partners
    for described in (False, True):
        rows, right = counted[described, "rows"], counted[described, "right"]
        print(
            f"rows alone, {'with' if described else 'without'} description: {rows}, recall "
            f"{right / max(rows, 1):.3f}, precision "
            f"{right / max(counted[described, 'partners'], 1):.3f}"
        )


def sides(pair: TablePair) -> tuple[Key, Key]:
    return (
        (pair.a.document.id, pair.a.project.seq),
        (pair.b.document.id, pair.b.project.seq),
    )


def measure(
    made: Plan, found: Sequence[TablePair], natural: Sequence[TablePair], show: bool
) -> None:
    like: dict[Key, set[Key]] = defaultdict(set)
    for pair in natural:
        a, b = sides(pair)
        like[a].add(b)
        like[b].add(a)
    of: dict[Key, list[TablePair]] = defaultdict(list)
    for pair in found:
        for side in sides(pair):
            of[side].append(pair)
    planted = {(p.document, p.seq): p for p in made.planted}
    totals: Counter[tuple[str, str]] = Counter()
    for key, one in planted.items():
        tell(key, one, of[key], like, planted, totals, show)
    print(f"{'kind':10s} {'tables':>6s} {'found':>6s} {'false':>6s}   rows  found  false")
    for kind in (*KINDS, *LOOKALIKES):
        print(
            f"{kind:10s} {totals[kind, 'tables']:6d} {totals[kind, 'found']:6d} "
            f"{totals[kind, 'false']:6d} {totals[kind, 'rows']:6d} {totals[kind, 'rows found']:6d} "
            f"{totals[kind, 'rows false']:6d}"
        )

    def total(what: str, kinds: Sequence[str] = KINDS) -> int:
        return sum(totals[kind, what] for kind in kinds)

    right, wrong = total("found"), total("false", (*KINDS, *LOOKALIKES))
    print(
        f"projects: precision {right / max(right + wrong, 1):.3f}, "
        f"recall {right / max(total('tables'), 1):.3f}"
    )
    rows, hit, false = total("rows"), total("rows found"), total("rows false")
    precision, recall = hit / max(hit + false, 1), hit / max(rows, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"rows: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def tell(
    key: Key,
    one: Planted,
    pairs: Sequence[TablePair],
    like: dict[Key, set[Key]],
    planted: dict[Key, Planted],
    totals: Counter[tuple[str, str]],
    show: bool,
) -> None:
    """Count one planted table; a pair of two tables planted from one source is a true one."""
    totals[one.kind, "tables"] += 1
    totals[one.kind, "rows"] += len(one.rows)
    right = False
    for pair in pairs:
        a, b = sides(pair)
        other = b if a == key else a
        if one.rows and other == one.source:
            said = {
                (m.b.indicator.row, m.a.indicator.row)
                if b == key
                else (m.a.indicator.row, m.b.indicator.row)
                for m in pair.matches
            }
            truth = set(one.rows.items())
            totals[one.kind, "rows found"] += len(said & truth)
            totals[one.kind, "rows false"] += len(said - truth)
        if pair.akin:
            continue
        origins = {other, planted[other].source if other in planted else None} - {None}
        kin = {one.source, *(like[one.source] if one.source else ())} - {None}
        if one.rows and (origins & kin or any(like[o] & kin for o in origins if o)):
            right = True
        elif other in planted and planted[other].rows:
            continue  # counted where the other table is looked at
        else:
            totals[one.kind, "false"] += 1
            if show:
                print("FALSE", one.kind, round(pair.similarity, 2), round(pair.evidence, 2))
                print_pair(pair)
    totals[one.kind, "found"] += right
    if show and one.rows and not right:
        print("MISSED", one.kind, key, "from", one.source)


def print_pair(pair: TablePair) -> None:
    for side in (pair.a, pair.b):
        print(f"   {side.document.department}｜{side.project.name}｜{len(side.lines)} rows")
    for m in sorted(pair.matches, key=lambda m: -m.evidence):
        a, b = m.a.indicator, m.b.indicator
        print(f"      {m.evidence:.2f} {a.name} {a.value} ／ {b.name} {b.value}")


def show_natural(found: Sequence[TablePair], most: int) -> None:
    strongest = sorted(
        (p for p in found if not p.akin), key=lambda p: (-p.similarity * p.evidence, sides(p))
    )
    for number, pair in enumerate(strongest[:most], 1):
        print(
            f"{number}. {pair.scope} {pair.kind} similarity {pair.similarity:.2f} "
            f"evidence {pair.evidence:.1f} {'whole' if pair.whole else 'part'}"
        )
        print_pair(pair)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--each", type=int, default=40, help="tables of each kind")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    parser.add_argument("--natural", type=int, default=0, help="print so many natural pairs")
    options = parser.parse_args()
    documents = base()
    natural = search(documents)
    scopes = Counter((p.scope.value, "akin" if p.akin else "not akin") for p in natural)
    print(f"{len(documents)} documents; natural pairs: {dict(scopes)}")
    if options.natural:
        show_natural(natural, options.natural)
        return
    made = plan(documents, options.each, options.seed)
    measure(made, search(made.documents), natural, options.misses)
    alone(made)


if __name__ == "__main__":
    main()
