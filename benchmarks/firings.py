"""What the rules say about published indicator rows: counts, and seeded random firings to judge.

    AUDITOR_PUBLISHED_DATA=<folder with rows.jsonl.gz and labelled.jsonl> \
        python benchmarks/firings.py --rule V --sample 30 --seed 1 --labels

Prints to stdout only and writes nothing, for the published text is not ours to copy.

Rows are grouped into one document a department and year, and into its projects. Rows without a
project stand in one 部门整体 table a department (or a page), so that rules on whole projects pass
over them. A row number in the output is the row's line in `rows.jsonl.gz`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from auditor.checks import catalogue, engine
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Corpus, Document, Field, Finding, Indicator, Project, Scope
from auditor.settings import Rules, Settings
from auditor.text.language import default_language

_CODED = re.compile(r"^([0-9A-Z]{12,})[-－](.+)$", re.DOTALL)
_LABELS = {0: "明确", 1: "欠明确", 2: "空泛"}


@dataclass(frozen=True, slots=True)
class Published:
    """The documents, and the line of each row by (document, project seq, row)."""

    documents: tuple[Document, ...]
    lines: Mapping[tuple[str, int, int], int]


def load(folder: Path, profile: str | None = None) -> Published:
    """Group the published rows; `profile` replaces the one the level names suggest."""
    tables: dict[tuple[str, str, int], dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]]] = (
        defaultdict(lambda: defaultdict(list))
    )
    with gzip.open(folder / "rows.jsonl.gz", "rt", encoding="utf-8") as file:
        for line, text in enumerate(file, 1):
            row = json.loads(text)
            publication = row["region"], row["department"], int(row["year"])
            tables[publication][_project_of(row)].append((line, row))
    documents, lines = [], {}
    for (region, department, year), projects in tables.items():
        identity = f"{region}-{department}-{year}"
        read = []
        for seq, (key, rows) in enumerate(projects.items(), 1):
            lines |= {(identity, seq, n): line for n, (line, _) in enumerate(rows, 1)}
            read.append(_project(seq, key, [row for _, row in rows]))
        documents.append(
            Document(
                id=identity,
                path=identity,
                department=department,
                region=region,
                year=year,
                profile=profile or _profile(read),
                projects=tuple(read),
            )
        )
    return Published(tuple(documents), lines)


def _project_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The printed project; of rows without one, the page they stand on."""
    if row["project"]:
        return (str(row["project"]),)
    return ("", str(row.get("file") or ""), str(row.get("page") or ""))


def _project(seq: int, key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> Project:
    printed = key[0]
    coded = _CODED.match(printed)
    whole = not printed or "部门整体" in printed
    return Project(
        seq=seq,
        scope=Scope.WHOLE if whole else Scope.PROJECT,
        title=printed or None,
        name=(coded[2] if coded else printed) or None,
        code=coded[1] if coded else None,
        indicators=tuple(_indicator(n, row) for n, row in enumerate(rows, 1)),
    )


def _indicator(number: int, row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        row=number,
        level1=row["level1"],
        level2=row["level2"],
        name=row["level3"],
        description=row["description"],
        value=row["value"],
        basis=None,
        value_cells=tuple((row.get("value_cells") or {}).items()),
    )


def _profile(projects: Sequence[Project]) -> str:
    """成本 as a 一级 of its own came with the 2021 form."""
    levels = {i.level1 or "" for p in projects for i in p.indicators}
    return "mof-2021" if any("成本" in level for level in levels) else "mof-2015"


def labels_by_line(folder: Path) -> dict[int, dict[str, Any]]:
    """The labelled rows by their line in the published rows."""
    with (folder / "labelled.jsonl").open(encoding="utf-8") as file:
        return {label["line"]: label for label in map(json.loads, file)}


def _lines(finding: Finding, published: Published) -> list[int]:
    seq = finding.project_seq or 0
    return [published.lines[finding.document, seq, row] for row in finding.rows]


def show_counts(findings: Sequence[Finding], published: Published) -> None:
    """A line per rule: findings, the rows they stand on, findings by severity and certainty."""
    total = len(published.lines)
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    projects = sum(len(d.projects) for d in published.documents)
    print(f"{total} rows, {projects} projects, {len(published.documents)} departments")
    for rule, found in sorted(by_rule.items()):
        rows = {(f.document, f.project_seq, row) for f in found for row in f.rows}
        severities = Counter(f"{f.severity}/{f.certainty}" for f in found)
        told = "，".join(f"{k} {n}" for k, n in sorted(severities.items()))
        share = f"{len(rows):6d} rows ({100 * len(rows) / total:.2f}%)"
        print(f"{rule} {found[0].slug:26s} {len(found):6d} findings {share}  {told}")


def show_labels(
    findings: Sequence[Finding], published: Published, labels: Mapping[int, Mapping[str, Any]]
) -> None:
    """For labelled rows a rule fires on: how many the labels call vague, misfiled, repeated."""
    lines_of: dict[tuple[str, str], set[int]] = defaultdict(set)
    for finding in findings:
        lines = set(_lines(finding, published)) & labels.keys()
        lines_of[f"{finding.rule} {finding.slug}", "all"] |= lines
        lines_of[f"{finding.rule} {finding.slug}", str(finding.severity)] |= lines
    print("\nlabelled rows: vagueness 明确/欠明确/空泛 (share 明确), declared class refused by the")
    print("label, value_mismatch, duplicate_fields")
    for (rule, severity), lines in sorted(lines_of.items()):
        if not lines:
            continue
        rows = [labels[line] for line in sorted(lines)]
        vague = Counter(row["vagueness"] for row in rows)
        clear = 100 * vague[0] / len(rows)
        misfiled = sum(is_misfiled(row) for row in rows)
        mismatch = sum(bool(row["value_mismatch"]) for row in rows)
        repeated = sum(bool(row["duplicate_fields"]) for row in rows)
        print(
            f"{rule:32s} {severity:3s} n={len(rows):5d}  {vague[0]}/{vague[1]}/{vague[2]}"
            f" ({clear:.1f}%)  misfiled {misfiled}  value {mismatch}  repeated {repeated}"
        )


def is_misfiled(label: Mapping[str, Any]) -> bool:
    """Whether the label accepts the declared class neither as best nor as also."""
    from auditor.classify.category_rules import declared_category

    declared = declared_category(label["level2"], label["level1"])
    return declared is not None and declared not in {label["category"], *label["category_also"]}


def show_sample(
    findings: Sequence[Finding],
    published: Published,
    labels: Mapping[int, Mapping[str, Any]],
    size: int,
    seed: int,
) -> None:
    """Random firings of each rule, row and finding together, as a reader judges them."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    documents = {d.id: d for d in published.documents}
    for rule, found in sorted(by_rule.items()):
        chosen = random.Random(f"{seed}{rule}").sample(found, min(size, len(found)))
        print(f"\n===== {rule} {found[0].slug}: {len(chosen)} of {len(found)}")
        for number, finding in enumerate(chosen, 1):
            document = documents[finding.document]
            project = next((p for p in document.projects if p.seq == finding.project_seq), None)
            print(f"{number}. [{finding.severity}/{finding.certainty}] {finding.message}")
            print(f"   「{finding.quote}」 {document.department}｜{finding.project_name}")
            for line in _told(finding, project, published, labels):
                print(f"   {line}")


def _told(
    finding: Finding,
    project: Project | None,
    published: Published,
    labels: Mapping[int, Mapping[str, Any]],
    most: int = 12,
) -> Iterator[str]:
    """The rows a finding stands on; of a finding on a project, all of its rows."""
    if project is None:
        return
    rows = [i for i in project.indicators if not finding.rows or i.row in finding.rows]
    for indicator in rows[:most]:
        line = published.lines[finding.document, project.seq, indicator.row]
        cells = "｜".join(
            indicator.text(f) for f in (Field.LEVEL2, Field.NAME, Field.DESCRIPTION, Field.VALUE)
        )
        label = f"  gold {_LABELS[labels[line]['vagueness']]}" if line in labels else ""
        label += f" {labels[line]['category']}" if line in labels else ""
        yield " ".join(f"#{line} {cells}{label}".split())
    if len(rows) > most:
        yield f"… {len(rows) - most} more rows"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rule", action="append", default=[], help="code, slug or family; repeat")
    parser.add_argument("--sample", type=int, default=0, help="firings to print for each rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--severity", help="only findings of this severity")
    parser.add_argument("--labels", action="store_true", help="compare with labelled rows")
    parser.add_argument("--labelled-only", action="store_true", help="only findings on such rows")
    parser.add_argument("--unlabelled", action="store_true", help="only findings on other rows")
    parser.add_argument("--rules-only", action="store_true", help="judge without trained models")
    parser.add_argument("--profile", help="template profile for every document")
    options = parser.parse_args()
    if "AUDITOR_PUBLISHED_DATA" not in os.environ:
        parser.error("set AUDITOR_PUBLISHED_DATA to the folder of rows.jsonl.gz")
    folder = Path(os.environ["AUDITOR_PUBLISHED_DATA"])
    published = load(folder, options.profile)
    labels = labels_by_line(folder)
    language = default_language()
    settings = Settings(rules=Rules(select=tuple(options.rule)))
    checks = engine.select(catalogue.all_checks(), settings.rules)
    models = None if options.rules_only else store.find().models
    corpus = Corpus(published.documents, judge_documents(published.documents, language, models))
    outcome = engine.run(corpus, checks, settings, language, strict=True)
    findings = [
        f
        for f in outcome.findings
        if (not options.severity or f.severity == options.severity)
        and (not options.labelled_only or set(_lines(f, published)) & labels.keys())
        and not (options.unlabelled and set(_lines(f, published)) & labels.keys())
    ]
    show_counts(findings, published)
    if options.labels:
        show_labels(findings, published, labels)
    if options.sample:
        show_sample(findings, published, labels, options.sample, options.seed)


if __name__ == "__main__":
    main()
