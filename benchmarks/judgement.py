"""How well and how fast the models judge: tables behind the cards.

    AUDITOR_PUBLISHED_DATA=<folder> python -m benchmarks.judgement
        quality|errors|regions|curve|ablation|written|speed|score|textcat …

`quality` trains as `auditor train` does and prints every figure with its interval; the others fit
once for each part, without tuning, at the strength that tuning mostly chooses, so that their
figures are compared with each other and not with the cards. Parts are whole departments; rows that
nearly repeat a test row are left out of training. Without the published folder only the committed
rows are there. Quote ratios of times, not times: machines are shared.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np

from auditor.classify import store
from auditor.classify.features import symbol_columns
from auditor.classify.heuristics import judge_documents
from auditor.classify.linear import logistic, products
from auditor.classify.vagueness import ordered
from auditor.domain import Category, Document, Indicator, Project
from auditor.text.language import Language, default_language
from auditor.training import fit
from auditor.training.examples import Example, examples
from auditor.training.fit import Workshop
from auditor.training.formats import load
from auditor.training.measure import (
    CATEGORY,
    VAGUENESS,
    area,
    calibration_error,
    cross_judged,
    f1,
    figures,
    judge_rows,
    macro_f1,
)
from auditor.training.promote import frozen_rows, without_frozen
from auditor.training.split import Split, split
from corpora.published import join

ROOT = Path(__file__).parents[1]
PARTS, SEED = 5, 0
STRENGTH = {"vagueness": (0.5,), "category": (1.0,)}


def rows() -> tuple[list, list]:
    """Labelled and unlabelled rows: the committed ones and, where at hand, the published ones."""
    own = sorted((ROOT / "corpora" / "labelled").glob("*.jsonl"))
    labelled, free = list(load(own)), []
    folder = os.environ.get("AUDITOR_PUBLISHED_DATA")
    if folder:
        with tempfile.TemporaryDirectory() as made:
            drawn, unpacked = Path(made) / "drawn.jsonl", Path(made) / "rows.jsonl"
            join.write(Path(folder) / "rows.jsonl.gz", drawn)
            labelled = [*load([Path(folder) / "labelled.jsonl", drawn]), *labelled]
            unpacked.write_bytes(gzip.decompress((Path(folder) / "rows.jsonl.gz").read_bytes()))
            free = list(load([unpacked], labelled=False))
    distinct = {(r.department, r.level2, r.level3, r.value): r for r in free}
    return labelled, list(distinct.values())


def known(language: Language) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    labelled, free = rows()
    made = without_frozen(examples(labelled, language), examples(frozen_rows(), language))
    return made, examples(free, language)


def workshop(
    labelled: Sequence[Example], free: Sequence[Example], language: Language, kind=Workshop
) -> Workshop:
    parts = split([e.department for e in labelled], [e.text for e in labelled], PARTS, SEED)
    return kind(labelled, free, parts, language)


# --------------------------------------------------------------------------------------------
# Quick fits: one strength, no calibration


@dataclass(frozen=True)
class Partly(Split):
    """A split of which only some rows are trained on."""

    kept: Callable[[np.ndarray], np.ndarray] = lambda picked: picked

    def training(self, excluded: frozenset[int]) -> np.ndarray:
        return self.kept(super().training(excluded))


class Quick:
    """Out-of-part probabilities of every labelled row."""

    def __init__(self, shop: Workshop, seen: Callable[[np.ndarray], np.ndarray] = lambda n: n):
        fit.STRENGTHS.update(STRENGTH)
        whole = shop.split
        shop.split = Partly(whole.folds, whole.clusters, whole.parts, seen)
        count = len(shop.labelled)
        self.vague, self.accepted = np.zeros((count, 3)), np.zeros((count, len(Category)))
        for part in range(shop.split.parts):
            core = shop.core(frozenset([part]))
            unseen = shop.split.test(part)
            matrix = shop.encode(core.encoder, unseen)
            weights, bias = core.vagueness[STRENGTH["vagueness"][0]]
            model = core.category[STRENGTH["category"][0]]
            self.vague[unseen] = ordered(logistic(products(matrix, weights) + bias))
            self.accepted[unseen] = logistic(model.raw(matrix))

    def line(self, shop: Workshop, kept: np.ndarray) -> str:
        levels = shop.vague[kept]
        scores = 1 - self.vague[kept, 0]
        said = np.where(scores >= 0.45, 1 + (self.vague[kept, 2] >= self.vague[kept, 1]), 0)
        best = shop.accepted[kept, self.accepted[kept].argmax(axis=1)].mean()
        return (
            f"F1 {f1(levels > 0, said > 0):.3f}  macro {macro_f1(levels, said):.3f}  "
            f"AUROC {area(levels > 0, scores):.3f}  "
            f"ECE {calibration_error(levels > 0, scores):.3f}  "
            f"class {best:.3f}  n {len(levels)}"
        )


def published(shop: Workshop) -> np.ndarray:
    found = np.array([e.source == "published" for e in shop.labelled])
    return np.flatnonzero(found) if found.any() else np.arange(len(found))


def ablation(language: Language) -> None:
    labelled, free = known(language)
    names = symbol_columns()
    symbols = np.array([re.split("[= ]", name)[0] for name in names])
    rules = ("rule", "value rule", "name", "description")
    groups: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
        "everything": lambda c, _: np.zeros(len(c), bool),
        "without rules' opinions": lambda c, _: (
            (c < len(names)) & np.isin(symbols[np.minimum(c, len(names) - 1)], rules)
        ),
        "without the reading (nature, form, lengths)": lambda c, _: (
            (c < len(names)) & ~np.isin(symbols[np.minimum(c, len(names) - 1)], rules)
        ),
        "without word lists": lambda c, h: (c >= len(names)) & (c < h),
        "without hashed text": lambda c, h: c >= h,
        "hashed text only": lambda c, h: c < h,
    }
    for title, dropped in groups.items():

        class Without(Workshop):
            def encode(self, encoder, picked):
                matrix = super().encode(encoder, picked)
                keep = ~dropped(matrix.columns, encoder.hashed_from)  # noqa: B023
                return type(matrix)(
                    matrix.rows[keep], matrix.columns[keep], matrix.data[keep], matrix.count
                )

        shop = workshop(labelled, free, language, Without)
        print(f"{title:45} {Quick(shop).line(shop, published(shop))}", flush=True)
    shop = workshop(labelled, [], language)
    print(f"{'without unlabelled rows':45} {Quick(shop).line(shop, published(shop))}", flush=True)


def curve(language: Language) -> None:
    labelled, free = known(language)
    for share in (0.125, 0.25, 0.5, 1.0):
        shop = workshop(labelled, free, language)
        count = int(share * len(labelled))
        chosen = np.array(random.Random(SEED).sample(range(len(labelled)), count))
        quick = Quick(shop, lambda n: n[np.isin(n, chosen)])  # noqa: B023
        print(f"{share:6.1%} of the labelled rows  {quick.line(shop, published(shop))}", flush=True)


def written(language: Language) -> None:
    labelled, free = known(language)
    source = np.array([e.source for e in labelled])
    for title, dropped in (
        ("all labelled rows", ()),
        ("without rows drawn at random", (join.SOURCE,)),
        ("without written rows", ("written",)),
        ("without written rows and documents", ("written", "public-document")),
    ):
        shop = workshop(labelled, free, language)
        quick = Quick(shop, lambda n: n[~np.isin(source[n], dropped)])  # noqa: B023
        print(f"{title:45} {quick.line(shop, published(shop))}", flush=True)


def regions(language: Language) -> None:
    """Train without a region, measure on it."""
    labelled, free = known(language)
    sources = ("published", join.SOURCE)
    region = np.array([e.region if e.source in sources else "" for e in labelled])
    home = np.array([e.region for e in free])
    for out in ([name] for name in ("北京", "烟台")):
        folds = np.where(np.isin(region, out), 0, 1)
        measured(labelled, free, home, folds, out, language)
    rest = sorted(set(region) - {"", "北京", "烟台"})
    measured(labelled, free, home, np.where(np.isin(region, rest), 0, 1), rest, language)


def measured(labelled, free, home, folds, out, language) -> None:
    base = split([e.department for e in labelled], [e.text for e in labelled], PARTS, SEED)
    # Part 0 is the region; the others are tuned and calibrated among themselves.
    dealt = np.where(folds == 0, 0, 1 + base.folds % (PARTS - 1))
    parts = type(base)(dealt.astype(np.int64), base.clusters, PARTS)
    kept = [e for e, where in zip(free, home.tolist(), strict=True) if where not in out]
    shop = Workshop(labelled, kept, parts, language)
    fitted = shop.fitted(frozenset([0]))
    rows = [labelled[n] for n in parts.test(0).tolist()]
    found = judge_rows(fitted.vagueness, fitted.category, rows, language)
    print(f"\n## without {'、'.join(out)}: {len(rows)} rows of it")
    show(figures(found, VAGUENESS | CATEGORY, samples=400))


def show(found) -> None:
    for name, figure in found.items():
        value, low, high = (
            float("nan") if x is None else x for x in (figure.value, figure.low, figure.high)
        )
        print(f"{name:38} {value:.3f} [{low:.3f}–{high:.3f}]", flush=True)


def again() -> dict[str, int]:
    """The vagueness that a second annotator gave, by the id of the labelled row."""
    folder = os.environ.get("AUDITOR_PUBLISHED_DATA")
    if not folder:
        return {}
    with gzip.open(Path(folder) / "rows.jsonl.gz", "rt", encoding="utf-8") as lines:
        digests = [join.digest(json.loads(line)) for line in lines]
    named = {f"r{n:05d}": digest for n, digest in enumerate(digests, 1)}
    for line in (Path(folder) / "labelled.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        named[row["id"]] = digests[row["line"] - 1]
    given = join.labels(join.AGAIN)
    return {name: given[d]["vagueness"] for name, d in named.items() if d in given}


@cache
def crossed(language: Language):
    """Every labelled row, judged by models that have not seen its department."""
    return cross_judged(workshop(*known(language), language))


def quality(language: Language) -> None:
    found, second = crossed(language), again()
    parts = {
        "all": lambda _: True,
        "published": lambda e: e.source == "published",
        "drawn": lambda e: e.source == join.SOURCE,
        "labelled twice": lambda e: e.id in second,
        "labelled twice, alike": lambda e: second.get(e.id) == e.vagueness,
        "published, labelled twice": lambda e: e.source == "published" and e.id in second,
        "published, labelled twice, alike": lambda e: (
            e.source == "published" and second.get(e.id) == e.vagueness
        ),
        "published, value with a digit": lambda e: (
            e.source == "published" and bool(re.search(r"\d", e.opinion.observed.reading.value))
        ),
        "published, value without": lambda e: (
            e.source == "published" and not re.search(r"\d", e.opinion.observed.reading.value)
        ),
    }
    for title, kept in parts.items():
        part = found.where(kept)
        print(f"\n## {title}: {len(part.examples)} rows")
        if len(part.examples):
            show(figures(part, VAGUENESS | CATEGORY, samples=400))
    print("\n## not 明确 among rows that the model is sure of, by the rule that spoke first")
    print("(unclear-measure reports the rows on which no other check of the family speaks)")
    by_rule: dict[str, list[bool]] = {}
    for e, score, sure, level in zip(
        found.examples, found.scores, found.sure, found.levels, strict=True
    ):
        if score >= sure and level >= 0:
            reasons = e.opinion.judgement.vagueness.reasons
            by_rule.setdefault(reasons[0].rule if reasons else "none", []).append(bool(level > 0))
    for rule, right in sorted(by_rule.items()):
        print(f"{rule:26} {sum(right)}/{len(right)}  {np.mean(right):.3f}")
    print("\n## by department (published, at least 40 rows)")
    print("| department | n | not 明确 | F1 | rules only | macro F1 | class |")
    print("|---|--:|--:|---|---|---|---|")
    sizes = Counter(e.department for e in found.examples if e.source == "published")
    for name, count in sizes.most_common():
        if count >= 40:
            part = found.where(lambda e: e.department == name and e.source == "published")  # noqa: B023
            cells = (
                resampled(part, lambda rows: f1(rows.levels > 0, rows.said > 0)),
                resampled(part, lambda rows: f1(rows.levels > 0, rows.ruled > 0)),
                resampled(part, lambda rows: macro_f1(rows.levels, rows.said)),
                f"{part.best.mean():.3f}",
            )
            print(f"| {name} | {count} | {(part.levels > 0).sum()} | {' | '.join(cells)} |")


def resampled(part, measure) -> str:
    """A measure of one department's rows, with the middle 95 % of 400 samples of its rows."""
    chance = np.random.default_rng(SEED)
    count = len(part.examples)
    found = [measure(part.take(chance.integers(count, size=count))) for _ in range(400)]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return f"{measure(part):.3f} ({low:.3f}–{high:.3f})"


def errors(language: Language) -> None:
    """The worst rows of each kind, for a person to read; prints published text to the terminal."""
    found = crossed(language).where(lambda e: e.source == "published")
    loss = np.where(found.levels > 0, 1 - found.scores, found.scores)
    for n in np.argsort(-loss, kind="stable")[:40].tolist():
        e, i = found.examples[n], found.examples[n].opinion.indicator
        print(f"{found.scores[n]:.2f} label {found.levels[n]} {e.id} {i.level2}|{i.name}|{i.value}")
    print("\nrefused though acceptable")
    wrong = np.flatnonzero(found.refused & ~found.wrong & found.filed)
    for n in wrong.tolist():
        e, i = found.examples[n], found.examples[n].opinion.indicator
        print(f"{found.rank[n]:.2f} {e.id} {i.level2}|{i.name}|{i.value}")


# --------------------------------------------------------------------------------------------
# Speed


def speed(_: Language) -> None:
    """The whole judgement beside plain jieba segmentation of the same rows, turn by turn.

    Each turn is a process of its own, in which nothing is remembered of the rows. What is loaded or
    built once (models, word lists and their expressions, jieba's dictionary) is not counted.
    """
    import jieba

    _, free = rows()
    jieba.initialize()
    models, language = store.find().models, default_language()
    assert models is not None, "no model installed"
    documents = [document(free)]
    first = load([ROOT / "corpora" / "labelled" / "documents.jsonl"])
    judge_documents([document(list(first))], language, models)

    def turn(told) -> None:
        started = time.process_time()
        for row in free:
            jieba.lcut((row.level3 or "") + (row.description or "") + (row.value or ""))
        plain = time.process_time()
        judge_documents(documents, language, models)
        told.send((plain - started, time.process_time() - plain))

    processes = multiprocessing.get_context("fork")
    ratios = []
    for _ in range(7):
        hears, tells = processes.Pipe(duplex=False)
        process = processes.Process(target=turn, args=(tells,))
        process.start()
        plain, ours = hears.recv()
        process.join()
        ratios.append(ours / plain)
        print(
            f"jieba {len(free) / plain:,.0f} rows/s, judgement {len(free) / ours:,.0f} rows/s, "
            f"time {ours / plain:.2f} of jieba's",
            flush=True,
        )
    print(f"median {median(ratios):.2f}, load {os.getloadavg()[0]:.1f}")


def score(_: Language) -> None:
    """`auditor score`, start to end, on one core, and on two files at once on two cores."""
    labelled, free = rows()
    lines = [
        json.dumps(
            {
                "department": row.department, "project_name": row.project_name,
                "level1": row.level1, "level2": row.level2, "level3": row.level3,
                "description": row.description, "value": row.value,
            },
            ensure_ascii=False,
        )
        for row in free or labelled
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        for _ in range(3):
            for cores in (1, 2):
                wall, spent = scored([lines[core::cores] for core in range(cores)], Path(made))
                print(
                    f"{cores} core(s): {len(lines) / wall:,.0f} rows/s, "
                    f"{len(lines) / spent:,.0f} per processor second",
                    flush=True,
                )
    print(f"load {os.getloadavg()[0]:.1f}")


def scored(files: Sequence[Sequence[str]], made: Path) -> tuple[float, float]:
    """Seconds on the clock and of the processors, a file and a process a core."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = []
    for core, lines in enumerate(files):
        given = made / f"{core}.jsonl"
        given.write_text("\n".join(lines), "utf-8")
        command = [
            sys.executable,
            "-m",
            "auditor",
            "score",
            given,
            "--out",
            made / f"{core}.out.jsonl",
        ]
        running.append(
            subprocess.Popen(command, preexec_fn=lambda c=core: os.sched_setaffinity(0, [c]))  # noqa: PLW1509
        )
    assert not any(process.wait() for process in running)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def document(free) -> Document:
    projects = {}
    for row in free:
        projects.setdefault((row.department, row.project_name), []).append(row)
    return Document(
        "rows",
        projects=tuple(
            Project(
                seq,
                name=name,
                indicators=tuple(
                    Indicator(n, r.level1, r.level2, r.level3, r.description, r.value, r.basis)
                    for n, r in enumerate(members, 1)
                ),
            )
            for seq, ((_, name), members) in enumerate(projects.items(), 1)
        ),
    )


def textcat(language: Language) -> None:
    """spaCy's text classifier on the same parts: three classes of vagueness, name and value."""
    import spacy
    from spacy.training import Example as Pair

    labelled, _ = known(language)
    parts = split([e.department for e in labelled], [e.text for e in labelled], PARTS, SEED)
    texts = [e.text for e in labelled]
    levels = np.array([e.vagueness for e in labelled])
    said = np.zeros(len(texts), np.int64)
    for part in range(PARTS):
        nlp = spacy.blank("zh")
        categories = nlp.add_pipe("textcat")
        for label in "012":
            categories.add_label(label)
        seen = parts.training(frozenset([part]))
        pairs = [
            Pair.from_dict(
                nlp.make_doc(texts[n]), {"cats": {c: float(int(c) == levels[n]) for c in "012"}}
            )
            for n in seen.tolist()
        ]
        optimizer = nlp.initialize(lambda: pairs)  # noqa: B023
        chance = random.Random(SEED)
        for _ in range(8):
            chance.shuffle(pairs)
            for start in range(0, len(pairs), 128):
                nlp.update(pairs[start : start + 128], sgd=optimizer)
        unseen = parts.test(part).tolist()
        started = time.process_time()
        for n, doc in zip(unseen, nlp.pipe([texts[n] for n in unseen]), strict=True):
            said[n] = int(max(doc.cats, key=doc.cats.get))
        spent = time.process_time() - started
    kept = np.array([e.source == "published" for e in labelled])
    for title, k in (("all", np.ones(len(texts), bool)), ("published", kept)):
        print(
            f"textcat {title}: F1 {f1(levels[k] > 0, said[k] > 0):.3f} "
            f"macro {macro_f1(levels[k], said[k]):.3f} n {k.sum()}, "
            f"{len(unseen) / spent:,.0f} rows/s"
        )


COMMANDS = (quality, regions, curve, ablation, written, errors, speed, score, textcat)

if __name__ == "__main__":
    spoken = default_language()
    for name in sys.argv[1:]:
        print(f"\n# {name}", flush=True)
        {each.__name__: each for each in COMMANDS}[name](spoken)
