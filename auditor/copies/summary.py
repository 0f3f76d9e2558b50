"""What is left of the pairs when there are too many to list: counts, nearest, components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.copies.join import Pairs

_MANY = 200_000
"""Pairs from which the compiled loop is worth starting (half a second; 2 µs a pair without)."""


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Similar texts by group (see `Groups`), in arrays as long as there are groups.

    `pairs`: how many in all. `neighbours`: int64, similar groups of each. `nearest`: int64, the
    most similar group, the first of several, -1 where there is none; `similarity`: float64, its
    similarity or 0. `component`: int64, the least group that a chain of pairs leads to; a chain
    may join texts that are not similar themselves.
    """

    pairs: int
    neighbours: NDArray[np.int64]
    nearest: NDArray[np.int64]
    similarity: NDArray[np.float64]
    component: NDArray[np.int64]


def summarise(pieces: Iterable[Pairs], groups: int) -> Summary:
    """Take in pairs of one set of `groups` piece by piece; memory does not grow with the pairs."""
    total = 0
    neighbours = np.zeros(groups, np.int64)
    nearest = np.full(groups, -1, np.int64)
    similarity = np.zeros(groups, np.float64)
    parent = np.arange(groups, dtype=np.int64)
    for piece in pieces:
        total += len(piece)
        take = absorb
        if total > _MANY:
            from auditor.copies import kernels

            take = kernels.absorb
        take(piece.left, piece.right, piece.similarity, neighbours, nearest, similarity, parent)
    while (parent != parent[parent]).any():
        parent = parent[parent]
    return Summary(total, neighbours, nearest, similarity, parent)


def absorb(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    similarities: NDArray[np.float64],
    neighbours: NDArray[np.int64],
    nearest: NDArray[np.int64],
    similarity: NDArray[np.float64],
    parent: NDArray[np.int64],
) -> None:
    """One piece of pairs; the answer does not depend on the order of pairs."""
    for at in range(len(left)):
        one, other, measure = left[at], right[at], similarities[at]
        neighbours[one] += 1
        neighbours[other] += 1
        if measure > similarity[one] or (measure == similarity[one] and other < nearest[one]):
            similarity[one] = measure
            nearest[one] = other
        if measure > similarity[other] or (measure == similarity[other] and one < nearest[other]):
            similarity[other] = measure
            nearest[other] = one
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if one < other:
            parent[other] = one
        else:
            parent[one] = other
