"""How like two short texts are; needs nothing compiled, so that checks may ask at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
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


def alike(texts: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Every two of the texts, all different, whose likeness is at least `least`, by position.

    Texts so alike share as large a part of their characters, or of their pairs of characters: only
    such are compared.
    """
    near: set[tuple[int, int]] = set()
    for at, others in _sharing([frozenset(_counted(text)) for text in texts], least):
        choices = {other: texts[other] for other in others}
        lowest = 100 * (least - _ROUNDING)
        in_order = process.extract_iter(texts[at], choices, scorer=fuzz.ratio, score_cutoff=lowest)
        near.update((other, at) for _, _, other in in_order)
    pairs = [_grams(text) for text in texts]
    for at, others in _sharing(pairs, least):
        own, lowest = pairs[at], least - _ROUNDING
        near.update(
            (other, at)
            for other in others
            if 2 * len(own & pairs[other]) >= lowest * (len(own) + len(pairs[other]))
        )
    for one, other in sorted(near):
        if likeness(texts[one], texts[other]) >= least:
            yield one, other


def around(texts: Sequence[str], weights: Sequence[int], least: float) -> Iterator[set[int]]:
    """Groups around the text whose like weigh most together, by position, the heaviest first.

    A chain does not make a group: all members are like the one in the middle.
    """
    near = [{n} for n in range(len(texts))]
    for one, other in alike(texts, least):
        near[one].add(other)
        near[other].add(one)
    reached = [sum(weights[o] for o in of) for of in near]
    # What is reached only grows less: after an entry that is no longer true comes one that is.
    waiting = [(-weight, n) for n, weight in enumerate(reached)]
    heapify(waiting)
    left = set(range(len(texts)))
    while waiting:
        weight, middle = heappop(waiting)
        if middle not in left or -weight != reached[middle]:
            continue
        taken = near[middle] & left
        left -= taken
        touched = set()
        for gone in taken:
            for n in near[gone] & left:
                reached[n] -= weights[gone]
                touched.add(n)
        for n in touched:
            heappush(waiting, (-reached[n], n))
        yield taken


def _counted(text: str) -> Iterator[tuple[str, int]]:
    """Each character with how often it has stood before: what is in order in both is in both."""
    seen: Counter[str] = Counter()
    for character in text:
        yield character, seen[character]
        seen[character] += 1


def _sharing(sets: Sequence[frozenset[Any]], least: float) -> Iterator[tuple[int, set[int]]]:
    """For each set those before it that may have a Dice of `least` with it.

    At least `least / (2 - least)` of either must be in both, so that of a set's members, rarest
    first, all but that share less one must hold a common one (prefix filter).
    """
    often = Counter(chain.from_iterable(sets))
    rank = {member: n for n, member in enumerate(sorted(often, key=lambda m: (often[m], m)))}
    share = least / (2 - least) - _ROUNDING
    sizes = [len(members) for members in sets]
    holders: dict[Any, list[int]] = defaultdict(list)
    for at, members in enumerate(sets):
        size, ordered = sizes[at], sorted(members, key=rank.__getitem__)
        found: set[int] = set()
        for member in ordered[: size - ceil(share * size) + 1]:
            found.update(holders[member])
            holders[member].append(at)
        yield at, {other for other in found if share * size <= sizes[other] <= size / share}


@lru_cache(maxsize=1 << 16)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
