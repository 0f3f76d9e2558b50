"""Forms of other cities: columns are known by their headings, wherever they stand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.domain import Cell, Document, Field, Place, RawDocument, RawTable, Scope, SkipKind
from auditor.tables import understand
from tests.tables.dumps import parsed


def tabbed(*rows: str) -> str:
    """Rows written with `|` as a tab dump."""
    return "\n".join(row.replace("|", "\t") for row in rows)


YANTAI = tabbed(
    "项目名称||校园安全设施改造||",
    "主管部门及代码||360_某海市教育局|实施单位|某海市第一中学",
    "项目资金（万元）||年度预算资金总额：|120.00|",
    "||其中：财政拨款|100.00|",
    "||其他资金|20.00|",
    "总体目标|改造校园围栏3公里，消除安全隐患。|||",
    "|一级指标|二级指标|三级指标|指标值",
    "绩效指标|成本指标|经济成本|围栏单位造价|≤300元/米",
    "绩效指标|产出指标|数量指标|改造围栏长度|≥3公里",
    "|||新建岗亭数量|2个",
    "|效益指标|社会效益指标|校园安全事故数|0起",
)
XIAN = tabbed(
    "年度绩效指标|一级指标|二级指标|三级指标|指标值|分值权重（90分）",
    "|产出指标|数量指标|参训医师人次(次)|≥500|20",
    "|产出指标|质量指标|考核合格率(%)|≥95|20",
    "|满意度指标|服务对象满意度指标|参训医师满意度(%)|≥90|10",
)
XIAN_OLDER = tabbed(
    "|一级指标|二级指标|指标内容|指标值|备注",
    "|产出指标|数量指标|指标1：新建健康步道|5条|",
    "||质量指标|指标1：验收合格率|100%|",
    "|||……||",
)
SELF_EVALUATION = tabbed(
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    "产出指标（50分）|数量指标|接种疫苗剂次|≥2万剂|2.3万剂|10|10|",
)
GUANGZHOU = tabbed(
    "项目名称（资金使用单位）|总计|财政拨款|财政专户拨款|其他资金|绩效目标|绩效指标",
    "合计|300.00|300.00||||",
    "图书采购|200.00|200.00|||丰富馆藏。"
    "|1、1-产出指标；11-数量指标；采购图书；实施周期指标值:6万册；年度指标值:2万册。"
    "2、3-满意度指标；31-服务对象满意度；读者满意度；实施周期指标值:≥90%；年度指标值:≥90%。",
    "数字阅读|100.00|100.00|||推广数字阅读。"
    "|1、1－产出指标，12－质量指标，平台可用率，实施周期指标值：≥99%，年度指标值：≥99%",
)
GUANGZHOU_WHOLE = "某州市图书馆整体支出绩效目标表\n\n" + tabbed(
    "一级指标|二级指标|三级指标|实施周期指标值|年度指标值",
    "产出指标|数量指标|接待读者|≥300万人次|≥100万人次",
)
QUANZHOU = "附件1 2026年某港航道养护项目支出绩效目标表\n\n" + tabbed(
    "绩效目标指标|一级指标|二级指标|三级指标|目标值",
    "|产出指标|数量指标|养护航道里程|≥42公里",
)
CHANGSHA = tabbed(
    "单位编码|单位（项目）名称|资金总额|绩效目标|一级指标|二级指标|三级指标|指标值|指标值内容"
    "|评（扣）分标准|度量单位|指标值类型|备注",
    "602001|信访接待|50|接待来访群众。|产出指标|数量指标|接待来访批次|800|全年接待批次|少一批扣1分|批|≥|10",
    "||||产出指标|质量指标|登记准确率|98|登记准确批次占比|每低1%扣1分|%|≥|10",
    "|信访宣传|12.5|宣传信访法规。|效益指标|社会效益指标|法规知晓情况|良好|问卷结果|差扣5分||定性|10",
)
CHANGCHUN = tabbed(
    "单位名称|项目名称|年度资金总额|年度绩效目标|一级指标|二级指标|三级指标|指标解释|指标值|权重",
    "某春市气象台|雷达维护|30|雷达全年可用。|产出指标|时效指标|故障修复时间|自报修到恢复|≤24小时|15",
)
SICHUAN = tabbed(
    "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重|指标方向性",
    "某川县林业站|森林防火|18|不发生重大火灾。|产出指标|数量指标|巡护里程|≥|3000|公里|20|正向指标",
)
BEIJING = "项目支出绩效目标表\n\n" + tabbed(
    "项目名称|项目总额|其中:财政资金|其他资金|绩效目标|一级指标|二级指标|三级指标|绩效指标性质"
    "|本年绩效指标值|绩效度量单位",
    "11000026T000003512345-古树复壮|88.5|88.5||复壮古树。|产出指标|数量指标|复壮古树株数|≥|60|株",
    "|||||产出指标|质量指标|古树成活率|＝|100|%",
    "",
    "项目名称|项目总额|其中:财政资金|其他资金|绩效目标|一级指标|二级指标|三级指标|绩效指标性质"
    "|本年绩效指标值|绩效度量单位",
    "|||||效益指标|生态效益指标|古树长势|定性|优|",
    "11000026T000003512346-公园厕所改造|40|30|10|改造公厕。|产出指标|数量指标|改造公厕|＝|4|座",
)
BEIJING_WHOLE = "部门整体支出绩效目标表\n\n" + tabbed(
    "活动|绩效指标|指标性质|指标值|度量单位",
    "公园管理|产出指标数量指标养护绿地面积|≥|350|公顷",
    "|效益指标社会效益指标游客投诉处理情况|定性|好|",
)
CENTRAL = tabbed(
    "一级指标|二级指标|三级指标|指标值|分值权重（90）",
    "成本指标|经济成本指标|人均培训成本|≤550元/人/天|20",
    "产出指标|数量指标|培训人数|≥120人|30",
)

Rows = list[tuple[str | None, str | None, str | None, str | None]]
CASES: dict[str, tuple[str, list[Rows]]] = {
    "Yantai": (
        YANTAI,
        [
            [
                ("成本指标", "经济成本", "围栏单位造价", "≤300元/米"),
                ("产出指标", "数量指标", "改造围栏长度", "≥3公里"),
                ("产出指标", "数量指标", "新建岗亭数量", "2个"),
                ("效益指标", "社会效益指标", "校园安全事故数", "0起"),
            ]
        ],
    ),
    "Xi'an": (
        XIAN,
        [
            [
                ("产出指标", "数量指标", "参训医师人次(次)", "≥500"),
                ("产出指标", "质量指标", "考核合格率(%)", "≥95"),
                ("满意度指标", "服务对象满意度指标", "参训医师满意度(%)", "≥90"),
            ]
        ],
    ),
    "Xi'an, older": (
        XIAN_OLDER,
        [
            [
                ("产出指标", "数量指标", "指标1：新建健康步道", "5条"),
                ("产出指标", "质量指标", "指标1：验收合格率", "100%"),
            ]
        ],
    ),
    "self-evaluation": (
        SELF_EVALUATION,
        [[("产出指标（50分）", "数量指标", "接种疫苗剂次", "≥2万剂")]],
    ),
    "Guangzhou": (
        GUANGZHOU,
        [
            [
                ("产出指标", "数量指标", "采购图书", "2万册"),
                ("满意度指标", "服务对象满意度", "读者满意度", "≥90%"),
            ],
            [("产出指标", "质量指标", "平台可用率", "≥99%")],
        ],
    ),
    "Guangzhou, whole": (
        GUANGZHOU_WHOLE,
        [[("产出指标", "数量指标", "接待读者", "≥100万人次")]],
    ),
    "Quanzhou": (QUANZHOU, [[("产出指标", "数量指标", "养护航道里程", "≥42公里")]]),
    "Changsha": (
        CHANGSHA,
        [
            [
                ("产出指标", "数量指标", "接待来访批次", "≥800批"),
                ("产出指标", "质量指标", "登记准确率", "≥98%"),
            ],
            [("效益指标", "社会效益指标", "法规知晓情况", "良好")],
        ],
    ),
    "Changchun": (CHANGCHUN, [[("产出指标", "时效指标", "故障修复时间", "≤24小时")]]),
    "Sichuan": (SICHUAN, [[("产出指标", "数量指标", "巡护里程", "≥3000公里")]]),
    "Beijing": (
        BEIJING,
        [
            [
                ("产出指标", "数量指标", "复壮古树株数", "≥60株"),
                ("产出指标", "质量指标", "古树成活率", "＝100%"),
                ("效益指标", "生态效益指标", "古树长势", "优"),
            ],
            [("产出指标", "数量指标", "改造公厕", "＝4座")],
        ],
    ),
    "Beijing, whole": (
        BEIJING_WHOLE,
        [
            [
                ("产出指标", "数量指标", "养护绿地面积", "≥350公顷"),
                ("效益指标", "社会效益指标", "游客投诉处理情况", "好"),
            ]
        ],
    ),
    "central": (
        CENTRAL,
        [
            [
                ("成本指标", "经济成本指标", "人均培训成本", "≤550元/人/天"),
                ("产出指标", "数量指标", "培训人数", "≥120人"),
            ]
        ],
    ),
}


def rows_of(document: Document) -> list[Rows]:
    return [
        [(i.level1, i.level2, i.name, i.value) for i in p.indicators] for p in document.projects
    ]


@pytest.mark.parametrize(("text", "rows"), CASES.values(), ids=CASES)
def test_rows_are_read(text: str, rows: list[Rows]) -> None:
    read = parsed(text)

    assert rows_of(read) == rows
    assert read.coverage.rows_read == read.coverage.rows_found == sum(map(len, rows))
    assert read.skipped == ()


def test_a_header_block_of_another_city_is_understood() -> None:
    read = parsed(YANTAI)

    one = read.projects[0]
    assert (one.name, one.unit) == ("校园安全设施改造", "某海市第一中学")
    assert (one.budget, one.fiscal_funds, one.other_funds) == (120, 100, 20)
    assert one.goals == ("改造校园围栏3公里，消除安全隐患。",)
    assert (read.department, read.department_code) == ("某海市教育局", "360")
    assert (read.profile, read.region) == ("mof-2021", "某海市")


def test_columns_of_projects_are_understood() -> None:
    first, second = parsed(BEIJING).projects

    assert (first.code, first.name) == ("11000026T000003512345", "古树复壮")
    assert (first.budget, first.goals) == (Decimal("88.5"), ("复壮古树。",))
    assert (second.name, second.budget, second.other_funds) == ("公园厕所改造", 40, 10)


def test_sign_number_and_unit_are_kept_apart_too() -> None:
    row = parsed(CHANGSHA).projects[0].indicators[0]

    assert row.value_cells == (("sign", "≥"), ("number", "800"), ("unit", "批"))
    assert row.description == "全年接待批次"
    assert row.other == (("评（扣）分标准", "少一批扣1分"), ("备注", "10"))


def test_a_direction_is_no_sign() -> None:
    row = parsed(SICHUAN).projects[0].indicators[0]

    assert ("指标方向性", "正向指标") in row.other
    assert row.value_cells == (("sign", "≥"), ("number", "3000"), ("unit", "公里"))


def test_the_yearly_value_wins_and_the_other_is_kept() -> None:
    row = parsed(GUANGZHOU_WHOLE).projects[0].indicators[0]

    assert row.value == "≥100万人次"
    assert row.other == (("实施周期指标值", "≥300万人次"),)


def test_a_table_of_the_whole_department_is_told_from_a_project() -> None:
    assert parsed(GUANGZHOU_WHOLE).projects[0].scope is Scope.WHOLE
    assert parsed(BEIJING_WHOLE).projects[0].scope is Scope.WHOLE
    assert parsed(QUANZHOU).projects[0].scope is Scope.PROJECT


def test_a_name_that_stands_only_in_the_title_is_found() -> None:
    one = parsed(QUANZHOU).projects[0]

    assert (one.title, one.name) == (
        "附件1 2026年某港航道养护项目支出绩效目标表",
        "2026年某港航道养护",
    )


def test_scores_of_a_self_evaluation_are_kept() -> None:
    row = parsed(SELF_EVALUATION).projects[0].indicators[0]

    assert dict(row.other) == {"实际完成值": "2.3万剂", "分值": "10", "得分": "10"}


def test_merged_cells_of_a_word_table_are_spread() -> None:
    cells = [
        Cell("项目名称", 0, 0, 1, 2),
        Cell("路灯更换", 0, 2, 1, 3),
        Cell("一级\n指标", 1, 0),
        Cell("二级指标", 1, 1),
        Cell("三级指标", 1, 2),
        Cell("指标值", 1, 3, 1, 2),
        Cell("产出指标", 2, 0, 3, 1),
        Cell("数量指标", 2, 1, 2, 1),
        Cell("更换路灯盏数", 2, 2),
        Cell("≥300盏", 2, 3, 1, 2),
        Cell("敷设电缆长度", 3, 2),
        Cell("≥2", 3, 3),
        Cell("公里", 3, 4),
        Cell("质量指标", 4, 1),
        Cell("亮灯\n率", 4, 2),
        Cell("≥98%", 4, 3, 1, 2),
    ]

    read = understand(
        RawDocument("例.docx", "docx", "", (RawTable(1, tuple(cells), Place(table=1)),)), "例.docx"
    )

    assert rows_of(read) == [
        [
            ("产出指标", "数量指标", "更换路灯盏数", "≥300盏"),
            ("产出指标", "数量指标", "敷设电缆长度", "≥2公里"),
            ("产出指标", "质量指标", "亮灯率", "≥98%"),
        ]
    ]
    assert read.projects[0].name == "路灯更换"


# ------------------------------------------------------------------------------------------------
# Department and year

TABLE = tabbed("一级指标|二级指标|三级指标|指标值", "产出指标|数量指标|巡诊次数|≥12次")


@pytest.mark.parametrize(
    ("cover", "department", "year"),
    [
        ("某宁县卫生健康局2025年部门预算绩效文本", "某宁县卫生健康局", 2025),
        ("某宁县卫生健康局\n二〇二五年部门预算", "某宁县卫生健康局", 2025),
        ("二○二四年度某宁县水务局\n\n部门整体绩效目标", "某宁县水务局", 2024),
        ("某宁县卫生健康局编制\n\n2026 年度项目支出绩效目标", "某宁县卫生健康局", 2026),
        ("360001 某宁县卫生健康局本级", "某宁县卫生健康局", None),
        ("2025年度某宁县水务局部门整体支出绩效目标表", "某宁县水务局", 2025),
        ("1.巡诊绩效目标表\n\n部门名称：某宁县卫生健康局 单位：万元", "某宁县卫生健康局", None),
        ("", None, None),
    ],
)
def test_department_and_year_come_from_the_text(
    cover: str, department: str | None, year: int | None
) -> None:
    read = parsed(f"{cover}\n\n{TABLE}")

    assert (read.department, read.year) == (department, year)


def test_of_several_units_the_head_office_is_the_department() -> None:
    titles = ("1.巡诊绩效目标表", "2.培训绩效目标表", "3.宣传绩效目标表")
    units = (
        "360002 某宁县疾病预防控制中心",
        "360001 某宁县卫生健康局本级",
        "360002 某宁县疾病预防控制中心",
    )
    text = "\n\n".join(
        f"{title}\n\n{unit}\n\n{TABLE}" for title, unit in zip(titles, units, strict=True)
    )

    read = parsed(text)

    assert (read.department, read.department_code) == ("某宁县卫生健康局", "360001")
    assert [p.unit for p in read.projects] == [
        "某宁县疾病预防控制中心",
        "某宁县卫生健康局本级",
        "某宁县疾病预防控制中心",
    ]


# ------------------------------------------------------------------------------------------------
# Damage and loss


def test_amounts_in_yuan_become_ten_thousands() -> None:
    read = parsed(
        "1.巡诊绩效目标表\n\n单位：元\n\n" + tabbed("项目名称|巡诊|预算数|12,500.00", "") + TABLE
    )

    assert read.projects[0].budget == Decimal("1.25")


@pytest.mark.parametrize(
    ("months", "values", "doubtful"),
    [
        ("3月底|6月底|10月底|12月底", "25%|50%|75%|100%", False),
        ("3月底|6月底|10月底", "25%|50%|100%", True),
        ("3月底|6月底|12月底", "25%|50%|75%|100%", True),
        ("6月底|12月底", "|", False),
    ],
)
def test_a_plan_that_lost_a_column_is_doubtful(months: str, values: str, doubtful: bool) -> None:
    text = tabbed("项目名称|巡诊", f"资金支出计划（%）|{months}", f"|{values}")

    read = parsed(f"{text}\n{TABLE}")

    assert (Field.PLAN in read.projects[0].doubtful) is doubtful


@pytest.mark.parametrize(
    ("purpose", "doubtful"),
    [
        ("用于道路 and 桥梁养护。", True),
        ("通过实施0%示范区建设项目，提升水平。", True),
        ("购置 Windows and Office 授权各10套。", False),
        ("差错率为0%，及时率100%。", False),
    ],
)
def test_words_that_conversion_spoilt_are_doubtful(purpose: str, doubtful: bool) -> None:
    text = tabbed("项目名称|巡诊||", "预算规模及资金用途|预算数|10|", f"|{purpose}||")

    read = parsed(f"{text}\n{TABLE}")

    assert read.projects[0].purpose is not None
    assert (Field.PURPOSE in read.projects[0].doubtful) is doubtful


def test_a_table_whose_heading_was_lost_is_read_like_the_one_before_or_told() -> None:
    rows = tabbed("产出指标|数量指标|义诊场次|≥6场", "产出指标|质量指标|义诊合格率|100%")

    read = parsed(f"1.巡诊绩效目标表\n\n{TABLE}\n\n2.义诊绩效目标表\n\n{rows}")
    alone = parsed(f"2.义诊绩效目标表\n\n{rows}")

    assert rows_of(read)[1][0] == ("产出指标", "数量指标", "义诊场次", "≥6场")
    assert [s.kind for s in alone.skipped] == [SkipKind.PARTIAL]
    assert (alone.coverage.rows_found, alone.coverage.rows_read) == (2, 0)


def test_paragraphs_indented_by_a_tab_are_paragraphs() -> None:
    text = "\t一、总体绩效目标\n\t2025年，全县巡诊覆盖每个行政村。\n\n1.巡诊绩效目标表\n\n" + TABLE

    read = parsed(text)

    assert [(p.section, p.text) for p in read.paragraphs] == [
        ("总体绩效目标", "2025年，全县巡诊覆盖每个行政村。")
    ]


def test_a_document_without_indicator_tables_says_so() -> None:
    read = parsed("某宁县卫生健康局2025年部门预算\n\n收入\t100\n支出\t100\n")

    assert [s.kind for s in read.skipped] == [SkipKind.NO_TABLES]
    assert read.projects == ()


def test_other_tables_of_a_budget_are_no_projects() -> None:
    other = tabbed("科目编码|项目名称|合计|基本支出", "210|公共卫生|100|60", "211|医院|30|30")

    read = parsed(f"部门支出总表\n\n单位：元\n\n{other}\n\n1.巡诊绩效目标表\n\n{TABLE}")

    assert [p.title for p in read.projects] == ["1.巡诊绩效目标表"]


def test_a_row_cut_by_a_page_break_is_one_again_and_doubtful() -> None:
    head = tabbed(
        "一级指标|二级指标|三级指标|绩效指标描述|指标值",
        "产出指标|数量指标|巡诊次数|全年到村|≥12次",
    )
    rest = tabbed("|||巡诊的次数|", "|质量指标|巡诊记录完整率|记录齐全的占比|100%")

    one = parsed(f"{head}\n\n{rest}").projects[0]

    assert [i.description for i in one.indicators] == ["全年到村巡诊的次数", "记录齐全的占比"]
    assert one.indicators[0].doubtful == {Field.DESCRIPTION}


def test_lines_of_digits_are_read_in_no_time() -> None:
    """A damaged file read as text has thousands of them."""
    line = "0000000015 00000 0000000016 00000 0000000017 00000 n"

    assert parsed("\n".join([line] * 50)).projects == ()
