"""The auditor's overview: who ranks where among its like, where the faults and the money are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import PurePosixPath

from auditor.domain import (
    Copies,
    CopyCluster,
    CopyPair,
    CopySide,
    Coverage,
    Report,
    Scope,
    Severity,
    Skipped,
    Vagueness,
    office,
)
from auditor.render import charts, copied, figures, words
from auditor.render.pages import counts, coverage, department_name, rows_of, year_name
from auditor.render.view import (
    AuditResult,
    ClusterView,
    IndexPage,
    IndexRow,
    Published,
    RuleRow,
)

#: Families in the order of the reports; others follow by letter.
_FAMILIES = "VDKPMCF"
#: Clusters with a picture, members in a picture, and places that a cluster's list names.
_CLUSTERS, _MEMBERS = 10, 14
#: Characters of a department's name in a picture.
_NAME = 10


def index_page(
    published: Sequence[Published], result: AuditResult, skipped: Sequence[Skipped]
) -> IndexPage:
    """What the overview shows."""
    reports = [p.report for p in published]
    by_rule: dict[str, list[int]] = defaultdict(list)
    for n, report in enumerate(reports):
        for f in report.findings:
            by_rule[f.rule].append(n)
    ranked = sorted(by_rule.items(), key=lambda item: (-len(item[1]), item[0]))
    families = _families(result)
    rows = _ranked([_row(p, [letter for letter, _ in families]) for p in published])
    clusters, more_clusters = _clusters(result)
    return IndexPage(
        departments=tuple(rows),
        families=families,
        profiles=tuple(sorted({r.profile for r in rows})),
        counts=counts(f for report in reports for f in report.findings),
        coverage=sum((coverage(r) for r in reports), Coverage()),
        projects=sum(len(d.projects) for r in reports for d in r.documents),
        rows=sum(rows_of(r) for r in reports),
        documents=sum(len(r.documents) for r in reports),
        duplicates=tuple(
            sorted((d.id, d.duplicate_of) for d in result.corpus.documents if d.duplicate_of)
        ),
        skipped=tuple(skipped),
        rules=tuple(
            RuleRow(result.rules[code], len(reports_with), len(set(reports_with)))
            for code, reports_with in ranked
        ),
        silent_rules=tuple(r for code, r in sorted(result.rules.items()) if code not in by_rule),
        figures=figures.of_all(rows),
        clusters=clusters,
        more_clusters=more_clusters,
    )


def _families(result: AuditResult) -> tuple[tuple[str, str], ...]:
    named = {code[0]: rule.family or code[0] for code, rule in sorted(result.rules.items())}
    known = [letter for letter in _FAMILIES if letter in named]
    return tuple((k, named[k]) for k in (*known, *sorted(named.keys() - set(known))))


def _row(published: Published, families: Sequence[str]) -> IndexRow:
    report = published.report
    told = [f.rule[0] for f in report.findings if f.severity is not Severity.NOTE]
    budget, vague = _money(report)
    profiles = sorted({d.document.profile for d in report.documents})
    return IndexRow(
        department=department_name(report),
        year=year_name(report),
        stem=PurePosixPath(published.page).stem,
        profile="、".join(words.PROFILES.get(p, p) for p in profiles),
        score=report.score.points if rows_of(report) else None,
        grade=report.score.grade,
        rank=None,
        of=0,
        projects=sum(len(d.projects) for d in report.documents),
        coverage=coverage(report),
        rows=rows_of(report),
        counts=counts(report.findings),
        families=tuple(told.count(letter) for letter in families),
        budget=budget,
        vague=vague,
    )


def _money(report: Report) -> tuple[Decimal, Decimal]:
    """万元 of the projects, and the share of it that stands under vague indicators."""
    budget = vague = Decimal(0)
    for d in report.documents:
        for p in d.projects:
            amount = p.project.budget
            if amount is None or not amount.is_finite() or p.project.scope is Scope.WHOLE:
                continue
            budget += amount
            empty = sum(r.judgement.vagueness.label is Vagueness.VAGUE for r in p.rows)
            vague += amount * empty / max(len(p.rows), 1)
    return budget, vague.quantize(Decimal("0.01"))


def _ranked(rows: Iterable[IndexRow]) -> list[IndexRow]:
    """By form and score: only those who filled in the same form are compared; ties share a rank."""
    ordered = sorted(
        rows, key=lambda r: (r.profile, r.grade is None, -(r.score or 0), r.department, r.year)
    )
    ranked = []
    for _, same in groupby(ordered, key=lambda r: r.profile):
        peers = list(same)
        graded = [r.score for r in peers if r.grade is not None]
        place = {score: n for n, score in reversed(list(enumerate(graded, 1)))}
        for r in peers:
            rank = place[r.score] if r.grade is not None else None
            ranked.append(replace(r, rank=rank, of=len(graded)))
    return ranked


# --------------------------------------------------------------------------------------------
# Clusters of copies


def _clusters(result: AuditResult) -> tuple[tuple[ClusterView, ...], int]:
    """The largest clusters as pictures, and how many more there are."""
    copies = result.corpus.copies or Copies()
    telling = sorted(
        (c for c in copies.clusters if len(c.members) > 1),
        key=lambda c: (-len({office(m) for m in c.members}), -len(c.members), c.id),
    )
    by_cluster: dict[str, list[CopyPair]] = defaultdict(list)
    for pair in copies.pairs:
        by_cluster[pair.cluster].append(pair)
    return (
        tuple(_picture(c, by_cluster[c.id]) for c in telling[:_CLUSTERS]),
        max(0, len(telling) - _CLUSTERS),
    )


def _picture(cluster: CopyCluster, pairs: Sequence[CopyPair]) -> ClusterView:
    members = sorted(
        cluster.members, key=lambda m: (m.year or 0, office(m) or "", m.document, _seq(m))
    )
    shown = members[:_MEMBERS]
    numbers = {_subject(m): n for n, m in enumerate(shown)}
    links = sorted(
        {
            (numbers[_subject(p.a)], numbers[_subject(p.b)], p.similarity)
            for p in pairs
            if _subject(p.a) in numbers and _subject(p.b) in numbers
        }
    )
    departments = len({office(m) or m.document for m in members})
    who = f"{departments}个部门的" if departments > 1 else "同一部门内"
    since = f"，最早见于{cluster.first_seen}年度" if cluster.first_seen is not None else ""
    return ClusterView(
        title=f"{who}{len(members)}处相似{since}",
        svg=charts.arcs(_short_names(shown, departments), links),
        members=tuple((copied.name_of(m), _alike(m, pairs)) for m in shown),
        more=len(members) - len(shown),
    )


def _short_names(members: Sequence[CopySide], departments: int) -> list[str]:
    """As much as a picture has room for; the list beside it says the rest."""
    return [
        f"{n}. {_clipped(office(m) or m.document) if departments > 1 else ''}"
        f"{f'{m.year}年' if m.year is not None else ''}"
        f"{f'项目{m.project_seq}' if m.project_seq is not None else '正文'}"
        + (f"“{m.project_name}”" if departments == 1 and m.project_name else "")
        for n, m in enumerate(members, 1)
    ]


def _clipped(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _alike(member: CopySide, pairs: Iterable[CopyPair]) -> str:
    """How alike the member is to its nearest."""
    similar = [p.similarity for p in pairs if _subject(member) in {_subject(p.a), _subject(p.b)}]
    return f"{max(similar):.0%}" if similar else "—"


def _seq(side: CopySide) -> tuple[int, int, tuple[int, ...]]:
    return side.project_seq or 0, side.paragraph or 0, side.rows


def _subject(side: CopySide) -> tuple[object, ...]:
    return side.document, side.project_seq, side.paragraph
