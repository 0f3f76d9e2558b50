"""Fields that say the same: the guideline's cases, near misses, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks.examples import indicator
from auditor.classify.duplicate_fields import duplicate_fields, same_but_for_filler
from auditor.text.language import default_language

LANGUAGE = default_language()
CHINESE = st.text("园区企业环境提升服务率数量检查覆盖，。 ", min_size=1, max_size=24)

SAME = [
    ("提升园区社会知名度", "园区知名度提升"),
    ("改善生态环境", "改善当地生态环境"),
    ("可持续影响企业发展", "可持续影响企业"),
    ("促进人员积极性", "促进人员工作积极性"),
    ("服务对象满意度", "服务对象 满意度。"),
    ("完成率（％）", "完成率(%)"),
    ("为重点企业提供稳定的用电用水服务", "为重点企业提供稳定的用电用水"),
]

DIFFERENT = [
    ("租赁面积", "外出租赁面积"),
    ("专业设备采购", "涉密专业设备采购"),
    ("企业满意度", "入区企业满意度"),
    ("督导检查覆盖率", "已开展安全督导检查区域/全部应开展安全督导检查区域"),
    ("设备采购数量", "设备采购价格"),
    ("3月底完成", "6月底完成"),
    ("工作", "发展"),
    ("", ""),
    ("设备数量", ""),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_texts_that_differ_in_order_or_filler_are_the_same(a, b):
    assert same_but_for_filler(a, b, LANGUAGE)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_scope_formula_number_and_emptiness_make_a_difference(a, b):
    assert not same_but_for_filler(a, b, LANGUAGE)


@given(CHINESE, CHINESE)
def test_which_text_comes_first_does_not_matter(a, b):
    assert same_but_for_filler(a, b, LANGUAGE) == same_but_for_filler(b, a, LANGUAGE)


@given(CHINESE)
def test_a_text_is_the_same_as_itself_unless_nothing_but_marks_stands_in_it(text):
    assert same_but_for_filler(text, text, LANGUAGE) == bool(text.strip("，。 "))


@pytest.mark.parametrize(
    ("name", "description", "value", "expected"),
    [
        ("资金下达数", "资金下达数", "200万元", ("name=description",)),
        ("宣传知晓率", "宣传知晓率95%", "≥95%", ("name=description",)),
        (
            "优化营商环境",
            "优化营商环境",
            "优化营商环境",
            ("name=description", "name=value", "description=value"),
        ),
        ("运行正常", "网络平台平稳、安全运行", "网络平台平稳，安全运行", ("description=value",)),
        ("推动产业聚集发展", None, "优，推动产业聚集发展", ("name=value",)),
        ("会议次数", "全年召开会议的次数", "≥6次", ()),
        ("无", "无", "无", ()),
        ("设备数量", None, None, ()),
    ],
)
def test_pairs_are_named_in_the_order_of_the_contract(name, description, value, expected):
    row = indicator("数量指标", name, value, description=description)

    assert duplicate_fields(row, LANGUAGE) == expected
