"""Word lists as matchers on folded text, compiled once for each list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditor.text.language import Language
from auditor.text.normalise import fold


@lru_cache(maxsize=512)
def _alternation(words: frozenset[str]) -> str:
    folded = sorted({fold(w) for w in words} - {""}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, folded)) or r"(?!)"


@lru_cache(maxsize=512)
def _inside(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(_alternation(words))


@lru_cache(maxsize=512)
def _at_end(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_alternation(words)})$")


@lru_cache(maxsize=512)
def _endings(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(w) for w in words} - {""}))


@lru_cache(maxsize=512)
def _nothing_else(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_alternation(words)}|[的地得了、，,。；;：:（）()和与及])+")


@dataclass(frozen=True, slots=True)
class Words:
    """The language's word lists, asked on folded text."""

    language: Language

    def inside(self, name: str, text: str) -> re.Match[str] | None:
        """The first (at one spot the longest) word of the list within the text."""
        return _inside(self.language.lexicons.resolved[name]).search(text)

    def at_end(self, name: str, text: str) -> re.Match[str] | None:
        """The word of the list the text ends with."""
        words = self.language.lexicons.resolved[name]
        # Most texts end in no word of the list, which is told much faster.
        return _at_end(words).search(text) if text.endswith(_endings(words)) else None

    def whole(self, name: str, text: str) -> bool:
        """Whether the text is one word of the list."""
        return text in self.language.lexicons.words(name)

    def only(self, name: str, text: str) -> bool:
        """Whether nothing but words of the list and particles make up the text."""
        return bool(_nothing_else(self.language.lexicons.words(name)).fullmatch(text))

    def without(self, name: str, text: str) -> str:
        """The text with every word of the list taken out."""
        return _inside(self.language.lexicons.words(name)).sub("", text)


def locate(printed: str, word: str) -> tuple[int, int] | None:
    """Offsets of a folded word in the text as printed, whatever space or width it is printed in."""
    positions: list[int] = []
    letters: list[str] = []
    for position, letter in enumerate(printed):
        for plain in _fold_letter(letter):
            letters.append(plain)
            positions.append(position)
    start = "".join(letters).find(word)
    if start < 0 or not word:
        return None
    return positions[start], positions[start + len(word) - 1] + 1


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    return fold(letter)
