"""A project's header block: labels and what stands beside or below them, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from auditor.domain import Field, Place
from auditor.tables import identity
from auditor.tables.draft import Draft
from auditor.tables.header import Columns
from auditor.tables.layout import GridRow, Slot
from auditor.tables.wording import bare, clean, field_role, headings, line_role

_MONTH = re.compile(r"(?:1[0-2]|0?[1-9])月(?:底|末|份|前|底前|末前)?")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)[%％]?")
_MONEY = re.compile(r"[¥￥]?(-?\d[\d,，]*(?:\.\d+)?)(万元|亿元|元|万|亿)?")
#: What one of each printed unit is worth in 万元.
SCALES = {
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
    "万元": Decimal(1),
    "万": Decimal(1),
    "元": Decimal("0.0001"),
}
_GOAL_LABEL = re.compile(
    r"(?:年度|绩效)?目标[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]?[:：.、]?"
)
_NUMBERED = re.compile(r"(?:^|(?<=[\s。；;!！]))[(（]?(\d{1,2})(?:[.．、]|[)）][.．、]?)(?!\d)")
# `目标2：` before the second of several goals.
_GOAL_NUMBER = re.compile(
    r"(?:^|(?<=[\s。；;!！]))(?:年度|绩效)?目标\s*[(（]?(\d{1,2})[)）]?\s*[:：.、](?!\d)"
)
_CODE_AND_NAME = re.compile(r"([0-9A-Z][0-9A-Z\s]{10,34}[0-9A-Z])\s*[-—－_]\s*(\S.*)", re.DOTALL)
_UNIT_IN_LABEL = re.compile(r"[（(](?:人民币|单位[:：])?(万元|元|亿元)[）)]")
_INLINE = re.compile(r"([^:：]{2,20})[:：](.+)", re.DOTALL)
_MONEY_LABELS = {"budget": "预算数", "fiscal_funds": "财政资金", "other_funds": "其他资金"}
_MONEY_ROLES = frozenset(_MONEY_LABELS)
_FIELD_OF_MONEY = {
    "budget": Field.BUDGET,
    "fiscal_funds": Field.FISCAL_FUNDS,
    "other_funds": Field.OTHER_FUNDS,
}
_GOAL_ROLES = frozenset({"goals", "term_goals", "done"})
_KEPT_ASIDE = {"term_goals": "实施期目标", "done": "实际完成情况"}
_GROUPS = frozenset({"funds", "plan", "goals", "term_goals"})
_NOTHING = frozenset({"-", "—", "——", "/", "无"})
_GOALS = frozenset({"goals", "term_goals"})
# Labels that no row of goals holds.
_NO_GOALS = frozenset({"code", "name", "budget", "fiscal_funds", "other_funds", "unit", "funds"})
_FEWEST_OF_A_LABEL = 3
_LONGEST_LABEL = 12
_LONGEST_LABEL_LINE = 80
_FURTHER_LABEL = re.compile(r"[\s\u3000]([^\s\u3000:：]{2,12}[:：])")
_LINE_ROLES = frozenset({"code", "name", "unit", "department", "parent", "region"})


@dataclass(slots=True)
class Group:
    """The label whose rows go on below it, as printed so far."""

    role: str | None = None
    goal_columns: dict[int, str] | None = None
    scale: Decimal | None = None


def begins_project(row: GridRow) -> bool:
    """Whether the row names a project by code or name beside its label."""
    return any(field_role(slot.text) in {"code", "name"} for slot in row.filled) or any(
        role in {"code", "name"} for slot in row.filled if (role := _inline(slot)[0]) is not None
    )


def repeats(draft: Draft, row: GridRow) -> bool:
    """Whether the row gives a name or code that the project has already."""
    roles = {field_role(slot.text) for slot in row.filled}
    return any(role in roles and draft.text(role) is not None for role in ("code", "name"))


def looks_like_fields(row: GridRow) -> bool:
    """Whether the row begins with a label of a project's header block."""
    filled = row.filled
    return bool(filled) and (
        field_role(filled[0].text) is not None
        or _group_of(filled[0].text) is not None
        or _MONTH.fullmatch(bare(filled[0].text)) is not None
        or _inline(filled[0])[0] is not None
    )


def take_row(draft: Draft, row: GridRow, group: Group, scale: Decimal) -> bool:
    """Take what one row of a header block says; whether anything in it was understood."""
    slots = list(row.filled)
    if not slots:
        return False
    first = slots[0]
    leftmost = first.column == row.slots[0].column
    role = _group_of(first.text) if leftmost else None
    if role is not None:
        group.role, group.goal_columns = role, None
        group.scale = _scale_in(first.text)
        slots = slots[1:]
    elif leftmost and _completes(first.text, group.role):
        slots = slots[1:]
    elif leftmost and _MONTH.fullmatch(bare(first.text)) is None:
        group.role, group.goal_columns, group.scale = None, None, None
    if group.role == "plan" or _is_plan(slots):
        group.role = "plan"
        _take_plan(draft, row, slots)
        return True
    if group.role in _GOALS and not any(field_role(s.text) in _NO_GOALS for s in slots):
        _take_goals(draft, slots, group)
        return True
    return _take_pairs(draft, slots, group, group.scale or scale) or role is not None


def _scale_in(label: str) -> Decimal | None:
    """What a number is worth by the unit in its label, `项目资金（万元）`."""
    match = _UNIT_IN_LABEL.search(label)
    return SCALES[match[1]] if match else None


def _group_of(text: str) -> str | None:
    role = field_role(text)
    if role in _GROUPS:
        return role
    word = bare(text)
    if len(word) <= _FEWEST_OF_A_LABEL:
        return None
    # A label that a page break cut in two still says enough.
    cut = (
        role
        for role in ("funds", "plan")
        for label in headings()["fields"][role]
        if label.startswith(word)
    )
    return next(cut, None)


def _completes(text: str, role: str | None) -> bool:
    """Whether this is the end of a label that a page break cut in two."""
    word = bare(text)
    return role in _GROUPS and any(
        label.endswith(word) and label != word for label in headings()["fields"][role]
    )


def _inline(slot: Slot) -> tuple[str | None, str]:
    """A label and its text in one cell, `项目名称：…`."""
    match = _INLINE.fullmatch(slot.raw.strip())
    role = field_role(match[1]) or _line_role(match[1], match[2]) if match else None
    return (role, match[2]) if match and role is not None else (None, "")


def _is_plan(slots: list[Slot]) -> bool:
    months = [s for s in slots if _MONTH.fullmatch(bare(s.text))]
    return len(months) > 1


def _take_plan(draft: Draft, row: GridRow, slots: list[Slot]) -> None:
    """Months with values below them or beside them; each value belongs to the month above it."""
    plan = draft.plan
    beside: str | None = None
    heads = [s for s in slots if _MONTH.fullmatch(bare(s.text))]
    values = [s for s in slots if s not in heads]
    if slots:
        draft.cells.setdefault(Field.PLAN, row.place)
    waiting = {month for month in plan.months if month not in plan.values}
    if heads and not values and waiting:
        # A month stands where the values belong.
        plan.damaged = True
    above = {column: month for month, column in plan.months.items() if month in waiting}
    in_order = list(waiting and [m for m in plan.months if m in waiting])
    aligned = all(s.column in above for s in values)
    for slot in slots:
        if slot in heads:
            beside = bare(slot.text)
            plan.months.setdefault(beside, slot.column)
            continue
        percent = _percent(slot.text)
        if beside is not None:
            month, beside = beside, None
        elif aligned:
            month = above[slot.column]
        elif len(values) == len(in_order):
            month = in_order[values.index(slot)]
        else:
            plan.damaged = True
            continue
        if percent is None:
            draft.other.setdefault(f"资金支出计划 {month}", slot.text)
        else:
            plan.values[month] = percent


def _percent(text: str) -> Decimal | None:
    match = _PERCENT.fullmatch(clean(text).replace(" ", ""))
    return Decimal(match[1]) if match else None


def _take_goals(draft: Draft, slots: list[Slot], group: Group) -> None:
    labels = {s.column: field_role(s.text) for s in slots}
    if slots and all(role in _GOAL_ROLES for role in labels.values()):
        group.goal_columns = {column: role for column, role in labels.items() if role}
        return
    label: str | None = None
    for slot in slots:
        role = labels[slot.column]
        if role in _GOAL_ROLES:
            label = role
            continue
        if _GOAL_LABEL.fullmatch(bare(slot.text)):
            continue
        aim = label or (group.goal_columns or {}).get(slot.column) or group.role
        if (kept := _KEPT_ASIDE.get(aim or "")) is not None:
            draft.other[kept] = draft.other.get(kept, "") + slot.text
        else:
            draft.cells.setdefault(Field.GOALS, slot.place)
            draft.goals.extend(split_goals(slot.raw, len(draft.goals)))


def goes_on(draft: Draft, group: Group, text: str) -> bool:
    """Whether a line below the goals is the next of them, by its number."""
    match = _NUMBERED.match(text.lstrip())
    following = len(draft.goals) + 1
    return (
        group.role == "goals" and following > 1 and match is not None and int(match[1]) == following
    )


def split_goals(text: str, already: int = 0) -> list[str]:
    """The goals of one cell, numbering removed.

    Numbers count from 1, or go on from the goals read `already`; others are no numbering.
    """
    starts: list[re.Match[str]] = []
    found = [*_GOAL_NUMBER.finditer(text), *_NUMBERED.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        first = not starts and not text[: match.start()].strip()
        expected = {1, already + 1} if first else {int(starts[-1][1]) + 1} if starts else set()
        if int(match[1]) in expected:
            starts.append(match)
    if not starts:
        return [goal] if (goal := clean(_unlabelled(text))) else []
    ends = [m.start() for m in starts[1:]] + [len(text)]
    goals = (clean(text[m.end() : end]) for m, end in zip(starts, ends, strict=True))
    return [goal for goal in goals if goal]


def _unlabelled(text: str) -> str:
    match = re.match(rf"\s*{_GOAL_LABEL.pattern}(?!\d)", text)
    return text[match.end() :] if match and match[0].rstrip()[-1:] in ":：.、" else text


def _take_pairs(draft: Draft, slots: list[Slot], group: Group, scale: Decimal) -> bool:
    """Labels with the text that follows each; a lone text below 资金用途 is the purpose."""
    pending: str | None = None
    heading: str | None = None
    understood = False
    for at, slot in enumerate(slots):
        role, text = _inline(slot)
        if role is not None:
            take(draft, role, text, slot.place, scale)
            pending, heading, understood = None, None, True
        elif (role := field_role(slot.text)) is not None:
            pending, heading, understood = role, None, True
            scale = _scale_in(slot.text) or scale
            if role in _GROUPS:
                group.role = role
        elif pending is not None:
            take(draft, pending, slot.raw, slot.place, scale)
            pending = None
        elif heading is not None:
            draft.other.setdefault(heading, slot.text)
            heading = None
        elif group.role == "funds":
            if len(slots) == 1 and money(slot.raw, scale) is not None:
                take(draft, "budget", slot.raw, slot.place, scale)
                understood = True
            elif len(slots) == 1 or len(slot.text) > _LONGEST_LABEL:
                draft.note("purpose", slot.text, slot.place)
                understood = True
        elif len(slot.text) <= _LONGEST_LABEL and at + 1 < len(slots):
            heading = slot.text
    return understood


def keep_unknown(draft: Draft, row: GridRow) -> None:
    """Keep what a header block says without a label we know."""
    first, *rest = row.filled
    if rest:
        draft.other.setdefault(first.text, " ".join(slot.text for slot in rest))
    else:
        draft.unlabelled.append(first.text)


def labelled(text: str) -> list[tuple[str | None, str]]:
    """The fields of a line outside the tables, `部门名称：… 年度：…`; `None` for unknown labels.

    Empty where the line does not begin with a label.
    """
    line = text.strip()
    first = _INLINE.fullmatch(line) if len(line) <= _LONGEST_LABEL_LINE else None
    if first is None:
        return []
    starts = [0, *(m.start(1) for m in _FURTHER_LABEL.finditer(line, first.start(2)))]
    ends = [*starts[1:], len(line)]
    pairs = (re.split("[:：]", line[a:b], maxsplit=1) for a, b in zip(starts, ends, strict=True))
    return [(_line_role(label, beside), beside.strip()) for label, beside in pairs]


def says_whose(text: str) -> bool:
    """Whether the text is a line that says of which department or year the tables are."""
    roles = {role for role, _ in labelled(text)} - {None}
    return bool(roles) and roles <= {"department", "parent", "region", "year"}


def is_line_of_labels(text: str) -> bool:
    """Whether a cell is a line of several labels, none of them a project's."""
    pairs = labelled(text)
    roles = {role for role, _ in pairs}
    return len(pairs) > 1 and bool(roles - {None}) and not roles & {"code", "name"}


def _line_role(label: str, beside: str) -> str | None:
    role = field_role(label)
    if role in _LINE_ROLES:
        return role
    role = line_role(label)
    if role == "year":
        return role if identity.is_year(f"（{beside.strip()}）") else None
    return role if role and identity.is_organisation(identity.unstamped(beside)) else None


def names_another(draft: Draft, row: GridRow, columns: Columns) -> bool:
    """Whether a row of a long table names another project than the open one."""
    cells = {
        column.role: slot
        for column in columns.named
        if column.of_project and (slot := row.at(column.index)) is not None and slot.text
    }
    known = draft.text("name")
    if "name" not in cells or known is None:
        return False
    if _code_and_name(cells["name"].text)[1] != known:
        return True
    # Two units may have a project of one name.
    unit = cells.get("unit")
    return (
        cells["name"].printed
        and unit is not None
        and unit.printed
        and draft.text("unit") not in {None, unit.text}
        and unit.place.page == draft.found["unit"][1].page
    )


def take_columns(draft: Draft, row: GridRow, columns: Columns, scale: Decimal) -> None:
    """Take a project's fields from their own columns of a long table.

    A project of several parts has an amount and goals for each, right of its one name.
    """
    name = next((c for c in columns.named if c.of_project and c.role == "name"), None)
    slot = row.at(name.index) if name is not None else None
    covered = slot is not None and bool(slot.text) and not slot.printed
    for column in columns.named:
        slot = row.at(column.index)
        if not column.of_project or column.role is None or slot is None or not slot.text:
            continue
        if not slot.printed:
            continue
        scale_here = _scale_in(column.heading) or scale
        again = draft.text(column.role) is not None or (column.role == "goals" and draft.goals)
        if not again:
            take(draft, column.role, slot.raw, slot.place, scale_here)
        elif covered and _is_further(draft, column.role, slot):
            _take_further(draft, column.role, slot, scale_here)
        draft.columns[column.role] = slot


def _is_further(draft: Draft, role: str, slot: Slot) -> bool:
    """Whether a cell is another part's; a page that begins may only print the last one again."""
    last = draft.columns.get(role)
    return last is None or last.place.page == slot.place.page or last.text != slot.text


def _take_further(draft: Draft, role: str, slot: Slot, scale: Decimal) -> None:
    if role == "goals":
        draft.goals.extend(split_goals(slot.raw))
    elif role in _MONEY_ROLES and (amount := money(slot.raw, scale)) is not None:
        draft.money[role] = draft.money.get(role, Decimal(0)) + amount
        draft.doubtful.add(_FIELD_OF_MONEY[role])


def take(draft: Draft, role: str, text: str, place: Place, scale: Decimal) -> None:
    """Keep one field's text in the form the field has: money, code, goals or words."""
    if role in _MONEY_ROLES:
        _take_money(draft, role, text, place, scale)
    elif role == "goals":
        draft.cells.setdefault(Field.GOALS, place)
        draft.goals.extend(split_goals(text))
    elif role == "region":
        draft.note("region", clean(text), place)
        draft.other.setdefault("行政区划", clean(text))
    elif role == "term_goals":
        draft.other.setdefault("实施期目标", clean(text))
    elif role == "code":
        draft.note("code", re.sub(r"\s+", "", text), place)
    elif role == "name":
        code, name = _code_and_name(text)
        draft.note("code", code, place)
        draft.note("name", name, place)
    else:
        draft.note(role, clean(text), place)


def _take_money(draft: Draft, role: str, text: str, place: Place, scale: Decimal) -> None:
    amount = money(text, scale)
    if amount is not None:
        draft.money.setdefault(role, amount)
        draft.note(role, clean(text), place)
    elif (printed := clean(text)) and printed not in _NOTHING:
        draft.other.setdefault(_MONEY_LABELS[role], printed)


def _code_and_name(text: str) -> tuple[str, str]:
    """The parts of `11000026T000000000001-某项目`; wraps inside the code removed."""
    match = _CODE_AND_NAME.fullmatch(text.strip())
    return (re.sub(r"\s", "", match[1]), clean(match[2])) if match else ("", clean(text))


def money(text: str, scale: Decimal) -> Decimal | None:
    """An amount in 万元; `scale` is what one printed number is worth where no unit stands by it."""
    match = _MONEY.fullmatch(re.sub(r"\s+", "", text))
    if match is None:
        return None
    try:
        amount = Decimal(re.sub("[,，]", "", match[1]))
    except InvalidOperation:
        return None
    return amount * (SCALES[match[2]] if match[2] else scale)
