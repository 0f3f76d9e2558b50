"""The strongest findings of copying on published rows, for a reader who sees only the two texts.

    AUDITOR_PUBLISHED_DATA=<folder with rows.jsonl.gz> \
        python benchmarks/copies_findings.py --most 100 --out <file outside the repository>

Findings of the rules on projects that are alike (P01, P05), those above 提示 first, then by
strength: each pair of projects once, all rows of both tables side by side, without figures or the
search's own opinion. Counts go to stdout; the published text is not ours to copy and goes to the
file only.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from copies_planted import base

from auditor.checks import catalogue, engine
from auditor.checks.copied import sides
from auditor.classify.heuristics import judge_documents
from auditor.domain import Copies, CopyPair, CopySide, Corpus, Finding, Indicator, Severity
from auditor.settings import Rules, Settings
from auditor.text.language import default_language

RULES = ("P01", "P05")


def strongest(corpus: Corpus, findings: tuple[Finding, ...]) -> list[tuple[Finding, CopyPair]]:
    """The findings with the pair each speaks of; where both sides are told, the pair once."""
    by_side: dict[tuple[str, int | None], list[Finding]] = {}
    for finding in findings:
        by_side.setdefault((finding.document, finding.project_seq), []).append(finding)
    chosen: list[tuple[Finding, CopyPair]] = []
    used: set[str] = set()
    for pair in sorted((corpus.copies or Copies()).pairs, key=sides.strength, reverse=True):
        for own, turned in ((pair.b, False), (pair.a, True)):
            rows = sides.rows_of(pair, turned=turned)
            for finding in by_side.get((own.document, own.project_seq), ()):
                about = finding.rows == rows and finding.score == pair.similarity
                if about and finding.id not in used:
                    used.add(finding.id)
                    chosen.append((finding, pair))
    seen: set[frozenset[tuple[str, int | None]]] = set()
    once = []
    for finding, pair in chosen:
        key = frozenset((s.document, s.project_seq) for s in (pair.a, pair.b))
        if key not in seen:
            seen.add(key)
            once.append((finding, pair))
    return once


def told(corpus: Corpus, pair: CopyPair) -> Iterator[str]:
    """Both tables: rows that answer each other side by side, then what is left of each."""
    rows = [_rows(corpus, side) for side in (pair.a, pair.b)]
    for label, side in (("甲", pair.a), ("乙", pair.b)):
        yield f"   {label} {side.department}｜{side.project_name}"
    for row in pair.aligned:
        one, other = rows[0].pop(row.a or 0), rows[1].pop(row.b or 0)
        yield f"     ={_text(one)}  ／  {_text(other)}"
    for label, left in (("甲", rows[0]), ("乙", rows[1])):
        for indicator in left.values():
            yield f"     {label} {_text(indicator)}"


def _rows(corpus: Corpus, side: CopySide) -> dict[int, Indicator]:
    document = next(d for d in corpus.documents if d.id == side.document)
    project = next(p for p in document.projects if p.seq == side.project_seq)
    return {i.row: i for i in project.indicators}


def _text(indicator: Indicator) -> str:
    described = indicator.description if indicator.description != indicator.name else None
    return "｜".join(t for t in (indicator.name, described, indicator.value) if t)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0, help="so many of the strongest left out")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.out.resolve().is_relative_to(ROOT):
        parser.error("the file must lie outside the repository")
    documents = base()
    language = default_language()
    settings = Settings(rules=Rules(select=RULES))
    corpus = Corpus(documents, judge_documents(documents, language))
    corpus = engine.compared(corpus, settings)
    checks = engine.select(catalogue.all_checks(), settings.rules)
    outcome = engine.run(corpus, checks, settings, language, strict=True)
    chosen = strongest(corpus, outcome.findings)
    chosen.sort(key=lambda c: c[0].severity is Severity.NOTE)
    above = sum(f.severity is not Severity.NOTE for f, _ in chosen)
    print("findings:", Counter((f.rule, f.severity.value) for f in outcome.findings))
    print(f"on {len(chosen)} pairs of projects; the first {above} are above 提示")
    shown = chosen[options.skip : options.skip + options.most]
    print("listed:", Counter((f.rule, f.severity.value) for f, _ in shown))
    lines = []
    for number, (_, pair) in enumerate(shown, options.skip + 1):
        lines += [f"{number}.", *told(corpus, pair)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
