"""What an index recalls beside what its documents would give: pairs, findings, time.

    AUDITOR_PUBLISHED_DATA=<folder with rows.jsonl.gz> \
        python benchmarks/copies_history.py --each 40 --seed 2025

The documents as they are stand for last year; this year's are the same with tables planted in them
(`copies_planted`) and every fifth figure lowered. They are held against last year twice, once read
whole and once recalled from an index. With `--strangers` no department is on both sides, so that
the index recalls only what its texts lead to; `--others` puts so many made-up rows of a hundred
other departments beside them. Nothing is written but the index, to a temporary folder.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from copies_corpus import stream
from copies_planted import base, plan

from auditor.checks import catalogue, engine
from auditor.copies import stored
from auditor.copies.rarity import NOWHERE, Elsewhere
from auditor.domain import CopyPair, CopySide, Corpus, Document, Indicator, Project
from auditor.pipeline import examine
from auditor.reading import named_history
from auditor.settings import Rules, Settings
from auditor.text.language import default_language

RULES = ("P01", "P05", "P06", "P07", "P08")
_FIGURE = re.compile(r"[1-9]\d*")


def lowered(document: Document) -> Document:
    """The document with every fifth figure one less."""
    projects = []
    for project in document.projects:
        rows = tuple(
            replace(i, value=_FIGURE.sub(lambda m: str(int(m[0]) - 1), i.value, count=1))
            if i.value and i.row % 5 == 0
            else i
            for i in project.indicators
        )
        projects.append(replace(project, indicators=rows))
    return replace(document, projects=tuple(projects))


def others(rows: int) -> list[Document]:
    """Tables of ten made-up rows each, in a hundred departments of the year before."""
    made: list[list[Project]] = [[] for _ in range(100)]
    table: list[Indicator] = []
    for row in stream(rows, seed=3):
        number = len(table) + 1
        table.append(Indicator(number, None, None, row.name, row.description, row.value, None))
        if number == 10:
            projects = min(made, key=len)
            name = f"{row.name}经费"
            projects.append(Project(len(projects) + 1, name=name, indicators=tuple(table)))
            table = []
    return [
        Document(f"其他{n}", department=f"其他{n}局", year=2025, projects=tuple(projects))
        for n, projects in enumerate(made)
    ]


def held_against(
    this_year: Sequence[Document], history: Sequence[Document], elsewhere: Elsewhere
) -> tuple[Corpus, Counter[tuple[str, str]]]:
    language, settings = default_language(), Settings(rules=Rules(select=RULES))
    corpus = examine(this_year, language, named_history(history))
    corpus = engine.compared(corpus, settings, elsewhere=elsewhere)
    checks = engine.select(catalogue.all_checks(), settings.rules)
    outcome = engine.run(corpus, checks, settings, language, strict=True)
    return corpus, Counter((f.rule, f.id) for f in outcome.findings)


def keys(corpus: Corpus) -> set[tuple[object, ...]]:
    def key(side: CopySide) -> tuple[object, ...]:
        return side.document, side.project_seq, side.paragraph, side.rows

    def of(pair: CopyPair) -> tuple[object, ...]:
        return pair.scope.value, key(pair.a), key(pair.b)

    return {of(pair) for pair in corpus.copies.pairs} if corpus.copies else set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--strangers", action="store_true", help="other departments only")
    parser.add_argument("--others", type=int, default=0, help="made-up rows beside")
    options = parser.parse_args()
    last = [replace(d, year=(d.year or 2026) - 1) for d in base()]
    this = [lowered(d) for d in plan(base(), options.each, options.seed).documents]
    if options.strangers:
        last, this = last[::2], this[1::2]
    last += others(options.others)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        clock = time.process_time()
        stored.add_documents(folder, last)
        print(f"added in {time.process_time() - clock:.1f} s of processor")
        clock = time.process_time()
        recalled = stored.recall(folder, this)
        count = sum(len(d.projects) for d in recalled.documents)
        print(f"{count} projects of {sum(len(d.projects) for d in last)} recalled")
        print(f"recalled in {time.process_time() - clock:.1f} s of processor")
    by_documents, findings = held_against(this, last, NOWHERE)
    by_index, found = held_against(this, recalled.documents, recalled.elsewhere)
    for scope in ("year", "department", "project", "narrative"):
        both = [{k for k in keys(c) if k[0] == scope} for c in (by_documents, by_index)]
        print(
            f"{scope:10s} pairs by documents {len(both[0]):5d}, by index {len(both[1]):5d}, "
            f"by both {len(both[0] & both[1]):5d}"
        )
    for rule in RULES:
        one = {i for r, i in findings if r == rule}
        other = {i for r, i in found if r == rule}
        print(
            f"{rule} findings by documents {len(one):5d}, by index {len(other):5d}, "
            f"by both {len(one & other):5d}"
        )


if __name__ == "__main__":
    main()
