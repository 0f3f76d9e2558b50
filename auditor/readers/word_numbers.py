"""Numbers that Word prints before paragraphs: `一、`, `1.` or `（1）`, which their text lacks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from auditor.readers.package import Package, attribute, local

_HAN = "〇一二三四五六七八九"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LARGEST = 9999
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST_STYLE_CHAIN = 20


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and prints; `text` has `%1` for its number."""

    form: str = "none"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbers:
    """Lists by number, what styles belong to them, and how far each has counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, package: Package, main: str) -> Numbers:
        """The lists that the document declares."""
        numbers = cls()
        if (part := package.kind(main, "numbering")) is not None:
            numbers._take_lists(package.xml(part))
        if numbers.lists and (part := package.kind(main, "styles")) is not None:
            numbers._take_styles(package.xml(part))
        return numbers

    def before(self, paragraph: etree._Element) -> str:
        """What is printed before the paragraph; counts on."""
        if not self.lists:
            return ""
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return ""
        found = _list_of(properties) or self.styles.get(
            attribute(properties.find("{*}pStyle"), "val"), ("", 0)
        )
        number, depth = found
        level = self.lists.get(number, {}).get(depth)
        if level is None:
            return ""
        counts = self.counts[self.shared.get(number, number)]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return self._printed(number, level, counts)

    def _printed(self, number: str, level: _Level, counts: dict[int, int]) -> str:
        if level.form in {"none", "bullet"}:
            return ""

        def one(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            of = self.lists[number].get(depth, _Level("decimal"))
            return _written(counts.get(depth, of.start), of.form)

        return _PLACE.sub(one, level.text)

    def _take_lists(self, root: etree._Element) -> None:
        abstract = {
            attribute(one, "abstractNumId"): {
                depth: _level(level)
                for level in one
                if local(level) == "lvl" and (depth := _depth(attribute(level, "ilvl"))) is not None
            }
            for one in root
            if local(one) == "abstractNum"
        }
        for one in root:
            if local(one) == "num":
                number = attribute(one, "numId")
                of = attribute(one.find("{*}abstractNumId"), "val")
                self.lists[number] = dict(abstract.get(of, {}))
                restarts = False
                for override in one.iterfind("{*}lvlOverride"):
                    depth = _depth(attribute(override, "ilvl"))
                    level = override.find("{*}lvl")
                    if depth is not None and level is not None:
                        self.lists[number][depth] = _level(level)
                    restarts = restarts or override.find("{*}startOverride") is not None
                # Lists of one form count on together, unless one of them starts anew.
                self.shared[number] = number if restarts else f"form {of}"

    def _take_styles(self, root: etree._Element) -> None:
        based: dict[str, str] = {}
        own: dict[str, tuple[str, int]] = {}
        for style in root.iterfind("{*}style"):
            name = attribute(style, "styleId")
            based[name] = attribute(style.find("{*}basedOn"), "val")
            properties = style.find("{*}pPr")
            if properties is not None and (found := _list_of(properties)) is not None:
                own[name] = found
        for name in based:
            above, steps = name, 0
            while above and above not in own and steps < _LONGEST_STYLE_CHAIN:
                above, steps = based.get(above, ""), steps + 1
            if above in own:
                self.styles[name] = own[above]


def _list_of(properties: etree._Element) -> tuple[str, int] | None:
    number = attribute(properties.find("{*}numPr/{*}numId"), "val")
    depth = _depth(attribute(properties.find("{*}numPr/{*}ilvl"), "val") or "0")
    return (number, depth) if number and depth is not None else None


def _depth(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 1 and int(text) < _LEVELS else None


def _level(element: etree._Element) -> _Level:
    start = attribute(element.find("{*}start"), "val")
    return _Level(
        attribute(element.find("{*}numFmt"), "val") or "decimal",
        attribute(element.find("{*}lvlText"), "val"),
        min(int(start), _LARGEST) if start.isdecimal() and len(start) <= len("9999") else 1,
    )


def _written(number: int, form: str) -> str:
    """A list's number as its form prints it; forms we do not know print digits."""
    write = _FORMS.get(form)
    return write(number) if write is not None and 0 < number <= _LARGEST else str(number)


def _in_han(number: int) -> str:
    if number < 10:  # noqa: PLR2004
        return _HAN[number]
    parts = []
    rest, gap = number, False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, rest = divmod(rest, value)
        if digit:
            parts.append(("〇" if gap else "") + _HAN[digit] + unit)
            gap = False
        elif parts:
            gap = True
    return "".join(parts).removeprefix("一") if number < 20 else "".join(parts)  # noqa: PLR2004


def _roman(number: int) -> str:
    if number > 39:  # noqa: PLR2004
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _digit_by_digit(number: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    return _CIRCLES[number - 1] if number <= len(_CIRCLES) else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _in_han,
    "chineseCountingThousand": _in_han,
    "japaneseCounting": _in_han,
    "taiwaneseCounting": _in_han,
    "ideographDigital": _digit_by_digit,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
