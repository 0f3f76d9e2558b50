"""How the search for alike tables grows: the documents, and mosaics of them in more departments.

    AUDITOR_PUBLISHED_DATA=<folder with rows.jsonl.gz> python benchmarks/copies_tables.py 1 4 8

A mosaic is a document of another department with as many tables of as many rows, each row taken at
random from all rows of its class: the words of the trade as often as they are, and nothing copied.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from copies_planted import base

from auditor.copies.tables import alike, tables
from auditor.domain import Document, Indicator
from auditor.settings import Thresholds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("times", type=int, nargs="+", help="documents, as many times as published")
    options = parser.parse_args()
    chance = random.Random(5)
    documents = base()
    rows: dict[str | None, list[Indicator]] = defaultdict(list)
    for document in documents:
        for project in document.projects:
            for row in project.indicators:
                rows[row.level2].append(row)

    def mosaic(document: Document, number: int) -> Document:
        projects = tuple(
            replace(
                p,
                indicators=tuple(
                    replace(chance.choice(rows[i.level2]), row=i.row) for i in p.indicators
                ),
            )
            for p in document.projects
        )
        name = f"{document.id}#{number}"
        return replace(document, id=name, department=name, projects=projects)

    for times in options.times:
        every = [*documents, *(mosaic(d, n) for n in range(times - 1) for d in documents)]
        found, _ = tables(every, (), {})
        clock = time.process_time()
        pairs = sum(1 for _ in alike(found, Thresholds()))
        print(
            f"{len(every)} departments, {sum(len(t.lines) for t in found)} rows: {pairs} pairs, "
            f"{time.process_time() - clock:.1f} s of processor, "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, "
            f"load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
