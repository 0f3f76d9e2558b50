"""Labels in, two models out; installed only where they are not worse."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from auditor.classify import store
from auditor.errors import UsageError
from auditor.text.language import Language
from auditor.training import card
from auditor.training.examples import Example, examples
from auditor.training.fit import Fitted, Workshop
from auditor.training.labels import LabelledRow
from auditor.training.measure import (
    CATEGORY,
    VAGUENESS,
    Figure,
    Judged,
    Measure,
    compared,
    cross_judged,
    f1,
    figures,
    judge_rows,
    macro_f1,
    plain_baseline,
)
from auditor.training.promote import (
    Verdict,
    compare_frozen,
    frozen_rows,
    install,
    key_figures,
    verdict,
    without_frozen,
)
from auditor.training.split import split

PARTS = 5
#: Fewer labelled rows or departments cannot be parted for training, tuning and measuring.
_FEWEST_ROWS, _FEWEST_DEPARTMENTS = 200, 10
_PUBLISHED = "published"
#: A source or region with fewer rows gets no table of its own.
_TOLD_ROWS = 100

#: Told what is being done, in Chinese, as it begins.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """Where the models were written, whether they were installed, and what to tell."""

    out: Path
    installed: bool
    lines: tuple[str, ...]
    metrics: dict[str, dict[str, float | None]]


def train(
    labels: Sequence[LabelledRow],
    unlabelled: Sequence[LabelledRow],
    out: Path,
    language: Language,
    *,
    published: Sequence[LabelledRow] = (),
    target: Path | None = None,
    frozen: Sequence[LabelledRow] | None = None,
    seed: int = 0,
    samples: int = 1000,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Fit, measure, write to `out`, and install into `target` if not worse than what is there.

    `published` are labelled rows at hand that are not trained on but tested on. `frozen` defaults
    to the rows that ship. `target` of `None` is the user's folder.

    Raises:
        UsageError: there are too few labelled rows or departments.
    """
    test = frozen_rows() if frozen is None else tuple(frozen)
    progress("读取规则看到的特征")
    known = examples([row for row in labels if row.vagueness is not None or row.category], language)
    known = without_frozen(known, examples(test, language))
    _require_enough(known)
    free = _distinct(unlabelled)
    parts = split([e.department for e in known], [e.text for e in known], PARTS, seed)
    workshop = Workshop(known, examples(free, language), parts, language)
    progress("按部门交叉检验")
    rows = cross_judged(workshop)
    progress("训练")
    fitted = workshop.fitted()
    progress("计算区间和对比")
    lines = list(_against_others(workshop, rows, samples))
    notes: dict[str, Any] = {
        "seed": seed,
        "data": _data(known, free),
        "versions": {name: version(name) for name in ("auditor", "numpy", "scikit-learn")},
    }
    installed = store.find(target).models
    judged, told = compare_frozen(fitted, test, installed, language)
    published_now = _published(rows, published, fitted, language)
    before = _published_before(installed, published_now)
    if before:
        other = verdict(published_now["figures"], before, "已发布行")
        judged = Verdict(judged.better and other.better, judged.lines + other.lines)
    lines += judged.lines
    notes |= {"compared": lines, "frozen": told, "published": published_now}
    made = _write(out, fitted, rows, notes, samples)
    if judged.better:
        install(out, store.user_folder() if target is None else target)
    else:
        lines.append("新模型在上述某项变差，没有安装；现用模型不变")
    return Outcome(out, judged.better, tuple(lines), made)


def _require_enough(known: Sequence[Example]) -> None:
    departments = len({e.department for e in known})
    if len(known) < _FEWEST_ROWS or departments < _FEWEST_DEPARTMENTS:
        msg = (
            f"标注行太少：{len(known)} 行、{departments} 个部门，"
            f"至少要 {_FEWEST_ROWS} 行、{_FEWEST_DEPARTMENTS} 个部门才能训练和检验"
        )
        raise UsageError(msg)


def _distinct(rows: Sequence[LabelledRow]) -> tuple[LabelledRow, ...]:
    seen = {(r.department, r.level2, r.level3, r.description, r.value): r for r in reversed(rows)}
    return tuple(reversed(seen.values()))


def _data(known: Sequence[Example], free: Sequence[LabelledRow]) -> dict[str, Any]:
    """Counts, and a hash of all that was learned from: other data, another hash."""
    digest = hashlib.sha256()
    for e in known:
        digest.update(json.dumps([e.id, e.text, e.vagueness, e.accepted]).encode())
    for row in free:
        digest.update(json.dumps([row.department, row.level2, row.level3, row.value]).encode())
    return {
        "labelled": len(known),
        "unlabelled": len(free),
        "departments": len({e.department for e in known}),
        "sources": dict(Counter(e.source for e in known)),
        "sha256": digest.hexdigest(),
    }


def _against_others(workshop: Workshop, rows: Judged, samples: int) -> list[str]:
    """Paired with the plain baseline and with rules alone, on rows with a label."""
    known = rows.where(lambda e: e.vagueness is not None)
    lines = []
    plain = plain_baseline(workshop)
    kept = rows.levels >= 0
    others = {
        "字符片段基线": plain.vague.argmax(axis=1)[kept],
        "只用规则": known.ruled,
    }
    for name, other in others.items():
        answers = known.levels
        for title, measure, mine in (
            ("空泛与否 F1", lambda a, s: f1(a > 0, s > 0), f1(answers > 0, other > 0)),
            ("三类宏 F1", macro_f1, macro_f1(answers, other)),
        ):
            found = compared(known, measure, other, samples=samples)
            lines.append(
                f"{name} {title} {mine:.3f}，模型高 {found.difference:+.3f}"
                f"（{found.low:+.3f}–{found.high:+.3f}，不高于它的概率 {found.chance:.3f}）"
            )
    has = [n for n, e in enumerate(rows.examples) if e.accepted]
    lines.append(f"字符片段基线 类别正确或可接受 {plain.accepted[has].mean():.3f}")
    return lines


def _published(
    rows: Judged, published: Sequence[LabelledRow], fitted: Fitted, language: Language
) -> dict[str, Any]:
    """The key figures on published rows, never by a model that has seen their department."""
    seen = rows.where(lambda e: e.source == _PUBLISHED)
    if not len(seen.examples) and published:
        free = examples(published, language)
        seen = judge_rows(fitted.vagueness, fitted.category, free, language)
    if not len(seen.examples):
        return {}
    names = sorted(e.id for e in seen.examples)
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()
    return {"rows": digest, "figures": key_figures(seen)}


def _published_before(
    installed: store.Models | None, now: dict[str, Any]
) -> dict[str, float] | None:
    """What the installed model's own training measured on the same published rows."""
    if installed is None or not now:
        return None
    path = installed.origin / "vagueness" / card.METRICS
    try:
        before = json.loads(path.read_text(encoding="utf-8")).get("published") or {}
    except (OSError, ValueError):
        return None
    found: dict[str, float] | None = before.get("figures")
    return found if before.get("rows") == now["rows"] else None


def _write(
    out: Path, fitted: Fitted, rows: Judged, notes: dict[str, Any], samples: int
) -> dict[str, dict[str, float | None]]:
    seen = (number for example in rows.examples for number in example.marks)
    store.save_vagueness(out / "vagueness", fitted.vagueness, _head(notes), seen)
    store.save_category(out / "category", fitted.category, _head(notes))
    vague = rows.where(lambda e: e.vagueness is not None)
    filed = rows.where(lambda e: bool(e.accepted))
    told = {}
    for kind, part, measures in (("vagueness", vague, VAGUENESS), ("category", filed, CATEGORY)):
        found = _by_part(part, measures, samples)
        card.write(out / kind, kind, found, part, notes)
        told[kind] = {name: figure.value for name, figure in found["全部"].items()}
    return told


def _head(notes: dict[str, Any]) -> dict[str, Any]:
    return {name: notes[name] for name in ("seed", "data", "versions")}


def _by_part(
    rows: Judged, measures: dict[str, Measure], samples: int
) -> dict[str, dict[str, Figure]]:
    """All rows, then by source, then published rows by region."""
    found = {"全部": figures(rows, measures, samples=samples)}
    sources = Counter(e.source for e in rows.examples)
    regions = Counter(e.region for e in rows.examples if e.source == _PUBLISHED)
    for source, count in sorted(sources.items()):
        if count >= _TOLD_ROWS:
            part = rows.where(lambda e, wanted=source: e.source == wanted)  # type: ignore[misc]
            found[f"来源 {source}（{count} 行）"] = figures(part, measures, samples=samples)
    for region, count in sorted(regions.items()):
        if count >= _TOLD_ROWS:
            part = rows.where(
                lambda e, wanted=region: e.source == _PUBLISHED and e.region == wanted  # type: ignore[misc]
            )
            found[f"地区 {region}（{count} 行）"] = figures(part, measures, samples=samples)
    return found
