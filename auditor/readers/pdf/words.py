"""Characters to lines of text, and lines to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from auditor.readers.pdf.marks import Box, Character

# Characters whose middles differ by less than this share of their height stand on one line.
_SAME_LINE = 0.5
# The same character printed again within this share of its width is a drawn bold.
_OVERPRINTED = 0.3
# A gap of this share of the height is a blank; one of so many heights parts two texts.
_BLANK = 0.3
_APART = 4.0
# A line that ends so many heights before the margin ends its paragraph; one that begins so far
# within it begins another.
_SHORT = 2.0
_INDENT = 1.4
# Columns without lines between them stand so many heights apart.
_GAP = 0.6
# A line that ends so few heights before its cell's edge was wrapped there.
_WRAPPED = 1.2
# Lines of a paragraph are of one size and at most so many heights apart.
_OTHER_SIZE = 0.2
_LEADING = 2.4


# A line that begins so begins a paragraph, or is an entry of a list.
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]{1,3}部分|[①-⑳]"
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Characters of one line that belong together."""

    text: str
    box: Box

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top


def lines(characters: Iterable[Character]) -> list[TextLine]:
    """The lines from the top down; wide gaps part a line into several texts."""
    return [_line(part) for row in _rows(characters) for part in _parts(row)]


def cell_text(characters: Iterable[Character], right: float) -> str:
    """The text of one cell with its own line breaks; a number that its edge broke is whole."""
    text = ""
    before: TextLine | None = None
    for row in _rows(characters):
        line = _line(row)
        if before is not None and not _breaks_number(before, line, right):
            text += "\n"
        text += line.text
        before = line
    return text


def _breaks_number(before: TextLine, line: TextLine, right: float) -> bool:
    wrapped = right - before.box.right <= _WRAPPED * before.height
    return wrapped and before.text[-1].isdecimal() and line.text[0].isdecimal()


def columns(characters: Iterable[Character], bands: Sequence[Box]) -> list[tuple[float, Box]]:
    """Where columns that no line parts stand apart, and in which of the bands that lie in rows.

    A place counts that parts text in all of one band or in several; text over it stays whole.
    """
    stretches = [_stretches(characters, band) for band in bands]
    gaps = [(one[1], other[0]) for stretch in stretches for one, other in pairwise(stretch)]
    places: list[tuple[float, float, int]] = []
    for left, right in sorted(gaps, key=lambda gap: gap[1] - gap[0]):
        for at, (low, high, count) in enumerate(places):
            if left < high and low < right:
                places[at] = max(left, low), min(right, high), count + 1
                break
        else:
            places.append((left, right, 1))
    return [
        ((low + high) / 2, band)
        for low, high, count in places
        if count > 1 or len(bands) == 1
        for band, stretch in zip(bands, stretches, strict=True)
        if not any(left < (low + high) / 2 < right for left, right in stretch)
    ]


def _stretches(characters: Iterable[Character], band: Box) -> list[tuple[float, float]]:
    """The parts of a band, from left to right, in which text stands close together."""
    found: list[tuple[float, float]] = []
    inside = sorted(
        (c.left, c.right, c.bottom - c.top)
        for c in characters
        if band.left <= c.x <= band.right and band.top <= c.y <= band.bottom
    )
    for left, right, height in inside:
        if found and left - found[-1][1] < _GAP * height:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def paragraphs(found: Sequence[TextLine], margins: tuple[float, float]) -> list[list[TextLine]]:
    """Lines that run on together, by the page's left and right margin."""
    groups: list[list[TextLine]] = []
    for line in found:
        if groups and _runs_on(groups[-1][-1], line, margins):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def running_text(paragraph: Iterable[TextLine]) -> str:
    """The lines of a paragraph as one: where they break is the page's doing."""
    text = ""
    for line in paragraph:
        words = text[-1:].isascii() and text[-1:].isalpha() and line.text[0].isascii()
        text += (" " if words else "") + line.text
    return text


def _runs_on(before: TextLine, line: TextLine, margins: tuple[float, float]) -> bool:
    size = max(before.height, line.height)
    left, right = margins
    return (
        abs(before.height - line.height) <= _OTHER_SIZE * size
        and 0 < line.box.top - before.box.top <= _LEADING * size
        and before.box.right >= right - _SHORT * size
        and line.box.left <= left + _INDENT * size
        and _NUMBERED.match(line.text) is None
    )


def _rows(characters: Iterable[Character]) -> list[list[Character]]:
    """Characters by line, each from left to right, a bold's second strike left out."""
    rows: list[list[Character]] = []
    middle = height = 0.0
    for character in sorted(characters, key=lambda c: (c.top + c.bottom, c.left)):
        own_middle = (character.top + character.bottom) / 2
        own_height = character.bottom - character.top
        if rows and own_middle - middle < _SAME_LINE * min(height, own_height):
            rows[-1].append(character)
        else:
            rows.append([character])
            middle, height = own_middle, own_height
    return [_once(sorted(row, key=lambda c: c.left)) for row in rows]


def _once(row: list[Character]) -> list[Character]:
    kept: list[Character] = []
    for character in row:
        reach = _OVERPRINTED * (character.right - character.left)
        again = any(
            other.text == character.text and abs(other.left - character.left) <= reach
            for other in kept[-3:]
        )
        if not again:
            kept.append(character)
    return kept


def _parts(row: list[Character]) -> Iterable[list[Character]]:
    part: list[Character] = []
    for character in row:
        if part and character.left - part[-1].right > _APART * (part[-1].bottom - part[-1].top):
            yield part
            part = []
        part.append(character)
    yield part


def _line(row: list[Character]) -> TextLine:
    pieces: list[str] = []
    for at, character in enumerate(row):
        if at and character.left - row[at - 1].right > _BLANK * (character.bottom - character.top):
            pieces.append(" ")
        pieces.append(character.text)
    box = Box(
        min(c.left for c in row),
        min(c.top for c in row),
        max(c.right for c in row),
        max(c.bottom for c in row),
    )
    return TextLine("".join(pieces), box)
