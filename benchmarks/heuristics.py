"""How well the rules judge labelled rows, against a baseline, with bootstrap intervals.

    [AUDITOR_PUBLISHED_DATA=<folder with labelled.jsonl>] python benchmarks/heuristics.py

Always measures the committed gold rows. Where the published labels are at hand, their departments
are parted in two halves by a seeded shuffle: the rules were made by reading the first half; the
second is reported apart, and by the first letter of the ids (how the rows were sampled).

The baseline calls a row 明确 when its value has a digit, 空泛 otherwise. Intervals are the middle
95 % of 400 bootstrap samples, drawn by row on the gold and by department on published rows.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from auditor.classify.category_rules import mismatch_rule
from auditor.classify.heuristics import judge, read
from auditor.classify.vagueness_rules import RULES
from auditor.classify.value_mismatch import value_mismatch_rule
from auditor.classify.words import Words
from auditor.domain import Document, Indicator, Judgement, Project
from auditor.text.language import default_language

GOLD = Path(__file__).parents[1] / "tests" / "gold"
SPLIT_SEED = 2
SAMPLES = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row, what the rules made of it, and which rules spoke."""

    label: dict[str, Any]
    judgement: Judgement
    mismatch: str | None
    value: str | None
    baseline: int


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judged(rows: Sequence[dict[str, Any]], projects: dict[Any, dict[str, Any]]) -> list[Judged]:
    language = default_language()
    words = Words(language)
    result = []
    for row in rows:
        known = projects.get((row.get("document"), row.get("project_seq")), {})
        project = Project(
            1,
            name=row.get("project_name") or known.get("name"),
            purpose=row.get("purpose") or known.get("purpose"),
            goals=tuple(row.get("goals") or known.get("goals") or ()),
        )
        fields = ("level1", "level2", "level3", "description", "value", "basis")
        indicator = Indicator(1, *(row.get(field) for field in fields))
        made = judge(indicator, project, Document(""), language)
        reading = read(indicator, language)
        result.append(
            Judged(
                row,
                made,
                mismatch_rule(made.category.declared, reading, words),
                value_mismatch_rule(reading, made.vagueness, words),
                0 if re.search(r"\d", row["value"] or "") else 2,
            )
        )
    return result


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    both = sum(a and b for a, b in pairs)
    return ratio(2 * both, sum(a for a, _ in pairs) + sum(b for _, b in pairs))


def vague_pairs(rows: Sequence[Judged], guess: Callable[[Judged], int]) -> list[tuple[bool, bool]]:
    return [(r.label["vagueness"] > 0, guess(r) > 0) for r in rows]


def macro(rows: Sequence[Judged], guess: Callable[[Judged], int]) -> float:
    each = [[(r.label["vagueness"] == k, guess(r) == k) for r in rows] for k in range(3)]
    return sum(f1(pairs) for pairs in each) / 3


def precision(pairs: Sequence[tuple[bool, bool]]) -> float:
    return ratio(sum(a and b for a, b in pairs), sum(b for _, b in pairs))


def recall(pairs: Sequence[tuple[bool, bool]]) -> float:
    return ratio(sum(a and b for a, b in pairs), sum(a for a, _ in pairs))


def rules_label(row: Judged) -> int:
    return row.judgement.vagueness.label.label


def baseline_label(row: Judged) -> int:
    return row.baseline


def accused(rows: Sequence[Judged]) -> list[tuple[bool, bool]]:
    return [(r.label["vagueness"] > 0, rules_label(r) == 2) for r in rows]


def misfiled(rows: Sequence[Judged]) -> list[tuple[bool, bool]]:
    pairs = []
    for row in rows:
        declared = row.judgement.category.declared
        if declared is not None:
            right = {row.label["category"], *row.label["category_also"]}
            pairs.append((declared.value not in right, row.mismatch is not None))
    return pairs


def impossible(rows: Sequence[Judged]) -> list[tuple[bool, bool]]:
    return [(r.label["value_mismatch"], r.value is not None) for r in rows]


def repeated(rows: Sequence[Judged]) -> list[tuple[bool, bool]]:
    kinds = ("name=description", "name=value", "description=value")
    return [
        (kind in (r.label["duplicate_fields"] or ()), kind in r.judgement.duplicate_fields)
        for r in rows
        for kind in kinds
    ]


def exact(rows: Sequence[Judged]) -> float:
    same = sum(
        set(r.label["duplicate_fields"] or ()) == set(r.judgement.duplicate_fields) for r in rows
    )
    return ratio(same, len(rows))


def interval(rows: Sequence[Judged], measure: Callable[[Sequence[Judged]], float]) -> str:
    groups: dict[Any, list[Judged]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[row.label.get("department") or number].append(row)
    keys, chance = sorted(groups, key=str), random.Random(0)
    drawn = []
    for _ in range(SAMPLES):
        sample = [row for key in chance.choices(keys, k=len(keys)) for row in groups[key]]
        value = measure(sample)
        if not isnan(value):
            drawn.append(value)
    drawn.sort()
    if not drawn:
        return "–"
    low, high = drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1]
    return f"{measure(rows):.3f} [{low:.3f}–{high:.3f}]"


MEASURES: dict[str, Callable[[Sequence[Judged]], float]] = {
    "vague or not: F1": lambda rows: f1(vague_pairs(rows, rules_label)),
    "vague or not: precision": lambda rows: precision(vague_pairs(rows, rules_label)),
    "vague or not: recall": lambda rows: recall(vague_pairs(rows, rules_label)),
    "vague or not: F1 of the baseline": lambda rows: f1(vague_pairs(rows, baseline_label)),
    "three classes: macro F1": lambda rows: macro(rows, rules_label),
    "three classes: macro F1 of the baseline": lambda rows: macro(rows, baseline_label),
    "called 空泛, not 明确: precision": lambda rows: precision(accused(rows)),
    "wrong class: precision": lambda rows: precision(misfiled(rows)),
    "wrong class: recall": lambda rows: recall(misfiled(rows)),
    "wrong value: precision": lambda rows: precision(impossible(rows)),
    "wrong value: recall": lambda rows: recall(impossible(rows)),
    "repeated fields: exact sets": exact,
    "repeated fields: precision": lambda rows: precision(repeated(rows)),
    "repeated fields: recall": lambda rows: recall(repeated(rows)),
}

FIRINGS: dict[str, Callable[[Sequence[Judged]], list[tuple[bool, bool]]]] = {
    "called 空泛": accused,
    "wrong class": misfiled,
    "wrong value": impossible,
    "repeated fields": repeated,
}


def report(title: str, rows: Sequence[Judged]) -> None:
    print(f"\n## {title}: {len(rows)} rows")
    for name, measure in MEASURES.items():
        print(f"{name:45} {interval(rows, measure)}")
    for name, pairs_of in FIRINGS.items():
        pairs = pairs_of(rows)
        print(f"{name}: fired {sum(b for _, b in pairs)}, due {sum(a for a, _ in pairs)}")
    confusion = Counter((r.label["vagueness"], rules_label(r)) for r in rows)
    print("labelled ↓ judged → 明确 欠明确 空泛")
    for label in range(3):
        print(f"  {label}", *(confusion[label, guess] for guess in range(3)))


def by_rule(rows: Sequence[Judged]) -> None:
    print("\nrule, certain, fired, of which not 明确, of which 空泛")
    spoken: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for reason in row.judgement.vagueness.reasons:
            spoken[reason.rule].append(row.label["vagueness"])
    for rule, labels in sorted(spoken.items(), key=lambda item: (-len(item[1]), item[0])):
        not_clear = sum(label > 0 for label in labels)
        vague = sum(label == 2 for label in labels)
        print(f"  {rule:24} {RULES[rule].certain!s:5} {len(labels):4} {not_clear:4} {vague:4}")
    for title, rule_of, right in (
        ("class", lambda r: r.mismatch, lambda r: misfiled([r])[0][0]),
        ("value", lambda r: r.value, lambda r: r.label["value_mismatch"]),
    ):
        counts: dict[str, list[bool]] = defaultdict(list)
        for row in rows:
            if name := rule_of(row):
                counts[name].append(right(row))
        for name, hits in sorted(counts.items()):
            print(f"  {title}: {name:24} fired {len(hits):3}, right {sum(hits):3}")


def main() -> None:
    projects = {(p["document"], p["seq"]): p for p in load(GOLD / "projects.jsonl")}
    gold = judged(load(GOLD / "indicators.jsonl"), projects)
    report("gold", gold)
    by_rule(gold)
    folder = os.environ.get("AUDITOR_PUBLISHED_DATA")
    if not folder:
        return
    rows = judged(load(Path(folder) / "labelled.jsonl"), {})
    departments = sorted({r.label["department"] for r in rows})
    random.Random(SPLIT_SEED).shuffle(departments)
    read_half = set(departments[: len(departments) // 2])
    for title, half in (
        ("departments read while making the rules", True),
        ("departments held out", False),
    ):
        part = [r for r in rows if (r.label["department"] in read_half) is half]
        report(title, part)
        for prefix in sorted({r.label["id"][0] for r in part}):
            report(f"{title}, ids {prefix}…", [r for r in part if r.label["id"][0] == prefix])
        by_rule(part)


if __name__ == "__main__":
    main()
