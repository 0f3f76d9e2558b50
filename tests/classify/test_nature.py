"""What kind of thing a name measures."""

import inspect
import re

import pytest

from auditor.checks.examples import indicator
from auditor.classify import nature
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature


@pytest.mark.parametrize(
    ("name", "value", "nature"),
    [
        ("资金下达数", "200万元", Nature.MONEY_GIVEN),
        ("预算资金完成率", "≥90%", Nature.EXECUTION_RATE),
        ("项目资金支付率", "≥60%", Nature.EXECUTION_RATE),
        ("资金支付及时率", "≥90%", Nature.PROMPTNESS),
        ("补贴资金发放准确率", "100%", Nature.QUALITY_RATE),
        ("企业满意度", "≥90%", Nature.SATISFACTION),
        ("群众投诉率", "≤5%", Nature.COMPLAINT),
        ("设备验收合格率", "≥98%", Nature.QUALITY_RATE),
        ("问题办结率", "≥95%", Nature.COMPLETION_RATE),
        ("督导检查覆盖率", "≥60%", Nature.COVERAGE_RATE),
        ("项目完成时间", "2025年12月底", Nature.TIME),
        ("故障响应时间", "≤2小时", Nature.RESPONSE_TIME),
        ("设备使用年限", "≥6年", Nature.LIFETIME),
        ("举办培训班", "≥3期", Nature.ACTIVITY_COUNT),
        ("编写调研报告", "≥2份", Nature.PRODUCT_COUNT),
        ("保障人数", "86人", Nature.PEOPLE_COUNT),
        ("受益人数", "≥1000人", Nature.REACH),
        ("租赁面积", "867平方米", Nature.AMOUNT),
        ("带动投资额", "≥500万元", Nature.ECONOMIC),
        ("项目签约数量", "≥6个", Nature.DEAL),
        ("新增就业人数", "≥100人", Nature.EMPLOYMENT),
        ("困难群众补助标准", "≥190元/人·月", Nature.STANDARD),
        ("租赁费用", "≤20万元", Nature.COST),
        ("项目总成本", "不超过预算", Nature.CEILING),
        ("全省考核排名", "前3名", Nature.RANKING),
        ("污水处理能力和河道水质", "明显改善", Nature.ENVIRONMENT),
        ("日常办公正常运转", "正常", Nature.OWN_STATE),
        ("办公效率", "有效提高", Nature.WISH),
        ("物品", "若干", Nature.UNKNOWN),
    ],
)
def test_the_nature_of_what_is_measured_is_read_from_name_and_value(language, name, value, nature):
    assert read(indicator("数量指标", name, value), language).nature is nature


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("通过养护提升形象，苗木成活率", "苗木成活率"),
        ("苗木成活率：通过养护，提升周边群众满意度", "苗木成活率"),
        ("工程质量合格率（%）", "工程质量合格率"),
        ("指标1：培训人数", "培训人数"),
        ("提高办公效率", "提高办公效率"),
    ],
)
def test_the_clause_with_the_measure_is_found_in_a_long_name(language, name, clause):
    assert read(indicator("质量指标", name, "≥90%"), language).head == clause


@pytest.mark.parametrize(
    ("asks", "declared"),
    [
        ("name_has", nature._OF_NAME),
        ("head_has", nature._OF_HEAD),
        ("head_ends", nature._OF_ENDING),
    ],
)
def test_the_table_asks_for_the_lists_it_names_and_no_others(asks, declared):
    asked = set(re.findall(rf'\.{asks}\("(\w+)"\)', inspect.getsource(nature)))
    assert asked == set(declared)
