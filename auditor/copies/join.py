"""Exact joins of texts by Jaccard similarity of their gram sets.

Prefix filtering with grams from rare to frequent (Chaudhuri, Ganti, Kaushik: SSJoin; Bayardo, Ma,
Srikant: AllPairs), the positional bound (Xiao et al.: PPJoin), prefixes lengthened by one so that
two grams must be shared (Wang, Li, Feng: AdaptJoin) where one gram stands in too many rows, and a
bit sketch before each comparison (after Sandes et al.: Bitmap Filter). Two rows are compared only
under the signature of their *first* common grams, so every pair comes out once and the signatures
can be shared out among threads and machines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from queue import Full, Queue
from threading import Event
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from auditor.copies.fingerprint import Fingerprints, Groups, compiled_pays, fingerprint

Texts: TypeAlias = Sequence[str] | Fingerprints

CHUNK = 1 << 18
"""Pairs a chunk at most, unless one row alone has more: 6 MB."""

COMPARED_PLAINLY = 1_000_000
"""Comparisons that plain Python does in the half second that numba takes to start."""

FREQUENT = 512
"""Rows that begin with a gram before it is signed with a second one. 64 to 16,384 measured: a
tenth slower at 16,384, no difference below."""

_ENTRIES = 1 << 23
"""Entries of 8 bytes a part holds at most, one frequent gram aside: 64 MB a thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Similar pairs of groups, by `left` and then `right`; three arrays of one length.

    Within one set `left < right`: int64 numbers of groups (see `Groups`). Between two sets `left`
    is a group of the first and `right` of the second. `similarity`: float64, threshold..1.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.left)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        """(left, right, similarity) as Python numbers."""
        yield from zip(
            self.left.tolist(), self.right.tolist(), self.similarity.tolist(), strict=True
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Bounds:
    """What the threshold asks of sizes, all as tables.

    `needed[s]`: the overlap that sizes summing to s must have. `smallest[a]`: the least size that
    can be similar to size a. `passable[a]`: grams of a row that may be passed over before its
    first common one. `alone[a]`: whether one common gram may be enough.
    """

    needed: NDArray[np.int32]
    smallest: NDArray[np.int32]
    passable: NDArray[np.int32]
    alone: NDArray[np.bool_]

    @classmethod
    def of(cls, threshold: float, largest: int) -> _Bounds:
        if not 0 < threshold <= 1:
            msg = f"threshold {threshold}: must be above 0 and at most 1"
            raise ValueError(msg)
        total = np.arange(2 * largest + 1)
        needed = np.maximum(np.ceil(threshold * total / (1 + threshold)).astype(np.int64), 1)
        # Floating point may put the ceiling one off; division decides, as it does for the user.
        for _ in range(2):
            lower = np.maximum(needed - 1, 1)
            enough = lower / np.maximum(total - lower, 1) >= threshold
            needed = np.where(enough, lower, needed)
            short = needed / np.maximum(total - needed, 1) < threshold
            needed = np.where(short, needed + 1, needed)
        size = np.arange(largest + 1)
        smallest = np.maximum(np.ceil(threshold * size).astype(np.int64), 1)
        for _ in range(2):
            lower = np.maximum(smallest - 1, 1)
            smallest = np.where(lower / np.maximum(size, 1) >= threshold, lower, smallest)
            short = smallest / np.maximum(size, 1) < threshold
            smallest = np.where(short, smallest + 1, smallest)
        least = needed[np.minimum(size + smallest, 2 * largest)]
        return cls(
            needed.astype(np.int32),
            smallest.astype(np.int32),
            np.maximum(size - least, -1).astype(np.int32),
            least <= 1,
        )


def join(texts: Texts, threshold: float, *, size: int = 2, threads: int = 2) -> Pairs:
    """All pairs of distinct texts whose Jaccard similarity is at least `threshold`.

    Equal texts are one group (`fingerprint(texts).groups`) and no pair. The empty text is similar
    to nothing. `size` is the n of the character n-grams and ignored for fingerprints. Where
    copies repeat, take `chunks` or `summary`: the number of pairs may be the square of the rows.
    Raises ValueError for a threshold outside (0, 1] or a size outside 1..3.
    """
    return merged(chunks(texts, threshold, size=size, threads=threads))


def chunks(texts: Texts, threshold: float, *, size: int = 2, threads: int = 2) -> Iterator[Pairs]:
    """The pairs of `join` in pieces of bounded size, in a fixed order; each piece is sorted."""
    prints = _prints(texts, size, threads)
    yield from sided_chunks(prints, threshold, None, threads)


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """What one machine needs for its share of a join: pairs whose first common gram is its own.

    `prints` are the rows that hold one of the grams `low..high` where a pair may begin, with
    their group numbers in `prints.order`; `cut` is the first gram that is signed with a second.
    """

    prints: Fingerprints
    threshold: float
    cut: int
    low: int
    high: int


def shares(prints: Fingerprints, threshold: float, parts: int, threads: int = 2) -> Iterator[Share]:
    """The join cut into about `parts` shares of like effort, each with the rows it needs.

    Every pair of `join` is in exactly one share. Shares are made one at a time, so that they can
    be sent away; they pickle. Errors as for `join`.
    """
    bounds = _Bounds.of(threshold, prints.largest)
    if prints.largest == 0:
        return
    from auditor.copies import kernels

    with ThreadPoolExecutor(threads) as pool:
        plan = _plan(prints, bounds, None, pool, threads)
    for low, high in pairwise(_edges(plan.entries, parts)):
        needed = np.zeros(len(prints), np.bool_)
        kernels.touching(prints.grams, prints.offsets, bounds.passable, low, high, needed)
        if not needed.any():
            continue
        sizes = np.diff(prints.offsets)
        offsets = np.concatenate(([0], np.cumsum(sizes[needed])))
        held = Fingerprints(
            Groups(np.empty(0, np.int64), np.empty(0, np.int64)),
            prints.size,
            prints.order[needed],
            offsets,
            prints.grams[np.repeat(needed, sizes)],
            prints.codes,
        )
        yield Share(held, threshold, plan.cut, low, high)


def join_share(share: Share, threads: int = 1) -> Pairs:
    """The pairs of one share, sorted."""
    bounds = _Bounds.of(share.threshold, share.prints.largest)
    with ThreadPoolExecutor(threads) as pool:
        plan = _plan(share.prints, bounds, None, pool, threads, share.cut)
    return merged(_part(plan, share.low, share.high))


def merged(pieces: Iterator[Pairs]) -> Pairs:
    """Pieces as one, sorted."""
    every = list(pieces)
    if not every:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64))
    return _sorted(
        np.concatenate([piece.left for piece in every]),
        np.concatenate([piece.right for piece in every]),
        np.concatenate([piece.similarity for piece in every]),
    )


def join_between(
    left: Sequence[str], right: Sequence[str], threshold: float, *, size: int = 2, threads: int = 2
) -> Pairs:
    """All pairs of a text of `left` and one of `right` that are similar, equal ones included.

    `Pairs.left` are groups of `left` and `Pairs.right` groups of `right`, each as `group` numbers
    them. The same pairs as filtering the self-join of both together; errors as for `join`.
    """
    return merged(chunks_between(left, right, threshold, size=size, threads=threads))


def chunks_between(
    left: Sequence[str], right: Sequence[str], threshold: float, *, size: int = 2, threads: int = 2
) -> Iterator[Pairs]:
    """The pairs of `join_between` in pieces of bounded size, in a fixed order."""
    prints = fingerprint([*left, *right], size, threads)
    in_left, left_number = _numbers_within(prints.groups.of[: len(left)], len(prints.groups))
    in_right, right_number = _numbers_within(prints.groups.of[len(left) :], len(prints.groups))
    in_both = np.flatnonzero(in_left & in_right)
    if 0 in prints.offsets[1:2]:
        in_both = in_both[in_both != prints.order[0]]  # the empty text
    if len(in_both):
        yield _sorted(left_number[in_both], right_number[in_both], np.ones(len(in_both)))
    sides = (in_left + 2 * in_right).astype(np.uint8)
    for piece in sided_chunks(prints, threshold, sides, threads):
        ahead = in_left[piece.left] & in_right[piece.right]
        back = in_left[piece.right] & in_right[piece.left]
        yield _sorted(
            np.concatenate([left_number[piece.left[ahead]], left_number[piece.right[back]]]),
            np.concatenate([right_number[piece.right[ahead]], right_number[piece.left[back]]]),
            np.concatenate([piece.similarity[ahead], piece.similarity[back]]),
        )


def _numbers_within(
    of: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which groups a set holds, and the number each has by first appearance in that set."""
    held, first = np.unique(of, return_index=True)
    number = np.full(groups, -1, np.int64)
    number[held[np.argsort(first)]] = np.arange(len(held))
    return number >= 0, number


def _prints(texts: Texts, size: int, threads: int) -> Fingerprints:
    return texts if isinstance(texts, Fingerprints) else fingerprint(texts, size, threads)


def _sorted(
    left: NDArray[np.int64], right: NDArray[np.int64], similarity: NDArray[np.float64]
) -> Pairs:
    order = np.lexsort((right, left))
    return Pairs(left[order], right[order], similarity[order])


def _pairs(
    prints: Fingerprints,
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    overlap: NDArray[np.int32],
) -> Pairs:
    sizes = np.diff(prints.offsets)
    similarity = overlap / (sizes[x] + sizes[y] - overlap)
    one, other = prints.order[x], prints.order[y]
    return _sorted(np.minimum(one, other), np.maximum(one, other), similarity)


def sided_chunks(
    prints: Fingerprints,
    threshold: float,
    sides: NDArray[np.uint8] | None,
    threads: int,
) -> Iterator[Pairs]:
    """Pairs of groups in pieces; with `sides` (1, 2 or 3 for both, by group) only across sets."""
    bounds = _Bounds.of(threshold, prints.largest)
    if prints.largest == 0:
        return
    if sides is not None:
        sides = sides[prints.order]
    if compiled_pays(len(prints)) or _comparisons(prints, bounds) > COMPARED_PLAINLY:
        yield from _compiled(prints, bounds, sides, threads)
    else:
        yield from _plain(prints, bounds, sides)


def _comparisons(prints: Fingerprints, bounds: _Bounds) -> int:
    """How many pairs of rows share a gram of their prefixes, counted for each such gram."""
    sizes = np.diff(prints.offsets)
    index = np.arange(len(prints.grams)) - np.repeat(prints.offsets[:-1], sizes)
    begins = prints.grams[index <= np.repeat(bounds.passable[sizes], sizes)]
    rows = np.bincount(begins)
    return int((rows * (rows - 1) // 2).sum())


def _plain(
    prints: Fingerprints, bounds: _Bounds, sides: NDArray[np.uint8] | None
) -> Iterator[Pairs]:
    """AllPairs in plain Python, for sets too small to be worth starting a compiler."""
    needed, smallest = bounds.needed.tolist(), bounds.smallest.tolist()
    offsets, every = prints.offsets.tolist(), prints.grams.tolist()
    rows = [every[low:high] for low, high in pairwise(offsets)]
    sets = [frozenset(row) for row in rows]
    postings: defaultdict[int, list[int]] = defaultdict(list)
    found: list[tuple[int, int, int]] = []
    for x, row in enumerate(rows):
        length = len(row)
        if length == 0:
            continue
        candidates = {y for gram in row[: bounds.passable[length] + 1] for y in postings[gram]}
        for y in sorted(candidates):
            if len(rows[y]) < smallest[length]:
                continue
            if sides is not None and sides[x] | sides[y] != 3:  # noqa: PLR2004  (both bits)
                continue
            overlap = len(sets[x] & sets[y])
            if overlap >= needed[length + len(rows[y])]:
                found.append((x, y, overlap))
        for gram in row[: length - needed[2 * length] + 1]:
            postings[gram].append(x)
        if len(found) >= CHUNK:
            yield _from_list(prints, found)
            found.clear()
    if found:
        yield _from_list(prints, found)


def _from_list(prints: Fingerprints, found: list[tuple[int, int, int]]) -> Pairs:
    x, y, overlap = np.array(found, np.int64).T
    return _pairs(prints, x, y, overlap.astype(np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What all parts of a compiled join share."""

    prints: Fingerprints
    bounds: _Bounds
    sides: NDArray[np.uint8]
    sketches: NDArray[np.uint64]
    cut: int
    entries: NDArray[np.int64]


def _plan(
    prints: Fingerprints,
    bounds: _Bounds,
    sides: NDArray[np.uint8] | None,
    pool: ThreadPoolExecutor,
    threads: int,
    cut: int | None = None,
) -> _Plan:
    from auditor.copies import kernels

    steps = [len(prints) * step // threads for step in range(threads + 1)]
    sketches = np.zeros((len(prints), _words(prints, bounds)), np.uint64)

    def sketched(low: int, high: int) -> None:
        kernels.sketch(prints.grams, prints.offsets, low, high, sketches)

    list(pool.map(sketched, steps[:-1], steps[1:]))

    def counted(cut: int) -> NDArray[np.int64]:
        def one(low: int, high: int) -> NDArray[np.int64]:
            out = np.zeros(len(prints.codes), np.int64)
            kernels.count_entries(
                prints.grams, prints.offsets, bounds.passable, bounds.alone, cut, low, high, out
            )
            return out

        total = np.zeros(len(prints.codes), np.int64)
        for counts in pool.map(one, steps[:-1], steps[1:]):
            total += counts
        return total

    if cut is None:
        frequent = np.flatnonzero(counted(len(prints.codes)) > FREQUENT)
        cut = int(frequent[0]) if len(frequent) else len(prints.codes)
        cut = max(cut, len(prints.codes) - (1 << 24) + 1)  # an entry has 24 bits for a second gram
    no_sides = np.empty(0, np.uint8)
    return _Plan(prints, bounds, no_sides if sides is None else sides, sketches, cut, counted(cut))


def _words(prints: Fingerprints, bounds: _Bounds) -> int:
    """Words of a sketch: bits four times the grams that similar rows may differ in, up to 1024.

    Unrelated rows then differ in clearly more bits than that; a word is enough for an indicator.
    """
    size = int(np.percentile(np.diff(prints.offsets), 75))
    differing = 2 * (size - int(bounds.needed[2 * size]))
    return max(1, min(16, -(-4 * differing // 64)))


def _edges(entries: NDArray[np.int64], parts: int) -> list[int]:
    """Where to cut the grams into runs with about equally many entries."""
    ends = np.cumsum(entries)
    inner = np.searchsorted(ends, np.arange(1, parts) * ends[-1] // parts) + 1
    return sorted({0, *inner.tolist(), len(entries)})


def _compiled(
    prints: Fingerprints,
    bounds: _Bounds,
    sides: NDArray[np.uint8] | None,
    threads: int,
) -> Iterator[Pairs]:
    stopped = Event()
    with ThreadPoolExecutor(threads) as pool:
        plan = _plan(prints, bounds, sides, pool, threads)
        total = int(plan.entries.sum())
        runs = list(pairwise(_edges(plan.entries, max(4 * threads, -(-total // _ENTRIES)))))
        queues: list[Queue[Pairs | BaseException | None]] = [Queue(2) for _ in runs]
        for run, queue in zip(runs, queues, strict=True):
            pool.submit(_fill, plan, *run, queue, stopped)
        try:
            for queue in queues:
                while (piece := queue.get()) is not None:
                    if isinstance(piece, BaseException):
                        raise piece
                    yield piece
        finally:
            stopped.set()


def _fill(
    plan: _Plan,
    low: int,
    high: int,
    queue: Queue[Pairs | BaseException | None],
    stopped: Event,
) -> None:
    """Put the pairs of one part into its queue, waiting while the reader is behind."""

    def put(item: Pairs | BaseException | None) -> None:
        while not stopped.is_set():
            with suppress(Full):
                queue.put(item, timeout=0.1)
                return

    try:
        for piece in _part(plan, low, high):
            put(piece)
            if stopped.is_set():
                return
        put(None)
    except BaseException as error:
        put(error)


def _part(plan: _Plan, low: int, high: int) -> Iterator[Pairs]:
    """The pairs whose first common gram has a rank of `low..high`."""
    from auditor.copies import kernels

    prints, bounds = plan.prints, plan.bounds
    starts = np.zeros(high - low + 1, np.int64)
    np.cumsum(plan.entries[low:high], out=starts[1:])
    entries = np.empty(int(starts[-1]), np.uint64)
    grams, offsets = prints.grams, prints.offsets
    cursor = starts[:-1].copy()
    kernels.scatter(
        grams, offsets, bounds.passable, bounds.alone, plan.cut, low, high, cursor, entries
    )
    for gram in range(max(low, plan.cut), high):
        entries[starts[gram - low] : starts[gram - low + 1]].sort()
    most = int(np.diff(starts).max(initial=0))
    window = np.empty((most, plan.sketches.shape[1]), np.uint64)
    window_sizes, window_passed = np.empty(most, np.int32), np.empty(most, np.int32)
    room = max(CHUNK, most)
    x, y = np.empty(room, np.int64), np.empty(room, np.int64)
    overlap = np.empty(room, np.int32)
    state = np.zeros(3, np.int64)
    while state[0] < high - low:
        written = kernels.scan(
            entries, starts, low, plan.cut, grams, offsets, plan.sketches, plan.sides,
            bounds.smallest, bounds.needed, state,
            window, window_sizes, window_passed, x, y, overlap,
        )  # fmt: skip
        if written:
            yield _pairs(prints, x[:written], y[:written], overlap[:written])
