"""明确, 欠明确 or 空泛: the guideline's cases and what stands near them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks.examples import indicator, project
from auditor.classify.heuristics import opinion
from auditor.classify.vagueness_rules import RULES
from auditor.domain import Vagueness
from auditor.text.language import default_language

LANGUAGE = default_language()

CLEAR = [
    ("数量指标", "观摩活动举办次数", "≥6次"),
    ("质量指标", "安全等保", "2.0三级"),
    ("数量指标", "租用房屋面积", "2000平方米"),
    ("满意度指标", "服务对象满意度", "≥95%"),
    ("时效指标", "苫盖及时率", "≥95%"),
    ("成本指标", "预算资金完成率", "≥90%"),
    ("数量指标", "资金下达数", "200万元"),
    ("成本指标", "成本支出", "1800万"),
    ("时效指标", "建设周期", "≤1年"),
    ("时效指标", "购置完成时限", "2023年完成"),
    ("质量指标", "污水厂水质达标率", "≥98%"),
    ("质量指标", "设备验收情况", "通过验收"),
    ("社会效益指标", "重大安全事故", "无"),
    ("数量指标", "编制产业规划", "1套"),
    ("成本指标", "专家评审费用（万元）", "30"),
    ("成本指标", "网络线路租赁成本", "≤3000/条"),
    ("数量指标", "聘用人员数量", "6"),
    ("数量指标", "绿地养护面积", "≥120亩"),
    ("质量指标", "政务云平台可用率", "≥99%"),
]

PARTIAL = [
    ("质量指标", "活动质量合格率", "≥90%"),
    ("质量指标", "任务完成情况", "≥60百分比"),
    ("时效指标", "按时征收", "按时征收"),
    ("成本指标", "控制成本", "在预算指标内支出"),
    ("时效指标", "开展工作时效", "2025年12月底"),
    ("质量指标", "设施正常运转率", "≥90%"),
    ("质量指标", "系统安全运行率", "≥99%"),
    ("时效指标", "看护服务时限", "全年"),
    ("时效指标", "工资发放及时性", "及时"),
    ("成本指标", "专家评审费用", "30"),
    ("成本指标", "网络线路租赁成本", "≤3000"),
    ("数量指标", "绿地养护面积", "≥120"),
    ("可持续影响指标", "持续影响年限", "≥5年"),
]

VAGUE = [
    ("生态效益指标", "环境得到改善", "环境得到改善"),
    ("社会效益指标", "提升园区知名度", "园区知名度提升"),
    ("社会效益指标", "安全风险管控水平", "大幅提升"),
    ("可持续影响指标", "长期服务企业", "持续提供"),
    ("经济效益指标", "带动产业", "有效促进"),
    ("社会效益指标", "提升办公服务水平", "≥90%"),
    ("生态效益指标", "优化环境管理", "≥60百分比"),
    ("可持续影响指标", "开发区招商能力持续增强", "≥90%"),
    ("社会效益指标", "提升行业影响力", "优"),
    ("可持续影响指标", "促进产业协作", "长期"),
    ("社会效益指标", "提升窗口服务能力", "是"),
    ("数量指标", "会议次数", ""),
    ("数量指标", "会议次数", "/"),
    ("质量指标", "培训质量", "按实际"),
]


def label(row):
    return row.vagueness.label


@pytest.mark.parametrize(("level2", "name", "value"), CLEAR)
def test_a_named_thing_with_a_measure_is_clear(judged, level2, name, value):
    assert label(judged(level2, name, value)) is Vagueness.CLEAR


@pytest.mark.parametrize(("level2", "name", "value"), PARTIAL)
def test_half_of_a_target_is_not_enough(judged, level2, name, value):
    assert label(judged(level2, name, value)) is Vagueness.PARTIAL


@pytest.mark.parametrize(("level2", "name", "value"), VAGUE)
def test_what_nobody_could_check_is_vague(judged, level2, name, value):
    assert label(judged(level2, name, value)) is Vagueness.VAGUE


def test_a_date_is_enough_where_the_project_is_one_thing_that_ends(judged):
    bare = judged("时效指标", "完成时效", "2025年12月底", project_name="招商引资工作经费")
    ending = judged("时效指标", "完成时效", "2025年12月底", project_name="安监平台采购")

    assert (bare.vagueness.label, ending.vagueness.label) == (Vagueness.PARTIAL, Vagueness.CLEAR)


def test_a_description_saves_a_weak_name(judged):
    weak = judged("时效指标", "任务完成时间", "2025年12月底", description="任务完成时间")
    saved = judged("时效指标", "任务完成时间", "2025年12月底", description="道路改造完工时间")

    assert (weak.vagueness.label, saved.vagueness.label) == (Vagueness.PARTIAL, Vagueness.CLEAR)


def test_a_formula_in_the_description_defines_a_rate(judged):
    bare = judged("质量指标", "设施使用率", "≥90%")
    defined = judged("质量指标", "设施使用率", "≥90%", description="在用设施数占设施总数的比例")

    assert (bare.vagueness.label, defined.vagueness.label) == (Vagueness.PARTIAL, Vagueness.CLEAR)


PRINTED = st.text(
    "提升服务水平环境率≥90%次优良2025年12月底前 完成及时，（）正常运行保障\n", max_size=20
)


@given(PRINTED, PRINTED, PRINTED)
def test_every_reason_quotes_the_document_word_for_word(name, description, value):
    row = indicator("质量指标", name, value, description=description)
    whole = project(row)

    judgement = opinion(whole.indicators[0], whole, LANGUAGE).judgement

    for reason in judgement.vagueness.reasons:
        text = whole.indicators[0].text(reason.field)
        assert text[reason.start : reason.end] == reason.quote
        assert RULES[reason.rule].label is judgement.vagueness.label
    assert bool(judgement.vagueness.reasons) == (judgement.vagueness.label is not Vagueness.CLEAR)


@pytest.mark.parametrize(
    ("description", "label"),
    [
        ("项目总成本控制在12万元以内", Vagueness.CLEAR),
        ("项目总成本（万元）", Vagueness.CLEAR),
        ("2025年项目总成本", Vagueness.PARTIAL),
    ],
)
def test_a_unit_may_stand_in_the_description(judged, description, label):
    assert judged("成本指标", "总成本", "12", description=description).vagueness.label is label


def test_blanks_and_width_change_nothing(judged):
    plain = judged("社会效益指标", "提升办公服务水平", "≥90%")
    printed = judged("社会效益指标", "提升办公\n服务 水平", " ≥９０％ ")

    assert plain.vagueness.label is printed.vagueness.label
    assert plain.value_mismatch == printed.value_mismatch


def test_a_rate_without_ratio_is_called_certain_and_a_bare_date_is_not():
    assert RULES["percent-on-wish"].certain
    assert not RULES["bare-completion-time"].certain
