"""Measure how much of published 指标值 is understood, and how fast.

    AUDITOR_PUBLISHED_DATA=… python benchmarks/value_coverage.py [--sample KIND N SEED]

`AUDITOR_PUBLISHED_DATA` is a folder with `rows.jsonl.gz`, one row a line with `region`, `level3`
and `value`. `--sample` prints N values of a kind for reading (`parsed` for all kinds but phrase).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import time
from collections import Counter
from pathlib import Path

from auditor.domain import Target, TargetKind
from auditor.text.quantity import parse_target


def rows() -> list[dict[str, str | None]]:
    path = Path(os.environ["AUDITOR_PUBLISHED_DATA"]) / "rows.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def shown(target: Target) -> str:
    low, high = target.low, target.high
    figures = (
        f"{low}" if low == high else f"{'' if low is None else low}..{'' if high is None else high}"
    )
    parts = (target.kind.value, target.operator, figures if figures != "None" else None)
    return " ".join(str(p) for p in (*parts, target.unit, target.date) if p is not None)


def sample(
    parsed: list[tuple[dict[str, str | None], Target]], kind: str, n: int, seed: int
) -> None:
    """Distinct values, so that the common ones do not crowd out the rest."""
    distinct = {}
    for row, target in parsed:
        chosen = target.kind is not TargetKind.PHRASE if kind == "parsed" else target.kind == kind
        if chosen:
            distinct.setdefault(row["value"], (row, target))
    picked = random.Random(seed).sample(sorted(distinct, key=str), min(n, len(distinct)))
    for value in picked:
        row, target = distinct[value]
        print(f"{row['level3']}｜{value!r} → {shown(target)}")


def table(parsed: list[tuple[dict[str, str | None], Target]]) -> None:
    regions = sorted({str(row["region"]) for row, _ in parsed})
    print("region", "rows", *(k.value for k in TargetKind), "understood", sep="\t")
    for region in ("all", *regions):
        counts = Counter(t.kind for row, t in parsed if region in ("all", row["region"]))
        total = counts.total()
        share = 1 - counts[TargetKind.PHRASE] / total
        print(region, total, *(counts[k] for k in TargetKind), f"{share:.2%}", sep="\t")
    distinct = {row["value"]: t for row, t in parsed}
    phrases = sum(t.kind is TargetKind.PHRASE for t in distinct.values())
    print(f"distinct values {len(distinct)}, of them phrases {phrases}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sample", nargs=3, metavar=("KIND", "N", "SEED"))
    options = arguments.parse_args()
    read = rows()
    distinct = {(row["value"], row["level3"]) for row in read}
    parse_target("≥1次，预热")
    start = time.perf_counter()
    for value, name in distinct:
        parse_target(value, name)
    seconds = time.perf_counter() - start
    parsed = [(row, parse_target(row["value"], row["level3"])) for row in read]
    if options.sample:
        kind, n, seed = options.sample
        sample(parsed, kind, int(n), int(seed))
        return
    table(parsed)
    print(f"{len(distinct)} distinct (value, name) pairs, {len(distinct) / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
