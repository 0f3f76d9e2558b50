"""Workbooks are read as they show on the screen, whatever their cells store."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from auditor.domain import RawTable, Skipped
from auditor.readers import sheet
from auditor.readers.number_format import shown
from auditor.settings import Limits
from tests.hostile.files import cells, xlsx


def read(book: openpyxl.Workbook) -> tuple[list[RawTable], tuple[Skipped, ...]]:
    made = io.BytesIO()
    book.save(made)
    found, skipped = sheet.content(made.getvalue(), "例.xlsx", Limits())
    return [piece for piece in found if isinstance(piece, RawTable)], skipped


SHOWN = [
    ("0.95", "0%", "95%"),
    ("0.955", "0.0%", "95.5%"),
    ("0.95", "≥0%", "≥95%"),
    ("95", r"≥0\%", "≥95%"),
    ("95", '"≥"0"%"', "≥95%"),
    ("5", '"≥"0"个"', "≥5个"),
    ("0.94999999999999996", "0%", "95%"),
    ("0.30000000000000004", "General", "0.3"),
    ("25", "General", "25"),
    ("1E-7", "General", "0.0000001"),
    ("1234567.891", "#,##0.00", "1,234,567.89"),
    ("12", "[$¥-804]#,##0.00", "¥12.00"),
    ("-3", "0_);[Red](0)", "(3)"),
    ("0", '0;-0;"无"', "无"),
    ("0.5", "# ?/?", "0.5"),
    ("45992", "yyyy-mm-dd", "2025-12-01"),
    ("45992", 'yyyy"年"m"月"d"日"', "2025年12月1日"),
    ("45992", '[$-804]yyyy"年"m"月";@', "2025年12月"),
    ("45992.5", "yyyy-m-d h:mm", "2025-12-1 12:00"),
    ("1e400", "0%", "1e400"),
]


@pytest.mark.parametrize(("number", "code", "text"), SHOWN)
def test_numbers_are_shown_by_their_format(number: str, code: str, text: str) -> None:
    assert shown(number, code) == text


def test_days_count_from_1904_in_old_workbooks() -> None:
    assert shown("44530", "yyyy-mm-dd", since_1904=True) == "2025-12-01"


def test_values_formulas_and_formats() -> None:
    book = openpyxl.Workbook()
    row = [0.95, "=98%", "=SUM(A1:A1)", True, datetime.date(2025, 12, 31), "≥5"]
    book.active.append(row)
    book.active["A1"].number_format = "0%"

    (table,), skipped = read(book)

    assert [c.text for c in table.cells] == ["95%", "=98%", "是", "2025-12-31", "≥5"]
    assert [s.part for s in skipped] == ["工作表“Sheet”"]
    assert "1 个公式没有存下结果" in skipped[0].reason


def test_merged_cells_have_their_spans_and_places() -> None:
    book = openpyxl.Workbook()
    book.active["B3"], book.active["C3"], book.active["C4"] = "产出指标", "数量", "质量"
    book.active.merge_cells("B3:B4")

    (table,), _ = read(book)

    assert [(c.text, c.row, c.column, c.row_span) for c in table.cells] == [
        ("产出指标", 0, 0, 2),
        ("数量", 0, 1, 1),
        ("质量", 1, 1, 1),
    ]
    assert (table.cells[0].place.sheet, table.cells[0].place.row, table.cells[0].place.column) == (
        *("Sheet", 3, 2),
    )


def test_hidden_sheets_are_told_where_they_speak_of_indicators() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "三级指标"
    for title, text in (("旧表", "三级指标"), ("选项", "定性")):
        other = book.create_sheet(title)
        other["A1"], other.sheet_state = text, "hidden"

    tables, skipped = read(book)

    assert len(tables) == 1
    assert [s.part for s in skipped] == ["工作表“旧表”"]


def test_a_sheet_cut_off_is_read_as_far_as_it_goes() -> None:
    data = xlsx(cells(1, ("甲", "乙")) + cells(2, ("丙", "丁")) + "<row r='3'><c")

    (table,), skipped = sheet.content(data, "例.xlsx", Limits())

    assert isinstance(table, RawTable)
    assert [c.text for c in table.cells] == ["甲", "乙", "丙", "丁"]
    assert len(skipped) == 1
