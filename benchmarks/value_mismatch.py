"""Of the rows whose value the rules refuse, how many the labels refuse too: by rule and department.

    [AUDITOR_PUBLISHED_DATA=<folder with labelled.jsonl>] python benchmarks/value_mismatch.py

Intervals are Wilson's, 95 %. Half of the published labels were chosen because models were unsure of
them, so their share of hard rows is higher than in nature. No text is printed.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import sqrt
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from auditor.classify.heuristics import opinion
from auditor.domain import Indicator, Project
from auditor.text.language import Language, default_language

CORPORA = Path(__file__).resolve().parent.parent / "corpora" / "labelled"
#: Departments with fewer refused rows stand together.
FEWEST = 3


def wilson(right: int, total: int) -> tuple[float, float]:
    """Bounds of a share, usable near 0 and 1 and with few rows."""
    z = 1.96
    middle, spread = right / total + z * z / (2 * total), z * z / (4 * total * total)
    half = z * sqrt(right / total * (1 - right / total) / total + spread)
    scale = 1 + z * z / total
    return (middle - half) / scale, (middle + half) / scale


def rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def rule_of(row: dict[str, Any], language: Language) -> str | None:
    """The rule that refuses the value."""
    indicator = Indicator(
        1, row["level1"], row["level2"], row["level3"],
        row.get("description"), row["value"], row.get("basis"),
    )  # fmt: skip
    project = Project(
        seq=1,
        name=row["project_name"],
        purpose=row.get("purpose"),
        goals=tuple(row.get("goals") or ()),
    )
    return opinion(indicator, project, language).observed.value_rule


def show(title: str, found: dict[str, list[bool]], refused: int) -> None:
    together = [right for each in found.values() for right in each]
    few = [right for each in found.values() if len(each) < FEWEST for right in each]
    told = {key: each for key, each in sorted(found.items()) if len(each) >= FEWEST}
    print(f"\n{title}: labels refuse {refused}")
    for key, each in {**told, f"fewer than {FEWEST} each": few, "all": together}.items():
        if each:
            low, high = wilson(sum(each), len(each))
            share = sum(each) / len(each)
            print(f"| {key} | {sum(each)} / {len(each)} | {share:.2f} ({low:.2f}-{high:.2f}) |")


def main() -> None:
    sources = {
        "written": sorted(CORPORA.glob("written-*")),
        "documents": [CORPORA / "documents.jsonl"],
    }
    if folder := os.environ.get("AUDITOR_PUBLISHED_DATA"):
        sources = {"published": [Path(folder) / "labelled.jsonl"], **sources}
    language = default_language()
    for source, paths in sources.items():
        by_rule: dict[str, list[bool]] = defaultdict(list)
        by_department: dict[str, list[bool]] = defaultdict(list)
        refused = 0
        for row in rows(paths):
            right = bool(row["value_mismatch"])
            refused += right
            if rule := rule_of(row, language):
                by_rule[rule].append(right)
                by_department[row["department"]].append(right)
        show(f"{source}, by rule", by_rule, refused)
        if source != "written":
            show(f"{source}, by department", by_department, refused)


if __name__ == "__main__":
    main()
