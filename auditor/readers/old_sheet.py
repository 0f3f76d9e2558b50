"""XLS of Excel 97 to 2003 and before: each sheet a table, cells as they are shown.

Read with xlrd, which alone tells number formats and merged cells of this format.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from auditor.domain import SkipKind
from auditor.errors import UnreadableError
from auditor.readers.number_format import shown
from auditor.readers.tabular import Contents, Draft, Piece, Tally, pieces
from auditor.settings import Limits

_SPOKEN_OF = "指标"


def content(data: bytes, name: str, limits: Limits) -> Contents:
    """The sheets of an XLS in the order of their tabs."""
    tally = Tally(name, limits)
    return tally.contents(_sheets(_opened(data, name), tally))


def _opened(data: bytes, name: str) -> xlrd.Book:
    try:
        return _book(data)
    except UnreadableError:
        raise
    except MemoryError:
        raise
    # Damaged files raise whatever the damage leads to.
    except Exception as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise UnreadableError(
                "文件设有密码，请去掉密码后再审", SkipKind.ENCRYPTED, name
            ) from error
        msg = "工作簿已损坏，无法读取，请用 Excel 打开后另存为 XLSX 再审"
        raise UnreadableError(msg, path=name) from error


def _book(data: bytes) -> xlrd.Book:
    """The workbook with its formats; what it says on the way goes nowhere."""
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except XLRDError:
        raise
    except Exception:
        # Formats may be damaged where the cells are whole.
        return xlrd.open_workbook(file_contents=data, logfile=io.StringIO())


def _sheets(book: xlrd.Book, tally: Tally) -> Iterator[Piece]:
    for sheet in book.sheets():
        drafts = list(_cells(book, sheet, tally))
        if sheet.visibility:
            if any(_SPOKEN_OF in draft.text for draft in drafts):
                reason = "工作表是隐藏的，没有读入；如需审核，请取消隐藏后再审"
                tally.lose(reason, f"工作表“{sheet.name}”")
            continue
        yield from pieces(drafts, tally, tally.table(), sheet.name)


def _cells(book: xlrd.Book, sheet: xlrd.sheet.Sheet, tally: Tally) -> Iterator[Draft]:
    spans = {
        (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
    }
    covered = {
        (row, column)
        for (top, left), (height, width) in spans.items()
        for row in range(top, min(top + height, sheet.nrows))
        for column in range(left, min(left + width, sheet.ncols))
        if (row, column) != (top, left)
    }
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = "" if (row, column) in covered else _text(book, sheet, row, column)
            if text:
                tally.count()
                yield Draft(row, column, text, *spans.get((row, column), (1, 1)))


def _text(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return shown(repr(cell.value), _format(book, cell), since_1904=bool(book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return "是" if cell.value else "否"
        case xlrd.XL_CELL_ERROR:
            return error_text_from_code.get(int(cell.value), "")
    return ""


def _format(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.xf_index is None or not book.xf_list:
        return "yyyy-m-d" if cell.ctype == xlrd.XL_CELL_DATE else "General"
    style = book.xf_list[cell.xf_index]
    found = book.format_map.get(style.format_key)
    return str(found.format_str) if found is not None else "General"
