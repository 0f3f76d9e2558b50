"""Indicator rows as comparable texts: the value held apart, with and without numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from auditor.copies.fingerprint import characters, compiled_pays
from auditor.copies.likeness import without_numbers
from auditor.text.normalise import comparable, fold

Kind = Literal["same", "numbers-changed", "near"]

_CHUNK = 100_000

# Classes of characters, as `kernels.compare` knows them.
_GONE, _MARK, _TITLE, _JOINER, _KEPT, _DIGIT, _SIGN, _EQUALS, _SLOW = range(9)

_CLASS_OF = {
    "": _GONE,
    **dict.fromkeys("《》", _TITLE),
    **dict.fromkeys(".-~/:", _JOINER),
    **dict.fromkeys("<>≥≤", _SIGN),
    "=": _EQUALS,
}


def keys(names: Sequence[str], descriptions: Sequence[str]) -> list[str]:
    """Name and description of each row as one comparable text, the value held apart.

    A description that only repeats the name counts once. Raises ValueError for unequal lengths.
    """
    pairs = zip(comparable_all(names), comparable_all(descriptions), strict=True)
    return [name if name == described else name + described for name, described in pairs]


def kind(one: str, other: str) -> Kind:
    """What tells two comparable texts apart: nothing, their numbers alone, or more."""
    if one == other:
        return "same"
    return "numbers-changed" if without_numbers(one) == without_numbers(other) else "near"


def comparable_all(texts: Sequence[str]) -> list[str]:
    """`comparable` of every text, by tables for the many that are plain; the result is the same."""
    if not compiled_pays(len(texts)):
        return [comparable(text) for text in texts]
    made: list[str] = []
    for low in range(0, len(texts), _CHUNK):
        made += _by_tables(texts[low : low + _CHUNK])
    return made


def _by_tables(texts: Sequence[str]) -> Iterator[str]:
    """A character at a time, except in texts where neighbours change what a character becomes."""
    from auditor.copies import kernels

    codes, ends = characters(texts)
    becomes, classes = _tables(codes)
    written = np.empty(len(codes), np.uint32)
    written_ends = np.empty(len(texts), np.int64)
    slow = np.zeros(len(texts), np.bool_)
    kernels.compare(codes, ends, becomes, classes, written, written_ends, slow)
    whole = written[: written_ends[-1]].astype("<u4", copy=False).tobytes()
    decoded = whole.decode("utf-32-le", "surrogatepass")
    start = 0
    for text, end, alone in zip(texts, written_ends.tolist(), slow.tolist(), strict=True):
        yield comparable(text) if alone else decoded[start:end]
        start = end


def _tables(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """For each code point that occurs, what it becomes and its class; the last stands for more."""
    becomes = np.zeros(0x10001, np.uint32)
    classes = np.full(0x10001, _SLOW, np.uint8)
    for code in np.flatnonzero(np.bincount(codes[codes < 0x10000])).tolist():  # noqa: PLR2004
        classes[code], becomes[code] = _classified(chr(code))
    return becomes, classes


def _classified(character: str) -> tuple[int, int]:
    folded, alone = fold(character), comparable(character)
    forms = {character, folded, alone, unicodedata.normalize("NFKC", character)}
    if any(map(_combines, "".join(forms))) or len(folded) > 1 or len(alone) > 1:
        return _SLOW, 0
    if folded in _CLASS_OF:
        return _CLASS_OF[folded], ord("-" if folded == "~" else folded or "\0")
    if alone == "":
        return _MARK, 0
    return (_DIGIT if alone.isdigit() else _KEPT), ord(alone)


def _combines(character: str) -> bool:
    """Whether the character may melt into the one before: marks and Hangul letters."""
    return (
        unicodedata.category(character)[0] == "M"
        or unicodedata.combining(character) != 0
        or "ᄀ" <= character <= "ᇿ"
        or "ꥠ" <= character <= "꥿"
        or "ힰ" <= character <= "퟿"
    )
