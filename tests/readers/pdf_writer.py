"""Draws forms as PDF in the ways that office programs and budget systems do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.readers.forms import Form, Span, Table

FONT = "STSong-Light"
SIZE = 9.0
LEADING = 11.0
PADDING = 3.0
MARGIN = 40.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a program draws. `lines`: as strokes, boxes, bars (filled), dashes, or dots (filled).

    `merged`: where the text of a cell that a page break cuts is printed: in the middle of the whole
    cell, or in full on both pages and hidden where it does not belong. `closed`: whether cells cut
    by a page break have a line there. `unruled`: columns at the left without upright lines.
    """

    lines: str = "strokes"
    merged: str = "middle"
    closed: bool = True
    unruled: int = 0
    turned: bool = False
    height: float = 420.0
    numbered: bool = True
    running_head: str = ""
    bold: bool = False
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of a table that stand on one page, and where each begins."""

    first: int
    last: int


def draw(form: Form, style: Style = Style(), *, password: str | None = None) -> bytes:
    """The form as the bytes of a PDF."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    width = max(
        [sum(item.widths) * SIZE for item in form.content if isinstance(item, Table)] + [400]
    )
    _Drawing(out, style, width + 2 * MARGIN, password).draw(form)
    return out.getvalue()


def picture_pages(count: int) -> bytes:
    """Pages that hold a picture and no text, as a scanner makes them."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for _ in range(count):
        _picture(canvas)
    canvas.save()
    return out.getvalue()


def _picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 595, 842)
    canvas.showPage()


class _Drawing:
    def __init__(self, out: BytesIO, style: Style, width: float, password: str | None) -> None:
        self.style = style
        self.width, self.height = width, style.height
        size = (self.width, self.height)
        encrypt = None
        if password is not None:
            encrypt = StandardEncryption(password, ownerPassword="owner", strength=128)
        self.canvas = Canvas(out, pagesize=size, encrypt=encrypt, invariant=1)
        self.page = 0
        self.begin()

    def begin(self) -> None:
        self.page += 1
        self.y = MARGIN
        if self.style.turned:
            # Stored upright, with all text running upwards, and shown turned by a quarter.
            self.canvas.setPageRotation(90)
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        if self.style.running_head:
            self.text(self.style.running_head, MARGIN, 16, SIZE)
        if self.style.numbered:
            self.text(f"— {self.page} —", self.width / 2 - 15, self.height - 14, SIZE)

    def next_page(self) -> None:
        self.canvas.showPage()
        self.begin()

    def draw(self, form: Form) -> None:
        for item in form.content:
            if isinstance(item, Table):
                self.table(item)
            else:
                self.line(item)
        self.canvas.showPage()
        for _ in range(self.style.pictures):
            _picture(self.canvas)
        self.canvas.save()

    def line(self, text: str) -> None:
        for piece in _wrapped(text, (self.width - 2 * MARGIN) / 14):
            if self.y > self.height - MARGIN - 2 * LEADING:
                self.next_page()
            self.text(piece, MARGIN, self.y, 14)
            self.y += 20

    def text(self, text: str, x: float, y: float, size: float) -> None:
        """Text with its top at `y`."""
        self.canvas.setFont(FONT, size)
        strikes = (0.0, 0.3) if self.style.bold else (0.0,)
        for offset in strikes:
            self.canvas.drawString(x + offset, self.height - y - 0.85 * size, text)

    # --------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        spans = table.spans()
        xs = [MARGIN]
        for width in table.widths:
            xs.append(xs[-1] + width * SIZE)
        heights = _heights(table, spans)
        first = 0
        while first < len(table.rows):
            repeated = range(table.heading) if first else range(0)
            room = self.height - MARGIN - self.y - sum(heights[i] for i in repeated)
            last = first
            while last < len(table.rows) and sum(heights[first : last + 1]) <= room:
                last += 1
            if last == first or (first == 0 and last <= table.heading):
                self.next_page()
                continue
            if repeated:
                self.part(spans, xs, heights, _Part(0, table.heading))
            self.part(spans, xs, heights, _Part(first, last))
            first = last
            if first < len(table.rows):
                self.next_page()
        self.y += 8

    def part(
        self, spans: Sequence[Span], xs: list[float], heights: list[float], part: _Part
    ) -> None:
        top = self.y
        bottom = top + sum(heights[part.first : part.last])
        for span in spans:
            end = span.row + span.row_span
            if span.row >= part.last or end <= part.first:
                continue
            whole_top = (
                top + sum(heights[part.first : span.row]) - sum(heights[span.row : part.first])
            )
            whole_bottom = whole_top + sum(heights[span.row : end])
            left, right = xs[span.column], xs[span.column + span.column_span]
            shown = max(whole_top, top), min(whole_bottom, bottom)
            self.edges(span, left, right, shown, (span.row >= part.first, end <= part.last))
            lines = _wrapped(span.text, (right - left - 2 * PADDING) / SIZE)
            y = (whole_top + whole_bottom - LEADING * len(lines)) / 2
            self.canvas.saveState()
            if self.style.merged == "clipped":
                clip = self.canvas.beginPath()
                clip.rect(xs[0] - 1, self.height - bottom - 1, xs[-1] - xs[0] + 2, bottom - top + 2)
                self.canvas.clipPath(clip, stroke=0, fill=0)
            for line in lines:
                if self.style.merged == "clipped" or top <= y + SIZE / 2 < bottom:
                    self.text(line, left + PADDING, y, SIZE)
                y += LEADING
            self.canvas.restoreState()
        self.y = bottom

    def edges(
        self,
        span: Span,
        left: float,
        right: float,
        shown: tuple[float, float],
        whole: tuple[bool, bool],
    ) -> None:
        top, bottom = shown
        closed = self.style.closed
        flat = [top] * (whole[0] or closed) + [bottom] * (whole[1] or closed)
        upright = [
            x
            for x, column in ((left, span.column), (right, span.column + span.column_span))
            if column >= self.style.unruled
        ]
        if self.style.lines == "boxes" and all(whole) and len(upright) == 2:
            self.canvas.rect(
                left, self.height - bottom, right - left, bottom - top, stroke=1, fill=0
            )
            return
        for y in flat:
            self.edge(left, y, right, y)
        for x in upright:
            self.edge(x, top, x, bottom)

    def edge(self, x1: float, y1: float, x2: float, y2: float) -> None:
        if self.style.lines == "bars":
            width, height = max(x2 - x1, 0.7), max(y2 - y1, 0.7)
            self.canvas.rect(x1, self.height - y1 - height, width, height, stroke=0, fill=1)
            return
        if self.style.lines == "dots":
            for at in range(int((x2 - x1 + y2 - y1) / 1.5) + 1):
                x, y = (x1 + 1.5 * at, y1) if y1 == y2 else (x1, y1 + 1.5 * at)
                self.canvas.rect(x, self.height - y - 0.75, 0.75, 0.75, stroke=0, fill=1)
            return
        self.canvas.setDash(*([2, 1] if self.style.lines == "dashes" else []))
        offsets = (0.0, 1.5) if self.style.lines == "double" else (0.0,)
        for offset in offsets:
            dx, dy = (0.0, offset) if y1 == y2 else (offset, 0.0)
            self.canvas.line(x1 + dx, self.height - y1 - dy, x2 + dx, self.height - y2 - dy)


def _heights(table: Table, spans: Sequence[Span]) -> list[float]:
    heights = [LEADING + 2 * PADDING] * len(table.rows)
    for span in sorted(spans, key=lambda span: span.row_span):
        width = sum(table.widths[span.column : span.column + span.column_span]) * SIZE
        lines = len(_wrapped(span.text, (width - 2 * PADDING) / SIZE))
        needed = lines * LEADING + 2 * PADDING
        rows = range(span.row, span.row + span.row_span)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            for row in rows:
                heights[row] += missing / len(rows)
    return heights


def _wrapped(text: str, width: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for character in text:
        own = 0.6 if ord(character) < 0x2000 else 1.0
        if used + own > width and line:
            lines.append(line)
            line, used = "", 0.0
        line += character
        used += own
    return [*lines, line] if line or not lines else lines
