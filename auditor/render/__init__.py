"""Reports to files: HTML for departments, workbooks for auditors, JSON lines for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from auditor.domain import Skipped
from auditor.render import excel, folder, html, jsonl, names
from auditor.render.pages import department_page, index_page
from auditor.render.view import AuditResult, RuleText

__all__ = ["AuditResult", "RuleText", "write", "write_run"]


def write(out: Path, result: AuditResult, *, failed: bool = False, partial: bool = False) -> None:
    """Write the whole output folder but `run.json`.

    `failed`: a finding reached `--fail-on`; `partial`: an input or a part of one was not read.

    Raises:
        UsageError: a file cannot be written.
    """
    stems = names.stems((r.department, r.year) for r in result.reports)
    reports = [
        (report, f"departments/{stem}.html", f"replies/{stem}.xlsx")
        for report, stem in zip(result.reports, stems, strict=True)
    ]
    pages = [(report, page) for report, page, _ in reports]
    skipped = _skipped(result)
    hashes = _hashes(result)
    printed = {
        "配置": hashes["config"],
        "规则": hashes["rules"],
        "模型": result.model_hash or "未使用",
    }
    overview = index_page(reports, result, skipped)
    files = {"index.html": html.index(overview, result, printed, partial=partial)}
    for report, page, form in reports:
        files[page] = html.department(department_page(report, result, form), result, printed)
    contents = {name: text.encode() for name, text in files.items()}
    contents |= {form: excel.reply(report, result) for report, _, form in reports}
    contents["findings.xlsx"] = excel.findings(reports, result, skipped)
    tables = jsonl.tables(pages, result, skipped)
    contents |= {f"data/{name}": content for name, content in tables.items()}
    outputs = {name: folder.digest(content) for name, content in contents.items()}
    manifest = jsonl.manifest(
        result, pages, skipped, hashes, outputs, failed=failed, partial=partial
    )
    folder.write_all(out, contents, manifest)


def write_run(out: Path, *, started: float, finished: float, arguments: Sequence[str]) -> None:
    """Write `run.json`, all that differs from run to run; times are seconds since 1970."""
    run = {
        "started": _moment(started),
        "finished": _moment(finished),
        "seconds": round(finished - started, 3),
        "folder": str(out.resolve()),
        "arguments": list(arguments),
    }
    folder.write(out / "run.json", msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")


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
