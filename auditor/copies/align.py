"""Two texts side by side: what they share and where they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate

from rapidfuzz.distance import Indel

_UNIT = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)
_ISLAND = 2
"""Shared runs shorter than this between two differences are shown as part of the difference."""


@dataclass(frozen=True, slots=True)
class Span:
    """`a[a_start:a_end]` stands against `b[b_start:b_end]`, offsets in characters."""

    equal: bool
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def align(a: str, b: str) -> tuple[Span, ...]:
    """Spans that cover both texts in order, equal and different in turn.

    Longest common subsequence of characters by rapidfuzz, a number counting as one character so
    that it is shown whole. A single shared character between two differences is no help to a
    reader and belongs to the difference.
    """
    a_units, b_units = _UNIT.findall(a), _UNIT.findall(b)
    a_at = list(accumulate(map(len, a_units), initial=0))
    b_at = list(accumulate(map(len, b_units), initial=0))
    operations = list(Indel.opcodes(a_units, b_units))
    spans: list[Span] = []
    for number, operation in enumerate(operations):
        a_start, a_end = a_at[operation.src_start], a_at[operation.src_end]
        b_start, b_end = b_at[operation.dest_start], b_at[operation.dest_end]
        island = 0 < number < len(operations) - 1 and a_end - a_start < _ISLAND
        equal = operation.tag == "equal" and not island
        span = Span(equal, a_start, a_end, b_start, b_end)
        if spans and spans[-1].equal == equal:
            last = spans.pop()
            span = replace(span, a_start=last.a_start, b_start=last.b_start)
        spans.append(span)
    return tuple(spans)
