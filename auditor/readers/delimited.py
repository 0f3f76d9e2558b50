"""CSV and its kin: one table, a record a row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from auditor.errors import UnreadableError
from auditor.readers.tabular import Contents, Draft, Piece, Tally, pieces
from auditor.settings import Limits

_SEPARATORS = (",", ";", "|")
_SAMPLE = 200_000
_RECORDS = 200
# Prose has commas too: a table has as many in (nearly) every line, and three fields at least.
_FEWEST_FIELDS = 3
_ALIKE = 0.9


def separator(text: str) -> str | None:
    """What parts the fields of each record; `None` where the text is no such table.

    Tables parted by tabs are read with the text dumps, unless a quoted field runs over lines.
    """
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample.rpartition("\n")[0]
    for mark in (*_SEPARATORS, *(("\t",) if '"' in sample else ())):
        widths = [len(record) for record in islice(_records(sample, mark), _RECORDS)]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        regular = width >= _FEWEST_FIELDS and count >= _ALIKE * len(widths) and widths[0] == width
        if regular and (mark != "\t" or any(_quoted_lines(sample, mark))):
            return str(mark)
    return None


def content(text: str, mark: str, name: str, limits: Limits) -> Contents:
    """The records as one table."""
    tally = Tally(name, limits)
    return tally.contents(_table(text, mark, tally))


def _table(text: str, mark: str, tally: Tally) -> Iterator[Piece]:
    drafts = []
    try:
        for row, record in enumerate(_records(text, mark, blank=True)):
            for column, field in enumerate(record):
                tally.count()
                drafts.append(Draft(row, column, field.strip()))
    except csv.Error as error:
        msg = "表格文件的引号不配对，无法读取，请用 Excel 打开后另存为 XLSX 再审"
        raise UnreadableError(msg, path=tally.name) from error
    yield from pieces(drafts, tally, tally.table())


def _records(text: str, mark: str, *, blank: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        if blank or any(field.strip() for field in record):
            yield record


def _quoted_lines(text: str, mark: str) -> Iterator[bool]:
    """Whether a field of the record runs over several lines, for each record."""
    for record in islice(_records(text, mark), _RECORDS):
        yield any("\n" in field for field in record)
