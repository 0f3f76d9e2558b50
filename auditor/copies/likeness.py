"""How like two short texts are; needs nothing compiled, so that checks may ask at once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import chain
from math import ceil
from typing import Any

from rapidfuzz import fuzz, process

ALIKE_HERE = 0.6
"""Likeness of two rows' texts between two tables that are candidates (see `likeness`)."""

#: What a quotient may be off, so that a bound never leaves out a pair that meets it.
_ROUNDING = 1e-9
# Digits, what joins them, percent and comparison signs: all that `comparable` keeps of numbers.
_NUMBERS = re.compile(r"[\d.\-/:%‰≥≤<>=]+")
#: Alike texts that are kept with a text until its turn comes again; more are looked for again.
_FEW = 32


def without_numbers(text: str) -> str:
    """A comparable text without its numbers, their signs and percent marks."""
    return _NUMBERS.sub("", text)


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


class Near:
    """Which of texts, all different, are alike; kept is what leads to them, never the pairs."""

    def __init__(self, texts: Sequence[str], least: float) -> None:
        self._texts = texts
        self._least = least
        self._in_order = _Sharing([frozenset(_counted(text)) for text in texts], least)
        self._pairs = _Sharing([_grams(text) for text in texts], least)

    def of(self, at: int, among: Container[int]) -> set[int]:
        """Those of `among` whose likeness to the text at this position is at least `least`."""
        text, lowest = self._texts[at], self._least - _ROUNDING
        own = {at} if at in among else set()
        choices = {n: self._texts[n] for n in self._in_order.of(at) if n != at and n in among}
        found = process.extract_iter(text, choices, scorer=fuzz.ratio, score_cutoff=100 * lowest)
        near = {n for _, _, n in found}
        grams = _grams(text)
        for n in self._pairs.of(at):
            if n != at and n in among and n not in near:
                other = _grams(self._texts[n])
                if 2 * len(grams & other) >= lowest * (len(grams) + len(other)):
                    near.add(n)
        return own | {n for n in near if likeness(text, self._texts[n]) >= self._least}

    def most(self, weights: Sequence[int]) -> list[int]:
        """For each text what those alike can weigh together at most."""
        every = sum(weights)
        bounds = zip(weights, self._in_order.most(weights), self._pairs.most(weights), strict=True)
        return [min(every, sum(parts)) for parts in bounds]


def around(texts: Sequence[str], weights: Sequence[int], least: float) -> Iterator[set[int]]:
    """Groups around the text whose like weigh most together, by position, the heaviest first.

    A chain does not make a group: all members are like the one in the middle. Texts that are the
    same but for numbers are one, and are compared without them.
    """
    numbered: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        numbered[without_numbers(text) or text].append(at)
    members = list(numbered.values())
    heavy = [sum(weights[at] for at in of) for of in members]
    near = Near(list(numbered), least)
    left = set(range(len(members)))
    known: dict[int, set[int]] = {}
    # What is reached only grows less: an entry that is still true when it is first is the heaviest.
    waiting = [(-weight, n) for n, weight in enumerate(near.most(heavy))]
    heapify(waiting)
    while waiting:
        bound, middle = heappop(waiting)
        if middle not in left:
            continue
        taken = known[middle] & left if middle in known else near.of(middle, left)
        if len(taken) <= _FEW:
            known[middle] = taken
        reached = sum(heavy[n] for n in taken)
        if reached < -bound:
            heappush(waiting, (-reached, middle))
            continue
        left -= taken
        yield {at for n in taken for at in members[n]}


def _counted(text: str) -> Iterator[tuple[str, int]]:
    """Each character with how often it has stood before: what is in order in both is in both."""
    seen: Counter[str] = Counter()
    for character in text:
        yield character, seen[character]
        seen[character] += 1


class _Sharing:
    """For each set those that may have a Dice of `least` with it.

    At least `least / (2 - least)` of either must be in both, so that of a set's members, rarest
    first, all but that share less one must hold a common one (prefix filter).
    """

    def __init__(self, sets: Sequence[frozenset[Any]], least: float) -> None:
        often = Counter(chain.from_iterable(sets))
        rank = {member: n for n, member in enumerate(sorted(often, key=lambda m: (often[m], m)))}
        self._share = least / (2 - least) - _ROUNDING
        self._sizes = [len(members) for members in sets]
        self._leading: list[tuple[int, ...]] = []
        self._holders: dict[int, list[int]] = defaultdict(list)
        for at, members in enumerate(sets):
            ordered = sorted(rank[member] for member in members)
            leading = ordered[: len(ordered) - ceil(self._share * len(ordered)) + 1]
            self._leading.append(tuple(leading))
            for member in leading:
                self._holders[member].append(at)

    def of(self, at: int) -> Iterator[int]:
        """The positions of those sets, its own among them unless it is empty."""
        size, share = self._sizes[at], self._share
        found = set().union(*(self._holders[member] for member in self._leading[at]))
        return (n for n in found if share * size <= self._sizes[n] <= size / share)

    def most(self, weights: Sequence[int]) -> list[int]:
        """For each set a bound of what those others weigh together."""
        held = {m: sum(weights[at] for at in of) for m, of in self._holders.items()}
        return [
            sum(held[member] - weights[at] for member in leading)
            for at, leading in enumerate(self._leading)
        ]


@lru_cache(maxsize=1 << 16)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
