"""Folding and comparing text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text import normalise
from auditor.text.normalise import comparable, fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        (" ≧ ９５ ％\n", "≥95%"),
        ("> =5", "≥5"),
        ("=>5", "≥5"),
        ("≦5", "≤5"),
        ("=<5", "≤5"),
        ("》=5次", "≥5次"),
        ("《办法》=有效", "《办法》=有效"),
        ("==5", "=5"),
        ("园\u200b区\ufeff建\u00ad设", "园区建设"),
        ("（一）资金，管理；", "(一)资金,管理;"),
        ("〔2024〕【2024】［2024］", "[2024][2024][2024]"),
        ("“招商”‘引资’", '"招商""引资"'),
        ("80％～90％", "80%~90%"),
        ("2021—2025", "2021-2025"),
        ("元/人•月", "元/人·月"),
        ("⼈员", "人员"),
        ("", ""),
    ],
)
def test_folding_leaves_one_spelling(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("环境得到改善。", "环境 得到改善"),
        ("“招商引资”工作", "招商引资工作"),
        ("满意度≥95%", "满意度：≧９５％"),
        ("App使用率", "ＡＰＰ使用率"),
        ("1,000人", "1000人"),
        ("80%~90%", "80%-90%"),
    ],
)
def test_texts_equal_but_for_their_marks_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2.5元", "25元"), ("1-2个", "12个"), ("≥95%", "≤95%"), ("95%", "95"), ("1:15", "115")],
)
def test_marks_that_carry_meaning_keep_texts_apart(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


MARKS = st.text(st.sampled_from("》《<>=≥≤＞＝≮ \u200b\u00a8\u0301\u200da.1-~％%，、“〔…"))


@given(st.one_of(st.text(), MARKS))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(st.text(), MARKS))
def test_comparing_forms_are_stable(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
    assert comparable(fold(text)) == comparable(text)


@given(st.text('aZ9%.、。提一龥\u9ffd（）()：:，,；;“”"《》/~～—-²[]【】=≥ⅣÅß ', max_size=12))
def test_short_cuts_fold_and_compare_as_the_long_way_does(text):
    assert fold(text) == normalise._folded(text)
    before, compared = None, text
    while compared != before:
        before = compared
        compared = plodding(fold(fold(compared).casefold()))
    assert comparable(text) == compared


def plodding(text):
    """Without marks, but for those that join digits."""
    kept = []
    for at, sign in enumerate(text):
        joins = sign in ".-~/:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if sign in "%‰≥≤<>=" or unicodedata.category(sign)[0] not in "PSZC":
            kept.append(sign)
        elif joins:
            kept.append("-" if sign == "~" else sign)
    return "".join(kept)
