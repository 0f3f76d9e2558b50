"""Reports to files: HTML for departments, workbooks for auditors, JSON lines for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from auditor.domain import Finding, Skipped
from auditor.render import answers, copied, excel, folder, html, jsonl, names
from auditor.render.disguise import Disguise, disguise, hidden, veiled
from auditor.render.marks import numbered
from auditor.render.overview import index_page
from auditor.render.pages import department_page
from auditor.render.view import AuditResult, Published, RuleText

__all__ = ["AuditResult", "RuleText", "write", "write_run"]


def write(
    out: Path, result: AuditResult, *, failed: bool = False, partial: bool = False
) -> tuple[Path, ...]:
    """Write the whole output folder but `run.json`; files that were filled in are kept, and named.

    `failed`: a finding reached `--fail-on`; `partial`: an input or a part of one was not read.

    Raises:
        UsageError: a file cannot be written.
    """
    published, skipped, hashes = _published(result), _skipped(result), _hashes(result)
    veil = disguise(result.corpus) if result.anonymise else None
    files = _files(published, result, skipped, hashes, veil, partial=partial)
    written = folder.write_all(out, files)
    manifest = jsonl.manifest(
        result,
        published,
        skipped,
        hashes,
        written.hashes,
        veiled={} if veil is None else veiled(published, veil),
        failed=failed,
        partial=partial,
    )
    folder.write(out / folder.MANIFEST, [manifest])
    return written.kept


def _published(result: AuditResult) -> tuple[Published, ...]:
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        by_document[finding.document].append(finding)
    additions, replies = answers.by_document(result.review)
    stems = names.stems((r.department, r.year) for r in result.reports)
    return tuple(
        Published(
            report,
            page=f"departments/{stem}.html",
            reply=f"replies/{stem}.xlsx",
            marks=numbered(report, by_document),
            told=told,
            additions=answers.of_report(report, additions),
            replies=answers.of_report(report, replies),
        )
        for report, told, stem in zip(
            result.reports, result.told or result.reports, stems, strict=True
        )
    )


def _files(
    published: Sequence[Published],
    result: AuditResult,
    skipped: Sequence[Skipped],
    hashes: Mapping[str, str],
    veil: Disguise | None,
    *,
    partial: bool,
) -> Iterator[tuple[str, folder.Content]]:
    """Path in the folder and content, one at a time: a large run does not fit in memory."""
    printed = {
        "配置": hashes["config"],
        "规则": hashes["rules"],
        "模型": result.model_hash or "未使用",
    }
    told = [f for p in published for f in p.told.findings]
    pairs = copied.pairs_of(result.corpus)
    usual = copied.set_aside(result.corpus)
    if result.told:
        pairs = answers.confirmed_pairs(pairs, told)
    for one in published:
        shown = replace(one, report=hidden(one.told, veil) if veil else one.told)
        alike = copied.of_report(pairs, one.told)
        page = department_page(shown, result, alike, veil, usual)
        page = answers.told_by(page, one, result)
        yield one.page, [html.department(page, result, printed).encode()]
        waiting = {f.id for f in one.report.findings} - {f.id for f in one.told.findings}
        yield one.reply, [excel.reply(shown, len(waiting))]
    overview = index_page(published, result, skipped)
    for name, page_of_index in html.index(overview, result, printed, partial=partial):
        yield name, [page_of_index.encode()]
    yield "findings.xlsx", [excel.findings(published, result, skipped, veil)]
    for name, lines in jsonl.tables(published, result, skipped):
        yield f"data/{name}", lines


def write_run(
    out: Path,
    *,
    started: float,
    finished: float,
    arguments: Sequence[str],
    today: date | None = None,
) -> None:
    """Write `run.json`, all that differs from run to run; times are seconds since 1970."""
    run = {
        "started": _moment(started),
        "finished": _moment(finished),
        "seconds": round(finished - started, 3),
        "date": today.isoformat() if today else None,
        "folder": str(out.resolve()),
        "arguments": list(arguments),
    }
    text = msgspec.json.format(msgspec.json.encode(run), indent=2)
    folder.write(out / "run.json", [text, b"\n"])


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _skipped(result: AuditResult) -> tuple[Skipped, ...]:
    """Everything that was not read, from the run and from its documents, each once."""
    found = {*result.skipped, *(s for d in result.corpus.documents for s in d.skipped)}
    return tuple(sorted(found, key=lambda s: (s.path, s.part or "", s.kind, s.reason)))


def _hashes(result: AuditResult) -> dict[str, str]:
    rules = [result.rules[code] for code in sorted(result.rules)]
    catalogue = msgspec.json.encode([rules, sorted(result.citations.items())])
    return {
        "config": folder.digest(result.settings_text.encode()),
        "rules": folder.digest(catalogue),
    }
