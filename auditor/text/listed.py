"""Which word lists have a word in a text: one walk over it answers for all lists together.

This is Aho and Corasick's automaton on dictionaries of letters.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from auditor.text.lexicon import Lexicons
from auditor.text.normalise import fold

#: Where a letter leads: the lists of all words that end with it, and how they may go on from there.
_Step = tuple[int, Any]


class Spoken(NamedTuple):
    """The lists that have a word in a text, and those with one at its very end, a bit a list."""

    inside: int
    at_end: int


@dataclass(frozen=True, slots=True)
class ListedWords:
    """The words of all lists; `bits` has the bit of each list, `first` where a first letter leads.

    A step keeps the look-up of its next letter itself, which saves finding it at every letter.
    """

    bits: Mapping[str, int]
    first: Mapping[str, _Step]

    @classmethod
    def of(cls, lexicons: Lexicons) -> ListedWords:
        """The words of these lists."""
        bits = {name: 1 << number for number, name in enumerate(lexicons.names())}
        lists: dict[str, int] = {}
        for name, bit in bits.items():
            for word in lexicons.words(name):
                plain = fold(word)
                lists[plain] = lists.get(plain, 0) | bit
        lists.pop("", None)
        return cls(bits, _steps(lists))

    def spoken(self, text: str) -> Spoken:
        """The lists that speak in a folded text."""
        inside = lists = 0
        first, on = self.first.get, _NOWHERE
        for letter in text:
            step = on(letter) or first(letter)
            if step is None:
                lists, on = 0, _NOWHERE
            else:
                lists, on = step
                inside |= lists
        return Spoken(inside, lists)


_NOWHERE = dict[str, _Step]().get


def _steps(lists: Mapping[str, int]) -> dict[str, _Step]:
    """The first steps.

    A beginning of words goes on as its own words do, and as those of the longest beginning that
    it ends with.
    """
    beginnings = sorted({w[:n] for w in lists for n in range(1, len(w) + 1)}, key=len)
    onward: dict[str, dict[str, _Step]] = {text: {} for text in ("", *beginnings)}
    ends = {text: _longest_end(text, onward) for text in beginnings}
    said = {"": 0}
    for text in beginnings:
        said[text] = lists.get(text, 0) | said[ends[text]]
    own: dict[str, dict[str, _Step]] = {text: {} for text in onward}
    for text in beginnings:
        own[text[:-1]][text[-1]] = said[text], onward[text].get
    for text in beginnings:
        onward[text] |= (onward[ends[text]] if ends[text] else {}) | own[text]
    return own[""]


def _longest_end(text: str, beginnings: Container[str]) -> str:
    return next(text[n:] for n in range(1, len(text) + 1) if text[n:] in beginnings)
