"""What holds for every text: nothing is raised, and how lines are broken changes no content."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Place, RawDocument
from auditor.readers import dump
from auditor.readers.text_encoding import decode
from auditor.tables import understand
from tests.tables.dumps import Form, cell_per_line, parsed, row_per_line, same_rows, school_year

DOCUMENTS = Path("corpora/documents")
WORDS = (
    *("一级指标", "二级指标", "三级指标", "指标值", "绩效指标描述", "产出指标", "数量指标"),
    *("项目名称", "项目编码", "预算数", "资金支出计划（%）", "3月底", "12月底", "25%", "绩效目标"),
    *("目标1", "1.某项目绩效目标表", "101001 某县教育局本级", "单位：万元", "第一部分", "2025年"),
    *(
        "总体绩效目标",
        "≥95%",
        "满意度指标",
        "指标性质",
        "度量单位",
        "年度目标",
        "绩效指标",
        "总计",
        "---",
        "0%",
        "\f",
    ),
)
SCRAPS = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from("\t\n\r ，。"), st.text(max_size=6)),
    max_size=60,
).map("".join)


@given(st.one_of(SCRAPS, st.text(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read = parsed(text)

    assert read.coverage.rows_read <= read.coverage.rows_found
    assert read.coverage.tables_read <= read.coverage.tables_found
    assert read.coverage.tables_found or read.skipped
    assert [p.seq for p in read.projects] == list(range(1, len(read.projects) + 1))


def content(read: Document) -> object:
    """Everything but places, which change with the line breaks."""
    return _placeless(replace(read, sha256=""))


def _placeless(value: object) -> object:
    if isinstance(value, Place):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(
            _placeless(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if f.name not in {"place", "cells"}
        )
    if isinstance(value, tuple):
        return tuple(_placeless(v) for v in value)
    return value


@given(st.sets(st.integers(min_value=0, max_value=60), max_size=8))
@settings(deadline=None)
def test_page_breaks_between_rows_change_nothing(breaks: set[int]) -> None:
    text = row_per_line(school_year(), Form())
    broken: list[str] = []
    for number, line in enumerate(text.split("\n")):
        if number in breaks and "\t" in line:
            broken.append("")
        broken.append(line)

    assert content(parsed("\n".join(broken))) == content(parsed(text))


@pytest.mark.parametrize("layout", [row_per_line, cell_per_line])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_encoding_and_line_ends_change_nothing(layout, encoding: str, end: str) -> None:
    text = layout(school_year(), Form())

    again = decode(text.replace("\n", end).encode(encoding), "例.txt")

    raw = RawDocument("例.txt", "text", "", dump.content(again))
    assert content(understand(raw, "例.txt")) == content(parsed(text))


PHRASE = st.text(
    alphabet="道路维修培训场次巡查覆盖养护居民办件达标新建河段", min_size=3, max_size=12
)
VALUE = st.sampled_from(
    ["≥95%", "100%", "=3次", "≤12.5万元", "2025年12月底前", "较上年提高", "1-2个"]
)
CLASS = st.sampled_from(["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标"])
INDICATOR = st.builds(
    lambda level2, name, value, description, basis: indicator(
        level2, name, value, description=description, basis=basis
    ),
    *(CLASS, PHRASE, VALUE, PHRASE, PHRASE),
)
MONTHS = st.sampled_from([("3月底", "6月底", "10月底", "12月底"), ("6月底", "12月底"), ("12月底",)])
PROJECT = st.builds(
    lambda rows, name, budget, goals, months: project(
        *rows,
        name=name,
        code="13072525P00123410001A",
        title=f"1.{name}绩效目标表",
        budget=budget,
        fiscal_funds=budget,
        purpose=f"用于{name}支出",
        goals=goals,
        plan={month: at * 10 for at, month in enumerate(months, 1)},
    ),
    st.lists(INDICATOR, min_size=1, max_size=8),
    PHRASE,
    st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False),
    st.lists(PHRASE, min_size=1, max_size=4),
    MONTHS,
)


@given(
    st.lists(PROJECT, min_size=1, max_size=3),
    st.sampled_from([row_per_line, cell_per_line]),
    st.booleans(),
    st.booleans(),
    st.integers(min_value=2, max_value=4),
)
@settings(deadline=None)
def test_any_made_up_department_is_read_back(projects, layout, titles, labelled, months) -> None:
    made = replace(
        document(*projects, paragraphs=[("总体绩效目标", "做好全年工作。")]),
        department_code="360001",
    )

    read = parsed(layout(made, Form(titles=titles, labelled_goals=labelled, months_per_row=months)))

    assert [
        (p.name, p.code, p.budget, p.purpose, p.plan, p.goals, [*map(same_rows, p.indicators)])
        for p in read.projects
    ] == [
        (p.name, p.code, p.budget, p.purpose, p.plan, p.goals, [*map(same_rows, p.indicators)])
        for p in made.projects
    ]


LONG = {
    "dots": "." * 200_000,
    "paragraphs": ("道路养护" * 15 + "\n\n") * 5000,
    "rows": "一级指标\t二级指标\t三级指标\t指标值\n" + "产出指标\t数量指标\t里程\t≥5公里\n" * 5000,
    "rows nobody knows": "项目名称\t甲\n" + "养护里程\n\t乙\n" * 20_000,
    "goals": "绩效目标\t" + "".join(f"{i}.做好工作；" for i in range(5000)),
    "brackets": "(" * 100_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_documents_are_read_to_the_end(text: str) -> None:
    document = parsed(text)

    assert document.coverage.rows_read <= document.coverage.rows_found


TABBED = ("000_fe23b3abf0dee3af.txt", "002_be43029f47964701.txt")


@pytest.mark.parametrize("name", TABBED)
def test_a_page_break_before_any_row_of_a_published_document_changes_nothing(name: str) -> None:
    text = (DOCUMENTS / name).read_text("utf-8")
    lines = text.split("\n")
    whole = content(parsed(text))
    tables = [at for at, line in enumerate(lines) if "\t" in line and "....." not in line]

    for at in tables:
        assert content(parsed("\n".join([*lines[:at], "", *lines[at:]]))) == whole, at + 1


def test_a_heading_printed_again_on_the_next_page_changes_nothing() -> None:
    text = row_per_line(school_year(), Form())
    heading = next(line for line in text.split("\n") if line.startswith("一级指标"))
    row = next(line for line in text.split("\n") if "时效指标" in line)

    assert content(parsed(text.replace(row, f"\n{heading}\n{row}"))) == content(parsed(text))


@pytest.mark.parametrize("column", range(7))
def test_an_empty_column_on_one_page_changes_nothing(column: int) -> None:
    text = row_per_line(school_year(), Form())
    lines = text.split("\n")
    first = next(at for at, line in enumerate(lines) if line.startswith("一级指标"))
    cut = first + 4
    wider = [
        "\t".join([*(c := line.split("\t"))[:column], "", *c[column:]]) for line in lines[first:cut]
    ]

    assert content(parsed("\n".join([*lines[:first], *wider, "", *lines[cut:]]))) == content(
        parsed(text)
    )


def test_tabs_lost_at_the_ends_of_lines_change_nothing() -> None:
    text = row_per_line(school_year(), Form())

    assert content(parsed("\n".join(line.rstrip("\t") for line in text.split("\n")))) == content(
        parsed(text)
    )
