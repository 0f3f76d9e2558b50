"""Rows of an indicator table to `Indicator`s: columns lined up, levels carried down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from auditor.domain import Field, Indicator, Place
from auditor.tables import glued
from auditor.tables.header import Column, Columns
from auditor.tables.layout import GridRow, Slot
from auditor.tables.wording import bare, clean, is_level, looks_damaged
from auditor.text.normalise import fold

_FIELDS = {
    "level1": Field.LEVEL1,
    "level2": Field.LEVEL2,
    "name": Field.NAME,
    "description": Field.DESCRIPTION,
    "value": Field.VALUE,
    "basis": Field.BASIS,
}
_OF_TERM = {"level2": "实施期二级指标", "name": "实施期三级指标", "value": "实施期指标值"}
_TEXT_ROLES = ("name", "description", "value", "basis")
_OPERATORS = frozenset({"≥", "≤", "=", ">", "<", "≠", "≈"})
_QUALITATIVE = frozenset({"定性", "定性指标"})
_NO_UNIT = frozenset({"", "无", "-", "不适用"})
# What a form has where nothing was filled in.
_LEFT_IN = re.compile(r"(?:指标\d*[:：]?)?[\s.．。…·]*")
_NUMBERED_NAME = re.compile(r"指标\s*\d+\s*[:：]|[.…·]{2}")
# Who signs below the table.
_SIGNED = re.compile(
    r"(?:单位|部门|项目|财务|科室|处室|分管)?(?:负责人|领导|主管)(?:[（(]?签[字章][)）]?)?[:：]"
    r"|(?:审核|复核|制表|经办|联系|填报|填表)(?:人|人员|电话|日期|时间)?(?:[（(]?签[字章][)）]?)?[:：]"
)
_NOTES = ("注", "备注", "说明", "填表", "填报")


@dataclass(slots=True)
class Carried:
    """The classes that blank cells below them belong to."""

    level1: str | None = None
    level2: str | None = None


@dataclass(slots=True)
class _Texts:
    by_role: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    other: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)


def fitted(columns: Columns, rows: list[GridRow]) -> Columns | None:
    """The columns as they stand in a piece of the table that another page holds.

    The width of the grid changes from page to page where merged columns come and go; the order
    does not. Of the ways to line up the one wins that puts most names of classes in their columns.
    `None` where the piece cannot be lined up.
    """
    width = max(len(row.slots) for row in rows)
    used = sorted({slot.column for row in rows for slot in row.slots if slot.text})
    if len(used) == 1 < min(len(rows), len(columns.named)):
        # A column that was printed on a page of its own; which, nothing tells.
        return None
    ways = list(_ways(columns, width, used))
    if not ways:
        return None
    fits = [_classes_in_place(way, rows) for way in ways]
    if max(fits) == 0 and columns.has("level2") and _has_classes(rows):
        return None
    return ways[fits.index(max(fits))]


def _ways(columns: Columns, width: int, used: list[int]) -> Iterator[Columns]:
    """How the columns may stand in a grid of this width, the likeliest first."""
    first = next((at for at, c in enumerate(columns.named) if c.role != "label"), 0)
    for base in (columns, Columns(columns.named[first:], columns.width)):
        named = [c.index for c in base.named]
        inside = set(used) <= set(named)
        if width >= base.width and inside:
            yield base
        if width == len(named):
            yield _moved(base, range(width))
        if len(used) == len(named):
            yield _moved(base, used)
        if used and used[-1] < len(named) <= width:
            yield _moved(base, range(len(named)))
        if width == base.width or inside:
            yield base


def _classes_in_place(columns: Columns, rows: list[GridRow]) -> int:
    levels = [(c.index, c.role) for c in columns.named if c.role in {"level1", "level2"}]
    return sum(
        is_level(slot.text, role)
        for row in rows
        for index, role in levels
        if (slot := row.at(index)) is not None
    )


def _has_classes(rows: list[GridRow]) -> bool:
    return any(is_level(slot.text, "level2") for row in rows for slot in row.filled)


def _moved(columns: Columns, to: list[int] | range) -> Columns:
    named = (replace(c, index=index) for c, index in zip(columns.named, to, strict=True))
    return Columns(tuple(named), max(to) + 1)


def listed(row: GridRow, columns: Columns, number: int) -> tuple[list[Indicator], int]:
    """The indicators that one cell of the row lists, from `number` on; and how many it has."""
    column = next((c for c in columns.named if c.role == "name" and not c.of_project), None)
    slot = row.at(column.index) if column is not None else None
    if slot is None or columns.has("value", "term_value") or not slot.printed:
        return [], 0
    rows, count = glued.listed(slot.raw)
    found = [
        Indicator(
            row=at,
            level1=one.level1,
            level2=one.level2,
            name=one.name,
            description=None,
            value=one.value or None,
            basis=None,
            other=(("实施周期指标值", one.term_value),) if one.term_value else (),
            place=slot.place,
        )
        for at, one in enumerate(rows, number)
    ]
    return found, count


def heads(row: GridRow, below: GridRow | None, columns: Columns, carried: Carried) -> bool:
    """Whether the row only names the class of the rows below it; the class is carried on.

    Some forms give each class a row of its own: `产出指标`, below it `数量指标`, below it the rows.
    """
    texts = _texts(row, columns)
    named = {role for role, text in texts.by_role.items() if text} & texts.printed
    if not named or named - {"level1", "level2"}:
        return False
    (level, text), *more = ((role, texts.by_role[role]) for role in sorted(named))
    if not columns.has("level1") and is_level(text, "level1") and not is_level(text, "level2"):
        carried.level1, carried.level2 = text, None
        return True
    following = _texts(below, columns) if below is not None else _Texts()
    left_blank = all(role in following.places and not following.by_role.get(role) for role in named)
    goes_on = following.by_role.get("name") or (level == "level1" and "level2" in following.printed)
    if more or not left_blank or not goes_on:
        return False
    if level == "level1":
        carried.level1, carried.level2 = text, None
    else:
        carried.level2 = text
    return True


def indicator(row: GridRow, columns: Columns, carried: Carried, number: int) -> Indicator | None:
    """The row's indicator; `None` where it holds none. Carries the classes on."""
    texts = _texts(row, columns)
    _term(texts)
    _unglue(texts)
    _value(texts)
    filled = [
        role
        for role in _TEXT_ROLES
        if (text := texts.by_role.get(role)) and not _LEFT_IN.fullmatch(text)
    ]
    if not filled and "level2" not in texts.printed:
        return None
    if "level1" in texts.printed and texts.by_role["level1"] != carried.level1:
        carried.level1, carried.level2 = texts.by_role["level1"], None
    if "level2" in texts.printed:
        carried.level2 = texts.by_role["level2"]
    by_role = {
        **texts.by_role,
        "level1": texts.by_role.get("level1") or carried.level1,
        "level2": texts.by_role.get("level2") or carried.level2,
    }
    carried.level1, carried.level2 = by_role["level1"], by_role["level2"]
    doubtful = {
        field
        for role, field in _FIELDS.items()
        if role in texts.doubtful or looks_damaged(by_role.get(role))
    }
    if not columns.has("value", "term_value"):
        doubtful.add(Field.VALUE)
    parts = {
        label: texts.by_role[role]
        for role, label in (("sign", "sign"), ("number", "number"), ("measure", "unit"))
        if role in texts.by_role
    }
    return Indicator(
        row=number,
        level1=by_role["level1"],
        level2=by_role["level2"],
        name=by_role.get("name") or None,
        description=by_role.get("description") or None,
        value=by_role.get("value") or None,
        basis=by_role.get("basis") or None,
        value_cells=tuple(parts.items()) if parts.keys() - {"number"} else (),
        other=tuple(texts.other.items()),
        doubtful=frozenset(doubtful),
        place=row.place,
        cells=tuple(
            (field, texts.places[role]) for role, field in _FIELDS.items() if role in texts.places
        ),
    )


def is_note(row: GridRow) -> bool:
    """Whether the row is a remark below the table."""
    filled = row.filled
    if len(filled) == 1 and bare(filled[0].text).startswith(_NOTES):
        return True
    return bool(filled) and _SIGNED.match(filled[0].text) is not None


def continues(found: Indicator, row: GridRow, columns: Columns) -> bool:
    """Whether a page's first row is the rest of the last row before: no class, no value."""
    texts = _texts(row, columns)
    if _NUMBERED_NAME.match(texts.by_role.get("name", "")):
        return False
    return (
        found.value is not None
        and not texts.printed & {"level1", "level2"}
        and not texts.by_role.get("value")
        and columns.has("value")
        and any(texts.by_role.get(role) for role in _TEXT_ROLES)
    )


def joined(found: Indicator, row: GridRow, columns: Columns) -> Indicator:
    """The indicator with the rest of its texts, which a page break had cut off."""
    rest = _texts(row, columns).by_role
    doubtful = {_FIELDS[role] for role in _TEXT_ROLES if rest.get(role)}
    return replace(
        found,
        name=_together(found.name, rest.get("name")),
        description=_together(found.description, rest.get("description")),
        basis=_together(found.basis, rest.get("basis")),
        doubtful=found.doubtful | doubtful,
    )


def _together(start: str | None, rest: str | None) -> str | None:
    return clean((start or "") + (rest or "")) or None


def _texts(row: GridRow, columns: Columns) -> _Texts:
    texts = _Texts()
    shift = _lost_first_cell(row, columns)
    ends = [c.index for c in columns.named[1:]] + [max(columns.width, len(row.slots) + shift)]
    for column, end in zip(columns.named, ends, strict=True):
        slots = [s for i in range(column.index, end) if (s := row.at(i - shift)) is not None]
        _keep(texts, column, slots)
    return texts


def _lost_first_cell(row: GridRow, columns: Columns) -> int:
    """1 where the merged 一级 cell is not printed at all and the row stands one column left."""
    by_role = {c.role: c.index for c in columns.named}
    if by_role.get("level1") is None or by_role.get("level2") != by_role["level1"] + 1:
        return 0
    first, second = row.at(by_role["level1"]), row.at(by_role["level2"])
    if first is None or second is None or len(row.slots) >= columns.width:
        return 0
    in_second = is_level(first.text, "level2") and not is_level(first.text, "level1")
    return int(in_second and bool(second.text) and not is_level(second.text, "level2"))


def _keep(texts: _Texts, column: Column, slots: list[Slot]) -> None:
    """The text under one heading; a column without a heading belongs to the one on its left."""
    filled = [s for s in slots if s.text]
    if not slots or column.of_project:
        return
    role = column.role
    text = "".join(s.text for s in filled)
    place = (filled or slots)[0].place
    if role is None:
        if text:
            texts.other[clean(column.heading)] = text
        return
    texts.by_role[role] = text
    texts.places[role] = place
    if text and any(s.printed for s in filled):
        texts.printed.add(role)
    if len(filled) > 1 and role != "value":
        texts.doubtful.add(role)


def _unglue(texts: _Texts) -> None:
    """Classes that stand before the name in the name's own cell."""
    level1 = glued.without_label(texts.by_role.get("level1", ""))
    if level1:
        texts.by_role["level1"] = level1
    if level1 and "level2" not in texts.by_role:
        first, second = glued.both_classes(level1)
        classes = {"level1": first, "level2": second}
        printed = "level1" in texts.printed
        for role, text in classes.items():
            texts.by_role[role] = text
            texts.places[role] = texts.places["level1"]
            texts.printed -= {role}
            texts.printed |= {role} if printed and text else set()
    parts = glued.split_classes(texts.by_role.get("name", ""))
    if parts is not None and not texts.printed & {"level1", "level2"}:
        for role, text in zip(("level1", "level2", "name"), parts, strict=True):
            texts.by_role[role] = text
            texts.places.setdefault(role, texts.places["name"])
            texts.printed.add(role)


def _term(texts: _Texts) -> None:
    """Of indicators for the year and for the whole term side by side the year's are the row's."""
    if "term_name" not in texts.by_role:
        return
    of_year = bool(texts.by_role.get("name"))
    for role, label in _OF_TERM.items():
        text = texts.by_role.pop(f"term_{role}", "")
        if text and of_year:
            texts.other[label] = text
        elif text:
            texts.by_role[role] = text
            texts.places[role] = texts.places[f"term_{role}"]
            texts.printed |= {role} & {r.removeprefix("term_") for r in texts.printed}


def _value(texts: _Texts) -> None:
    """指标值 from its parts: sign, number and unit printed apart, year before whole term."""
    by_role = texts.by_role
    term = by_role.pop("term_value", "")
    if term and "value" not in by_role:
        by_role["value"] = term
        texts.places["value"] = texts.places["term_value"]
    elif term:
        texts.other["实施周期指标值"] = term
    if "sign" not in by_role and "measure" not in by_role:
        return
    sign, number, unit = (by_role.get(role, "") for role in ("sign", "value", "measure"))
    by_role["number"] = number
    if bare_sign := sign.strip():
        if bare_sign in _QUALITATIVE:
            sign = ""
        elif _operator(bare_sign) is None:
            texts.other["指标性质"] = by_role.pop("sign")
            sign = ""
    if number:
        begins = _operator(number[0]) is not None
        ends = unit in _NO_UNIT or number.endswith(unit)
        by_role["value"] = ("" if begins else sign) + number + ("" if ends else unit)


def _operator(text: str) -> str | None:
    return text if fold(text) in _OPERATORS else None
