"""Workbooks that came back, as rows by heading: whatever program saved them, wherever they lie."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from auditor.domain import RawDocument, RawTable, SkipKind, Skipped
from auditor.errors import UnreadableError, UsageError
from auditor.readers import collect, read
from auditor.settings import Settings

#: What people and office programs save a workbook as.
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
#: The columns that tell our forms from other tables.
FINDING, ROW = "问题标识", "行标识"
#: Headings stand in the first rows; people put a title above them.
_DEEPEST_HEADING = 10
#: Cells that one reviewed workbook may have: a whole province's findings, twenty-odd columns each.
_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows` are printed row number and text by heading."""

    source: str
    name: str
    headings: frozenset[str]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's sheets that are ours, and what its other sheets say under two columns."""

    source: str
    sheets: tuple[Sheet, ...]
    about: Mapping[str, str]


def read_books(
    paths: Sequence[Path], settings: Settings
) -> tuple[tuple[Book, ...], tuple[Skipped, ...]]:
    """Every workbook of ours that the paths name, in the order of their names.

    In a folder, other files are passed over; a file that is named must be one of ours.

    Raises:
        UsageError: a path does not exist, or what it names is none of our forms.
    """
    limits = msgspec.structs.replace(settings.limits, cells=max(settings.limits.cells, _CELLS))
    settings = msgspec.structs.replace(settings, limits=limits)
    for path in paths:
        if not path.exists():
            msg = f"{path}：没有这个文件或文件夹"
            raise UsageError(msg)
    named = {path.resolve() for path in paths if path.is_file()}
    files, skipped = collect(paths)
    books: list[Book] = []
    lost = list(skipped)
    for file in files:
        given = file.path.resolve() in named
        if not given and file.path.suffix.lower() not in _SUFFIXES:
            continue
        try:
            book = _book(read(file.path, file.id, settings))
        except UnreadableError as error:
            lost.append(Skipped(file.id, error.reason, SkipKind(error.kind)))
            continue
        if book.sheets:
            books.append(book)
        elif given:
            msg = f"{file.path}：没有“{FINDING}”一栏，不是本程序写出的问题清单或整改回复表"
            raise UsageError(msg)
    if not books and not lost:
        msg = f"{paths[0]}：文件夹里没有问题清单或整改回复表（.xlsx），请检查路径"
        raise UsageError(msg)
    return tuple(books), tuple(lost)


def has_review(path: Path, settings: Settings) -> bool:
    """Whether a file is a workbook of ours with the columns that an auditor decides in.

    A file that cannot be read is none: whoever reads it next says what is wrong with it.
    """
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    try:
        books, _ = read_books([path], settings)
    except UsageError:
        return False
    return any(headed(book.sheets, FINDING, "复核结论") for book in books)


def _book(raw: RawDocument) -> Book:
    """The sheets with our headings; of the others, two columns as key and text."""
    grids: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for table in raw.content:
        if isinstance(table, RawTable):
            for cell in table.cells:
                row, column = cell.place.row or 0, cell.place.column or 0
                grids[table.place.sheet or ""][row][column] = cell.text
    sheets: list[Sheet] = []
    about: dict[str, str] = {}
    for name, grid in grids.items():
        if (sheet := _sheet(raw.path, name, grid)) is not None:
            sheets.append(sheet)
        else:
            about |= {_folded(r[1]): r[2].strip() for r in grid.values() if {1, 2} <= r.keys()}
    return Book(raw.path, tuple(sheets), about)


def _sheet(source: str, name: str, grid: Mapping[int, Mapping[int, str]]) -> Sheet | None:
    for at in sorted(grid)[:_DEEPEST_HEADING]:
        headings = {column: _folded(text) for column, text in grid[at].items()}
        if {FINDING, ROW} & set(headings.values()):
            rows = tuple(_rows(grid, at, headings))
            return Sheet(source, name, frozenset(headings.values()), rows)
    return None


def _rows(
    grid: Mapping[int, Mapping[int, str]], heading: int, headings: Mapping[int, str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number in sorted(grid):
        if number <= heading:
            continue
        cells = ((headings.get(column, ""), text.strip()) for column, text in grid[number].items())
        filled = {name: text for name, text in cells if name and text}
        if filled:
            yield number, filled


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def headed(sheets: Iterable[Sheet], *headings: str) -> tuple[Sheet, ...]:
    """The sheets that have all these columns."""
    return tuple(s for s in sheets if s.headings.issuperset(headings))
