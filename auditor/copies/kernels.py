"""The compiled loops of the join; importing this module starts numba, so it is imported late.

Rows are *positions*: distinct texts ordered by the size of their gram set. Grams are *ranks*: 0 is
the rarest. `grams[offsets[p]:offsets[p + 1]]` are the ranks of row `p`, ascending.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from auditor.copies import summary

Function = TypeVar("Function", bound=Callable[..., Any])

Codes = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Sketches = NDArray[np.uint64]

EMPTY = np.uint64(0)
PAST_EFFORT = 255
"""Largest count of passed grams an entry can hold; more are held as this many."""


def compiled(function: Function) -> Function:
    """Compiled at the first call, kept on disk, run without the interpreter lock."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


def _popcount(context: Any, word: Any) -> Any:  # noqa: ARG001
    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.ctpop(values[0])

    return types.uint64(types.uint64), generate


# Number of set bits, as the one machine instruction.
popcount = cast("Callable[[np.uint64], np.uint64]", intrinsic(_popcount))


# Classes of characters, in the order of `rows`.
_GONE, _MARK, _TITLE, _JOINER, _KEPT, _DIGIT, _SIGN, _EQUALS, _SLOW = range(9)


@compiled
def compare(
    points: Codes,
    ends: Longs,
    becomes: Codes,
    classes: NDArray[np.uint8],
    out: Codes,
    out_ends: Longs,
    slow: NDArray[np.bool_],
) -> None:
    """Write every text as `comparable` gives it; marks as slow those that it must be asked about.

    `classes` and `becomes` are by code point, the last one standing for all beyond.
    """
    beyond = len(classes) - 1
    written = 0
    begin = 0
    for row in range(len(ends)):
        before = last = _MARK
        equals = title = False
        for at in range(begin, ends[row]):
            code = min(points[at], beyond)
            of_class = classes[code]
            if of_class == _SLOW:
                slow[row] = True
                break
            if of_class == _GONE:
                continue
            kept = of_class >= _KEPT
            if of_class == _JOINER and before == _DIGIT:
                after = at + 1
                while after < ends[row] and classes[min(points[after], beyond)] == _GONE:
                    after += 1
                kept = after < ends[row] and classes[min(points[after], beyond)] == _DIGIT
            equals |= of_class == _EQUALS
            title |= of_class == _TITLE
            if kept:
                if of_class >= _SIGN and last >= _SIGN:
                    slow[row] = True  # signs side by side merge
                out[written] = becomes[code]
                written += 1
                last = of_class
            before = of_class
        if equals and title:
            slow[row] = True  # a title mark beside an equals sign may be half a comparison
        out_ends[row] = written
        begin = ends[row]


@compiled
def _slot(keys: Keys, code: np.uint64) -> np.uint64:
    mask = np.uint64(len(keys) - 1)
    at = ((code * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
    while keys[at] != EMPTY and keys[at] != code:
        at = (at + np.uint64(1)) & mask
    return at


@compiled
def rehash(keys: Keys, numbers: Ints, new_keys: Keys, new_numbers: Ints) -> None:
    """Move every gram into a larger table."""
    for at in range(len(keys)):
        if keys[at] != EMPTY:
            to = _slot(new_keys, keys[at])
            new_keys[to] = keys[at]
            new_numbers[to] = numbers[at]


@compiled
def tokenise(
    characters: Codes,
    ends: Longs,
    start_row: int,
    size: int,
    keys: Keys,
    numbers: Ints,
    latest: Longs,
    frequency: Longs,
    codes: Keys,
    used: int,
    row_mark: int,
    tokens: Ints,
    written: int,
    sizes: Ints,
) -> tuple[int, int, int]:
    """Turn rows into sets of gram numbers until the table is half full.

    `characters` are code points of the rows one after another, row `r` ending at `ends[r]`.
    `latest[g]` is the last row (counted from `row_mark`) that holds gram `g`. Returns the next
    row to do, how many tokens are written, how many grams are known.
    """
    for row in range(start_row, len(ends)):
        begin = ends[row - 1] if row > 0 else 0
        length = ends[row] - begin
        count = length - size + 1
        if length > 0 and count < 1:
            count = 1  # a text shorter than a gram is its own gram
        count = max(count, 0)
        if used + count > len(keys) // 2:
            return row, written, used
        first = written
        for index in range(count):
            code = np.uint64(0)
            for step in range(min(size, length)):
                code = (code << np.uint64(21)) | np.uint64(characters[begin + index + step] + 1)
            at = _slot(keys, code)
            if keys[at] == EMPTY:
                keys[at] = code
                numbers[at] = used
                codes[used] = code
                latest[used] = -1
                frequency[used] = 0
                used += 1
            gram = numbers[at]
            if latest[gram] != row_mark + row:
                latest[gram] = row_mark + row
                frequency[gram] += 1
                tokens[written] = gram
                written += 1
        sizes[row] = written - first
    return len(ends), written, used


@compiled
def arrange(
    tokens: Ints,
    starts: Longs,
    rank: Ints,
    order: Longs,
    low: int,
    high: int,
    shard_low: int,
    shard_high: int,
    offsets: Longs,
    grams: Ints,
) -> None:
    """Write the rows of one shard at their positions `low..high`, ranks ascending."""
    for position in range(low, high):
        row = order[position]
        if row < shard_low or row >= shard_high:
            continue
        start = starts[row - shard_low]
        begin = offsets[position]
        length = offsets[position + 1] - begin
        if length > 64:  # where numpy's sort overtakes insertion
            for index in range(length):
                grams[begin + index] = rank[tokens[start + index]]
            grams[begin : begin + length].sort()
            continue
        for index in range(length):
            gram = rank[tokens[start + index]]
            at = begin + index
            while at > begin and grams[at - 1] > gram:
                grams[at] = grams[at - 1]
                at -= 1
            grams[at] = gram


@compiled
def sketch(grams: Ints, offsets: Longs, low: int, high: int, out: Sketches) -> None:
    """Parity sketches: the bits that differ are at most the grams that differ."""
    words = np.uint64(out.shape[1])
    for position in range(low, high):
        for at in range(offsets[position], offsets[position + 1]):
            mixed = np.uint64(grams[at]) * np.uint64(0x9E3779B97F4A7C15)
            word = ((mixed >> np.uint64(26)) & np.uint64(0xFFFFFFFF)) % words
            out[position, word] ^= np.uint64(1) << (mixed >> np.uint64(58))


@compiled
def count_entries(
    grams: Ints,
    offsets: Longs,
    passable: Ints,
    alone: NDArray[np.bool_],
    cut: int,
    low: int,
    high: int,
    out: Longs,
) -> None:
    """For each gram, how many entries `scatter` writes for it."""
    for position in range(low, high):
        begin = offsets[position]
        length = offsets[position + 1] - begin
        last = min(passable[length] + 1, length - 1)
        for index in range(min(passable[length] + 1, length)):
            gram = grams[begin + index]
            if gram < cut:
                out[gram] += 1
            else:
                out[gram] += last - index + alone[length]


@compiled
def touching(
    grams: Ints, offsets: Longs, passable: Ints, low: int, high: int, out: NDArray[np.bool_]
) -> None:
    """Mark the rows of which `scatter` writes entries for the grams `low..high`."""
    for position in range(len(offsets) - 1):
        begin = offsets[position]
        length = offsets[position + 1] - begin
        for index in range(min(passable[length] + 1, length)):
            gram = grams[begin + index]
            if low <= gram < high:
                out[position] = True
                break


@compiled
def scatter(
    grams: Ints,
    offsets: Longs,
    passable: Ints,
    alone: NDArray[np.bool_],
    cut: int,
    low: int,
    high: int,
    cursor: Longs,
    out: Keys,
) -> None:
    """Write the entries of the grams `low..high`, each gram's together, rows ascending.

    An entry is, from the highest bit: second gram of the signature relative to the first (24 bits,
    0 for a signature of one gram), position (32), grams passed over before the signature ends (8).
    """
    for position in range(len(offsets) - 1):
        begin = offsets[position]
        length = offsets[position + 1] - begin
        last = min(passable[length] + 1, length - 1)
        held = np.uint64(position) << np.uint64(8)
        for index in range(min(passable[length] + 1, length)):
            gram = grams[begin + index]
            if gram < low:
                continue
            if gram >= high:
                break
            at = cursor[gram - low]
            if gram < cut:
                out[at] = held | np.uint64(min(index, PAST_EFFORT))
                at += 1
            else:
                if alone[length]:
                    out[at] = held | np.uint64(min(index, PAST_EFFORT))
                    at += 1
                for second in range(index + 1, last + 1):
                    relative = np.uint64(grams[begin + second] - gram) << np.uint64(40)
                    out[at] = relative | held | np.uint64(min(second - 1, PAST_EFFORT))
                    at += 1
            cursor[gram - low] = at


@compiled
def _overlap(
    grams: Ints, x: int, x_end: int, y: int, y_end: int, need: int, first: int, second: int
) -> int:
    """Common grams of two rows, or 0 if fewer than `need` or another signature is theirs.

    A pair belongs to the signature of its first common gram, or of its first two: `second` is -1
    if one gram is the signature, 0 if the pair has no second.
    """
    common = 0
    x_spare = x_end - x - need
    y_spare = y_end - y - need
    while x < x_end and y < y_end:
        difference = grams[x] - grams[y]
        if difference == 0:
            if common == 0:
                if grams[x] != first:
                    return 0
            elif common == 1 and second >= 0 and grams[x] != second:
                return 0
            common += 1
            x += 1
            y += 1
        elif difference < 0:
            x += 1
            x_spare -= 1
            if x_spare < 0:
                return 0
        else:
            y += 1
            y_spare -= 1
            if y_spare < 0:
                return 0
    return common if common >= need else 0


@compiled
def scan(
    entries: Keys,
    starts: Longs,
    first_gram: int,
    cut: int,
    grams: Ints,
    offsets: Longs,
    sketches: Sketches,
    sides: NDArray[np.uint8],
    smallest: Ints,
    needed: Ints,
    state: Longs,
    window: Sketches,
    window_sizes: Ints,
    window_passed: Ints,
    out_x: Longs,
    out_y: Longs,
    out_overlap: Ints,
) -> int:
    """Compare the rows of every signature until the output is full; returns pairs written.

    `entries[starts[k]:starts[k + 1]]` belong to gram `first_gram + k`, sorted. `state` holds the
    gram, the start of the signature and the row to go on with, and is moved on. `smallest[a]` is
    the least size that suits size `a`; `needed[s]` the overlap that sizes summing to `s` need.
    """
    written = 0
    two_sets = len(sides) > 0
    words = window.shape[1]
    for gram_at in range(state[0], len(starts) - 1):
        gram = first_gram + gram_at
        end = starts[gram_at + 1]
        begin = max(starts[gram_at], state[1])
        while begin < end:
            relative = np.int64(entries[begin] >> np.uint64(40))
            stop = begin + 1
            while stop < end and np.int64(entries[stop] >> np.uint64(40)) == relative:
                stop += 1
            count = stop - begin
            if count > 1:
                for index in range(count):
                    position = (entries[begin + index] >> np.uint64(8)) & np.uint64(0xFFFFFFFF)
                    for word in range(words):
                        window[index, word] = sketches[position, word]
                    window_sizes[index] = offsets[position + 1] - offsets[position]
                    window_passed[index] = entries[begin + index] & np.uint64(0xFF)
                second = -1 if gram < cut else 0
                if relative > 0:
                    second = gram + int(relative)
                for right in range(max(1, state[2]), count):
                    if written + right > len(out_x):
                        state[0], state[1], state[2] = gram_at, begin, right
                        return written
                    size = window_sizes[right]
                    passed = window_passed[right]
                    x = np.int64((entries[begin + right] >> np.uint64(8)) & np.uint64(0xFFFFFFFF))
                    other_size = -1
                    need = spare = differing = 0
                    suits = False
                    for left in range(right - 1, -1, -1):
                        if window_sizes[left] != other_size:
                            other_size = window_sizes[left]
                            if other_size < smallest[size]:
                                break
                            need = needed[size + other_size]
                            spare = other_size - need
                            differing = size + other_size - 2 * need
                            suits = passed <= size - need and (second != 0 or need <= 1)
                        if not suits or window_passed[left] > spare:
                            continue
                        bits = np.int64(0)
                        for word in range(words):
                            bits += np.int64(popcount(window[right, word] ^ window[left, word]))
                            if bits > differing:
                                break
                        if bits > differing:
                            continue
                        y = np.int64(
                            (entries[begin + left] >> np.uint64(8)) & np.uint64(0xFFFFFFFF)
                        )
                        if two_sets and ((sides[x] | sides[y]) != 3):
                            continue
                        overlap = _overlap(
                            grams, offsets[x], offsets[x + 1], offsets[y], offsets[y + 1],
                            need, gram, second,
                        )  # fmt: skip
                        if overlap > 0 and (second != 0 or overlap == 1):
                            out_x[written] = x
                            out_y[written] = y
                            out_overlap[written] = overlap
                            written += 1
            begin = stop
            state[1] = begin
            state[2] = 0
        state[0] = gram_at + 1
        state[1] = 0
        state[2] = 0
    return written


absorb = compiled(summary.absorb)
