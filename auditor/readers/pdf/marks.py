"""What stands on a page: characters and straight lines, as a reader of the page sees them.

Coordinates count in points from the page's upper left corner as it is read: turned pages are turned
back. What a clip hides is kept and stands at the clip's edge: forms that break a cell over two
pages draw its whole text on both, and hide what belongs to the other.
"""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

# Borders drawn as filled rectangles are at most this thick; thicker ones are shading.
_THICKEST_LINE = 3.0
# A line leans by at most this much from end to end.
_LEANING = 1.0
_QUARTER = math.pi / 2
_STRAIGHT = 0.1
_DEEPEST_FORM = 8
_SAMPLE = 100
# A hyphen at a line's end, as pdfium gives it.
_HYPHENS = frozenset({0x02, 0xFFFE})
_HIGH_SURROGATES = range(0xD800, 0xDC00)
_LOW_SURROGATES = range(0xDC00, 0xE000)
_BEYOND = 0x10000
_BLANKS = frozenset(range(1, ord(" ") + 1)) - _HYPHENS
_UNKNOWN = frozenset({0, 0xFFFD, *range(0xE000, 0xF900)})
# Radicals that fonts name where they mean the character; the others fold by NFKC.
_RADICAL_CODES = range(0x2E80, 0x2FE0)
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)


class Box(NamedTuple):
    """A rectangle; `top` is less than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float


class Character(NamedTuple):
    """A printed character: its box, and the point by which it belongs to a cell."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    x: float
    y: float


class Line(NamedTuple):
    """A straight line; `at` is y of a horizontal and x of a vertical one."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Marks:
    """All marks of one page; `unknown` counts characters that their font gives no code."""

    width: float
    height: float
    characters: list[Character] = field(default_factory=list)
    horizontal: list[Line] = field(default_factory=list)
    vertical: list[Line] = field(default_factory=list)
    pictures: int = 0
    unknown: int = 0


class _Matrix(NamedTuple):
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: _Matrix) -> _Matrix:
        """The matrix that does `first` and then this."""
        return _Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            *self.point(first.e, first.f),
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (x1, y1), (x2, y2) = self.point(left, bottom), self.point(right, top)
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def read(page: pdfium.PdfPage) -> Marks:
    """All marks of the page."""
    text = page.get_textpage()
    try:
        return _Page(page, text).read()
    finally:
        text.close()


class _Page:
    """The state of one page's reading: its matrix and the clips met.

    `text` is the bare pointer: looking it up for each character costs as much as the call.
    """

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> None:
        self.page = page
        self.text = text.raw
        self.count = int(raw.FPDFText_CountChars(text))
        self.turn = self._turn()
        self.matrix, self.width, self.height = self._upright()
        self.clips: dict[tuple[Any, ...], Box | None] = {}
        self.inner: dict[int, tuple[_Matrix, Box | None]] = {}
        self.x, self.y = ctypes.c_float(), ctypes.c_float()

    def read(self) -> Marks:
        marks = Marks(self.width, self.height)
        self._objects(marks)
        self._characters(marks)
        return marks

    def _turn(self) -> int:
        """By how many quarters most characters are turned, clockwise."""
        turns: Counter[int] = Counter(
            round(raw.FPDFText_GetCharAngle(self.text, i) / _QUARTER) % 4
            for i in range(0, self.count, max(self.count // _SAMPLE, 1))
            if not raw.FPDFText_IsGenerated(self.text, i)
        )
        # Angles count against the clock, the page is turned with it.
        if not turns:
            return int(raw.FPDFPage_GetRotation(self.page))
        return -turns.most_common(1)[0][0] % 4

    def _upright(self) -> tuple[_Matrix, float, float]:
        left, bottom, right, top = self.page.get_bbox()
        width, height = right - left, top - bottom
        match self.turn:
            case 1:
                return _Matrix(0, 1, 1, 0, -bottom, -left), height, width
            case 2:
                return _Matrix(-1, 0, 0, 1, right, -bottom), width, height
            case 3:
                return _Matrix(0, -1, -1, 0, top, right), height, width
        return _Matrix(1, 0, 0, -1, -left, top), width, height

    # --------------------------------------------------------------------------------------------
    # Lines

    def _objects(self, marks: Marks) -> None:
        count = raw.FPDFPage_CountObjects(self.page)
        whole = Box(0, 0, self.width, self.height)
        for index in range(count):
            self._object(raw.FPDFPage_GetObject(self.page, index), self.matrix, whole, marks, 0)

    def _object(self, item: Any, matrix: _Matrix, within: Box, marks: Marks, depth: int) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if depth:
                self.inner[_address(item)] = (matrix, within)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix, within, marks)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            marks.pictures += 1
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            clip = _overlap(within, self._clip(item, matrix))
            deeper = matrix.after(_matrix_of(item))
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                part = raw.FPDFFormObj_GetObject(item, index)
                self._object(part, deeper, clip, marks, depth + 1)

    def _path(self, item: Any, matrix: _Matrix, within: Box, marks: Marks) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not (fill.value or stroke.value):
            return
        clip = _overlap(within, self._clip(item, matrix))
        matrix = matrix.after(_matrix_of(item))
        for points in self._subpaths(item, matrix):
            if stroke.value:
                for start, end in pairwise(points):
                    _add(marks, clip, *start, *end)
            else:
                for line in _thin(points):
                    _add(marks, clip, *line)

    def _subpaths(self, item: Any, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
        points: list[tuple[float, float]] = []
        for index in range(raw.FPDFPath_CountSegments(item)):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            raw.FPDFPathSegment_GetPoint(segment, self.x, self.y)
            points.append(matrix.point(self.x.value, self.y.value))
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points

    def _clip(self, item: Any, matrix: _Matrix) -> Box | None:
        """The box of an object's clip; the same few clips stand on thousands of objects."""
        path = raw.FPDFPageObj_GetClipPath(item)
        count = raw.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        last = count - 1
        points = []
        for index in (0, 2):
            segment = raw.FPDFClipPath_GetPathSegment(path, last, index)
            if segment:
                raw.FPDFPathSegment_GetPoint(segment, self.x, self.y)
                points.append((self.x.value, self.y.value))
        key = (matrix, count, *points)
        if key not in self.clips:
            self.clips[key] = self._clip_box(path, count, matrix)
        return self.clips[key]

    def _clip_box(self, path: Any, count: int, matrix: _Matrix) -> Box | None:
        found: Box | None = None
        for number in range(count):
            points = []
            for index in range(raw.FPDFClipPath_CountPathSegments(path, number)):
                segment = raw.FPDFClipPath_GetPathSegment(path, number, index)
                raw.FPDFPathSegment_GetPoint(segment, self.x, self.y)
                points.append(matrix.point(self.x.value, self.y.value))
            if points:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                box = Box(min(xs), min(ys), max(xs), max(ys))
                found = box if found is None else _overlap(found, box)
        return found

    # --------------------------------------------------------------------------------------------
    # Characters

    def _characters(self, marks: Marks) -> None:
        """Keep each printed character; what only pdfium put in, blanks and watermarks are none."""
        text, loose = self.text, raw.FS_RECTF()
        a, b, c, d, e, f = self.matrix
        last, clip = 0, None
        high = _HIGH_SURROGATES[0]
        for index in range(self.count):
            code = raw.FPDFText_GetUnicode(text, index)
            if code in _HIGH_SURROGATES:
                high = code
                continue
            if code in _LOW_SURROGATES:
                code = _BEYOND + ((high - _HIGH_SURROGATES[0]) << 10) + code - _LOW_SURROGATES[0]
            if code in _HYPHENS:
                code = ord("-")
            elif code in _BLANKS or raw.FPDFText_IsGenerated(text, index) == 1:
                continue
            angle = raw.FPDFText_GetCharAngle(text, index)
            if angle and abs(angle / _QUARTER - round(angle / _QUARTER)) > _STRAIGHT:
                continue
            if not raw.FPDFText_GetLooseCharBox(text, index, loose):
                continue
            x1, x2 = loose.left, loose.right
            y1, y2 = loose.bottom, loose.top
            x1, y1, x2, y2 = (
                a * x1 + c * y1 + e,
                b * x1 + d * y1 + f,
                a * x2 + c * y2 + e,
                b * x2 + d * y2 + f,
            )
            left, right = (x1, x2) if x1 < x2 else (x2, x1)
            top, bottom = (y1, y2) if y1 < y2 else (y2, y1)
            item = raw.FPDFText_GetTextObject(text, index)
            address = _address(item)
            if address != last:
                clip = self._clip_of_text(item, address)
                last = address
            x, y = (left + right) / 2, (top + bottom) / 2
            if clip is not None:
                x = min(max(x, clip.left + 1), max(clip.right - 1, clip.left))
                y = min(max(y, clip.top + 1), max(clip.bottom - 1, clip.top))
            if code in _UNKNOWN:
                marks.unknown += 1
            marks.characters.append(Character(_character(code), left, top, right, bottom, x, y))

    def _clip_of_text(self, item: Any, address: int) -> Box | None:
        if not address:
            return None
        matrix, within = self.inner.get(address, (self.matrix, None))
        clip = self._clip(item, matrix)
        return clip if within is None else _overlap(within, clip)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _matrix_of(item: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _Matrix(1, 0, 0, 1, 0, 0)
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _overlap(one: Box, other: Box | None) -> Box:
    if other is None:
        return one
    left, top = max(one.left, other.left), max(one.top, other.top)
    return Box(
        left, top, max(min(one.right, other.right), left), max(min(one.bottom, other.bottom), top)
    )


def _thin(points: list[tuple[float, float]]) -> Iterator[tuple[float, float, float, float]]:
    """Ends of the line that a filled shape draws; a dot may be one of a line either way."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    width, height = right - left, bottom - top
    dot = max(width, height) <= _THICKEST_LINE
    if height <= _THICKEST_LINE and (dot or height <= width):
        middle = (top + bottom) / 2
        yield left, middle, right, middle
    if width <= _THICKEST_LINE and (dot or width < height):
        middle = (left + right) / 2
        yield middle, top, middle, bottom


def _add(marks: Marks, clip: Box, x1: float, y1: float, x2: float, y2: float) -> None:
    """Keep a line that stands upright or lies flat, as far as its clip shows it."""
    if abs(y1 - y2) <= _LEANING and abs(y1 - y2) <= abs(x1 - x2):
        at, start, end = (y1 + y2) / 2, max(min(x1, x2), clip.left), min(max(x1, x2), clip.right)
        if clip.top - _LEANING <= at <= clip.bottom + _LEANING and start < end:
            marks.horizontal.append(Line(at, start, end))
    elif abs(x1 - x2) <= _LEANING:
        at, start, end = (x1 + x2) / 2, max(min(y1, y2), clip.top), min(max(y1, y2), clip.bottom)
        if clip.left - _LEANING <= at <= clip.right + _LEANING and start < end:
            marks.vertical.append(Line(at, start, end))


def _character(code: int) -> str:
    """The character as a text has it: radicals that only a font's table names are characters."""
    if code in _RADICAL_CODES:
        return unicodedata.normalize("NFKC", chr(code)).translate(_RADICALS)
    return chr(code) if 0 < code <= sys.maxunicode else "\ufffd"
