"""How far annotators agree: Cohen's κ, Krippendorff's α, and every row they label differently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from auditor.errors import UsageError
from auditor.rows import columns
from auditor.training.labels import DUPLICATES, LabelledRow, units

Label = Hashable
#: The label that each rater gave each unit; a unit is a list of (rater, label).
Units = Sequence[Mapping[str, Label]]

_JUDGED: dict[str, Callable[[LabelledRow], Label | None]] = {
    "vagueness": lambda row: None if row.vagueness is None else row.vagueness.label,
    "category": lambda row: row.category,
    "duplicate_fields": lambda row: (
        None if row.duplicate_fields is None else tuple(sorted(row.duplicate_fields))
    ),
    "value_mismatch": lambda row: row.value_mismatch,
}
_ORDERED = "vagueness"
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one label: rows that at least two labelled, shares and coefficients.

    A coefficient is `None` where it is not defined, as when all labels are one.
    """

    label: str
    rows: int
    same: float
    kappas: tuple[tuple[str, str, int, float | None], ...]
    nominal: float | None
    ordinal: float | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row to which raters gave different labels, by rater."""

    row: LabelledRow
    label: str
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing all raters gave; `alone` are rows that only one of them labelled."""

    raters: tuple[str, ...]
    agreements: tuple[Agreement, ...]
    conflicts: tuple[Conflict, ...]
    alone: int


def by_rater(files: Sequence[tuple[Path, Sequence[LabelledRow]]]) -> dict[str, list[LabelledRow]]:
    """The rows of each rater: a file is a rater; in a single file the annotators are.

    Raises:
        UsageError: there are not two of them.
    """
    raters: dict[str, list[LabelledRow]] = defaultdict(list)
    if len(files) == 1:
        for row in files[0][1]:
            raters[row.annotator or ""].append(row)
    else:
        stems = Counter(path.stem for path, _ in files)
        for path, rows in files:
            raters[path.stem if stems[path.stem] == 1 else str(path)] += rows
    if len(raters) < _FEWEST:
        msg = f"{files[0][0]}：只有一个标注人的标注，请给出两个以上文件，或写明“标注人”列"
        raise UsageError(msg)
    return dict(raters)


def compare(raters: Mapping[str, Sequence[LabelledRow]]) -> Comparison:
    """Match the raters' rows by id, else by text, and measure every label."""
    matched: dict[tuple[str, ...], dict[str, LabelledRow]] = {}
    for rater, rows in raters.items():
        for key, row in zip(units(rows), rows, strict=True):
            matched.setdefault(key, {})[rater] = row
    shared = [by for by in matched.values() if len(by) >= _FEWEST]
    agreements = []
    conflicts: list[tuple[int, Conflict]] = []
    for label, judged in _JUDGED.items():
        found = [
            (number, by, given)
            for number, by in enumerate(shared)
            if len(given := {r: v for r, row in by.items() if (v := judged(row)) is not None})
            >= _FEWEST
        ]
        if not found:
            continue
        agreements.append(_agreement(label, [given for *_, given in found], tuple(raters)))
        conflicts += [
            (
                number,
                Conflict(
                    next(iter(by.values())), label, tuple((r, _word(v)) for r, v in given.items())
                ),
            )
            for number, by, given in found
            if len(set(given.values())) > 1
        ]
    ordered = [conflict for _, conflict in sorted(conflicts, key=lambda pair: pair[0])]
    return Comparison(tuple(raters), tuple(agreements), tuple(ordered), len(matched) - len(shared))


def _agreement(label: str, given: Units, raters: tuple[str, ...]) -> Agreement:
    kappas = []
    for a, b in combinations(raters, 2):
        pairs = [(unit[a], unit[b]) for unit in given if a in unit and b in unit]
        if pairs:
            kappas.append((a, b, len(pairs), kappa(pairs)))
    lists = [list(unit.values()) for unit in given]
    return Agreement(
        label,
        len(given),
        sum(len(set(unit)) == 1 for unit in lists) / len(lists),
        tuple(kappas),
        alpha(lists),
        ordinal_alpha([[v for v in unit if isinstance(v, int)] for unit in lists])
        if label == _ORDERED
        else None,
    )


def _word(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case tuple():
            return "、".join(DUPLICATES[v] for v in value) or "无"
        case _:
            return str(value)


def heading(label: str) -> str:
    """What people call the label."""
    return columns.HEADINGS[label]


# --------------------------------------------------------------------------------------------
# Coefficients


def kappa(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    """Cohen's κ of two raters; `None` where chance alone would agree on everything."""
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / count
    expected = sum(first[label] * second[label] for label in first) / count**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(lists: Sequence[Sequence[Label]]) -> float | None:
    """Krippendorff's α for labels without order; each list holds what the raters of a unit gave."""
    return _alpha(lists, lambda a, b, _counts: float(a != b))


def ordinal_alpha(lists: Sequence[Sequence[int]]) -> float | None:
    """Krippendorff's α for ordered labels: further apart by how many labels lie between."""

    def distance(a: Label, b: Label, counts: Mapping[Label, int]) -> float:
        low, high = sorted((int(str(a)), int(str(b))))
        between = sum(n for label, n in counts.items() if low <= int(str(label)) <= high)
        return (between - (counts[a] + counts[b]) / 2) ** 2

    return _alpha(lists, distance)


def _alpha(
    lists: Sequence[Sequence[Label]],
    distance: Callable[[Label, Label, Mapping[Label, int]], float],
) -> float | None:
    """1 − observed ÷ expected disagreement; units that one rater alone labelled say nothing."""
    usable = [unit for unit in lists if len(unit) >= _FEWEST]
    counts = Counter(label for unit in usable for label in unit)
    total = sum(counts.values())
    apart = {(a, b): distance(a, b, counts) for a in counts for b in counts if a != b}
    expected = sum(counts[a] * counts[b] * d for (a, b), d in apart.items()) / max(total - 1, 1)
    observed = 0.0
    for unit in usable:
        within = Counter(unit)
        pairs = sum(within[a] * within[b] * apart[a, b] for a in within for b in within if a != b)
        observed += pairs / (len(unit) - 1)
    return None if expected == 0 else 1 - observed / expected


# --------------------------------------------------------------------------------------------
# What is told


def summary(found: Comparison) -> Iterator[str]:
    """The coefficients, a label a line and a pair of raters a line."""
    yield f"标注人：{'、'.join(rater or '（未写明）' for rater in found.raters)}"
    if not found.agreements:
        yield "没有一行是两人都标了的，请检查编号或文字是否一致"
    for one in found.agreements:
        ordinal = f"，有序 {_figure(one.ordinal)}" if one.label == _ORDERED else ""
        yield (
            f"{heading(one.label)}：{one.rows} 行，全同 {one.same:.1%}，"
            f"Krippendorff α {_figure(one.nominal)}{ordinal}"
        )
        for a, b, rows, coefficient in one.kappas:
            yield f"  {a} / {b}：{rows} 行，Cohen κ {_figure(coefficient)}"
    if found.alone:
        yield f"只有一人标注的 {found.alone} 行未计入"


def _figure(value: float | None) -> str:
    return "无法计算（标注只有一种）" if value is None else f"{value:.3f}"


def conflict_lines(found: Comparison) -> Iterator[str]:
    """Every conflict in one line."""
    for one in found.conflicts:
        said = "，".join(f"{rater} {word}" for rater, word in one.given)
        row = one.row
        shown = " / ".join(text or "（空）" for text in (row.level2, row.level3, row.value))
        yield f"{row.id or ''} {shown}　{heading(one.label)}：{said}".strip()


def conflict_rows(found: Comparison) -> list[dict[str, str | None]]:
    """Every conflict as a row of a table, a column a rater."""
    return [
        {
            "编号": one.row.id,
            "项目名称": one.row.project_name,
            "二级指标": one.row.level2,
            "三级指标": one.row.level3,
            "绩效指标描述": one.row.description,
            "指标值": one.row.value,
            "标注项": heading(one.label),
            **{rater: dict(one.given).get(rater) for rater in found.raters},
        }
        for one in found.conflicts
    ]
