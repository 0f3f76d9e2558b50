"""Two texts are laid side by side so that a reader sees what was changed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from auditor.copies.align import align

TEXTS = st.text("培训人员合格率0123", max_size=15)


def shown(a, b):
    return [
        ("=" if span.equal else "≠", a[span.a_start : span.a_end], b[span.b_start : span.b_end])
        for span in align(a, b)
    ]


def test_a_changed_number_stands_alone():
    assert shown("培训人员100人次", "培训人员250人次") == [
        ("=", "培训人员", "培训人员"),
        ("≠", "100", "250"),
        ("=", "人次", "人次"),
    ]


def test_what_was_added_has_nothing_beside_it():
    assert shown("按时完成", "全部按时完成") == [("≠", "", "全部"), ("=", "按时完成", "按时完成")]


def test_equal_texts_are_one_span_and_empty_texts_none():
    assert shown("合格率", "合格率") == [("=", "合格率", "合格率")]
    assert shown("", "") == []


@given(TEXTS, TEXTS)
def test_spans_cover_both_texts_and_alternate(a, b):
    spans = shown(a, b)

    assert "".join(left for _, left, _ in spans) == a
    assert "".join(right for _, _, right in spans) == b
    assert all((left == right) == (sign == "=") for sign, left, right in spans)
    assert all(one[0] != other[0] for one, other in pairwise(spans))
