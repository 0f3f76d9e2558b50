"""One walk over a text must hear every list as an expression of that list alone does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classify.words import Words
from auditor.text.language import Language, default_language
from auditor.text.lexicon import Lexicons
from auditor.text.listed import ListedWords
from auditor.text.normalise import fold

LANGUAGE = default_language()
NAMES = LANGUAGE.lexicons.names()
WORDS = sorted({fold(w) for n in NAMES for w in LANGUAGE.lexicons.words(n)} - {""})
#: Listed words, parts of some, and whatever else, run together.
texts = st.lists(
    st.sampled_from(WORDS)
    | st.sampled_from(WORDS).map(lambda w: w[:-1])
    | st.sampled_from(WORDS).map(lambda w: w[1:])
    | st.text(max_size=3),
    max_size=5,
).map(lambda parts: fold("".join(parts)))


def alternation(name):
    words = {fold(w) for w in LANGUAGE.lexicons.words(name)} - {""}
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or r"(?!)"


EXPRESSIONS = {n: re.compile(alternation(n)) for n in NAMES}
AT_END = {n: re.compile(rf"(?:{alternation(n)})\Z") for n in NAMES}


@settings(deadline=None)
@given(texts)
def test_every_list_is_heard_where_it_speaks_and_nowhere_else(text):
    inside, at_end = LANGUAGE.spoken(text)
    for name, bit in LANGUAGE.listed.bits.items():
        assert bool(inside & bit) == bool(EXPRESSIONS[name].search(text))
        assert bool(at_end & bit) == bool(AT_END[name].search(text))


@settings(deadline=None, max_examples=50)
@given(texts)
def test_the_word_found_is_the_one_the_expression_finds(text):
    words = Words(LANGUAGE)
    for name in NAMES:
        for found, expected in (
            (words.inside(name, text), EXPRESSIONS[name].search(text)),
            (words.at_end(name, text), AT_END[name].search(text)),
        ):
            assert (found and found.span()) == (expected and expected.span())
        assert words.without(name, text) == EXPRESSIONS[name].sub("", text)


def test_a_word_of_the_user_is_heard(tmp_path):
    own = tmp_path / "own.txt"
    own.write_text("星际航行" * 100 + "\n星际\n", encoding="utf-8")
    language = Language(Lexicons.load({"name_wish": own}))
    assert Words(language).speaks("name_wish", "推进星际开发")
    assert Words(language).ends("name_wish", "星际航行" * 100)


@pytest.mark.parametrize("text", ["", "\0", "合格率\0", "\ud800"], ids=repr)
def test_odd_texts_are_no_trouble(text):
    assert ListedWords.of(LANGUAGE.lexicons).spoken(text).at_end == 0
