"""What a person may write in a table of labels, and what they are told of what is wrong."""

from pathlib import Path
from typing import Any

import pytest

from auditor.domain import Category, Vagueness
from auditor.rows.columns import fields
from auditor.rows.problems import RowsError
from auditor.training.formats import load, load_file
from auditor.training.labels import LabelledRow, from_values, subject, units

ROW = {"level2": "数量指标", "level3": "培训场次", "value": "≥6场", "vagueness": 0}


def row(**given: Any) -> LabelledRow:
    read, wrong = from_values(ROW | given)
    assert wrong == []
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("vagueness", 2, Vagueness.VAGUE),
        ("vagueness", "1", Vagueness.PARTIAL),
        ("vagueness", "１", Vagueness.PARTIAL),
        ("vagueness", "0.0", Vagueness.CLEAR),
        ("vagueness", " 欠明确 ", Vagueness.PARTIAL),
        ("vagueness", "2 空泛", Vagueness.VAGUE),
        ("vagueness", {"choices": ["空泛"]}, Vagueness.VAGUE),
        ("vagueness", "", None),
        ("vagueness", {"label": 2, "score": 0.9}, None),
        ("category", "质量指标", Category.QUALITY),
        ("category", "质量", Category.QUALITY),
        ("category", "服务对象满意度指标", Category.SATISFACTION),
        ("category", "投入管理", Category.INPUT),
        ("category_also", "时效指标、成本指标", (Category.TIMELINESS, Category.COST)),
        ("category_also", '["时效指标"]', (Category.TIMELINESS,)),
        ("category_also", ["时效", "成本"], (Category.TIMELINESS, Category.COST)),
        ("category_also", "无", ()),
        ("duplicate_fields", "name=description；name=value", ("name=description", "name=value")),
        ("duplicate_fields", "描述同名称", ("name=description",)),
        ("duplicate_fields", "无", ()),
        ("duplicate_fields", "[]", ()),
        ("duplicate_fields", "", None),
        ("value_mismatch", "是", True),
        ("value_mismatch", "FALSE", False),
        ("value_mismatch", 0, False),
        ("value_mismatch", None, None),
        ("year", "2025年度", 2025),
        ("year", "2025.0", 2025),
        ("goals", "完成培训\n全部合格", ("完成培训", "全部合格")),
        ("value", "=25万元", "=25万元"),
        ("level3", "  ", None),
    ],
)
def test_people_write_the_same_thing_in_many_ways(field: str, written: Any, meant: Any) -> None:
    read = row(**({"category": "数量指标"} | {field: written}))

    assert getattr(read, field) == meant


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("vagueness", 3, "“3”不认识，应为 0（明确）、1（欠明确）或 2（空泛）"),
        ("vagueness", ["明确", "空泛"], "选了不止一项，只能选一项"),
        ("category", "产出指标", "“产出指标”不是类别，应为数量指标、"),
        ("category_also", "时效指标、其他", "“其他”不是类别"),
        ("duplicate_fields", "名称", "“名称”不认识，应为name=description（描述同名称）"),
        ("value_mismatch", "也许", "“也许”不认识，应为“是”或“否”"),
        ("year", "去年", "“去年”不是年份，应为四位数字，如 2025"),
        ("level3", ["甲"], "应为文字，不能是列表或对象"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_would_be(
    field: str, written: Any, told: str
) -> None:
    read, wrong = from_values(ROW | {field: written})

    assert read is None
    assert [name for name, _ in wrong] == [field]
    assert told in wrong[0][1]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("三级指标", "level3"),
        ("指标名称", "level3"),
        ("绩效指标描述", "description"),
        ("年度指标值", "value"),
        ("指标值确定依据", "basis"),
        ("项目编码", "project_code"),
        ("预算部门", "department"),
        ("预算年度", "year"),
        ("level2", "level2"),
        ("Category_Also", "category_also"),
        ("空泛程度", "vagueness"),
        ("应属类别", "category"),
        ("标注人", "annotator"),
    ],
)
def test_columns_are_known_by_the_words_of_forms_and_of_the_contract(
    heading: str, field: str
) -> None:
    assert fields([heading]) == {heading: field}


def test_a_heading_of_two_meanings_gives_way_to_a_plain_one() -> None:
    assert fields(["绩效指标", "指标值"])["绩效指标"] == "level3"
    assert fields(["绩效指标", "三级指标"]) == {"三级指标": "level3"}
    assert fields(["单位名称"]) == {"单位名称": "department"}
    assert fields(["实施周期指标值"]) == {"实施周期指标值": "value"}


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("甲.csv", "乙.jsonl", "丙.csv"))
    first.write_text(
        "标注表\n二级指标,三级指标,指标值,空泛程度,应属类别\n"
        "数量指标,培训场次,6场,9,人数\n,面积,3亩,0,\n数量指标,面积,3亩,,\n质量指标,合格率,95%,0,\n",
        encoding="gb18030",
    )
    second.write_text(
        '{"level2": "质量指标", "level3": "合格率", "value": "95%", "vagueness": 0, "id": "a"}\n'
        "{坏\n[1]\n"
        '{"level2": "质量指标", "level3": "合格率", "value": "95%", "vagueness": 1, "id": "a"}\n',
        encoding="utf-8",
    )
    third.write_text("二级指标,三级指标\n数量指标,培训场次\n", encoding="utf-8")

    with pytest.raises(RowsError) as error:
        load([first, second, third])

    told = [str(p).removeprefix(f"{tmp_path}/") for p in error.value.problems]
    assert told == [
        "甲.csv：第 3 行“空泛程度”：“9”不认识，应为 0（明确）、1（欠明确）或 2（空泛）",
        f"甲.csv：第 3 行“应属类别”：“人数”不是类别，应为{'、'.join(Category)}之一",
        "甲.csv：第 4 行“二级指标”：是空的，请填写二级指标",
        "甲.csv：第 5 行：没有标注，空泛程度、应属类别、重复字段、值不对应至少填一项",
        "乙.jsonl：第 2 行：不是有效的 JSON，请检查引号、逗号和括号",
        "乙.jsonl：第 3 行：不是 JSON 对象，应形如 {…}",
        "乙.jsonl：第 4 行“id”：与第 1 行的编号相同（a），请改为不同的编号",
        "丙.csv：缺少列“指标值”，请补上",
    ]
    assert len(load_file(first)[0]) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("部门,姓名\n甲,乙\n", "没有找到表头"),
        ('二级指标,三级指标,指标值,空泛程度\n数量,"培训,6场,0\n', "引号不配对"),
        ("二级指标,三级指标,指标值,空泛程度\n数量指标,培训,6场,0,多\n", "有 5 格，比表头的 4 格多"),
        ("二级指标,三级指标,指标值,空泛程度\n", "没有一行数据"),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "标注.csv"
    file.write_text(text, encoding="utf-8")

    rows, problems = load_file(file)

    assert rows == ()
    assert [told in str(p) for p in problems] == [True]


def test_sign_number_and_unit_of_their_own_columns_become_the_value() -> None:
    read = row(**{"指标性质": "≥", "value": "6", "计量单位": "场"})

    assert read.value == "≥6场"
    again, _ = from_values({"level2": "数量指标", "value": read.value, **dict(read.other)})
    assert again is not None
    assert again.value == "≥6场"


def test_a_labelled_row_is_judged_as_the_row_of_a_document() -> None:
    indicator, project, document = subject(row(department="某局", goals=["培训"], year=2025))

    assert (indicator.name, indicator.value) == ("培训场次", "≥6场")
    assert project.goals == ("培训",)
    assert (document.department, document.year) == ("某局", 2025)


def test_rows_without_ids_are_told_apart_by_their_texts_and_order() -> None:
    same, spaced, other = row(), row(level3="培训 场次"), row(value="≥7场")

    keys = list(units([same, spaced, other]))

    assert keys[1] == (*keys[0], "2")
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    "said",
    [
        {"vagueness": {"label": 1, "score": 0.9, "reasons": []}, "duplicate_fields": []},
        {"vagueness.score": 0.9, "duplicate_fields": "[]"},
    ],
)
def test_what_the_program_says_of_a_row_is_no_label(said):
    texts = {"level2": "数量指标", "level3": "培训场次", "value": "≥6场"}
    row, wrong = from_values(texts | said | {"value_mismatch": False})
    assert wrong == []
    assert not row.labelled
