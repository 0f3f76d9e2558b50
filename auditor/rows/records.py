"""Files of rows to records: XLSX, XLS, CSV, JSONL, JSON and, where pyarrow is there, Parquet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from auditor.domain import RawTable
from auditor.errors import UnreadableError, UsageError
from auditor.readers.kind import Kind, kind_of
from auditor.readers.read import open_file, read_bytes
from auditor.readers.text_encoding import decode
from auditor.rows import columns
from auditor.rows.problems import Problem
from auditor.settings import Settings
from auditor.tables.layout import GridRow, grid

# Titles and remarks may stand above the heading.
_FIRST_ROWS = 10
_FEWEST_KNOWN = 2
#: One of these tells that a heading is that of indicator rows, or of these by their ids.
OF_ROWS = frozenset({"level3", "value"})
OF_IDS = OF_ROWS | {"id"}
_JSON_LINES, _JSON = (".jsonl", ".ndjson"), ".json"


@dataclass(frozen=True, slots=True)
class Record:
    """One row as the file has it: values by heading. `sheet` where the file has sheets."""

    number: int
    values: Mapping[str, Any]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a file, in order; what could not be read is a problem."""

    path: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
    headings: tuple[str, ...] = ()


def read(path: Path, settings: Settings, telling: frozenset[str] = OF_IDS) -> Records:
    """The records of one file; what the file is follows from its content, then its suffix.

    A table's heading names one of the `telling` fields; a workbook's other sheets are passed over.

    Raises:
        UsageError: it cannot be opened, or is none of the formats.
    """
    name = str(path)
    try:
        data = open_file(path, name, settings.limits)
        if data.startswith(b"PAR1"):
            return _parquet(data, name)
        if path.suffix.lower() in (*_JSON_LINES, _JSON):
            return _json(data, name, whole=path.suffix.lower() == _JSON)
        if kind_of(data) is Kind.TEXT:
            return _delimited(decode(data, name), name, telling)
        return _sheets(data, name, settings, telling)
    except UnreadableError as error:
        raise UsageError(str(error)) from error


def library(name: str = "pyarrow") -> ModuleType:
    """The optional library that reads and writes Parquet.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        msg = "Parquet 格式需要另装 pyarrow（pip install pyarrow），也可改用 CSV、XLSX 或 JSONL"
        raise UsageError(msg) from None


# --------------------------------------------------------------------------------------------
# JSON


def _json(data: bytes, name: str, *, whole: bool) -> Records:
    text = _unicode(data, name)
    if whole:
        try:
            items = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return Records(name, (), (Problem(name, None, None, "不是有效的 JSON，请重新导出"),))
        found = enumerate(items if isinstance(items, list) else [items], 1)
        return _objects(name, found, [])
    problems: list[Problem] = []
    return _objects(name, _lines(text, name, problems), problems)


def _unicode(data: bytes, name: str) -> str:
    """The text with every character: JSON keeps what a document has no use for."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.removeprefix(codecs.BOM_UTF8).decode(encoding)
        except UnicodeDecodeError:
            continue
    return decode(data, name)


def _lines(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, msgspec.json.decode(line)
            except msgspec.DecodeError:
                words = "不是有效的 JSON，请检查引号、逗号和括号"
                problems.append(Problem(name, number, None, words))


def _objects(name: str, found: Iterator[tuple[int, Any]], problems: list[Problem]) -> Records:
    records = []
    for number, item in found:
        if isinstance(item, dict):
            records.append(Record(number, item))
        else:
            problems.append(Problem(name, number, None, "不是 JSON 对象，应形如 {…}"))
    headings = dict.fromkeys(key for record in records for key in record.values)
    return Records(name, tuple(records), tuple(problems), tuple(headings))


# --------------------------------------------------------------------------------------------
# Tables


def _delimited(text: str, name: str, telling: frozenset[str]) -> Records:
    first = next((line for line in text.split("\n") if line.strip()), "")
    mark = max(",\t;|", key=first.count)
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows = [(number, row) for number, row in enumerate(reader, 1) if any(map(str.strip, row))]
    except csv.Error:
        words = f"第 {reader.line_num} 行附近的引号不配对，请用 Excel 打开后另存为 XLSX"
        return Records(name, (), (Problem(name, None, None, words),))
    at, headings = _heading([row for _, row in islice(rows, _FIRST_ROWS)], telling)
    if at is None:
        return Records(name, (), (_no_heading(name),))
    problems, records = [], []
    for number, row in rows[at + 1 :]:
        if any(map(str.strip, row[len(headings) :])):
            words = f"有 {len(row)} 格，比表头的 {len(headings)} 格多，请检查逗号和引号"
            problems.append(Problem(name, number, None, words))
        else:
            cells = {h: cell for h, cell in zip(headings, row, strict=False) if h}
            records.append(Record(number, cells))
    return Records(name, tuple(records), tuple(problems), tuple(h for h in headings if h))


def _sheets(data: bytes, name: str, settings: Settings, telling: frozenset[str]) -> Records:
    """Every sheet that has a heading row; merged cells count for each row they cover."""
    raw = read_bytes(data, name, settings)
    problems = [Problem(name, None, lost.part, lost.reason) for lost in raw.skipped]
    records: list[Record] = []
    seen: dict[str, None] = {}
    for table in raw.content:
        if not isinstance(table, RawTable):
            continue
        rows = grid(table)
        at, headings = _heading([_cells(row) for row in rows[:_FIRST_ROWS]], telling)
        if at is None:
            continue
        seen.update(dict.fromkeys(h for h in headings if h))
        for row in rows[at + 1 :]:
            cells = {h: cell for h, cell in zip(headings, _cells(row), strict=False) if h}
            if any(cells.values()):
                records.append(Record(row.place.row or 0, cells, row.place.sheet))
    if not seen and not problems:
        problems.append(_no_heading(name))
    return Records(name, tuple(records), tuple(problems), tuple(seen))


def _cells(row: GridRow) -> list[str]:
    return [slot.raw if slot.text else "" for slot in row.slots]


def _heading(
    rows: Sequence[Sequence[str]], telling: frozenset[str]
) -> tuple[int | None, list[str]]:
    """Where the heading row stands, and its headings; a heading that comes twice gets a number."""
    for at, row in enumerate(rows):
        known = set(columns.fields(row).values())
        if len(known) >= _FEWEST_KNOWN and known & telling:
            seen: dict[str, int] = {}
            headings = []
            for cell in map(str.strip, row):
                seen[cell] = seen.get(cell, 0) + 1
                headings.append(cell if seen[cell] == 1 or not cell else f"{cell}（{seen[cell]}）")
            return at, headings
    return None, []


def _no_heading(name: str) -> Problem:
    words = "没有找到表头，前 10 行中应有一行写明“二级指标”“三级指标”“指标值”"
    return Problem(name, None, None, words)


def _parquet(data: bytes, name: str) -> Records:
    library()
    table = library("pyarrow.parquet").read_table(io.BytesIO(data))
    return _objects(name, enumerate(table.to_pylist(), 1), [])
