"""Cells that hold more than one field: classes glued to a name, or a whole list of indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from auditor.tables.wording import clean, headings, is_level

_DASH = "[-－—–]"
_SEPARATOR = "[；;，,]"
_ITEM = re.compile(rf"(?:^|(?<=[。.；;]))\d{{1,2}}[、.．,，](?=\d{{1,2}}{_DASH})")
_PARTS = re.compile(
    rf"\d[\d\s]{{0,3}}{_DASH}(?P<level1>[^；;，,]+){_SEPARATOR}"
    rf"\d[\d\s]{{0,3}}{_DASH}(?P<level2>[^；;，,]+){_SEPARATOR}"
    rf"(?P<name>.+?){_SEPARATOR}?"
    rf"(?:(?:实施周期|实施期)指标值[:：](?P<term_value>.*?){_SEPARATOR}?)?"
    rf"(?:年度)?指标值[:：](?P<value>.*?)[。；;]?"
)


@dataclass(frozen=True, slots=True)
class GluedRow:
    """One indicator of a cell that lists them all."""

    level1: str
    level2: str
    name: str
    value: str
    term_value: str | None


def listed(text: str) -> tuple[list[GluedRow], int]:
    """The indicators that one cell lists by number, and how many numbers it has."""
    printed = clean(text)
    starts = list(_ITEM.finditer(printed))
    if not starts:
        return [], 0
    ends = [match.start() for match in starts[1:]] + [len(printed)]
    rows = []
    for start, end in zip(starts, ends, strict=True):
        if match := _PARTS.fullmatch(printed[start.end() : end]):
            rows.append(GluedRow(**match.groupdict()))
    return rows, len(starts)


def without_label(text: str) -> str:
    """`产出指标` of `绩效指标产出指标`, where no line parts a label from the classes beside it."""
    labels = (*headings()["columns"]["label"], *headings()["columns"]["name_or_label"])
    rest = (text.removeprefix(label) for label in labels if text.startswith(label))
    return next((r for r in rest if is_level(r, "level1")), text)


def both_classes(text: str) -> tuple[str, str]:
    """一级 and 二级指标 of `产出指标-数量指标`, the one there is of `数量指标` alone."""
    if match := _two_classes().fullmatch(text):
        return match[1], match[2]
    return ("", text) if is_level(text, "level2") and not is_level(text, "level1") else (text, "")


def split_classes(text: str) -> tuple[str, str, str] | None:
    """一级, 二级 and 三级指标 of `产出指标数量指标某某次数`; `None` where nothing is glued."""
    match = _glued_classes().fullmatch(text)
    return (match[1], match[2], match[3]) if match else None


@cache
def _classes() -> tuple[str, ...]:
    return tuple(
        "|".join(sorted(headings()["levels"][level], key=len, reverse=True))
        for level in ("level1", "level2")
    )


@cache
def _two_classes() -> re.Pattern[str]:
    level1, level2 = _classes()
    return re.compile(rf"((?:{level1})(?:指标)?)[-—－/／、:：]*((?:{level2})(?:指标)?)")


@cache
def _glued_classes() -> re.Pattern[str]:
    level1, level2 = _classes()
    return re.compile(rf"((?:{level1})指标)((?:{level2})(?:指标)?)(.+)")
