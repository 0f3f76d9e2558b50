"""Groups of which every two members are alike: a chain of barely similar texts stays apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def clusters(pairs: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Complete linkage: the most similar join first, and only where all of both groups are pairs.

    `pairs` maps (smaller, larger) numbers to their similarity. Groups of two or more, members
    ascending, in the order of their first members; the same pairs give the same groups.
    """
    group_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for one, other in sorted(pairs, key=lambda p: (-pairs[p], p)):
        a, b = group_of.setdefault(one, one), group_of.setdefault(other, other)
        left, right = members.setdefault(a, [one]), members.setdefault(b, [other])
        if a == b or any((min(x, y), max(x, y)) not in pairs for x in left for y in right):
            continue
        members[a] = left + right
        del members[b]
        group_of.update(dict.fromkeys(right, a))
    return sorted(sorted(m) for m in members.values() if len(m) > 1)


def medoid(members: Sequence[int], pairs: Mapping[tuple[int, int], float]) -> int:
    """The member most similar to all others; the first of several."""

    def closeness(one: int) -> float:
        return sum(pairs[min(one, x), max(one, x)] for x in members if x != one)

    return max(members, key=lambda m: (closeness(m), -m))
