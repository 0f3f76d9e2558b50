"""Forms of provinces that no document at hand comes from: known by their headings and merges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.domain import (
    Block,
    Cell,
    Document,
    Field,
    Place,
    RawDocument,
    RawTable,
    Scope,
    SkipKind,
)
from auditor.tables import understand_all
from auditor.tables.fields import split_goals
from tests.readers.forms import Table

ROWS = (
    "一级指标|二级指标|三级指标|指标值",
    "产出指标|数量指标|巡诊次数|≥12次",
    "效益指标|社会效益指标|就诊率|≥90%",
)
TITLE = "项目支出绩效目标表"


def read(*content: str | tuple[str, ...]) -> Document:
    """Lines, and tables in the notation of `forms.Table`."""
    pieces: list[Block | RawTable] = []
    for number, piece in enumerate(content, 1):
        if isinstance(piece, str):
            pieces.append(Block(piece))
            continue
        cells = (
            Cell(
                span.text.replace("\\n", "\n"),
                *(span.row, span.column, span.row_span, span.column_span),
                Place(table=number, row=span.row + 1, column=span.column + 1),
            )
            for span in Table((), piece).spans()
        )
        pieces.append(RawTable(number, tuple(cells), Place(table=number)))
    (document,) = understand_all(RawDocument("例.docx", "docx", "", tuple(pieces)), "例.docx")
    return document


def rows(document: Document) -> list[tuple[str | None, ...]]:
    assert document.coverage.rows_read == document.coverage.rows_found
    assert document.skipped == ()
    return [(i.level1, i.level2, i.name, i.value) for p in document.projects for i in p.indicators]


# ------------------------------------------------------------------------------------------------
# Rows


def test_classes_may_have_rows_of_their_own() -> None:
    read_back = read(
        TITLE,
        (
            "项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标属性|指标内容",
            "森林防火|不发生大火。||||||||",
            "||产出指标|||||||",
            "|||数量指标||||||",
            "||||巡护人次|>=|300|人次|定量指标|反映巡护情况",
            "||||购置器材|=|50|套|定量指标|反映购置情况",
            "|||质量指标||||||",
            "||||验收合格率|=|100|%|定量指标|反映器材质量",
            "||效益指标|||||||",
            "|||社会效益指标||||||",
            "||||受害率|<=|0.9|‰|定量指标|反映损失",
            "良种繁育|育苗。||||||||",
            "||产出指标|||||||",
            "|||数量指标||||||",
            "||||育苗数量|>=|20|万株|定量指标|反映育苗情况",
        ),
    )

    assert rows(read_back) == [
        ("产出指标", "数量指标", "巡护人次", ">=300人次"),
        ("产出指标", "数量指标", "购置器材", "=50套"),
        ("产出指标", "质量指标", "验收合格率", "=100%"),
        ("效益指标", "社会效益指标", "受害率", "<=0.9‰"),
        ("产出指标", "数量指标", "育苗数量", ">=20万株"),
    ]
    first, second = read_back.projects
    assert (first.name, first.goals, second.name) == ("森林防火", ("不发生大火。",), "良种繁育")
    assert first.indicators[0].description == "反映巡护情况"


def test_a_class_whose_row_was_left_blank_is_a_row() -> None:
    blank = ("产出指标|质量指标||", "^|时效指标|完成时间|11月底")

    assert rows(read((*ROWS, *blank)))[2:] == [
        ("产出指标", "质量指标", None, None),
        ("产出指标", "时效指标", "完成时间", "11月底"),
    ]


def test_a_first_class_may_stand_across_the_table() -> None:
    found = read(
        (
            "项目名称|校车补助|<",
            "二级指标|三级指标|指标值",
            "产出指标|<|<",
            "数量指标|补助校车|≥42辆",
            "效益指标|<|<",
            "社会效益指标|受益学生|≥1800人",
        )
    )

    assert rows(found) == [
        ("产出指标", "数量指标", "补助校车", "≥42辆"),
        ("效益指标", "社会效益指标", "受益学生", "≥1800人"),
    ]


@pytest.mark.parametrize(
    ("parts", "cells", "value", "kept"),
    [
        ("前年|上年|预计当年实现", "10个|12个|15个", "15个", "指标值（上年）"),
        ("半年|全年|备注", "≥150户|≥300户|", "≥300户", "指标值（半年）"),
        ("2024年|2026年|2025年", "1个|3个|2个", "3个", "指标值（2025年）"),
        ("计算符号|值|单位（文字描述）", "≥|4|次", "≥4次", None),
        ("符号|目标值|计量单位", "定性|明显提升|", "明显提升", None),
    ],
)
def test_a_value_may_be_divided_into_columns(
    parts: str, cells: str, value: str, kept: str | None
) -> None:
    found = read(
        (
            "一级指标|二级指标|三级指标|指标值|<|<",
            f"^|^|^|{parts}",
            f"产出指标|数量指标|巡诊次数|{cells}",
        )
    )

    assert rows(found) == [("产出指标", "数量指标", "巡诊次数", value)]
    if kept is not None:
        assert kept in dict(found.projects[0].indicators[0].other)


def test_of_indicators_for_the_term_and_the_year_side_by_side_the_years_are_the_rows() -> None:
    found = read(
        (
            "一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值",
            "产出指标|数量指标|三年加固座数|30座|数量指标|本年加固座数|10座",
            "^|质量指标|三年合格率|100%|||",
        )
    )

    assert rows(found) == [
        ("产出指标", "数量指标", "本年加固座数", "10座"),
        ("产出指标", "质量指标", "三年合格率", "100%"),
    ]
    assert dict(found.projects[0].indicators[0].other)["实施期三级指标"] == "三年加固座数"


@pytest.mark.parametrize(
    ("level1", "level2", "cell"),
    [
        ("产出指标", "数量指标", "产出指标-数量指标"),
        ("效益指标", "社会效益指标", "效益指标\\n社会效益指标"),
        ("满意度", "服务对象满意度", "满意度/服务对象满意度"),
        (None, "时效指标", "时效指标"),
        ("产出指标", None, "产出指标"),
    ],
)
def test_one_column_may_hold_both_classes(
    level1: str | None, level2: str | None, cell: str
) -> None:
    found = read(("指标类型|指标名称|指标值", f"{cell}|巡诊|≥12次"))

    assert rows(found) == [(level1, level2, "巡诊", "≥12次")]


@pytest.mark.parametrize(
    "heading",
    [
        "一级指标|二级指标|三级指标|2026年度指标值",
        "一级目标|二级目标|三级目标|指标目标值",
        "一 级 指 标|二级\\n指标|三　级　指　标|绩效目标值（含单位）",
        "1.一级指标|2.二级指标|3.三级指标|4.指标值",
        "指标类别|二级绩效指标|考核指标|内容或目标值",
        "一级指标|二级指标|指标名称|全年预期值",
    ],
)
def test_headings_vary(heading: str) -> None:
    assert rows(read((heading, *ROWS[1:]))) == [
        ("产出指标", "数量指标", "巡诊次数", "≥12次"),
        ("效益指标", "社会效益指标", "就诊率", "≥90%"),
    ]


def test_classes_may_be_numbered() -> None:
    found = read(
        (
            "一级指标|二级指标|三级指标|指标值",
            "（一）产出指标|1.数量指标|巡诊次数|≥12次",
            "二、效益指标|1.社会效益指标|就诊率|≥90%",
        )
    )

    assert rows(found)[1] == ("二、效益指标", "1.社会效益指标", "就诊率", "≥90%")


def test_forms_without_classes_are_read() -> None:
    found = read(
        "2026年部门整体绩效目标表",
        (
            "总体资金情况（万元）|预算支出总量|500|<|<|<|<",
            "绩效目标|建设设施。|<|<|<|<|<",
            "绩效指标|指标名称|指标权重|计量单位|指标性质|指标值|是否核心指标",
            "^|新建步道|20|公里|≥|20|是",
        ),
    )

    assert rows(found) == [(None, None, "新建步道", "≥20公里")]
    one = found.projects[0]
    assert (one.scope, one.budget, one.goals) == (Scope.WHOLE, 500, ("建设设施。",))
    assert dict(one.indicators[0].other) == {"指标权重": "20", "是否核心指标": "是"}


# ------------------------------------------------------------------------------------------------
# Projects


def test_labels_vary() -> None:
    found = read(
        (
            "一、项目名称|信息化建设|<|<",
            "二、项目资金（万元）|50|<|<",
            "三、项目简介|运维系统。|<|<",
            "四、年度目标1|系统稳定。|<|<",
            "执行单位|某庄市信息中心|<|<",
            *ROWS,
        )
    )

    one = found.projects[0]
    assert (one.name, one.budget, one.purpose) == ("信息化建设", Decimal(50), "运维系统。")
    assert (one.goals, one.unit) == (("系统稳定。",), "某庄市信息中心")


def test_two_units_may_have_a_project_of_one_name() -> None:
    found = read(
        (
            "单位名称|项目名称|预算数|一级指标|二级指标|三级指标|指标值",
            "某县一中|图书购置|10|产出指标|数量指标|购书册数|≥3000册",
            "^|^|^|产出指标|质量指标|完好率|100%",
            "某县二中|图书购置|12|产出指标|数量指标|购书册数|≥4000册",
        )
    )

    assert [(p.unit, p.budget, len(p.indicators)) for p in found.projects] == [
        ("某县一中", 10, 2),
        ("某县二中", 12, 1),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（一）图书购置项目", "图书购置项目"),
        ("1.图书购置项目绩效目标", "图书购置"),
        ("项目一：图书购置", "图书购置"),
        ("二、项目绩效目标", None),
    ],
)
def test_a_numbered_line_right_above_a_bare_table_is_its_title(line: str, name: str | None) -> None:
    assert read("某县教育局2026年部门预算", line, ROWS).projects[0].name == name


def test_a_numbered_line_above_a_table_that_names_its_project_is_text() -> None:
    found = read("1.加强教学研究", ("项目名称|图书购置|<|<", *ROWS))

    assert (found.projects[0].name, found.projects[0].title) == ("图书购置", None)


# ------------------------------------------------------------------------------------------------
# Department and year


@pytest.mark.parametrize(
    "line",
    [
        "单位：某宁县水务局",
        "部门：某宁县水务局",
        "填报单位（盖章）：某宁县水务局",
        "申报单位：某宁县水务局（公章）",
        "编制单位：某宁县水务局",
        "公开部门：某宁县水务局",
        "部门/单位：某宁县水务局",
        "部门预算单位：某宁县水务局本级",
        "部门名称：某宁县水务局          预算年度：2026          金额单位：万元",
        "填报单位：某宁县水务局　　填报日期：2025年11月10日",
        "预算年度：2026 部门名称：某宁县水务局",
        "部 门 名 称：某宁县水务局",
        "单位：某宁县水务局 单位：万元",
        "公开11表\n公开部门：某宁县水务局",
    ],
)
def test_a_line_below_the_title_names_the_department(line: str) -> None:
    found = read(f"2026年{TITLE}", *line.split("\n"), ROWS)

    assert (found.department, found.year) == ("某宁县水务局", 2026)
    assert found.projects[0].title == f"2026年{TITLE}"


@pytest.mark.parametrize("line", ["单位：万元", "单位：人", "部门：见附件"])
def test_a_line_that_names_none_is_no_department(line: str) -> None:
    assert read(TITLE, line, ROWS).department is None


@pytest.mark.parametrize(
    "lines",
    [
        f"二〇二六年{TITLE}",
        f"２０２６年度{TITLE}",
        f"{TITLE}\n预算年度：2026",
        f"{TITLE}\n年度：2026年",
        f"{TITLE}\n(2026)",
        f"附件3：2026年{TITLE}\n填报日期：2025年11月10日",
        f"2026年{TITLE}\n填报说明：2025年的支出按预算数填列。",
    ],
)
def test_the_year_is_found(lines: str) -> None:
    assert read(*lines.split("\n"), ROWS).year == 2026


@pytest.mark.parametrize(
    "cover",
    [
        "2026年某宁县水务局部门预算公开",
        "某宁县水务局部门\n2026年度部门预算",
        "2026年某宁县水务局项目支出绩效目标",
        "2026年部门预算\n部门：某宁县水务局",
        f"某宁县水务局2026年{TITLE}",
    ],
)
def test_the_cover_names_the_department(cover: str) -> None:
    found = read(*cover.split("\n"), ROWS)

    assert (found.department, found.year) == ("某宁县水务局", 2026)
    assert found.projects[0].name is None


# ------------------------------------------------------------------------------------------------
# Sheets: what stands above a table elsewhere stands in its first rows


HEAD = ("项目名称|巡诊|<|<", *ROWS)


@pytest.mark.parametrize(
    "above",
    [
        (
            "2026年项目支出绩效目标表|<|<|<",
            "部门名称：某宁县水务局   预算年度：2026   单位：万元|<|<|<",
        ),
        ("项目支出绩效目标表|<|<|<", "（2026年度）|<|<|<", "填报单位：某宁县水务局|<|单位：万元|<"),
        ("2026年项目支出绩效目标表\\n单位：万元|<|<|<", "部门名称|某宁县水务局|<|<"),
    ],
)
def test_the_rows_above_a_tables_heading_are_its_title(above: tuple[str, ...]) -> None:
    found = read((*above, *HEAD))

    assert (found.department, found.year, found.projects[0].name) == ("某宁县水务局", 2026, "巡诊")
    assert (found.projects[0].title or "").endswith("项目支出绩效目标表")
    assert len(rows(found)) == 2


def test_a_year_in_a_cell_is_a_value_and_no_title() -> None:
    found = read((*HEAD, "^|时效指标|完成时间|2026年"))

    assert rows(found)[-1][-1] == "2026年"


@pytest.mark.parametrize(
    "below",
    [
        "单位负责人：|张三|填报人：|李四",
        "填表人：张三 联系电话：0317-1234567 填报日期：2025年11月10日|<|<|<",
        "审核人（签字）：|||",
        "注：本表一式两份。|<|<|<",
    ],
)
def test_who_signs_below_a_table_is_no_indicator(below: str) -> None:
    found = read((*HEAD, below))

    assert len(rows(found)) == 2
    assert found.year is None
    assert "备注" in dict(found.projects[0].other)


def test_forms_below_each_other_on_one_sheet_are_projects() -> None:
    form = ("项目支出绩效目标表|<|<|<", "（2026年度）|<|<|<", *HEAD)

    found = read((*form, "|||", *(row.replace("巡诊", "义诊") for row in form)))

    assert [(p.name, len(p.indicators)) for p in found.projects] == [("巡诊", 2), ("义诊", 2)]
    assert found.year == 2026


def test_a_label_that_no_line_parts_from_a_class_is_left_out() -> None:
    found = read(("一级指标|二级指标|三级指标|指标值", "绩效指标产出指标|数量指标|巡诊次数|≥12次"))

    assert rows(found) == [("产出指标", "数量指标", "巡诊次数", "≥12次")]


@pytest.mark.parametrize(
    "line", ["续表", "（续表）", "续表1", "接上表", "2026年项目支出绩效目标表（续）"]
)
def test_a_line_that_says_so_goes_on_with_the_table(line: str) -> None:
    found = read(f"2026年{TITLE}", HEAD[:3], line, (HEAD[1], "|质量指标|合格率|≥95%", *HEAD[3:]))

    assert [(p.name, p.title) for p in found.projects] == [("巡诊", f"2026年{TITLE}")]
    assert rows(found)[1] == ("产出指标", "质量指标", "合格率", "≥95%")


@pytest.mark.parametrize(
    "line",
    ["一级指标  二级指标  三级指标  指标值", "|一级指标|二级指标|三级指标|指标值|"],
)
def test_a_table_that_only_blanks_or_bars_part_is_told(line: str) -> None:
    (skipped,) = read(TITLE, line, "产出指标  数量指标  巡诊次数  ≥12次").skipped

    assert skipped.kind is SkipKind.PARTIAL


def test_prose_about_indicators_is_no_table() -> None:
    found = read(f"2026年{TITLE}", "绩效指标分为一级指标、二级指标、三级指标和指标值四列。", ROWS)

    assert rows(found)


def test_a_table_without_its_column_of_values_is_told_and_no_value_is_called_empty() -> None:
    found = read(("一级指标|二级指标|三级指标", "产出指标|数量指标|巡诊次数"))

    assert [s.kind for s in found.skipped] == [SkipKind.PARTIAL]
    assert Field.VALUE in found.projects[0].indicators[0].doubtful


def test_a_column_that_prints_on_a_page_of_its_own_is_told_and_makes_no_indicators() -> None:
    found = read(ROWS, ("指标方向性", "正向指标", "反向指标", "正向指标"))

    assert [i.name for p in found.projects for i in p.indicators] == ["巡诊次数", "就诊率"]
    assert [s.kind for s in found.skipped] == [SkipKind.PARTIAL]
    assert found.coverage.rows_found > found.coverage.rows_read


def test_the_title_of_a_form_is_no_projects_name() -> None:
    assert read("政策和项目预算绩效目标表", ROWS).projects[0].name is None


def test_goals_may_be_numbered_with_their_name() -> None:
    goals = "年度目标|目标1：建成系统2套。\\n目标2：保障运行。|<|<"

    assert read(("项目名称|系统建设|<|<", goals, *ROWS)).projects[0].goals == (
        "建成系统2套。",
        "保障运行。",
    )


def test_a_table_of_a_department_that_names_no_project_is_of_the_whole() -> None:
    form = ("部门名称|某县教育局|<|<", "整体目标|办好学校。|<|<", *ROWS)

    one = read(form).projects[0]
    titled = read("2026年项目支出绩效目标表", form).projects[0]

    assert (one.scope, one.goals) == (Scope.WHOLE, ("办好学校。",))
    assert titled.scope is Scope.PROJECT


def test_lines_that_belong_to_a_form_are_no_paragraphs() -> None:
    found = read(
        "某县教育局2026年部门预算",
        "一、部门职责",
        "管理全县学校。",
        "表12",
        TITLE,
        "（2026年度）",
        "部门（单位）：某县教育局",
        ROWS,
    )

    assert [p.text for p in found.paragraphs] == ["管理全县学校。"]


@pytest.mark.parametrize(
    "title",
    [
        *("部门整体支出绩效目标公开表", "2026年部门整体支出预算绩效目标填报表"),
        *("部门（单位）整体绩效目标备案表", "整体支出绩效目标及指标表（2026年）"),
    ],
)
def test_titles_of_the_whole_vary(title: str) -> None:
    assert read(title, ROWS).projects[0].scope is Scope.WHOLE


@pytest.mark.parametrize("form", ["公示表", "编报表", "明细表", "运行监控表", "评价指标表"])
def test_titles_of_projects_vary(form: str) -> None:
    assert read(f"图书购置项目支出绩效{form}", ROWS).projects[0].name == "图书购置"


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("年度目标10.5%", ["年度目标10.5%"]),
        ("完成 目标12.5万亩", ["完成 目标12.5万亩"]),
        ("目标3：完成绿化工程", ["完成绿化工程"]),
        ("目标1：建成2套。目标2：运行。", ["建成2套。", "运行。"]),
    ],
)
def test_only_numbering_is_taken_from_goals(text: str, goals: list[str]) -> None:
    assert [g.replace(" ", "") for g in split_goals(text)] == [g.replace(" ", "") for g in goals]
