"""How many cells a DOC has, by the DOC itself: conversions lose tables, and are held to it."""

from __future__ import annotations

import struct

_END_OF_CHAIN = 0xFFFFFFFA
_ENTRY = 128
_MOST_SECTORS = 4_000_000
# In the header of the document's stream: flags, characters of the text, place of the piece table.
_FLAGS, _CHARACTERS, _PIECES = 0x0A, 0x4C, 0x01A2
_TABLE_1 = 0x0200
_PIECE_TABLE = 2
_COMPRESSED = 0x4000_0000
_SMALL = 4096


def cell_marks(data: bytes) -> int | None:
    """The marks that end cells and rows in the document's text; `None` where it cannot be read."""
    try:
        streams = _streams(data)
        main = streams["WordDocument"]
        (flags,) = struct.unpack_from("<H", main, _FLAGS)
        (length,) = struct.unpack_from("<I", main, _CHARACTERS)
        at, size = struct.unpack_from("<II", main, _PIECES)
        table = streams["1Table" if flags & _TABLE_1 else "0Table"][at : at + size]
        return sum(_marks(main, table, length))
    except (KeyError, IndexError, ValueError, struct.error):
        return None


def _marks(main: bytes, table: bytes, length: int) -> list[int]:
    """The marks of each piece of the text, in the order of the text."""
    at = 0
    while table[at] != _PIECE_TABLE:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    (size,) = struct.unpack_from("<I", table, at + 1)
    count = (size - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    found = []
    for number in range(count):
        if starts[number] >= length:
            break
        characters = min(starts[number + 1], length) - starts[number]
        (place,) = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)
        if place & _COMPRESSED:
            start = (place & ~_COMPRESSED) // 2
            found.append(main[start : start + characters].count(b"\x07"))
        else:
            text = main[place : place + 2 * characters]
            found.append(text[::2].count(b"\x07") - _high(text))
    return found


def _high(text: bytes) -> int:
    """How many characters end in 07 without being the mark, such as `U+4E07`."""
    return sum(1 for low, high in zip(text[::2], text[1::2], strict=False) if low == 7 and high)  # noqa: PLR2004


def _streams(data: bytes) -> dict[str, bytes]:
    """The large streams of an old Office file by name."""
    (shift,) = struct.unpack_from("<H", data, 30)
    size = 1 << min(shift, 12)
    (first,) = struct.unpack_from("<I", data, 48)
    heads = list(struct.unpack_from("<109I", data, 76))
    (more, count) = struct.unpack_from("<II", data, 68)
    while more < _END_OF_CHAIN and count and len(heads) < _MOST_SECTORS:
        sector = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        heads += sector[:-1]
        more, count = sector[-1], count - 1
    following: list[int] = []
    for head in heads:
        if head < _END_OF_CHAIN:
            following += struct.unpack_from(f"<{size // 4}I", data, (head + 1) * size)

    def chain(sector: int) -> bytes:
        parts = []
        for _ in range(len(following)):
            if sector >= _END_OF_CHAIN:
                break
            parts.append(data[(sector + 1) * size : (sector + 2) * size])
            sector = following[sector]
        return b"".join(parts)

    directory = chain(first)
    streams = {}
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        start, whole = struct.unpack_from("<II", directory, at + 116)
        if whole >= _SMALL and name in {"WordDocument", "1Table", "0Table"}:
            streams[name] = chain(start)[:whole]
    return streams
