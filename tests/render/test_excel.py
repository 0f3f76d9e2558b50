"""The auditor's workbook and the reply forms, read back as Excel would."""

import tempfile
import tracemalloc
import warnings
from dataclasses import replace
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.domain import Field, Review
from auditor.errors import UsageError
from auditor.render import excel
from auditor.render.excel import cell_text
from tests.review.conftest import needs_office, through_office

REPLY = "replies/2025-示例县农业农村局.xlsx"


def book(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path)


def table(sheet):
    """Rows as dicts by heading."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_has_its_sheets(result, tmp_path):
    render.write(tmp_path, result)

    sheets = book(tmp_path / "findings.xlsx").sheetnames
    assert sheets == [
        "总览",
        "问题清单",
        "指标明细",
        "未读内容",
    ]


def test_every_finding_has_a_row_with_the_number_of_the_page(result, tmp_path):
    render.write(tmp_path, result)
    rows = table(book(tmp_path / "findings.xlsx")["问题清单"])

    assert [(r["编号"], r["问题标识"], r["程度"]) for r in rows] == [
        ("1-01", "a1", "高"),
        ("1-02", "a2", "高"),
        ("1-03", "a3", "中"),
        ("1-04", "a0", "提示"),
        ("2-01", "a4", "高"),
        ("总-01", "a5", "低"),
    ]
    assert rows[0]["依据"] == "参照财预〔2015〕88号“细化量化”要求"


def test_review_columns_offer_the_decisions(result, tmp_path):
    render.write(tmp_path, result)
    sheet = book(tmp_path / "findings.xlsx")["问题清单"]
    offered = {v.formula1.strip('"') for v in sheet.data_validations.dataValidation}

    assert "确认,误报,待定" in offered
    assert "明确,欠明确,空泛" in offered
    assert len(offered) == 3
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref


def test_links_lead_to_the_finding_on_the_page(result, tmp_path):
    render.write(tmp_path, result)
    sheet = book(tmp_path / "findings.xlsx")["问题清单"]
    links = [c.hyperlink for row in sheet.iter_rows() for c in row if c.hyperlink]

    assert len(links) == len(result.findings)
    assert {link.location for link in links} >= {"f-1-01", "f-0-01"}


def test_every_indicator_row_is_listed(result, tmp_path):
    render.write(tmp_path, result)
    rows = table(book(tmp_path / "findings.xlsx")["指标明细"])

    assert len(rows) == 6
    assert rows[1]["问题编号"] == "1-01、1-04"
    assert rows[0]["空泛判断"] == "空泛"
    assert rows[3]["解析存疑"] == "指标值确定依据"


def test_what_was_not_read_is_listed(result, tmp_path):
    render.write(tmp_path, result)
    rows = table(book(tmp_path / "findings.xlsx")["未读内容"])

    assert [(r["文件"], r["部位"], r["情况"]) for r in rows] == [
        ("b.pdf", None, "无文字层"),
        ("office.docx", "第9页", "部分未读"),
    ]


def test_a_reply_form_holds_one_departments_findings(result, tmp_path):
    render.write(tmp_path, result)
    rows = table(book(tmp_path / REPLY)["整改回复"])

    assert [r["问题标识"] for r in rows] == ["a1", "a2", "a3", "a0", "a4", "a5"]
    assert {"整改措施", "责任人", "完成期限", "说明"} <= set(rows[0])
    other = table(book(tmp_path / "replies/2025-部门不明-1.xlsx")["整改回复"])
    assert other == []


def test_a_dismissed_finding_leaves_the_reply_form_and_stays_in_the_workbook(
    make, result, tmp_path
):
    findings = tuple(
        replace(f, review=Review.FALSE_ALARM) if f.id == "a1" else f for f in result.findings
    )
    render.write(tmp_path, make(*result.corpus.documents, findings=findings))
    rows = table(book(tmp_path / "findings.xlsx")["问题清单"])

    assert [r["复核结论"] for r in rows if r["问题标识"] == "a1"] == ["误报"]
    assert "a1" not in {r["问题标识"] for r in table(book(tmp_path / REPLY)["整改回复"])}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        '=HYPERLINK("http://x")',
        "http://example.test/a",
        "internal:Sheet1!A1",
        "{=1}",
        "0012",
        "1E5",
        "<b>&amp;",
        "_x0041_",
    ],
)
def test_text_stays_text(make, found, tmp_path, text):
    where = document(
        project(indicator(text, text, text, description=text, basis=text), name=text),
        department=text,
    )
    findings = (
        found("x", "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote=text, advice=text),
    )
    render.write(tmp_path, make(where, findings=findings))
    (form,) = (tmp_path / "replies").iterdir()
    cells = [
        cell
        for path in (tmp_path / "findings.xlsx", form)
        for sheet in book(path)
        for row in sheet.iter_rows(min_row=2)
        for cell in row
    ]

    assert {c.data_type for c in cells} <= {"s", "n"}
    assert sum(_shown(c.value) == text for c in cells) >= 8
    targets = [c.hyperlink.target or "" for c in cells if c.hyperlink]
    assert all(t.startswith(("departments/", "replies/")) for t in targets)


def _shown(value):
    """As Excel and LibreOffice show it; openpyxl keeps the escape of text in its row."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


@pytest.mark.parametrize(
    "text",
    ["\x00响\x07", "\ud800", "\ufffe", "\u202e反", "长" * 40_000],
    ids=["control", "surrogate", "noncharacter", "bidi", "long"],
)
def test_what_excel_cannot_hold_is_marked_and_the_workbook_opens(make, tmp_path, text):
    where = document(project(indicator("数量指标", text, text)), department=text)
    render.write(tmp_path, make(where))
    rows = table(book(tmp_path / "findings.xlsx")["指标明细"])

    assert rows[0]["三级指标"] == cell_text(text)
    assert len(rows[0]["三级指标"]) <= 32_767


def test_a_cut_cell_says_so():
    assert cell_text("长" * 32_767) == "长" * 32_767
    assert cell_text("长" * 32_768).endswith("全文见data文件夹）")


@needs_office
def test_libreoffice_keeps_texts_links_and_drop_downs(result, tmp_path):
    render.write(tmp_path / "out", result)
    before = book(tmp_path / "out" / "findings.xlsx")
    after = book(through_office(tmp_path / "out" / "findings.xlsx", tmp_path / "office"))

    for name in ("总览", "问题清单", "指标明细", "未读内容"):
        assert table(after[name]) == table(before[name])
    for name in ("问题清单", "指标明细"):
        assert offered(after[name]) == offered(before[name])
        assert after[name].auto_filter.ref == before[name].auto_filter.ref
    links = [c.hyperlink for row in after["问题清单"] for c in row if c.hyperlink]
    assert len(links) == len(result.findings)
    assert all("\\" not in link.target for link in links)
    form = book(through_office(tmp_path / "out" / REPLY, tmp_path / "office"))
    assert table(form["整改回复"]) == table(book(tmp_path / "out" / REPLY)["整改回复"])


def offered(sheet):
    """What each column's drop-down offers, and for which rows."""
    return {
        str(v.sqref): v.formula1.strip('"').split(",")
        for v in sheet.data_validations.dataValidation
    }


def test_memory_does_not_grow_with_the_rows():
    """A run over thousands of departments has millions of cells."""

    def peak(rows):
        sheet = excel._Sheet("表", (excel._Column("甲", 9),) * 20, ((1,) * 20 for _ in range(rows)))
        tracemalloc.start()
        excel._workbook((sheet,), streamed=True)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(1)
    assert peak(8_000) < 3 * peak(500)


def test_links_have_slashes_that_every_program_follows(result, tmp_path):
    render.write(tmp_path, result)
    links = [
        cell.hyperlink.target
        for sheet in ("总览", "问题清单")
        for row in book(tmp_path / "findings.xlsx")[sheet]
        for cell in row
        if cell.hyperlink
    ]

    assert links
    assert [link for link in links if not (tmp_path / unquote(link)).is_file()] == []


def test_the_overview_adds_up_money_without_the_tables_of_the_whole(make, tmp_path):
    where = document(
        project(indicator("数量指标", "场次", "≥1场"), name="甲", budget="50"),
        project(indicator("数量指标", "场次", "≥1场"), name="乙", budget="20.5"),
        project(indicator("数量指标", "场次", "≥1场"), name="整体", budget="900", scope="整体"),
    )
    render.write(tmp_path, make(where))
    (row,) = table(book(tmp_path / "findings.xlsx")["总览"])

    assert row["项目预算合计（万元）"] == 70.5
    assert row["有空泛指标的项目预算（万元）"] == 70.5


def test_a_printed_reply_form_says_whose_it_is_and_where_to_object(result, tmp_path):
    render.write(tmp_path, result)
    form = book(tmp_path / REPLY)["整改回复"]
    above = form.oddHeader.left.text
    area = form.print_area.split("!")[-1]
    printed = [cell.value for cell in form[area][0]]

    assert "示例县农业农村局2025年度绩效目标文本整改回复表\n" in above
    assert "有不同意见的，请在“说明”栏写明理由和出处" in above
    assert printed[-1] == "说明"
    assert form.max_column == len(printed) + 1, "only the 问题标识 is left out, the last"
    assert form.print_title_rows == "$1:$1"
    assert (form.page_setup.orientation, form.page_setup.fitToHeight) == ("landscape", 0)
    hints = {str(v.sqref): v.prompt for v in form.data_validations.dataValidation}
    note = form.cell(1, len(printed)).column_letter
    assert hints == {f"{note}2:{note}7": "有不同意见的，请在“说明”栏写明理由和出处"}


@pytest.mark.parametrize("name", ["&" * 200, "2025年展会办", '&"-,Bold"&72局'])
def test_a_department_of_any_name_heads_its_form(make, tmp_path, name):
    render.write(
        tmp_path, make(document(project(indicator("数量指标", "场次", "≥1场")), department=name))
    )
    (path,) = (tmp_path / "replies").iterdir()
    above = book(path)["整改回复"].oddHeader

    assert above.left.text.count("\n") == 1
    assert (above.left.size, above.center.text, above.right.text) == (10, None, None)


@needs_office
def test_rows_are_as_high_as_their_text_in_libreoffice_too(make, found, tmp_path):
    where = document(project(indicator("数量指标", "场次", "若干")))
    message = "没有写出可以核对的数量、标准或日期" * 8
    findings = (
        found("v", "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote="若干"),
        found("w", "P04", where=where, rows=(1,), fields=(Field.NAME,), message=message),
    )
    render.write(tmp_path / "out", make(where, findings=findings))
    for path, sheet, most in (("findings.xlsx", "问题清单", 12), (REPLY, "整改回复", 24)):
        page = book(through_office(tmp_path / "out" / path, tmp_path / "office"))[sheet]
        heights = sorted(page.row_dimensions[n].height for n in (2, 3))

        assert heights[1] >= 8 * 13
        assert heights[1] <= most * 17
        assert heights[0] < heights[1]


def test_a_folder_for_temporary_files_that_is_full_or_shut_is_told_in_one_line(
    result, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))

    with pytest.raises(UsageError, match=r"^[^\n]*临时文件夹不能写入[^\n]*$"):
        render.write(tmp_path / "out", result)
