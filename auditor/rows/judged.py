"""Bare rows to the fields of `indicators.jsonl`, in the order they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor import scoring
from auditor.checks import catalogue, engine
from auditor.checks.base import RowCheck
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Copies, Corpus, Document, Field, Indicator, Place, Project, Row
from auditor.render import jsonl
from auditor.rows import columns
from auditor.rows.problems import Problem, RowsError
from auditor.rows.records import OF_ROWS, Record, Records, read
from auditor.settings import Settings, models_folder
from auditor.tables import identity
from auditor.tables.wording import clean, looks_damaged
from auditor.text.language import Language
from auditor.text.lexicon import Lexicons

_REQUIRED = ("level3", "value")
_TEXTS = {
    Field.LEVEL1: "level1",
    Field.LEVEL2: "level2",
    Field.NAME: "level3",
    Field.DESCRIPTION: "description",
    Field.VALUE: "value",
    Field.BASIS: "basis",
}
_NOT_TEXT = "应为文字或数字，不能是列表或对象"


@dataclass(frozen=True, slots=True)
class _Bare:
    """A row and where it belongs: `document` is a department, its region and a year.

    `project` is `None` where the row names none.
    """

    document: tuple[str | None, str | None, int | None]
    project: tuple[str | None, str | None] | None
    indicator: Indicator
    of_project: Project


def judge_file(path: Path, settings: Settings) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Every row of the file judged, a row a row; and why a model was refused, if one was.

    Rows of one department, year and project are one table; a row that names no project stands
    alone and has no `project_seq`, and `row` counts in the file. Only what can be told from a row
    and its project counts in `score`.

    Raises:
        RowsError: every row that cannot be read.
        UsageError: the file cannot be read at all.
    """
    found = read(path, settings, OF_ROWS)
    bare = list(_bare(found))
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    checks = [c for c in catalogue.all_checks() if issubclass(c, RowCheck)]
    chosen = [c for c in engine.select(catalogue.all_checks(), settings.rules) if c in checks]
    loaded = store.find(models_folder(settings))
    documents, places = _documents(bare, path.name)
    corpus = Corpus(documents, judge_documents(documents, language, loaded.models), copies=Copies())
    outcome = engine.run(corpus, chosen, settings, language)
    reports = scoring.score(corpus, outcome.findings, settings)
    judged = {
        (told.document.id, project.project.seq, row.indicator.row): (row, points)
        for report in reports
        for told in report.documents
        for project in told.projects
        for row, points in zip(project.rows, project.row_scores, strict=True)
    }
    told = [
        _told(*judged[place], one, number)
        for number, (one, place) in enumerate(zip(bare, places, strict=True), 1)
    ]
    return told, loaded.refused


def _told(row: Row, points: float, one: _Bare, number: int) -> dict[str, Any]:
    value = jsonl.indicator(row, points)
    if one.project is None:
        value |= {"project_seq": None, "row": number}
    return value


def _documents(
    bare: Iterable[_Bare], file: str
) -> tuple[tuple[Document, ...], list[tuple[str, int, int]]]:
    """The rows as documents and projects, and where each row stands in them."""
    projects: dict[tuple[Any, ...], dict[Any, list[_Bare]]] = {}
    keys = []
    for number, one in enumerate(bare):
        tables = projects.setdefault(one.document, {})
        key = number if one.project is None else one.project
        table = tables.setdefault(key, [])
        table.append(one)
        keys.append((one.document, key, len(table)))
    seqs = {
        (document, key): seq
        for document, tables in projects.items()
        for seq, key in enumerate(tables, 1)
    }
    regions = Counter((department, year) for department, _, year in projects)
    ids: dict[tuple[Any, ...], str] = {}
    documents = []
    for document, tables in projects.items():
        department, region, year = document
        where = region or "" if regions[department, year] > 1 else ""
        ids[document] = _document(file, f"{where}{department}" if department else None, year)
        made = tuple(
            replace(
                rows[0].of_project,
                seq=seqs[document, key],
                indicators=tuple(replace(r.indicator, row=n) for n, r in enumerate(rows, 1)),
            )
            for key, rows in tables.items()
        )
        documents.append(
            Document(ids[document], department=department, region=region, year=year, projects=made)
        )
    return tuple(documents), [(ids[d], seqs[d, key], row) for d, key, row in keys]


# --------------------------------------------------------------------------------------------
# Records to rows


def _bare(found: Records) -> Iterator[_Bare]:
    by_heading = columns.fields(found.headings)
    problems = list(found.problems)
    missing = [field for field in _REQUIRED if field not in by_heading.values()]
    if missing and found.records:
        names = "、".join(f"“{columns.HEADINGS[field]}”" for field in missing)
        problems.append(Problem(found.path, None, None, f"缺少列{names}，请补上"))
    for record in found.records:
        problems += [
            Problem(found.path, record.number, heading, _NOT_TEXT)
            for heading, value in record.values.items()
            if by_heading.get(heading) in _TEXTS.values() and isinstance(value, list | Mapping)
        ]
    if not found.records and not problems:
        problems.append(Problem(found.path, None, None, "没有一行数据，请检查文件"))
    if problems:
        raise RowsError(problems)
    lines = found.path.lower().endswith((".jsonl", ".ndjson"))
    for record in found.records:
        yield _row(record, by_heading, lines=lines)


def _row(record: Record, by_heading: Mapping[str, str], *, lines: bool) -> _Bare:
    given: dict[str, Any] = {}
    other: list[tuple[str, str]] = []
    for heading, value in record.values.items():
        field = by_heading.get(heading)
        if field is not None:
            given[field] = value
        elif isinstance(value, str) and value.strip():
            other.append((heading, clean(value)))
    cells = [(part, _text(given.get(key))) for part, key in _PARTS if part != "number"]
    parts = [(part, text) for part, text in cells if text]
    if parts:
        parts.insert(int(parts[0][0] == "sign"), ("number", _text(given.get("value")) or ""))
    given["value"] = columns.value_of(given)
    texts = {field: _text(given.get(key)) for field, key in _TEXTS.items()}
    place = Place(
        sheet=record.sheet,
        row=None if lines else record.number,
        line=record.number if lines else None,
    )
    indicator = Indicator(
        row=0,
        level1=texts[Field.LEVEL1],
        level2=texts[Field.LEVEL2],
        name=texts[Field.NAME],
        description=texts[Field.DESCRIPTION],
        value=texts[Field.VALUE],
        basis=texts[Field.BASIS],
        value_cells=tuple(parts),
        other=tuple(other),
        doubtful=frozenset(field for field, text in texts.items() if looks_damaged(text)),
        place=place,
    )
    project, code = _text(given.get("project_name")), _text(given.get("project_code"))
    department, year = _text(given.get("department")), _year(given.get("year"))
    named = department is None or identity.region(department) is not None
    region = None if named else identity.innermost_region(_text(given.get("region")) or "")
    return _Bare(
        (department, region, year),
        (project, code) if project or code else None,
        indicator,
        Project(
            seq=0,
            name=project,
            code=code,
            purpose=_text(given.get("purpose")),
            goals=_goals(given.get("goals")),
        ),
    )


_PARTS = (("sign", "sign"), ("number", "value"), ("unit", "measure"))


def _document(name: str, department: str | None, year: int | None) -> str:
    """A department's rows of one year are a document, as in any flat list."""
    if department is None and year is None:
        return name
    return f"{name}#{year or '未注明'}-{department or '未注明'}"


def _text(value: object) -> str | None:
    if value is None or isinstance(value, list | Mapping):
        return None
    return clean(str(value)) or None


def _year(value: object) -> int | None:
    digits = (_text(value) or "").removesuffix("度").removesuffix("年").removesuffix(".0")
    return int(digits) if digits.isdecimal() and len(digits) == len("2025") else None


def _goals(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else str(value or "").split("\n")
    return tuple(text for item in items if (text := _text(item)))
