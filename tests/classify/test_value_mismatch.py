"""Values that cannot be values of their indicator."""

import pytest

IMPOSSIBLE = [
    ("社会效益指标", "为服务全市干部群众提供保障", "≥95%"),
    ("数量指标", "保障人数", "≤86人"),
    ("质量指标", "设备验收合格率", "≥100%"),
    ("质量指标", "设备验收合格率", "1100%"),
    ("数量指标", "补助人数", "按核定数"),
    ("质量指标", "信息报送及时率", "≤20个工作日"),
    ("数量指标", "会议次数", ""),
    ("数量指标", "会议次数", "/"),
]

POSSIBLE = [
    ("数量指标", "发生安全事故次数", "≤1次"),
    ("质量指标", "系统故障次数", "≤3次"),
    ("质量指标", "设备验收合格率", "=100%"),
    ("经济效益指标", "税收增长幅度比例", "≥100%"),
    ("数量指标", "培训人数", "≥50人"),
    ("成本指标", "租赁费用", "≤20万元"),
    ("时效指标", "完成时间", "≤12月"),
    ("社会效益指标", "提升办公服务水平", "大幅提升"),
    ("社会效益指标", "公共服务能力较上年提升", "≥5%"),
]


@pytest.mark.parametrize(("level2", "name", "value"), IMPOSSIBLE)
def test_a_value_of_another_kind_or_direction_is_seen(judged, level2, name, value):
    assert judged(level2, name, value).value_mismatch


@pytest.mark.parametrize(("level2", "name", "value"), POSSIBLE)
def test_a_value_that_can_be_meant_is_let_pass(judged, level2, name, value):
    assert not judged(level2, name, value).value_mismatch
