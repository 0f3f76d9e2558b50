"""The data folder: one object a line, keys in the contract's order, the same bytes every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from auditor.domain import (
    AnswerState,
    CopyPair,
    CopySide,
    Coverage,
    Document,
    Finding,
    Indicator,
    Judgement,
    Location,
    Paragraph,
    Place,
    ProjectReport,
    Report,
    Review,
    ReviewRecord,
    Row,
    Severity,
    Skipped,
    Target,
)
from auditor.render.pages import coverage, rows_of
from auditor.render.view import AuditResult, Published
from auditor.render.words import number
from auditor.text.normalise import writable

#: Raised when a field changes its name, type or meaning.
FORMAT = 1

_Object = dict[str, Any]


def tables(
    published: Sequence[Published], result: AuditResult, skipped: Sequence[Skipped]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and content of each `data/*.jsonl`, line by line."""
    judged = {
        (d.document.id, p.project.seq): (d.document, p)
        for told in published
        for d in told.report.documents
        for p in d.projects
    }
    documents = sorted(result.corpus.documents, key=lambda d: d.id)
    projects = [judged[key] for key in sorted(judged)]
    findings = sorted(result.findings, key=_finding_order)
    yield "departments.jsonl", lines(_department(p.report, p.page) for p in published)
    yield "documents.jsonl", lines(_document(d) for d in documents)
    yield "projects.jsonl", lines(_project(d, p) for d, p in projects)
    yield (
        "indicators.jsonl",
        lines(
            indicator(row, score)
            for _, p in projects
            for row, score in zip(p.rows, p.row_scores, strict=True)
        ),
    )
    yield (
        "narrative.jsonl",
        lines(
            _paragraph(d, p)
            for d in documents
            if d.duplicate_of is None
            for p in sorted(d.paragraphs, key=lambda p: p.number)
        ),
    )
    yield "findings.jsonl", lines(finding(f) for f in findings)
    copies = result.corpus.copies.pairs if result.corpus.copies else ()
    yield "copies.jsonl", lines(_copy(pair) for pair in copies)
    yield "skipped.jsonl", lines(_skipped(s) for s in skipped)
    yield "review.jsonl", lines(_answers(result.review))


def manifest(
    result: AuditResult,
    published: Sequence[Published],
    skipped: Sequence[Skipped],
    hashes: Mapping[str, str],
    outputs: Mapping[str, str],
    *,
    veiled: Mapping[str, str],
    failed: bool,
    partial: bool,
) -> bytes:
    """What the run rests on and what it gave; `outputs` maps a path in the folder to its hash.

    `veiled` is what findings say of others to those who must not learn their names: letters are
    written from this folder, and must not tell more than the reports did.
    """
    inputs = {s.path: s.sha256 for s in skipped if s.sha256} | dict(result.input_hashes)
    inputs |= {d.id: d.sha256 for d in result.corpus.documents if d.sha256}
    reports = [p.report for p in published]
    counted = [f for r in reports for f in r.findings]
    value = {
        "format": FORMAT,
        "versions": dict(sorted(result.versions.items())),
        "hashes": {
            "inputs": dict(sorted(inputs.items())),
            "config": hashes["config"],
            "rules": hashes["rules"],
            "model": result.model_hash,
            "outputs": dict(sorted(outputs.items())),
        },
        "counts": {
            "departments": len(reports),
            "documents": len(result.corpus.documents),
            "duplicates": sum(d.duplicate_of is not None for d in result.corpus.documents),
            "projects": sum(len(d.projects) for r in reports for d in r.documents),
            "indicators": sum(rows_of(r) for r in reports),
            "findings": _by_severity(counted),
            "dismissed": len(result.findings) - len(counted),
            "skipped": len(skipped),
            "coverage": _coverage(sum((coverage(r) for r in reports), Coverage())),
        },
        "review": _review_counts(result),
        "baseline": _baseline_counts(result),
        "fail_on": result.fail_on,
        "failed": failed,
        "partial": partial,
        **({"anonymised": dict(sorted(veiled.items()))} if result.anonymise else {}),
    }
    return msgspec.json.format(encoded(value), indent=2) + b"\n"


def lines(objects: Iterable[_Object]) -> Iterator[bytes]:
    """One object a line, a line feed after each."""
    return (encoded(o) + b"\n" for o in objects)


def encoded(value: _Object) -> bytes:
    """JSON in UTF-8, whatever the text."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(writable(value))


# --------------------------------------------------------------------------------------------
# Objects


def _department(report: Report, path: str) -> _Object:
    documents = [d.document for d in report.documents]
    return {
        "department": report.department,
        "department_code": _first(d.department_code for d in documents),
        "region": _first(d.region for d in documents),
        "parent": _first(d.parent for d in documents),
        "year": report.year,
        "documents": [d.id for d in documents],
        "projects": sum(len(d.projects) for d in documents),
        "indicators": rows_of(report),
        "findings": _by_severity(report.findings),
        "coverage": _coverage(coverage(report)),
        "score": report.score.points if rows_of(report) else None,
        "grade": report.score.grade,
        "report": path,
    }


def _document(document: Document) -> _Object:
    return {
        "document": document.id,
        "sha256": document.sha256 or None,
        "format": document.format or None,
        "department": document.department,
        "department_code": document.department_code,
        "region": document.region,
        "year": document.year,
        "profile": document.profile,
        "projects": len(document.projects),
        "indicators": sum(len(p.indicators) for p in document.projects),
        "coverage": _coverage(document.coverage),
        "duplicate_of": document.duplicate_of,
    }


def _project(document: Document, report: ProjectReport) -> _Object:
    project = report.project
    return {
        "document": document.id,
        "seq": project.seq,
        "scope": project.scope,
        "title": project.title,
        "name": project.name,
        "code": project.code,
        "unit": project.unit,
        "budget": number(project.budget),
        "fiscal_funds": number(project.fiscal_funds),
        "other_funds": number(project.other_funds),
        "purpose": project.purpose,
        "plan": {month: number(share) for month, share in project.plan},
        "goals": list(project.goals),
        "other": _by_header(project.other),
        "doubtful": sorted(project.doubtful),
        "score": report.score.points if report.rows else None,
        "grade": report.score.grade,
        "place": _place(project.place),
    }


def indicator(row: Row, score: float) -> _Object:
    """The fields of `indicators.jsonl`."""
    return {
        "document": row.document.id,
        "department": row.document.department,
        "year": row.document.year,
        "project_seq": row.project.seq,
        "project_name": row.project.name,
        "project_code": row.project.code,
        "scope": row.project.scope,
        **_printed(row.indicator),
        **_judgement(row.judgement),
        "score": score,
    }


def _printed(indicator: Indicator) -> _Object:
    return {
        "row": indicator.row,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.name,
        "description": indicator.description,
        "value": indicator.value,
        "basis": indicator.basis,
        "value_cells": dict(indicator.value_cells),
        "other": _by_header(indicator.other),
        "doubtful": sorted(indicator.doubtful),
        "place": _place(indicator.place),
    }


def _judgement(judgement: Judgement) -> _Object:
    vagueness, category = judgement.vagueness, judgement.category
    return {
        "target": _target(judgement.target),
        "vagueness": {
            "label": vagueness.label.label,
            "score": vagueness.score,
            "reasons": [
                {
                    "rule": r.rule,
                    "field": r.field,
                    "quote": r.quote,
                    "start": r.start,
                    "end": r.end,
                }
                for r in vagueness.reasons
            ],
        },
        "category": {
            "declared": category.declared,
            "best": category.best,
            "probability": category.probability,
            "also": list(category.also),
            "mismatch": category.mismatch,
        },
        "duplicate_fields": list(judgement.duplicate_fields),
        "value_mismatch": judgement.value_mismatch,
    }


def _paragraph(document: Document, paragraph: Paragraph) -> _Object:
    return {
        "document": document.id,
        "paragraph": paragraph.number,
        "section": paragraph.section,
        "text": paragraph.text,
        "place": _place(paragraph.place),
    }


def _skipped(skipped: Skipped) -> _Object:
    return {
        "path": skipped.path,
        "part": skipped.part,
        "reason": skipped.reason,
        "kind": skipped.kind,
    }


def _answers(review: ReviewRecord | None) -> Iterator[_Object]:
    """Decisions, then replies, then what the auditor added; `kind` tells them apart."""
    if review is None:
        return
    for d in review.decisions:
        yield {
            "kind": "decision",
            "finding": d.finding,
            "decision": d.decision,
            "reviewer": d.reviewer,
            "date": d.date,
            "until": d.until,
            "comment": d.comment,
            "category": d.category,
            "vagueness": d.vagueness.label if d.vagueness else None,
            "state": d.state,
            "source": d.source,
        }
    for r in review.replies:
        yield {
            "kind": "reply",
            "finding": r.finding,
            "department": r.department,
            "year": r.year,
            "number": r.number,
            "project_name": r.project or None,
            "title": r.title,
            "quote": r.quote,
            "measure": r.measure,
            "person": r.person,
            "due": r.due,
            "note": r.note,
            "outcome": r.outcome,
            "state": r.state,
            "source": r.source,
        }
    for a in review.additions:
        yield {
            "kind": "addition",
            "finding": None,
            "row_id": a.row_id,
            "text": a.text,
            "category": a.category,
            "vagueness": a.vagueness.label if a.vagueness else None,
            "reviewer": a.reviewer,
            "department": a.department,
            "year": a.year,
            "project_name": a.project or None,
            "level3": a.indicator or None,
            "document": a.document,
            "project_seq": a.project_seq,
            "row": a.row,
            "state": a.state,
            "source": a.source,
        }


def _review_counts(result: AuditResult) -> _Object | None:
    """How far the review is; `null` where nothing was read back."""
    if result.review is None:
        return None
    found = Counter(f.review for f in result.findings)
    states = Counter(d.state for d in result.review.decisions)
    return {
        "reviewed": result.review.reviewed,
        **{r.value: found[r] for r in Review},
        "未复核": found[None],
        "decisions": {s.value: states[s] for s in AnswerState},
        "replies": len(result.review.replies),
        "additions": len(result.review.additions),
    }


def _baseline_counts(result: AuditResult) -> _Object | None:
    if result.baseline is None:
        return None
    known = sum(f.id in result.baseline for f in result.findings)
    return {"known": known, "new": len(result.findings) - known}


def _target(target: Target) -> _Object:
    return {
        "kind": target.kind,
        "operator": target.operator,
        "low": number(target.low),
        "high": number(target.high),
        "unit": target.unit,
        "date": target.date,
    }


def finding(finding: Finding) -> _Object:
    """One line of `findings.jsonl`."""
    return {
        "finding": finding.id,
        "rule": finding.rule,
        "slug": finding.slug,
        "title": finding.title,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "document": finding.document,
        "department": finding.department,
        "year": finding.year,
        "project_seq": finding.project_seq,
        "project_name": finding.project_name,
        "rows": list(finding.rows),
        "fields": list(finding.fields),
        "quote": finding.quote,
        "message": finding.message,
        "advice": finding.advice,
        "policy": list(finding.policy),
        "places": [_location(p) for p in finding.places],
        "related": [_location(p) for p in finding.related],
        "score": finding.score,
        "amount": number(finding.amount),
        "review": finding.review,
    }


def _copy(pair: CopyPair) -> _Object:
    return {
        "scope": pair.scope,
        "kind": pair.kind,
        "a": _side(pair.a),
        "b": _side(pair.b),
        "similarity": pair.similarity,
        "shared": list(pair.shared),
        "cluster": pair.cluster,
    }


def _side(side: CopySide) -> _Object:
    return {
        "document": side.document,
        "department": side.department,
        "year": side.year,
        "project_seq": side.project_seq,
        "project_name": side.project_name,
        "project_code": side.project_code,
        "rows": list(side.rows),
        "paragraph": side.paragraph,
    }


def _location(location: Location) -> _Object:
    return {
        "document": location.document,
        "project_seq": location.project_seq,
        "row": location.row,
        "paragraph": location.paragraph,
        "field": location.field,
        "place": _place(location.place),
    }


def _place(place: Place) -> _Object:
    return {
        "page": place.page,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "line": place.line,
    }


def _coverage(found: Coverage) -> _Object:
    return {
        "tables_found": found.tables_found,
        "tables_read": found.tables_read,
        "rows_found": found.rows_found,
        "rows_read": found.rows_read,
    }


def _finding_order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.document,
        finding.project_seq or 0,
        finding.rows,
        finding.rule,
        finding.quote,
        finding.id,
    )


def _by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    found = Counter(f.severity for f in findings)
    return {severity.value: found[severity] for severity in Severity}


def _by_header(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts by header; a header printed twice gets a number, so that no text is lost."""
    found: dict[str, str] = {}
    for header, text in pairs:
        key, n = header, 1
        while key in found:
            n += 1
            key = f"{header}（{n}）"
        found[key] = text
    return found


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)
