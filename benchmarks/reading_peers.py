"""Our readers beside the libraries that could have been used: seconds and share of cells right.

Run: python benchmarks/reading_peers.py    (calamine where it is installed)
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import docx
import openpyxl

from auditor.domain import RawTable
from auditor.readers import sheet, word
from auditor.settings import Limits
from tests.formats import writers
from tests.formats.made import originals
from tests.formats.printed import Table, printed

ROUNDS = 5
Rows = list[list[str]]


def ours(data: bytes, read: Callable[..., object]) -> Rows:
    content, _ = read(data, "f", Limits())
    rows: Rows = []
    for piece in content:
        if isinstance(piece, RawTable):
            lines: dict[int, list[str]] = {}
            for cell in piece.cells:
                lines.setdefault(cell.row, []).append(cell.text)
            rows += lines.values()
    return rows


def by_python_docx(data: bytes) -> Rows:
    rows = []
    for table in docx.Document(io.BytesIO(data)).tables:
        seen: set[object] = set()
        for row in table.rows:
            line = []
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    line.append(cell.text)
            rows.append(line)
    return rows


def by_openpyxl(data: bytes) -> Rows:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [
        [str(c.value) for c in row if c.value is not None]
        for sheet in book
        for row in sheet.iter_rows()
    ]


def by_calamine(data: bytes) -> Rows:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [
        [str(value) for value in row if value != ""]
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    ]


def measured(name: str, read: Callable[[bytes], Rows], data: bytes, expected: Rows) -> None:
    with contextlib.suppress(ImportError):
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            rows = read(data)
            times.append(time.perf_counter() - begun)
        there = [sorted(filter(None, row)) for row in rows if any(row)]
        wanted = [sorted(filter(None, row)) for row in expected if any(row)]
        right = sum(
            len([cell for cell in a if cell in b]) for a, b in zip(wanted, there, strict=False)
        )
        share = right / sum(map(len, wanted))
        print(f"{name:24}{min(times):9.4f} s{share:9.3f} of the cells")


def main() -> None:
    document = originals()[0]
    pieces = printed(document)
    expected = [
        [c.text for c in row if c.row_span]
        for p in pieces
        if isinstance(p, Table)
        for row in p.rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = writers.python_docx(pieces, Path(folder, "a.docx")).read_bytes()
        measured("DOCX ours (lxml)", lambda d: ours(d, word.content), data, expected)
        measured("DOCX python-docx", by_python_docx, data, expected)
        tables = [p for p in pieces if isinstance(p, Table)]
        data = writers.xlsx_writer([*tables], Path(folder, "a.xlsx")).read_bytes()
        measured("XLSX ours (lxml)", lambda d: ours(d, sheet.content), data, expected)
        measured("XLSX openpyxl", by_openpyxl, data, expected)
        measured("XLSX calamine", by_calamine, data, expected)
        book = openpyxl.Workbook(write_only=True)
        lines = book.create_sheet()
        long = [[f"格{row % 500}-{column}" for column in range(12)] for row in range(10_000)]
        for line in long:
            lines.append(line)
        made = io.BytesIO()
        book.save(made)
        data = made.getvalue()
        print("120,000 cells")
        measured("XLSX ours (lxml)", lambda d: ours(d, sheet.content), data, long)
        measured("XLSX openpyxl", by_openpyxl, data, long)
        measured("XLSX calamine", by_calamine, data, long)


if __name__ == "__main__":
    main()
