"""Word lists as matchers on folded text, compiled once for each list."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.text.language import Language
from auditor.text.normalise import fold

_PARTICLE = "[的地得了、，,。；;：:（）()和与及]"
_PARTICLES = re.compile(f"{_PARTICLE}+")


@lru_cache(maxsize=512)
def _alternation(words: frozenset[str]) -> str:
    folded = sorted({fold(w) for w in words} - {""}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, folded)) or r"(?!)"


@lru_cache(maxsize=512)
def _inside(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(_alternation(words))


@lru_cache(maxsize=512)
def _at_end(words: frozenset[str]) -> tuple[re.Pattern[str], int]:
    """The expression, and how far before the end of a text it can begin."""
    longest = max(len(fold(word)) for word in words)
    return re.compile(f"(?:{_alternation(words)})$"), longest


@lru_cache(maxsize=512)
def _nothing_else(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_alternation(words)}|{_PARTICLE})+")


class Words:
    """The language's word lists, asked on folded text.

    Nearly every list has nothing to say of nearly every text. Which ones speak is found out once
    for a text and all lists; an expression of one list is only tried where it will match.
    """

    __slots__ = ("_bits", "_lists", "_spoken")

    def __init__(self, language: Language) -> None:
        self._bits = language.listed.bits
        self._lists = language.lexicons.resolved
        self._spoken = language.spoken

    def speaks(self, name: str, text: str) -> bool:
        """Whether a word of the list stands within the text."""
        return self._spoken(text)[0] & self._bits[name] != 0

    def ends(self, name: str, text: str) -> bool:
        """Whether the text ends in a word of the list."""
        return self._spoken(text)[1] & self._bits[name] != 0

    def inside(self, name: str, text: str) -> re.Match[str] | None:
        """The first (at one spot the longest) word of the list within the text."""
        if not self._spoken(text)[0] & self._bits[name]:
            return None
        return _inside(self._lists[name]).search(text)

    def at_end(self, name: str, text: str) -> re.Match[str] | None:
        """The word of the list the text ends with."""
        if not self._spoken(text)[1] & self._bits[name]:
            return None
        pattern, longest = _at_end(self._lists[name])
        return pattern.search(text, max(len(text) - longest, 0))

    def whole(self, name: str, text: str) -> bool:
        """Whether the text is one word of the list."""
        return text in self._lists[name]

    def only(self, name: str, text: str) -> bool:
        """Whether nothing but words of the list and particles make up the text."""
        pattern = _nothing_else(self._lists[name]) if self.speaks(name, text) else _PARTICLES
        return bool(pattern.fullmatch(text))

    def without(self, name: str, text: str) -> str:
        """The text with every word of the list taken out."""
        return _inside(self._lists[name]).sub("", text) if self.speaks(name, text) else text


def locate(printed: str, word: str) -> tuple[int, int] | None:
    """Offsets of a folded word in the text as printed, whatever space or width it is printed in."""
    letters = [*map(_fold_letter, printed)]
    start = "".join(letters).find(word)
    if start < 0 or not word:
        return None
    # Most letters stay one letter; where one is dropped or drawn out, places have to be counted.
    positions = [place for place, plain in enumerate(letters) for _ in plain]
    return positions[start], positions[start + len(word) - 1] + 1


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    return fold(letter)
