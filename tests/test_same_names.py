"""Two counties have a department of one name: they are two departments wherever that matters."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor import cli
from auditor.checks.examples import document, indicator, project
from auditor.copies.stored import add_documents, recall
from auditor.domain import Block, Cell, RawDocument, RawTable, office, offices
from auditor.pipeline import examine, mark_duplicates
from auditor.readers import read
from auditor.settings import Settings
from auditor.tables import understand_all
from auditor.tables.identity import innermost_region
from auditor.text.language import default_language
from tests.test_history import audit

HEADING = ["地区", "部门名称", "年度", "项目名称", "一级指标", "二级指标", "三级指标", "指标值"]
ROWS = (
    ("产出指标", "数量指标", "古树名木复壮株数", "≥{}株"),
    ("产出指标", "质量指标", "树洞修补合格率", "100%"),
    ("产出指标", "时效指标", "复壮工作完成时间", "10月底前"),
    ("效益指标", "生态效益指标", "复壮古树成活率", "≥90%"),
)


def list_of(path: Path, *parts: tuple[str, int, int]) -> Path:
    """A flat list of 林业局 in these regions and years, each with its number of trees."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADING)
        for region, year, trees in parts:
            for *levels, value in ROWS:
                out.writerow([region, "林业局", year, "古树复壮", *levels, value.format(trees)])
    return path


def regions(path: Path) -> set[tuple[str | None, str | None]]:
    raw = read(path, path.name, Settings())
    assert isinstance(raw, RawDocument)
    return {(d.department, d.region) for d in understand_all(raw, path.name)}


# --------------------------------------------------------------------------------------------
# Where a region is read


def test_a_list_tells_the_regions_of_departments_of_one_name(tmp_path):
    path = list_of(tmp_path / "清单.csv", ("130121 甲县", 2025, 8), ("某市乙区", 2025, 9))
    raw = read(path, path.name, Settings())
    documents = understand_all(raw, path.name)

    assert {d.id: d.region for d in documents} == {
        "清单.csv#2025-甲县林业局": "甲县",
        "清单.csv#2025-乙区林业局": "乙区",
    }
    assert {d.department for d in documents} == {"林业局"}


def test_a_list_of_one_region_names_its_documents_as_ever(tmp_path):
    path = list_of(tmp_path / "清单.csv", ("甲县", 2025, 8), ("甲县", 2024, 8))
    documents = understand_all(read(path, path.name, Settings()), path.name)
    assert [d.id for d in documents] == ["清单.csv#2024-林业局", "清单.csv#2025-林业局"]


@pytest.mark.parametrize(
    ("lines", "region"),
    [
        (["甲县林业局2025年部门预算绩效目标", "部门名称：林业局"], "甲县"),
        (["某省某市乙区林业局2025年部门预算绩效目标", "部门名称：林业局"], "乙区"),
        (["2025年部门预算绩效目标", "部门名称：林业局", "行政区划：130121 甲县"], "甲县"),
        (["甲县2025年林业局部门预算绩效目标", "部门名称：林业局"], "甲县"),
        (["广西壮族自治区某市乙区林业局2025年部门预算", "部门名称：林业局"], "乙区"),
        (["内蒙古自治区林业局2025年部门预算", "部门名称：林业局"], None),
        (["2025年部门预算绩效目标", "部门名称：林业局"], None),
        (["2025年全市林业局部门预算绩效目标", "部门名称：林业局"], None),
        (["甲县2025年部门预算", "部门名称：林业局"], "甲县"),
        (["某省某市乙区 2025 年度部门预算绩效目标", "部门名称：林业局"], "乙区"),
        (["甲县2025年部门预算", "部门名称：林业局", "主管部门：某市林业局"], "甲县"),
        (["2025年部门预算", "部门名称：林业局", "主管部门：某市林业局"], "某市"),
        (["主管部门 某市林业局", "甲县2025年部门预算", "部门名称：林业局"], "甲县"),
        (["甲县财政局2025年部门预算编制通知", "部门名称：林业局"], None),
        (["全市2025年部门预算", "部门名称：林业局"], None),
        (["自然保护区2025年部门预算", "部门名称：林业局"], None),
    ],
)
def test_a_document_tells_its_region_beside_the_name(lines, region):
    cells = [
        Cell(text, at, column)
        for at, row in enumerate((("一级指标", "二级指标", "三级指标", "指标值"), *ROWS))
        for column, text in enumerate(row)
    ]
    raw = RawDocument("a.docx", "docx", "0" * 64, (*map(Block, lines), RawTable(1, tuple(cells))))

    [found] = understand_all(raw, "a.docx")

    assert (found.department, found.region) == ("林业局", region)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("吉林市教育局", "吉林市"),
        ("吉林省吉林市教育局", "吉林市"),
        ("天津市河北区教育局", "河北区"),
        ("河南蒙古族自治县教育局", "河南蒙古族自治县"),
        ("围场满族蒙古族自治县林业局", "围场满族蒙古族自治县"),
        ("恩施土家族苗族自治州财政局", "恩施土家族苗族自治州"),
        ("莫力达瓦达斡尔族自治旗教育局", "莫力达瓦达斡尔族自治旗"),
        ("石家庄市井陉矿区教育局", "井陉矿区"),
        ("津市市教育局", "津市市"),
        ("新乡市红旗区教育局", "红旗区"),
        ("中共某县委员会组织部", "某县"),
        ("新疆维吾尔自治区喀什地区教育局", "喀什地区"),
        ("某县市场监督管理局", "某县"),
        ("某县城市管理局", "某县"),
        ("某区区委办公室", "某区"),
        ("盐城市城市管理局", "盐城市"),
        ("县城市管理局", None),
        ("智慧城市运行管理中心", None),
        ("企业上市服务中心", None),
        ("革命老区建设办公室", None),
        ("山区综合开发办公室", None),
        ("自然保护区管理局", None),
        ("产业集聚区管理委员会", None),
        ("综合保税区管理委员会", None),
        ("区域合作办公室", None),
        ("行政区划办公室", None),
        ("130102 河北省/某市/甲区", "甲区"),
        ("某市-甲区", "甲区"),
        ("[130121]甲县", "甲县"),
        ("河北省教育厅", None),
        ("市场监督管理局", None),
    ],
)
def test_a_name_tells_the_innermost_region_it_begins_with(name, region):
    assert innermost_region(name) == region


def test_a_name_of_no_place_is_no_region(tmp_path):
    """城市管理局 is in no city called 城."""
    path = tmp_path / "清单.csv"
    list_of(path, ("甲县", 2025, 8), ("乙县", 2025, 8))
    path.write_text(path.read_text("utf-8").replace("林业局", "城市管理局"), "utf-8")
    assert regions(path) == {("城市管理局", "甲县"), ("城市管理局", "乙县")}


# --------------------------------------------------------------------------------------------
# What follows


def test_two_counties_have_two_reports_and_copies_between_them_are_between_departments(tmp_path):
    lists = list_of(tmp_path / "清单.csv", ("甲县", 2025, 8), ("乙县", 2025, 8))

    data = audit(tmp_path / "out", lists)

    assert [(d["region"], d["report"]) for d in data["departments"]] == [
        ("乙县", "departments/2025-林业局.html"),
        ("甲县", "departments/2025-林业局-2.html"),
    ]
    assert [d["duplicate_of"] for d in data["documents"]] == [None, None]
    assert {c["scope"] for c in data["copies"]} == {"department"}
    told = [f["message"] for f in data["findings"] if f["slug"] == "department-alike"]
    assert {"甲县林业局2025年" in m or "乙县林业局2025年" in m for m in told} == {True}
    workbook = load_workbook(tmp_path / "out" / "findings.xlsx")
    for sheet in ("总览", "问题清单", "指标明细"):
        cells = {cell.value for row in workbook[sheet].iter_rows() for cell in row}
        assert {"甲县林业局", "乙县林业局"} <= cells
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "甲县林业局" in page
    assert "乙县林业局" in page


@pytest.mark.parametrize("stored", ["list", "folder", "index"])
def test_the_year_before_is_that_of_the_same_county(tmp_path, stored):
    """甲县 asked for more the year before, 乙县 for less."""
    earlier = list_of(tmp_path / "往年.csv", ("甲县", 2024, 20), ("乙县", 2024, 3))
    if stored == "folder":
        audit(tmp_path / "往年", earlier)
        earlier = tmp_path / "往年"
    if stored == "index":
        assert cli.main(["index", "add", str(tmp_path / "索引"), str(earlier)]) == 0
        earlier = tmp_path / "索引"
    now = list_of(tmp_path / "今年.csv", ("甲县", 2025, 8), ("乙县", 2025, 8))

    data = audit(tmp_path / "out", now, "--history", earlier)

    lowered = [f for f in data["findings"] if f["slug"] == "target-lowered"]
    assert [(f["document"], "20株" in f["message"]) for f in lowered] == [
        ("今年.csv#2025-甲县林业局", True)
    ]
    years = {
        (c["a"]["document"][-5:], c["b"]["document"][-5:])
        for c in data["copies"]
        if c["scope"] == "year"
    }
    assert years == {("甲县林业局",) * 2, ("乙县林业局",) * 2}


def test_the_history_of_one_county_is_not_taken_for_the_other_countys_publication(tmp_path):
    """The same table of the same year: of 甲县 it is audited, of 乙县 it is in the history."""
    other = list_of(tmp_path / "乙.csv", ("乙县", 2025, 8))
    now = list_of(tmp_path / "甲.csv", ("甲县", 2025, 8))
    by_list = audit(tmp_path / "a", now, "--history", other)
    assert cli.main(["index", "add", str(tmp_path / "索引"), str(other)]) == 0
    by_index = audit(tmp_path / "b", now, "--history", tmp_path / "索引")

    assert "department-alike" in {f["slug"] for f in by_list["findings"]}
    assert by_index["findings"] == by_list["findings"]


def published(name, region, year=2025):
    rows = (indicator(level2, name, value.format(8)) for _, level2, name, value in ROWS)
    made = document(project(*rows, name="古树复壮"), department="林业局", year=year, id=name)
    return replace(made, region=region, sha256=name)


def test_where_a_region_is_unknown_the_name_alone_speaks():
    """The cover of the PDF tells the region, the sheet beside it does not."""
    pdf, sheet = published("a.pdf", "甲县"), published("b.xlsx", None)
    other = published("c.pdf", "乙县")

    marked = mark_duplicates([pdf, sheet, other])

    assert [d.duplicate_of for d in marked] == [None, "a.pdf", None]
    corpus = examine([pdf], default_language(), [sheet, other])
    assert [d.id for d in corpus.history] == ["c.pdf"]
    assert office(pdf) == "甲县林业局"
    assert office(sheet) == "林业局"


def test_a_document_of_unknown_region_beside_two_counties_is_a_third_department(tmp_path):
    lists = [
        list_of(tmp_path / f"{n}.csv", (region, 2025, trees))
        for n, region, trees in (("a", "", 8), ("b", "甲县", 9), ("c", "乙县", 10))
    ]

    data = audit(tmp_path / "out", *lists)

    assert len(data["departments"]) == 3
    assert {c["scope"] for c in data["copies"]} == {"department"}
    assert "clone-table" not in {f["slug"] for f in data["findings"]}


def test_a_document_of_unknown_region_beside_one_county_is_that_countys(tmp_path):
    lists = [
        list_of(tmp_path / f"{n}.csv", (region, 2025, trees))
        for n, region, trees in (("a", "", 8), ("b", "甲县", 9))
    ]

    data = audit(tmp_path / "out", *lists)

    assert [(d["region"], len(d["documents"])) for d in data["departments"]] == [("甲县", 2)]
    assert {c["scope"] for c in data["copies"]} == {"project"}


def test_a_county_of_the_years_before_does_not_part_this_years_documents():
    sheet, pdf, before = (
        published("a.xlsx", None),
        published("b.pdf", "甲县"),
        published("c.pdf", "乙县", 2024),
    )

    whose = offices([sheet, pdf], [before])

    assert whose == {"a.xlsx": "甲县林业局", "b.pdf": "甲县林业局", "c.pdf": "乙县林业局"}


def test_a_document_of_unknown_region_does_not_take_the_place_of_two_counties():
    sheet = published("a.xlsx", None)
    one, other = published("b.pdf", "甲县"), published("c.pdf", "乙县")

    marked = mark_duplicates([sheet, one, other])

    assert [(d.id, d.duplicate_of) for d in marked] == [
        ("a.xlsx", "b.pdf"),
        ("b.pdf", None),
        ("c.pdf", None),
    ]


def test_an_index_takes_the_same_content_of_two_counties(tmp_path):
    one, other = published("a.pdf", "甲县"), published("b.pdf", "乙县")
    again = published("c.xlsx", "甲县")

    added = add_documents(tmp_path / "索引", [one, other, again])

    assert [d.id for d in added.documents] == ["a.pdf", "b.pdf"]
    assert [d.id for d in added.repeated] == ["c.xlsx"]
    known = recall(tmp_path / "索引", [published("d.pdf", "乙县", 2026)])
    assert {(d.id, d.region) for d in known.documents} >= {("b.pdf", "乙县")}


def test_an_index_takes_two_counties_beside_a_document_of_unknown_region(tmp_path, capsys):
    nobodys = list_of(tmp_path / "a.csv", ("", 2025, 8))
    one = list_of(tmp_path / "b.csv", ("甲县", 2025, 8))
    other = list_of(tmp_path / "c.csv", ("乙县", 2025, 8))
    index = str(tmp_path / "索引")

    assert cli.main(["index", "add", index, *map(str, (nobodys, one, other))]) == 0
    assert cli.main(["index", "info", index, "--documents"]) == 0

    told = capsys.readouterr().out
    assert "甲县林业局" in told
    assert "乙县林业局" in told


def test_a_county_is_compared_with_itself(tmp_path, capsys):
    old = list_of(tmp_path / "旧.csv", ("甲县", 2025, 8), ("乙县", 2025, 8))
    new = list_of(tmp_path / "新.csv", ("乙县", 2025, 8))
    audit(tmp_path / "old", old)
    audit(tmp_path / "new", new)
    capsys.readouterr()

    assert cli.main(["compare", str(tmp_path / "old"), str(tmp_path / "new")]) == 0

    told = capsys.readouterr().out
    assert "乙县林业局2025年度：已改" in told
    assert "甲县林业局2025年度：后来的审核里没有" in told


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        (("乙县",), ("甲县",), {"甲县"}),
        (("乙县",), ("甲县", "乙县"), {"甲县"}),
        (("",), ("甲县",), set()),
        (("甲县", "乙县"), ("乙县",), set()),
    ],
)
def test_what_one_county_is_known_for_is_new_of_another(tmp_path, before, now, new):
    lists = {}
    for name, regions_of in (("旧", before), ("新", now)):
        path = list_of(tmp_path / f"{name}.csv", *((region, 2025, 8) for region in regions_of))
        with path.open("a", encoding="utf-8") as file:
            for region in regions_of:
                wish = "古树复壮,效益指标,社会效益指标,古树保护水平,显著提升"
                file.write(f"{region},林业局,2025,{wish}\n")
        lists[name] = path
    audit(tmp_path / "old", lists["旧"])

    data = audit(tmp_path / "new", lists["新"], "--baseline", tmp_path / "old")

    counts = json.loads((tmp_path / "new" / "data" / "manifest.json").read_bytes())["baseline"]
    of = {d["document"]: d["region"] for d in data["documents"]}
    within = [f for f in data["findings"] if f["slug"] != "department-alike"]
    assert {of[f["document"]] for f in within} == set(now)
    assert counts["known"] == sum(of[f["document"]] not in new for f in within)


def fill_in(book: Path, sheet: str, department: str, **said: str) -> None:
    """Write into the first row of a department."""
    workbook = load_workbook(book)
    heading, *rows = workbook[sheet].iter_rows()
    at = {cell.value: n for n, cell in enumerate(heading)}
    row = next(row for row in rows if row[at["部门"]].value == department)
    for column, text in said.items():
        row[at[column]].value = text
    workbook.save(book)


def test_what_an_auditor_adds_on_one_countys_row_is_told_to_that_county(tmp_path):
    lists = list_of(tmp_path / "清单.csv", ("甲县", 2025, 8), ("乙县", 2025, 8))
    audit(tmp_path / "old", lists)
    book = tmp_path / "old" / "findings.xlsx"
    fill_in(book, "指标明细", "甲县林业局", 补充问题="株数未经核实")

    data = audit(tmp_path / "new", lists, "--reviewed", book)

    pages = {
        d["region"]: (tmp_path / "new" / d["report"]).read_text("utf-8")
        for d in data["departments"]
    }
    assert "株数未经核实" in pages["甲县"]
    assert "株数未经核实" not in pages["乙县"]


def test_a_decision_on_one_countys_finding_is_not_taken_for_the_others(tmp_path, capsys):
    """Audited alone, each county's finding has the id that the other's has."""
    one = list_of(tmp_path / "甲.csv", ("甲县", 2025, 8))
    other = list_of(tmp_path / "乙.csv", ("乙县", 2025, 8))
    for path in (one, other):
        path.write_text(path.read_text("utf-8").replace("≥90%", "显著提高"), "utf-8")
    audit(tmp_path / "old", one)
    book = tmp_path / "old" / "findings.xlsx"
    fill_in(book, "问题清单", "甲县林业局", 复核结论="误报", 复核人="张三")

    there = audit(tmp_path / "there", other, "--reviewed", book)
    told = capsys.readouterr().err
    here = audit(tmp_path / "here", one, "--reviewed", book)

    assert {f["finding"] for f in there["findings"]} == {f["finding"] for f in here["findings"]}
    assert [f["review"] for f in there["findings"] if f["review"]] == []
    assert "结论没有用到" in told
    assert [f["review"] for f in here["findings"] if f["review"]] == ["误报"]


def test_each_county_has_its_own_pseudonym(tmp_path):
    """What leaves the house shows 甲县 as a number to 乙县, though both names are the same."""
    lists = list_of(tmp_path / "清单.csv", ("甲县", 2025, 8), ("乙县", 2025, 8))
    audit(tmp_path / "out", lists, "--anonymise")

    pages = [p.read_text("utf-8") for p in sorted((tmp_path / "out/departments").glob("*.html"))]
    assert len(pages) == 2
    assert all("部门1号" in page or "部门2号" in page for page in pages)
    assert ["甲县林业局" in page for page in pages] == [True, False]
    assert ["乙县林业局" in page for page in pages] == [False, True]
    names = json.loads((tmp_path / "out/data/manifest.json").read_text("utf-8"))["anonymised"]
    assert names


def test_bare_rows_of_two_counties_are_two_tables(tmp_path, capsys):
    lists = list_of(tmp_path / "清单.csv", ("甲县", 2025, 8), ("乙县", 2025, 8), ("甲县", 2024, 8))

    assert cli.main(["score", str(lists)]) == 0

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    documents = ["清单.csv#2025-甲县林业局", "清单.csv#2025-乙县林业局", "清单.csv#2024-林业局"]
    assert [row["document"] for row in told] == [d for d in documents for _ in ROWS]
    assert [row["row"] for row in told] == [1, 2, 3, 4] * 3
