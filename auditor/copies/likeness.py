"""How like two short texts are; needs nothing compiled, so that checks may ask at once."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

ALIKE_HERE = 0.6
"""Likeness of two rows' texts between two tables that are candidates (see `likeness`)."""


def likeness(a: str, b: str) -> float:
    """0 to 1: shared pairs of characters (Dice) or characters in order, whichever is more.

    The first forgives another order of words, the second a word put into a short name.
    """
    if a == b:
        return 1.0
    if 2 * min(len(a), len(b)) < ALIKE_HERE * (len(a) + len(b)):
        return 0.0
    first, second = _grams(a), _grams(b)
    shared = len(first & second)
    if shared == 0:
        return 0.0
    return max(2 * shared / (len(first) + len(second)), fuzz.ratio(a, b) / 100)


@lru_cache(maxsize=1 << 16)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
