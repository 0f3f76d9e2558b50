"""What an 指标值 says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain import Operator, Target, TargetKind
from auditor.text.quantity import parse_target, target
from auditor.text.quantity.words import shipped

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "targets.yaml").read_text("utf-8"))


def told(target: Target) -> str:
    low, high = target.low, target.high
    if low == high:
        figures = None if low is None else str(low)
    else:
        figures = f"{'' if low is None else low}..{'' if high is None else high}"
    parts = (target.kind.value, target.operator, figures, target.unit, target.date)
    return " ".join(str(part) for part in parts if part is not None)


@pytest.mark.parametrize(
    ("case", "theme"),
    [pytest.param(c, t, id=f"{t}: {c[0]}") for t, cases in CASES.items() for c in cases],
)
def test_a_value_is_read_as_an_auditor_reads_it(case: list[str], theme: str) -> None:
    value, *name, expected = case
    assert told(parse_target(value, name[0] if name else None)) == expected, theme


def test_an_absent_value_is_empty() -> None:
    assert parse_target(None).kind is TargetKind.EMPTY


TRADE = st.text(
    st.sampled_from(
        "≥≤=<>0123456789.,-~%％/年月日前底万元个次人（）()一二三十百半至内以上优良合格及时完成"
        "每各无第号:+“”《》〔〕 　"
    )
)


@given(st.one_of(st.text(), TRADE), st.one_of(st.none(), st.text(), TRADE))
def test_any_text_is_read_without_an_error(value: str, name: str | None) -> None:
    target = parse_target(value, name)
    if target.kind in (TargetKind.NUMBER, TargetKind.RANGE, TargetKind.DURATION):
        assert target.low is not None or target.high is not None
        assert target.date is None
    elif target.kind is TargetKind.DATE:
        assert target.date
    else:
        assert target == Target(target.kind)


@given(TRADE)
def test_width_and_blanks_do_not_change_what_a_value_says(value: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)
    spaced = "　".join(value)
    assert parse_target(value) == parse_target(wide) == parse_target(spaced)


@given(
    st.sampled_from(["", *Operator]),
    st.decimals(min_value=0, max_value=10**8, places=2, allow_nan=False).filter(lambda d: d >= 0),
    st.sampled_from(
        ["%", "次", "个", "万元", "元/人/天", "平方公里", "元每人每月", "人次", "吨标准煤", "台/套"]
    ),
)
def test_a_written_figure_reads_back_exactly(sign: str, figure: Decimal, unit: str) -> None:
    target = parse_target(f"{sign}{figure}{unit}")
    assert (target.kind, target.unit) == (TargetKind.NUMBER, unit)
    assert target.operator == (sign or None)
    assert (target.low is None) == (sign in ("≤", "<"))
    assert (target.high is None) == (sign in ("≥", ">"))
    assert {target.low, target.high} <= {figure, None}


@given(
    st.sampled_from(["", "≤", "="]),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
)
def test_a_written_date_reads_back_exactly(sign: str, day: date) -> None:
    for printed in (f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"):
        target = parse_target(sign + printed)
        assert (target.kind, target.operator, target.date) == (
            TargetKind.DATE,
            sign or None,
            day.isoformat(),
        )


PARTS = [*"≥≤=7%-年月日个至次", "1、", "(2)", "12", "30", "2026", "0630", "5.5", "底前", "完成"]
PARTS += ["培训", "百分之", "三分之一", "前三", "合格"]
NAMES = [None, "", "培训", "完成", "培训人数（人）", "工期(天)", "服务期", "完成时间", "每月简报"]


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), st.sampled_from(NAMES))
def test_what_is_kept_of_a_value_is_right_beside_every_name(value, name):
    text = target._by_itself(value, shipped()).text
    if text is not None:
        assert parse_target(value, name) == target._in_numbers(text, name)
