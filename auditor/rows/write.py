"""Objects to files, a row a row: JSONL as they are, flat formats with dotted columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from xlsxwriter import Workbook

from auditor.errors import UsageError
from auditor.rows.records import library

#: Excel's own limits: characters in a cell; rows in a sheet.
_CELL, _ROWS = 32_767, 1_048_576
#: A workbook's date of making would change its bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = 18

Object = Mapping[str, Any]


def write(objects: Sequence[Object], out: Path, headings: Mapping[str, str] | None = None) -> None:
    """Write the file in the format of its suffix; `headings` rename the columns of flat formats.

    Raises:
        UsageError: the suffix names no format, or the format cannot hold a row.
    """
    maker = maker_for(out)
    renamed = headings or {}
    put(out, maker(objects, renamed))


def put(out: Path, data: bytes) -> None:
    """Write the bytes.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        out.write_bytes(data)
    except OSError:
        msg = f"{out}：写不了，请检查文件夹是否存在、文件是否被其他程序占用"
        raise UsageError(msg) from None


def maker_for(
    out: Path, beside: Sequence[str] = ()
) -> Callable[[Sequence[Object], Mapping[str, str]], bytes]:
    """What makes the bytes of a file of this suffix; `beside` are others that the caller takes.

    Raises:
        UsageError: the suffix names no format, or its library is missing.
    """
    suffix = out.suffix.lower()
    if suffix not in _MAKERS:
        msg = f"{out}：不认识的后缀，请用 {'、'.join((*_MAKERS, *beside))} 之一"
        raise UsageError(msg)
    if suffix == ".parquet":
        library()
    return _MAKERS[suffix]


def lines(objects: Iterable[Object]) -> bytes:
    """One object a line, a line feed after each."""
    return b"".join(msgspec.json.encode(o) + b"\n" for o in objects)


def flat(value: Object) -> dict[str, str | int | float | bool | None]:
    """Nested fields as dotted keys, lists as JSON."""
    found: dict[str, str | int | float | bool | None] = {}
    for key, part in value.items():
        match part:
            case Mapping():
                found |= {f"{key}.{inner}": v for inner, v in flat(part).items()}
            case list() | tuple():
                found[key] = msgspec.json.encode(part).decode()
            case str():
                found[key] = str(part)  # of an enumeration its value
            case _:
                found[key] = part
    return found


def _table(objects: Sequence[Object]) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns in the order of the fields, those of one field together, and the flat rows."""
    rows = [flat(o) for o in objects]
    order: dict[str, int] = {}
    for value in objects:
        for key in value:
            order.setdefault(key, len(order))
    columns = dict.fromkeys(c for row in rows for c in row)
    top = {c: order.get(c, order.get(c.partition(".")[0], 0)) for c in columns}
    return sorted(columns, key=lambda c: top[c]), rows


def _csv(objects: Sequence[Object], headings: Mapping[str, str]) -> bytes:
    columns, rows = _table(objects)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([headings.get(c, c) for c in columns])
    for row in rows:
        writer.writerow([_word(row.get(c)) for c in columns])
    return text.getvalue().encode("utf-8-sig")  # Excel takes UTF-8 without the mark for GBK


def _word(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _xlsx(objects: Sequence[Object], headings: Mapping[str, str]) -> bytes:
    columns, rows = _table(objects)
    if len(rows) >= _ROWS:
        msg = f"共 {len(rows)} 行，超过 Excel 一张表的 {_ROWS - 1} 行，请改用 CSV 或 JSONL"
        raise UsageError(msg)
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _MADE, "author": "auditor"})
    page = book.add_worksheet("指标")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    page.set_column(0, max(len(columns) - 1, 0), _WIDTH)
    for at, column in enumerate(columns):
        page.write_string(0, at, headings.get(column, column), bold)
    for number, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            match row.get(column):
                case None | "":
                    pass
                case bool(truth):
                    page.write_boolean(number, at, truth)
                case str(text) if len(text) > _CELL:
                    msg = (
                        f"第 {number} 行“{column}”有 {len(text)} 字，"
                        f"超过 Excel 一格的 {_CELL} 字，请改用 CSV 或 JSONL"
                    )
                    raise UsageError(msg)
                case str(text):
                    page.write_string(number, at, text)
                case figure:
                    page.write_number(number, at, figure)
    page.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _parquet(objects: Sequence[Object], headings: Mapping[str, str]) -> bytes:
    arrow, parquet = library(), library("pyarrow.parquet")
    columns, rows = _table(objects)
    named = {headings.get(c, c): [row.get(c) for row in rows] for c in columns}
    stream = io.BytesIO()
    parquet.write_table(arrow.table(named), stream)
    return stream.getvalue()


def _jsonl(objects: Sequence[Object], headings: Mapping[str, str]) -> bytes:
    del headings
    return lines(objects)


_MAKERS: dict[str, Callable[[Sequence[Object], Mapping[str, str]], bytes]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}
