"""The part before the tables: its sections and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.domain import Block, Paragraph, Place
from auditor.tables import fields, identity
from auditor.tables.wording import bare, clean, headings, without_note

_NUMBER = (
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]、?"
    r"|\d{1,2}[.．、])"
)
_NUMBERED = re.compile(rf"\s*(?:{_NUMBER}|——|[①-⑳]|第[一二三四五六七八九十]+)")
_TOP_NUMBER = re.compile(r"\s*[一二三四五六七八九十]{1,3}[、.．]")
_PART = re.compile(r"第[一二三四五六七八九十]+(?:部分|章|篇)")
_ENDS = tuple("。！？；：:;!?…】》）)”’」』")
_RUNS_ON = tuple("，、,（(《“‘")
_CONTENTS_ENTRY = re.compile(r".*(?:[.．…·]{3,}|\t)\s*\d{1,3}\s*")
_PAGE_NUMBER = re.compile(r"[-—–·/／，,第共页\s\d]+")
_MOST_NUMBERS, _LONGEST_NUMBER = 2, 4
_CONTENTS = frozenset({"目录", "目次"})
_MONEY_UNIT = re.compile(r"(?:金额)?单位[:：]?(?:人民币)?(万元|元|亿元)")
_MONEY_UNIT_AT_END = re.compile(
    r"\s+[（(]?(?:金额)?单位[:：]\s*(?:人民币)?(万元|元|亿元)[）)]?\s*$"
)
_FORM_NUMBER = re.compile(
    r"[（(]?(?:公开|预算|部门|单位)*(?:附?[表件]|附表)?(?:[\d一二三四五六七八九十]{1,3}(?:[-—]\d{1,3})*)?表?[）)]?"
)
_LONGEST_HEADING = 30
_LONGEST_FURNITURE = 200
_LONGEST_PARAGRAPH = 5000
# Shorter lines without a full stop are headings or entries of a list, not a paragraph cut in two.
_SHORTEST_CUT = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or heading: its text with notes removed, and where it begins."""

    text: str
    place: Place


def lines(block: Block) -> Iterator[Line]:
    """The paragraphs of a block: wrapped lines together, headings and page furniture apart."""
    held: list[str] = []
    start = 0
    pieces = without_note(block.text).split("\n")
    for at, piece in enumerate(pieces):
        if not piece.strip() or is_furniture(piece):
            continue
        alone = stands_alone(piece)
        if held and (alone or stands_alone(held[0]) or held[-1].rstrip().endswith("。")):
            yield _line(held, block.place, start)
            held = []
        if not held:
            start = at
        held.append(piece)
    if held:
        yield _line(held, block.place, start)


def _line(held: list[str], place: Place, offset: int) -> Line:
    line = None if place.line is None else place.line + offset
    at = Place(place.page, place.sheet, place.table, place.row, place.column, line)
    return Line("".join(held), at)


def stands_alone(text: str) -> bool:
    """Whether a line is a paragraph or heading of its own, whatever stands above and below."""
    return bool(
        _NUMBERED.match(text)
        or _PART.match(bare(text))
        or section_name(text) is not None
        or money_unit(text)
        or re.search(r"(?:编制|审核)$|(?:19|20)\d\d\s*年|二[〇○零]", clean(text)[:60])
        or bare(text) in _CONTENTS
        or any(role is not None for role, _ in fields.labelled(text))
    )


def is_furniture(text: str) -> bool:
    """Whether the line is a page number or an entry of the table of contents."""
    if len(text) > _LONGEST_FURNITURE:
        return False
    if _PAGE_NUMBER.fullmatch(text):
        numbers = re.findall(r"\d+", text)
        return 0 < len(numbers) <= _MOST_NUMBERS and max(map(len, numbers)) <= _LONGEST_NUMBER
    return _CONTENTS_ENTRY.fullmatch(text) is not None


def is_prose(text: str) -> bool:
    """Whether the text is a sentence or a heading of the narrative part, and no table's cell."""
    return text.endswith("。") or is_part(text) or section_name(text) is not None


def money_unit(text: str) -> str | None:
    """The unit that `单位：万元` declares."""
    match = _MONEY_UNIT.fullmatch(re.sub(r"[\s（）()]", "", clean(text)))
    return match[1] if match else None


def without_money_unit(line: Line) -> tuple[Line, str | None]:
    """The line without a `单位：万元` that is it or ends it, and that unit."""
    if len(line.text) > _LONGEST_FURNITURE:
        return line, None
    if unit := money_unit(line.text):
        return Line("", line.place), unit
    if match := _MONEY_UNIT_AT_END.search(line.text):
        return Line(line.text[: match.start()], line.place), match[1]
    return line, None


def belongs_to_form(text: str) -> bool:
    """Whether the line only says which form or year this is, `公开11表`, `（2026年度）`."""
    return identity.is_year(text) or _FORM_NUMBER.fullmatch(clean(text)) is not None


def is_part(text: str) -> bool:
    """Whether the line heads a part of the document (`第一部分 …`) or the table of contents."""
    word = bare(text)
    return len(word) <= _LONGEST_HEADING and (
        _PART.match(word) is not None or word in _CONTENTS or word in _part_names()
    )


def cover(lines: Sequence[Line]) -> list[str]:
    """The lines before the first part, section or sentence."""
    found = []
    for line in lines:
        if is_part(line.text) or section_name(line.text) is not None or line.text.endswith("。"):
            break
        found.append(line.text)
    return found


def short_lines(lines: Iterable[Line]) -> list[str]:
    """The lines that are headings by their length: no sentence, no paragraph."""
    return [
        t
        for line in lines
        if len(t := clean(line.text)) <= 2 * _LONGEST_HEADING and not t.endswith(_ENDS)
    ]


def _part_names() -> frozenset[str]:
    return frozenset({"部门整体绩效目标", "预算项目绩效目标", "部门预算绩效目标", "项目绩效目标"})


def section_name(text: str) -> str | None:
    """The section that a heading line begins; `None` where the line is no heading."""
    printed = clean(text)
    if len(printed) > _LONGEST_HEADING or printed.endswith((*_ENDS, *_RUNS_ON)):
        return None
    name = re.sub(rf"^{_NUMBER}", "", printed)
    if bare(name) in headings()["narrative"]["sections"]:
        return name
    return name if _TOP_NUMBER.match(printed) else None


def paragraphs(lines: Iterable[Line]) -> tuple[Paragraph, ...]:
    """Numbered paragraphs with their sections; paragraphs cut by a page break are one again."""
    section: str | None = None
    begun = False
    found: list[tuple[str | None, str, Place]] = []
    last: Place | None = None
    for line in lines:
        if is_part(line.text):
            begun, last = True, None
            continue
        if (name := section_name(line.text)) is not None:
            section, begun, last = name, True, None
            continue
        text = clean(line.text)
        if not text or belongs_to_form(text) or (not begun and not text.endswith("。")):
            continue
        begun = True
        if found and last is not None and _cut(found[-1][1], line.text, last, line.place):
            found[-1] = (found[-1][0], clean(found[-1][1] + text), found[-1][2])
        else:
            found.append((section, text, line.place))
        last = line.place
    return tuple(
        Paragraph(number, section, text, place)
        for number, (section, text, place) in enumerate(found, 1)
    )


def _cut(before: str, after: str, ended: Place, begins: Place) -> bool:
    """Whether a page break cut one paragraph: it does not end, the next does not begin."""
    if ended.line is not None and begins.line is not None and begins.line <= ended.line + 1:
        return False
    if _NUMBERED.match(after) or before.endswith(_ENDS[:8]) or len(before) > _LONGEST_PARAGRAPH:
        return False
    return before.endswith(_RUNS_ON) or (
        len(before) >= _SHORTEST_CUT and not before.endswith(_ENDS)
    )
