"""The output folder of a finished audit, read back into the nouns it was written from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.domain import (
    Addition,
    AnswerState,
    Certainty,
    Field,
    Finding,
    Grade,
    Location,
    Place,
    Review,
    Severity,
)
from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class FinishedProject:
    """What a project's line tells, without its rows."""

    document: str
    seq: int
    name: str
    code: str | None
    budget: Decimal | None


@dataclass(frozen=True, slots=True)
class FinishedDepartment:
    """One department and year: `findings` are all, dismissed ones too; `page` is its report."""

    department: str | None
    year: int | None
    region: str | None
    score: float | None
    grade: Grade | None
    rows_found: int
    rows_read: int
    page: str
    documents: tuple[str, ...]
    projects: tuple[FinishedProject, ...]
    findings: tuple[Finding, ...]
    additions: tuple[Addition, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished audit; `names` is the row's name by document, project and row."""

    departments: tuple[FinishedDepartment, ...]
    names: Mapping[tuple[str, int, int], str]
    manifest: Mapping[str, Any]

    @property
    def reviewed(self) -> bool:
        """Whether departments were told confirmed findings only."""
        return bool((self.manifest.get("review") or {}).get("reviewed"))

    @property
    def messages(self) -> Mapping[str, str]:
        """What findings say to the departments where that is not what they say to the auditor."""
        return self.manifest.get("anonymised") or {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, dismissed ones too."""
        return tuple(f for d in self.departments for f in d.findings)


def read_finished(folder: Path) -> Finished:
    """Read a folder that `auditor audit` wrote.

    Raises:
        UsageError: it is none, or a file of it is damaged.
    """
    data = folder / "data"
    if not (data / "manifest.json").is_file():
        msg = (
            f"{folder}：不是审核结果文件夹（没有 data/manifest.json），请指定 auditor audit 的输出"
        )
        raise UsageError(msg)
    try:
        manifest = json.loads((data / "manifest.json").read_bytes())
        findings = defaultdict(list)
        for line in _lines(data / "findings.jsonl"):
            findings[line["document"]].append(_finding(line))
        projects = defaultdict(list)
        for line in _lines(data / "projects.jsonl"):
            projects[line["document"]].append(_project(line))
        additions = defaultdict(list)
        for line in _lines(data / "review.jsonl"):
            if line.get("kind") == "addition" and line["text"] and line["state"] == "used":
                additions[line["document"]].append(_addition(line))
        departments = tuple(
            _department(line, projects, findings, additions)
            for line in _lines(data / "departments.jsonl")
        )
        names = {
            (line["document"], line["project_seq"], line["row"]): line["level3"] or ""
            for line in _lines(data / "indicators.jsonl")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{folder}：审核结果不完整或已损坏（{type(error).__name__}），请重新审核"
        raise UsageError(msg) from None
    return Finished(departments, names, manifest)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _department(
    line: Mapping[str, Any],
    projects: Mapping[str, list[FinishedProject]],
    findings: Mapping[str, list[Finding]],
    additions: Mapping[str, list[Addition]],
) -> FinishedDepartment:
    documents = tuple(line["documents"])
    return FinishedDepartment(
        department=line["department"],
        year=line["year"],
        region=line["region"],
        score=line["score"],
        grade=Grade(line["grade"]) if line["grade"] else None,
        rows_found=line["coverage"]["rows_found"],
        rows_read=line["coverage"]["rows_read"],
        page=line["report"],
        documents=documents,
        projects=tuple(p for d in documents for p in projects.get(d, ())),
        findings=tuple(f for d in documents for f in findings.get(d, ())),
        additions=tuple(a for d in documents for a in additions.get(d, ())),
    )


def _project(line: Mapping[str, Any]) -> FinishedProject:
    name = line["name"] or line["title"] or ""
    return FinishedProject(
        line["document"], line["seq"], name, line["code"], _money(line["budget"])
    )


def _finding(line: Mapping[str, Any]) -> Finding:
    return Finding(
        id=line["finding"],
        rule=line["rule"],
        slug=line["slug"],
        title=line["title"],
        severity=Severity(line["severity"]),
        certainty=Certainty(line["certainty"]),
        document=line["document"],
        department=line["department"],
        year=line["year"],
        project_seq=line["project_seq"],
        project_name=line["project_name"],
        rows=tuple(line["rows"]),
        fields=tuple(Field(f) for f in line["fields"]),
        quote=line["quote"],
        message=line["message"],
        advice=line["advice"],
        policy=tuple(line["policy"]),
        places=tuple(_location(p) for p in line["places"]),
        related=tuple(_location(p) for p in line["related"]),
        score=line["score"],
        amount=_money(line["amount"]),
        review=Review(line["review"]) if line["review"] else None,
    )


def _location(line: Mapping[str, Any]) -> Location:
    return Location(
        document=line["document"],
        project_seq=line["project_seq"],
        row=line["row"],
        paragraph=line["paragraph"],
        field=Field(line["field"]) if line["field"] else None,
        place=Place(**line["place"]),
    )


def _addition(line: Mapping[str, Any]) -> Addition:
    return Addition(
        row_id=line["row_id"],
        text=line["text"],
        reviewer=line["reviewer"],
        department=line["department"],
        year=line["year"],
        project=line["project_name"] or "",
        indicator=line["level3"] or "",
        source=line["source"],
        state=AnswerState(line["state"]),
        document=line["document"],
        project_seq=line["project_seq"],
        row=line["row"],
    )


def _money(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
