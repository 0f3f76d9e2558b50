"""Money, percentages and years in running text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.quantity import amounts, counts, percents, unit_in_name, years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1800万", {"1800万": "1800"}),
        ("25万元，其中10.6万元", {"25万元": "25", "10.6万元": "10.6"}),
        ("2975.4 万元", {"2975.4 万元": "2975.4"}),
        ("总投资1.3亿元", {"1.3亿元": "13000"}),
        ("补助500元", {"500元": "0.05"}),
        ("3,500元", {"3,500元": "0.35"}),
        ("=5万元", {"5万元": "5"}),
        ("投入350万用于建设", {"350万": "350"}),
        ("２５万元", {"２５万元": "25"}),
        ("三十万元", {"三十万元": "30"}),
        ("一亿两千万元", {"一亿两千万元": "12000"}),
        ("5千元", {"5千元": "0.5"}),
        ("3000余万元", {"3000余万元": "3000"}),
        ("服务100万人次、5万平方米、2万个", {}),
        ("500美元", {}),
        ("2025年9月", {}),
        ("", {}),
    ],
)
def test_money_is_found_in_ten_thousand_yuan(text: str, expected: dict[str, str]) -> None:
    assert {a.quote: a.value for a in amounts(text)} == {
        quote: Decimal(value) for quote, value in expected.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合格率95％，知晓率 80.5 %", {"95％": "95", "80.5 %": "80.5"}),
        ("百分之九十五", {"百分之九十五": "95"}),
        ("百分之95.5.", {"百分之95.5": "95.5"}),
        ("百分之.", {}),
        ("≥60百分比", {"60百分比": "60"}),
        ("100.00(%)", {"100.00(%)": "100"}),
        ("提高5个百分点", {}),
    ],
)
def test_percentages_are_found_in_any_spelling(text: str, expected: dict[str, str]) -> None:
    assert {p.quote: p.value for p in percents(text)} == {
        quote: Decimal(value) for quote, value in expected.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年预算和2023年度决算", [(2024, False), (2023, False)]),
        ("某财建〔2024〕110号", [(2024, True)]),
        ("某财建【2024】110号", [(2024, True)]),
        ("某财建（2024）110号", [(2024, True)]),
        ("某政发[2019]5号文件", [(2019, True)]),
        ("《办法》(2022)", [(2022, False)]),
        ("2021-2025年规划", [(2021, False), (2025, False)]),
        ("2024人、面积2000平方米、12024年", []),
    ],
)
def test_years_are_told_from_figures_and_document_numbers(
    text: str, expected: list[tuple[int, bool]]
) -> None:
    assert [(y.value, y.in_document_number) for y in years(text)] == expected


TRADE = st.text(
    st.sampled_from("0123456789０５.．,，%％ 万亿千元人年〔〕【】()（）号百分之一二十比 　～-")
)


@given(st.one_of(st.text(), TRADE))
def test_every_mention_is_quoted_where_it_stands(text: str) -> None:
    for found in (*amounts(text), *percents(text), *years(text)):
        assert found.quote == text[found.start : found.end] != ""


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("参训人数(人)", "人"),
        ("满意率（％）", "%"),
        ("占比（百分比）", "%"),
        ("投入（单位：万元）", "万元"),
        ("培训（第一期）", None),
        ("培训人数", None),
        (None, None),
    ],
)
def test_a_name_may_end_in_its_unit(name: str | None, unit: str | None) -> None:
    assert unit_in_name(name) == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("购置计算机十五台", [15]),
        ("购置计算机一百零五台、打印机3 台", [105, 3]),
        ("购置1,200台，另有两台", [1200, 2]),
        ("购置０５台", [5]),
        ("购置二十台", [20]),
        ("购置数十台、近百台、三五台、十七八台，第三台未到", []),
        ("购置十五万台、15万台", []),
        ("每套5个", []),
    ],
)
def test_counts_stand_before_their_unit(text: str, expected: list[int]) -> None:
    assert list(counts(text, "台")) == expected
