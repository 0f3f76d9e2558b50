"""Rows become comparable texts, many at a time as one at a time."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.copies import rows
from auditor.copies.likeness import without_numbers
from auditor.copies.rows import comparable_all, keys, kind
from auditor.text.normalise import comparable

TRICKY = (
    "1２.．-~～—/：: 　\t\u200b，。%％≥＞=＝<＜≧》《【】ABｃß率㎡①²…´\u0301가ᄀ\u1161≮○𠀀\ud800"
)


@pytest.fixture(autouse=True)
def _by_tables(monkeypatch):
    monkeypatch.setattr(rows, "compiled_pays", lambda texts: True)


@settings(deadline=None)
@given(st.lists(st.one_of(st.text(TRICKY, max_size=12), st.text(max_size=12)), max_size=8))
def test_many_texts_become_what_each_becomes_alone(texts):
    assert comparable_all(texts) == [comparable(text) for text in texts]


def test_every_character_becomes_what_it_becomes_between_others():
    characters = map(chr, range(0x10000))
    texts = [f"{c}1{c}2率{c}{c}." for c in characters if unicodedata.category(c) != "Cn"]

    assert comparable_all(texts) == [comparable(text) for text in texts]


def test_pieces_join_in_order(monkeypatch):
    monkeypatch.setattr(rows, "_CHUNK", 3)

    assert comparable_all(["（a）", "", "b，", "1.5", "c。", "≥ 9"]) == [
        "a",
        "",
        "b",
        "1.5",
        "c",
        "≥9",
    ]


def test_name_and_description_are_one_text_and_a_repeated_name_counts_once():
    assert keys(["培训人次", "合格率"], ["参加培训的人次。", "合格 率"]) == [
        "培训人次参加培训的人次",
        "合格率",
    ]


def test_names_and_descriptions_must_be_as_many():
    with pytest.raises(ValueError, match="shorter"):
        keys(["培训人次", "合格率"], ["参加培训的人次"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("培训100人次", "培训100人次", "same"),
        ("培训100人次", "培训120人次", "numbers-changed"),
        ("合格率≥95.5%", "合格率98%", "numbers-changed"),
        ("培训100人次", "复训100人次", "near"),
    ],
)
def test_the_same_text_with_other_numbers_is_told_from_the_same(one, other, expected):
    assert kind(one, other) == expected


def test_numbers_go_with_their_signs():
    assert without_numbers(comparable("合格率≥95.5%，培训1-2次")) == "合格率培训次"
