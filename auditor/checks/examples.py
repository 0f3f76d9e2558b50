"""Builders for the examples that checks carry and for the cases in `tests/checks/cases`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from auditor.domain import Document, Field, Indicator, Paragraph, Project, Scope

_LEVEL1_OF = {
    "数量": "产出指标",
    "质量": "产出指标",
    "时效": "产出指标",
    "成本": "产出指标",
    "满意": "满意度指标",
}


def indicator(
    level2: str | None,
    name: str | None,
    value: str | None,
    *,
    description: str | None = None,
    basis: str | None = "项目实施方案",
    level1: str | None = None,
    other: Mapping[str, str] | None = None,
    doubtful: Iterable[str] = (),
) -> Indicator:
    """An indicator row; `level1` follows from `level2` unless given. `row` is set by `project`."""
    if level1 is None:
        level1 = next((v for k, v in _LEVEL1_OF.items() if k in (level2 or "")), "效益指标")
    return Indicator(
        row=1,
        level1=level1,
        level2=level2,
        name=name,
        description=description,
        value=value,
        basis=basis,
        other=tuple((other or {}).items()),
        doubtful=frozenset(Field(d) for d in doubtful),
    )


def project(
    *rows: Indicator,
    seq: int = 1,
    name: str | None = "示例项目",
    code: str | None = None,
    title: str | None = None,
    budget: str | float | Decimal | None = None,
    fiscal_funds: str | float | Decimal | None = None,
    other_funds: str | float | Decimal | None = None,
    purpose: str | None = None,
    plan: Mapping[str, int] | None = None,
    goals: Iterable[str] = (),
    scope: str = "项目",
    doubtful: Iterable[str] = (),
) -> Project:
    """A project of these rows, numbered from 1; money in 万元."""

    def money(value: str | float | Decimal | None) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return Project(
        seq=seq,
        scope=Scope(scope),
        title=title,
        name=name,
        code=code,
        budget=money(budget),
        fiscal_funds=money(fiscal_funds),
        other_funds=money(other_funds),
        purpose=purpose,
        plan=tuple((m, Decimal(str(p))) for m, p in (plan or {}).items()),
        goals=tuple(goals),
        indicators=tuple(_numbered(rows)),
        doubtful=frozenset(Field(d) for d in doubtful),
    )


def _numbered(rows: Iterable[Indicator]) -> Iterable[Indicator]:
    return (replace(row, row=n) for n, row in enumerate(rows, 1))


def document(
    *projects: Project,
    paragraphs: Iterable[tuple[str, str]] = (),
    year: int | None = 2025,
    department: str | None = "示例县农业农村局",
    profile: str = "hebei-2023",
    id: str = "示例.txt",
) -> Document:
    """A document of these projects (numbered from 1) and (section, text) paragraphs."""
    return Document(
        id=id,
        path=id,
        department=department,
        year=year,
        profile=profile,
        projects=tuple(replace(p, seq=n) for n, p in enumerate(projects, 1)),
        paragraphs=tuple(
            Paragraph(n, section, text) for n, (section, text) in enumerate(paragraphs, 1)
        ),
    )


def one_row(
    level2: str | None, name: str | None, value: str | None, **fields: str | None
) -> Document:
    """A document of one project of one row: the usual example of a row check."""
    return document(project(indicator(level2, name, value, **fields)))  # type: ignore[arg-type]


def from_mapping(case: Mapping[str, Any]) -> tuple[Document, ...]:
    """The documents of one case written as data.

    A case has one of `row`, `project` (with `rows`), `document` (with `projects` and `paragraphs`)
    or `documents`; beside `row`, `project` may give the project's own fields.

    Raises:
        KeyError: the case has none of them.
        TypeError: an unknown field is named.
    """
    if "documents" in case:
        return tuple(
            _document({"id": f"示例{n}.txt", **d}) for n, d in enumerate(case["documents"], 1)
        )
    if "document" in case:
        return (_document(case["document"]),)
    if "row" in case:
        return (_document({"projects": [{**case.get("project", {}), "rows": [case["row"]]}]}),)
    return (_document({"projects": [case["project"]]}),)


def _document(fields: Mapping[str, Any]) -> Document:
    rest = {k: v for k, v in fields.items() if k not in {"projects", "paragraphs"}}
    paragraphs = [(section, text) for section, text in fields.get("paragraphs", ())]
    return document(*map(_project, fields.get("projects", ())), paragraphs=paragraphs, **rest)


def _project(fields: Mapping[str, Any]) -> Project:
    rest = {k: v for k, v in fields.items() if k != "rows"}
    return project(*(_indicator(row) for row in fields.get("rows", ())), **rest)


def _indicator(fields: Mapping[str, Any]) -> Indicator:
    rest = dict(fields)
    return indicator(
        rest.pop("level2", None), rest.pop("name", None), rest.pop("value", None), **rest
    )
