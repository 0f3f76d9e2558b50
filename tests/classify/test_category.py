"""Under which class a row may stand."""

import pytest

from auditor.classify.category_rules import declared_category
from auditor.domain import Category


@pytest.mark.parametrize(
    ("level2", "level1", "expected"),
    [
        ("1.数量指标", "产出指标", Category.QUANTITY),
        ("（一）产出质量", "一、产出指标", Category.QUALITY),
        ("数量指标", "产出指标", Category.QUANTITY),
        ("产出数量指标（10分）", None, Category.QUANTITY),
        ("经济效果指标", None, Category.ECONOMIC),
        ("可持续性影响", None, Category.LASTING),
        ("进度指标", None, Category.TIMELINESS),
        ("环境效益指标", None, Category.ECOLOGICAL),
        ("社会公众或服务对象满意度指标", None, Category.SATISFACTION),
        ("企业满意度指标", None, Category.SATISFACTION),
        ("生态环境成本", "成本指标", Category.COST),
        ("社会成本指标", "成本指标", Category.COST),
        ("满意度", None, Category.SATISFACTION),
        (None, "满意度指标（10分）", Category.SATISFACTION),
        (None, "产出指标", None),
        ("其他", "产出指标", None),
        ("", None, None),
    ],
)
def test_printed_class_names_are_understood(level2, level1, expected):
    assert declared_category(level2, level1) is expected


MISFILED = [
    ("数量指标", "资金下达数", "200万元"),
    ("质量指标", "财政拨款保障率", "≥90%"),
    ("数量指标", "工程质量合格率", "100%"),
    ("质量指标", "招商项目签约数量", "≥6个"),
    ("经济效益指标", "组织推介活动次数", "≥10次"),
    ("经济效益指标", "设计功能实现率", "≥60%"),
    ("可持续影响指标", "项目实施对环境的影响", "≥60%"),
    ("社会效益指标", "服务对象满意度", "≥90%"),
    ("社会效益指标", "设备使用年限", "≥8年"),
    ("时效指标", "问题整改完成率", "≥90%"),
    ("质量指标", "租赁费用", "≤20万元"),
]

CUSTOMARY = [
    ("成本指标", "资金下达数", "200万元"),
    ("成本指标", "预算执行率", "≥90%"),
    ("时效指标", "资金支付率", "≥90%"),
    ("数量指标", "苫盖完成率", "≥95%"),
    ("经济效益指标", "招商项目签约数量", "≥6个"),
    ("社会效益指标", "新增就业人数", "≥1000人"),
    ("时效指标", "整改按时完成率", "≥90%"),
    ("质量指标", "系统响应时间", "≤2小时"),
    ("质量指标", "高水平论文数量", "≥3篇"),
    ("质量指标", "系统故障次数", "≤3次"),
    ("社会效益指标", "道路养护合格率", "≥90%"),
    ("可持续影响指标", "设备使用年限", "≥8年"),
    ("经济效益指标", "带动投资额", "≥500万元"),
    ("社会效益指标", "环境得到改善", "环境得到改善"),
    ("没有的类别", "资金下达数", "200万元"),
]


@pytest.mark.parametrize(("level2", "name", "value"), MISFILED)
def test_what_certainly_stands_in_the_wrong_class_is_a_mismatch(judged, level2, name, value):
    assert judged(level2, name, value).category.mismatch


@pytest.mark.parametrize(("level2", "name", "value"), CUSTOMARY)
def test_what_custom_tolerates_is_no_mismatch(judged, level2, name, value):
    assert not judged(level2, name, value).category.mismatch


def test_without_a_model_neither_best_class_nor_probability_is_guessed(judged):
    category = judged("数量指标", "资金下达数", "200万元").category

    assert (category.best, category.probability) == (None, None)
    assert category.also == (Category.INPUT, Category.COST)
