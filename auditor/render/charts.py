"""Charts as inline SVG, drawn by drawsvg: small, the same bytes every time, no style of their own.

Shades and type come from the page's style sheet, so that a chart prints as the page does. Shares
are told by their order, their shade and the number in them, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.render.words import shown

#: Units of the drawing, which a page shows at about a pixel each: readable on a phone.
_WIDTH = 340
_LABEL = 96
_NUMBER = 40
_LINE = 22
_BAR = 14
#: Height of a bar with its label above it, and how wide the label may be.
_TITLED, _TITLE_WIDTH = 38, 54
#: Characters of a label, by width: a Chinese one counts 2.
_LABEL_WIDTH = 15
#: A number is printed in a segment that is at least this wide for each of its digits.
_DIGIT = 8


def stacked(rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Horizontal bars in segments, each row against the longest; the number stands in each."""
    longest = max((sum(values) for _, values in rows), default=0)
    drawing = _Drawing(len(rows) * _LINE)
    scale = (_WIDTH - _LABEL - _NUMBER) / longest if longest else 0
    for n, (label, values) in enumerate(rows):
        y, x = n * _LINE, float(_LABEL)
        drawing.label(label, y)
        for shade, value in enumerate(values):
            width = value * scale
            if value:
                drawing.bar(x, y, width, f"s{shade}")
                if width >= _DIGIT * len(str(value)) + 2:
                    drawing.text(str(value), x + width / 2, y, f"mid t{shade}")
            x += width
        drawing.text(str(sum(values)), x + 4, y)
    return drawing.markup()


def bars(rows: Sequence[tuple[str, float, str]], longest: float) -> str:
    """Horizontal bars: label, length, and the number as printed behind the bar."""
    drawing = _Drawing(len(rows) * _LINE)
    scale = (_WIDTH - _LABEL - _NUMBER - 14) / longest if longest else 0
    for n, (label, value, number) in enumerate(rows):
        y = n * _LINE
        drawing.label(label, y)
        drawing.bar(_LABEL, y, max(value * scale, 0.5), "s1")
        drawing.text(number, _LABEL + value * scale + 4, y)
    return drawing.markup()


def titled_bars(rows: Sequence[tuple[str, float, str]], longest: float) -> str:
    """Bars under their labels: for names too long to stand beside them."""
    drawing = _Drawing(len(rows) * _TITLED)
    room = 8 + 6 * max((len(number.encode()) for _, _, number in rows), default=0)
    scale = (_WIDTH - room) / longest if longest else 0
    for n, (label, value, number) in enumerate(rows):
        y = n * _TITLED
        drawing.text(_clipped(label, _TITLE_WIDTH), 0, y - 3)
        drawing.bar(0, y + _LINE - 8, max(value * scale, 0.5), "s1")
        drawing.text(number, value * scale + 4, y + _LINE - 8)
    return drawing.markup()


def columns(values: Sequence[tuple[str, int]]) -> str:
    """Upright bars with their number above and their label below: a distribution."""
    height, foot, head = 120, 18, 16
    highest = max((value for _, value in values), default=0)
    drawing = _Drawing(height + foot + head)
    step = _WIDTH / max(len(values), 1)
    for n, (label, value) in enumerate(values):
        tall = value * height / highest if highest else 0
        top, middle = head + height - tall, (n + 0.5) * step
        drawing.rectangle(n * step + 3, top, step - 6, tall, "s1")
        if value:
            drawing.place(str(value), middle, top - 4, "mid")
        drawing.place(label, middle, head + height + 14, "mid small")
    drawing.line((0, head + height), (_WIDTH, head + height))
    return drawing.markup()


def arcs(members: Sequence[str], pairs: Sequence[tuple[int, int, float]]) -> str:
    """Members in a column, an arc from each to those it is alike to, heavier where more alike."""
    room = 70
    drawing = _Drawing(len(members) * _LINE)
    for n, member in enumerate(members):
        y = n * _LINE
        drawing.dot(room, y + _LINE / 2)
        drawing.text(_clipped(member, 40), room + 10, y)
    for a, b, similarity in pairs:
        top, bottom = sorted((a, b))
        reach = min(room - 6, 14 + (bottom - top) * 9)
        drawing.arc(
            room,
            top * _LINE + _LINE / 2,
            bottom * _LINE + _LINE / 2,
            reach,
            round(1 + 2 * similarity, 1),
        )
    return drawing.markup()


def _clipped(text: str, width: int = _LABEL_WIDTH) -> str:
    """As much of a label as has room, with … where something is left out."""
    text = " ".join(shown(text).split())
    room = width
    for n, character in enumerate(text):
        room -= 1 if character.isascii() else 2
        if room < 0:
            return f"{text[: n - 1]}…"
    return text


class _Drawing:
    """One SVG in the page's manner. drawsvg escapes text; attributes are ours alone."""

    def __init__(self, height: float) -> None:
        import drawsvg  # noqa: PLC0415 - a tenth of a second that only those who draw pay

        self._kit = drawsvg
        self._drawing = drawsvg.Drawing(_WIDTH, max(height, 1))

    def label(self, text: str, y: float) -> None:
        self.place(_clipped(text), _LABEL - 6, y + _LINE - 7, "end")

    def text(self, text: str, x: float, y: float, classes: str = "") -> None:
        self.place(text, x, y + _LINE - 7, classes)

    def place(self, text: str, x: float, y: float, classes: str = "") -> None:
        named = {"class": classes} if classes else {}
        self._drawing.append(self._kit.Text(shown(text), 12, _short(x), _short(y), **named))

    def bar(self, x: float, y: float, width: float, classes: str) -> None:
        self.rectangle(x, y + (_LINE - _BAR) / 2, width, _BAR, classes)

    def rectangle(self, x: float, y: float, width: float, height: float, classes: str) -> None:
        spot = (_short(n) for n in (x, y, width, height))
        self._drawing.append(self._kit.Rectangle(*spot, **{"class": classes}))

    def line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._drawing.append(self._kit.Line(*start, *end, **{"class": "axis"}))

    def dot(self, x: float, y: float) -> None:
        self._drawing.append(self._kit.Circle(_short(x), _short(y), 3, **{"class": "s2"}))

    def arc(self, x: float, top: float, bottom: float, reach: float, weight: float) -> None:
        path = self._kit.Path(**{"class": "arc", "stroke-width": weight})
        path.M(_short(x), _short(top))
        out, end = _short(x - reach), _short(bottom)
        path.C(out, _short(top), out, end, _short(x), end)
        self._drawing.append(path)

    def markup(self) -> str:
        """The bare element: the figure around it carries name and alternative."""
        whole: str = self._drawing.as_svg()
        body = whole[whole.index("</defs>") + len("</defs>") :].replace(' font-size="12"', "")
        size = f'viewBox="0 0 {_WIDTH} {_short(self._drawing.height)}"'
        return f'<svg class="chart" {size} aria-hidden="true" focusable="false">{body.strip()}'


def _short(number: float) -> float:
    """A tenth of a unit is finer than any printer."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
