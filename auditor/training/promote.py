"""The frozen test set, and whether a new model may take the place of the installed one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from auditor.classify import store
from auditor.text.language import Language
from auditor.training.examples import Example, examples
from auditor.training.fit import Fitted
from auditor.training.labels import LabelledRow, as_object, from_values
from auditor.training.measure import TITLES, Judged, f1, judge_rows, macro_f1
from auditor.training.split import clusters

#: Rows that no shipped model is trained on; made once by `freeze`, then kept as they are.
FROZEN = "frozen.jsonl"
#: One department in so many of the committed rows is frozen.
_ONE_IN = 7
#: A measure may fall by this much before a model counts as worse: two rows of 400.
TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the new model may be installed, and the reasons for a person, one line each."""

    better: bool
    lines: tuple[str, ...]


def is_frozen(row: LabelledRow) -> bool:
    """Whether a committed row belongs to the frozen test set: its department decides."""
    digest = hashlib.sha256(f"unseen {row.department}".encode()).digest()
    return digest[0] % _ONE_IN == 0


def freeze(rows: Iterable[LabelledRow], path: Path) -> int:
    """Write the frozen rows of the committed ones; the number written."""
    chosen = [row for row in rows if is_frozen(row)]
    lines = [json.dumps(as_object(row), ensure_ascii=False, sort_keys=True) for row in chosen]
    store.write_atomically(path, ("\n".join(lines) + "\n").encode())
    return len(chosen)


def frozen_rows(path: Path | None = None) -> tuple[LabelledRow, ...]:
    """The frozen test set, from the package or a working copy; empty where there is none."""
    places = [path] if path else [place / FROZEN for place in store.packaged()]
    for place in places:
        if place.is_file():
            lines = place.read_text(encoding="utf-8").splitlines()
            found = (from_values(json.loads(line))[0] for line in lines if line)
            return tuple(row for row in found if row is not None)
    return ()


def without_frozen(rows: Sequence[Example], frozen: Sequence[Example]) -> tuple[Example, ...]:
    """The rows that are no frozen row nor a near-duplicate of one."""
    if not frozen:
        return tuple(rows)
    found = clusters([e.text for e in (*rows, *frozen)])
    kept = ~np.isin(found[: len(rows)], found[len(rows) :])
    return tuple(row for row, keep in zip(rows, kept.tolist(), strict=True) if keep)


def key_figures(rows: Judged) -> dict[str, float]:
    """The three figures that decide, on the rows that have the label."""
    vague = rows.where(lambda e: e.vagueness is not None)
    filed = rows.where(lambda e: bool(e.accepted))
    return {
        "vague or not: F1": round(f1(vague.levels > 0, vague.said > 0), 4),
        "three classes: macro F1": round(macro_f1(vague.levels, vague.said), 4),
        "best class right or acceptable": round(float(filed.best.mean()), 4),
    }


def compare_frozen(
    candidate: Fitted,
    frozen: Sequence[LabelledRow],
    installed: store.Models | None,
    language: Language,
) -> tuple[Verdict, dict[str, dict[str, float]]]:
    """The new model against the installed one on rows that neither was trained on."""
    if not frozen:
        return Verdict(True, ("没有固定测试集，未与已安装的模型比较",)), {}
    rows = examples(frozen, language)
    told = {"new": key_figures(judge_rows(candidate.vagueness, candidate.category, rows, language))}
    if installed is None:
        return Verdict(True, ("没有已安装的模型",)), told
    told["installed"] = key_figures(
        judge_rows(installed.vagueness, installed.category, rows, language)
    )
    return verdict(told["new"], told["installed"], f"固定测试集（{len(rows)} 行）"), told


def verdict(new: dict[str, float], installed: dict[str, float], where: str) -> Verdict:
    """Not worse in any figure by more than the tolerance."""
    lines, better = [], True
    for name, value in new.items():
        before = installed.get(name)
        if before is None:
            continue
        worse = value < before - TOLERANCE
        better = better and not worse
        lines.append(
            f"{where} {TITLES[name]}：新 {value:.3f}，现用 {before:.3f}{'，变差' if worse else ''}"
        )
    return Verdict(better, tuple(lines))


def install(made: Path, target: Path) -> None:
    """Put a trained pair of models into the folder where they are found, each file atomically."""
    for kind in store.KINDS:
        for source in sorted((made / kind).rglob("*")):
            if source.is_file():
                store.write_atomically(
                    target / kind / source.relative_to(made / kind), source.read_bytes()
                )
