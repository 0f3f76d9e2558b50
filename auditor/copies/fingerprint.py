"""Texts as sets of character n-grams: sorted arrays of gram ranks, equal texts grouped first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LARGEST_GRAM = 3
"""Three code points of 21 bits fit a 64-bit word."""

COMPILED_FROM = 20_000
"""Distinct texts from which starting numba costs less than doing without it (both 0.5 s)."""

_CHUNK = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows with equal texts; groups are numbered by first appearance.

    `of`: int64 (rows), the group of each row. `first`: int64 (groups), the first row of each.
    """

    of: NDArray[np.int64]
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Rows in each group: int64 (groups)."""
        return np.bincount(self.of, minlength=len(self.first)).astype(np.int64)

    def members(self) -> list[NDArray[np.int64]]:
        """The rows of each group, ascending."""
        order = np.argsort(self.of, kind="stable").astype(np.int64)
        return np.split(order, np.cumsum(self.sizes)[:-1]) if len(self) else []


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """Gram sets of the distinct texts, by ascending set size.

    `order`: int64 (groups), the group at each position. `offsets`: int64 (groups + 1) into
    `grams`: int32, each position's gram ranks ascending; rank 0 is the rarest gram. `codes`:
    uint64 (ranks), a gram's code points plus one in 21 bits each. `size` is the n of the n-grams.
    """

    groups: Groups
    size: int
    order: NDArray[np.int64]
    offsets: NDArray[np.int64]
    grams: NDArray[np.int32]
    codes: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.order)

    @property
    def largest(self) -> int:
        """Grams of the largest set."""
        return int(self.offsets[-1] - self.offsets[-2]) if len(self) else 0


def compiled_pays(texts: int) -> bool:
    """Whether to use compiled code for so many texts: always once it is started."""
    return texts >= COMPILED_FROM or "auditor.copies.kernels" in sys.modules


def group(texts: Sequence[str]) -> Groups:
    """Group equal texts. Hashes are sorted and every match is compared, so nothing is guessed."""
    rows = len(texts)
    hashes = np.fromiter(map(hash, texts), np.int64, rows)
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    repeats = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(repeats) == 0:
        every = np.arange(rows, dtype=np.int64)
        return Groups(every, every)
    if any(texts[order[at]] != texts[order[at + 1]] for at in repeats.tolist()):
        return _group_by_table(texts)
    opens = np.ones(rows, np.bool_)
    opens[repeats + 1] = False
    first_of_row = np.empty(rows, np.int64)
    first_of_row[order] = order[np.flatnonzero(opens)][np.cumsum(opens) - 1]
    first = np.flatnonzero(first_of_row == np.arange(rows)).astype(np.int64)
    number = np.empty(rows, np.int64)
    number[first] = np.arange(len(first))
    return Groups(number[first_of_row], first)


def _group_by_table(texts: Sequence[str]) -> Groups:
    """The same for texts of which two different ones have one hash."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    of = np.fromiter(map(numbers.__getitem__, texts), np.int64, len(texts))
    first = np.unique(of, return_index=True)[1].astype(np.int64)
    return Groups(of, first)


def fingerprint(texts: Sequence[str], size: int = 2, threads: int = 2) -> Fingerprints:
    """The sets of character `size`-grams of texts, each distinct text once.

    The empty text has no gram; a text shorter than `size` is its own only gram. Texts are taken
    as they are: make them comparable first. Raises ValueError for a size outside 1..3.
    """
    if not 1 <= size <= LARGEST_GRAM:
        msg = f"size of grams {size}: only 1 to {LARGEST_GRAM}"
        raise ValueError(msg)
    groups = group(texts)
    repeated = len(groups) < len(texts)
    distinct = [texts[row] for row in groups.first.tolist()] if repeated else texts
    build = _compiled if compiled_pays(len(distinct)) else _plain
    return build(distinct, groups, size, threads)


def characters(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Code points of all texts one after another, and where each text ends."""
    encoded = "".join(texts).encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return np.frombuffer(encoded, np.dtype("<u4")).astype(np.uint32, copy=False), lengths.cumsum()


def _ranks(
    codes: NDArray[np.uint64], frequency: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Grams from rare to frequent, equals by code; and the rank of each gram as given."""
    order = np.lexsort((codes, frequency))
    rank = np.empty(len(codes), np.int32)
    rank[order] = np.arange(len(codes), dtype=np.int32)
    return codes[order], rank


def _layout(sizes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(sizes, kind="stable").astype(np.int64)
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes[order], out=offsets[1:])
    return order, offsets


def _plain(texts: Sequence[str], groups: Groups, size: int, threads: int) -> Fingerprints:  # noqa: ARG001
    """In numpy alone: sorts all grams of all rows, which is quick while they are few."""
    points, ends = characters(texts)
    lengths = np.diff(ends, prepend=0)
    count = np.where(lengths > 0, np.maximum(lengths - size + 1, 1), 0)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), count)
    within = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    start = (ends - lengths)[row] + within
    code = np.zeros(len(row), np.uint64)
    for step in range(size):
        inside = within + step < lengths[row]
        held = points[np.minimum(start + step, max(len(points) - 1, 0))].astype(np.uint64)
        shifted = (code << np.uint64(21)) | (held + np.uint64(1))
        code = np.where(inside, shifted, code)
    codes, gram = np.unique(code, return_inverse=True)
    held_once = np.unique(row * max(len(codes), 1) + gram)
    row, gram = np.divmod(held_once, max(len(codes), 1))
    codes, rank = _ranks(codes, np.bincount(gram, minlength=len(codes)))
    order, offsets = _layout(np.bincount(row, minlength=len(texts)).astype(np.int32))
    grams = _in_order(rank[gram], row, order)
    return Fingerprints(groups, size, order, offsets, grams, codes)


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Gram sets of a run of texts with a vocabulary of their own, as made or as read from a disk.

    `tokens`: int32, numbers of the grams of each text, one text after another. `sizes`: int32
    (texts). `codes`: uint64 (grams). `frequency`: int64 (grams), texts that hold each.
    """

    tokens: NDArray[np.int32]
    sizes: NDArray[np.int32]
    codes: NDArray[np.uint64]
    frequency: NDArray[np.int64]


def merge(shards: Sequence[Shard], groups: Groups, size: int, threads: int = 2) -> Fingerprints:
    """Shards as one set of fingerprints; the texts are numbered through, shard after shard."""
    every_code = np.concatenate([shard.codes for shard in shards])
    codes, gram = np.unique(every_code, return_inverse=True)
    frequency = np.zeros(len(codes), np.int64)
    np.add.at(frequency, gram, np.concatenate([shard.frequency for shard in shards]))
    codes, rank = _ranks(codes, frequency)
    known = np.cumsum([0, *(len(shard.codes) for shard in shards)])
    ranks = [rank[gram[low:high]] for low, high in pairwise(known.tolist())]
    sizes = np.concatenate([shard.sizes for shard in shards])
    order, offsets = _layout(sizes)
    if not compiled_pays(len(sizes)):
        parts = [of[shard.tokens] for of, shard in zip(ranks, shards, strict=True)]
        grams = _in_order(np.concatenate(parts), np.repeat(np.arange(len(sizes)), sizes), order)
    else:
        grams = _arranged(shards, ranks, order, offsets, threads)
    return Fingerprints(groups, size, order, offsets, grams, codes)


def _in_order(
    grams: NDArray[np.int32], row: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Grams of rows, each row's ascending, the rows in the order given."""
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    ordered: NDArray[np.int32] = grams[np.lexsort((grams, position[row]))]
    return ordered


def _arranged(
    shards: Sequence[Shard],
    ranks: Sequence[NDArray[np.int32]],
    order: NDArray[np.int64],
    offsets: NDArray[np.int64],
    threads: int,
) -> NDArray[np.int32]:
    """The same in compiled code, a run of positions a thread."""
    from auditor.copies import kernels

    grams = np.empty(int(offsets[-1]), np.int32)
    edges = np.linspace(0, len(order), 4 * threads + 1).astype(np.int64).tolist()

    def arrange(shard: Shard, rank: NDArray[np.int32], first: int) -> None:
        starts = np.cumsum(shard.sizes, dtype=np.int64) - shard.sizes
        last = first + len(starts)

        def run(low: int, high: int) -> None:
            kernels.arrange(
                shard.tokens, starts, rank, order, low, high, first, last, offsets, grams
            )

        list(pool.map(run, edges[:-1], edges[1:]))

    with ThreadPoolExecutor(threads) as pool:
        first = 0
        for shard, rank in zip(shards, ranks, strict=True):
            arrange(shard, rank, first)
            first += len(shard.sizes)
    return grams


def _tokenised(texts: Sequence[str], size: int) -> Shard:
    from auditor.copies import kernels

    capacity = 1 << 16
    keys = np.zeros(capacity, np.uint64)
    numbers = np.zeros(capacity, np.int32)
    codes = np.empty(capacity // 2, np.uint64)
    latest = np.empty(capacity // 2, np.int64)
    frequency = np.empty(capacity // 2, np.int64)
    tokens = np.empty(sum(map(len, texts)), np.int32)
    sizes = np.zeros(len(texts), np.int32)
    written = used = 0
    for low in range(0, len(texts), _CHUNK):
        points, ends = characters(texts[low : low + _CHUNK])
        row = 0
        while True:
            row, written, used = kernels.tokenise(
                points, ends, row, size, keys, numbers, latest, frequency, codes,
                used, low, tokens, written, sizes[low : low + _CHUNK],
            )  # fmt: skip
            if row == len(ends):
                break
            longest = int(np.diff(ends, prepend=0).max())
            capacity = max(2 * capacity, 1 << (4 * (used + longest)).bit_length())
            larger, larger_numbers = np.zeros(capacity, np.uint64), np.zeros(capacity, np.int32)
            kernels.rehash(keys, numbers, larger, larger_numbers)
            keys, numbers = larger, larger_numbers
            codes = np.resize(codes, capacity // 2)
            latest = np.resize(latest, capacity // 2)
            frequency = np.resize(frequency, capacity // 2)
    return Shard(tokens[:written], sizes, codes[:used].copy(), frequency[:used].copy())


def _compiled(texts: Sequence[str], groups: Groups, size: int, threads: int) -> Fingerprints:
    """By a hash table in compiled code, a run of rows a thread."""
    edges = [len(texts) * part // threads for part in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        runs = [texts[low:high] for low, high in pairwise(edges)]
        shards = list(pool.map(partial(_tokenised, size=size), runs))
    return merge(shards, groups, size, threads)
