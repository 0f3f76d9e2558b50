"""One labelled row, and how cells that a person filled in become one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import msgspec

from auditor.classify.category_rules import declared_category
from auditor.classify.duplicate_fields import DESCRIPTION_VALUE, NAME_DESCRIPTION, NAME_VALUE
from auditor.domain import Category, Document, Indicator, Project, Vagueness
from auditor.rows import columns
from auditor.rows.problems import Problem
from auditor.rows.records import Records
from auditor.text.normalise import comparable, fold

Scalar = str | int | float | bool | None
_T = TypeVar("_T")

#: The values of `duplicate_fields` and what people call them.
DUPLICATES = {
    NAME_DESCRIPTION: "描述同名称",
    NAME_VALUE: "指标值同名称",
    DESCRIPTION_VALUE: "指标值同描述",
}
REQUIRED = ("level2", "level3", "value")
_TRUTH = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}
_NONE = "无"
#: The column of what `auditor score` says in flat formats.
_JUDGED = "vagueness.score"
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(?:年度?)?")
_PARTS = re.compile(r"[、,;|\s]+")


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row with the contract's fields. Texts are as printed, `None` where nothing is.

    Labels that were not given are `None`; `duplicate_fields` of `()` says that none repeat.
    `other` are further columns of the file, kept so that nothing of it is lost.
    """

    level2: str | None
    level3: str | None
    value: str | None
    id: str | None = None
    region: str | None = None
    department: str | None = None
    year: int | None = None
    project_name: str | None = None
    project_code: str | None = None
    purpose: str | None = None
    goals: tuple[str, ...] = ()
    level1: str | None = None
    description: str | None = None
    basis: str | None = None
    vagueness: Vagueness | None = None
    category: Category | None = None
    category_also: tuple[Category, ...] = ()
    duplicate_fields: tuple[str, ...] | None = None
    value_mismatch: bool | None = None
    source: str | None = None
    annotator: str | None = None
    note: str | None = None
    other: tuple[tuple[str, Scalar], ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether it has any of the labels."""
        labels = (self.vagueness, self.category, self.duplicate_fields, self.value_mismatch)
        return any(label is not None for label in labels)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells the row from others, whoever labelled it: its id, else its texts."""
        if self.id is not None:
            return (self.id,)
        texts = (self.department, self.project_name, self.level2, self.level3, self.description)
        return (str(self.year or ""), *(comparable(t or "") for t in (*texts, self.value)))


def subject(row: LabelledRow) -> tuple[Indicator, Project, Document]:
    """The row as the indicator, project and document that are judged."""
    indicator = Indicator(
        row=1,
        level1=row.level1,
        level2=row.level2,
        name=row.level3,
        description=row.description,
        value=row.value,
        basis=row.basis,
    )
    project = Project(
        seq=1,
        name=row.project_name,
        code=row.project_code,
        purpose=row.purpose,
        goals=row.goals,
        indicators=(indicator,),
    )
    document = Document(
        id=row.id or "",
        department=row.department,
        region=row.region,
        year=row.year,
        projects=(project,),
    )
    return indicator, project, document


def as_object(row: LabelledRow) -> dict[str, Any]:
    """The row as plain values under the contract's names, in its order, then what else it has."""
    found: dict[str, Any] = {name: getattr(row, name) for name in columns.NAMES}
    found["goals"] = list(row.goals)
    found["vagueness"] = None if row.vagueness is None else row.vagueness.label
    found["category"] = None if row.category is None else row.category.value
    found["category_also"] = [c.value for c in row.category_also]
    if row.duplicate_fields is not None:
        found["duplicate_fields"] = list(row.duplicate_fields)
    return found | dict(row.other)


# --------------------------------------------------------------------------------------------
# Records to rows


class _WrongError(Exception):
    """A cell that cannot be understood; the text says what would be."""


def from_records(
    found: Records, *, labelled: bool = True
) -> tuple[tuple[LabelledRow, ...], tuple[Problem, ...]]:
    """The rows of a file and everything wrong with it; `labelled`: each needs a label."""
    by_heading = columns.fields(found.headings)
    missing = [name for name in REQUIRED if name not in by_heading.values()]
    if missing and found.records:
        names = "、".join(f"“{columns.HEADINGS[name]}”" for name in missing)
        return (), (*found.problems, Problem(found.path, None, None, f"缺少列{names}，请补上"))
    problems = list(found.problems)
    rows = []
    seen: dict[tuple[str | None, ...], int] = {}
    for record in found.records:
        row, wrong = from_values(record.values, by_heading)
        if row is not None:
            wrong += _missing(row, labelled=labelled)
        if row is not None and row.id is not None:
            first = seen.setdefault((row.id, row.annotator), record.number)
            if first != record.number:
                wrong.append(("id", f"与第 {first} 行的编号相同（{row.id}），请改为不同的编号"))
        if row is not None and not wrong:
            rows.append(row)
        headings = {name: heading for heading, name in by_heading.items()}
        problems += [
            Problem(found.path, record.number, _heading(field, headings), text)
            for field, text in wrong
        ]
    return tuple(rows), tuple(problems)


def _heading(field: str | None, headings: Mapping[str, str]) -> str | None:
    return None if field is None else headings.get(field, columns.HEADINGS[field])


def _missing(row: LabelledRow, *, labelled: bool) -> list[tuple[str | None, str]]:
    wrong: list[tuple[str | None, str]] = []
    if labelled and row.level2 is None:
        wrong.append(("level2", "是空的，请填写二级指标"))
    if labelled and not row.labelled:
        names = "、".join(
            columns.HEADINGS[name] for name in columns.LABELS if name != "category_also"
        )
        wrong.append((None, f"没有标注，{names}至少填一项"))
    if row.category is None and row.category_also:
        wrong.append(("category_also", "有值而“应属类别”是空的，请先填应属类别"))
    return wrong


def from_values(
    values: Mapping[str, Any], by_heading: Mapping[str, str] | None = None
) -> tuple[LabelledRow | None, list[tuple[str | None, str]]]:
    """The row of these values by heading, and what is wrong by field (`None`: the whole row)."""
    names = columns.fields(values) if by_heading is None else by_heading
    given: dict[str, Any] = {}
    other: list[tuple[str, Scalar]] = []
    judged = _JUDGED in values or any(map(_is_judgement, values.values()))
    for heading, value in values.items():
        name = names.get(heading)
        if name in _READ and not (judged and name in columns.LABELS):
            given[name] = value
        elif heading == "other" and isinstance(value, Mapping):
            other += [(str(key), _scalar(text)) for key, text in value.items()]
        elif by_heading is None or not _empty(value):
            other.append((heading, _scalar(value)))
    if "value" in given:
        given["value"] = columns.value_of({names[h]: v for h, v in values.items() if h in names})
    wrong: list[tuple[str | None, str]] = []
    made: dict[str, Any] = {}
    for name, value in given.items():
        try:
            if (read := _READ[name](_chosen(value))) is not None:
                made[name] = read
        except _WrongError as error:
            wrong.append((name, str(error)))
    if wrong:
        return None, wrong
    required = {name: made.pop(name, None) for name in REQUIRED}
    return LabelledRow(**required, **made, other=tuple(other)), []


def _is_judgement(value: object) -> bool:
    """Whether `auditor score` or `audit` said this of the row: nothing that they say is a label."""
    return isinstance(value, Mapping) and {"label", "score"} <= set(value)


def _chosen(value: object) -> object:
    """Label Studio's `{"choices": […]}` as what was chosen."""
    return value["choices"] if isinstance(value, Mapping) else value


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return msgspec.json.encode(value).decode()


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: object) -> str | None:
    if _empty(value):
        return None
    if isinstance(value, list | Mapping):
        msg = "应为文字，不能是列表或对象"
        raise _WrongError(msg)
    return str(value)


def _year(value: object) -> int | None:
    if _empty(value):
        return None
    match = _YEAR.fullmatch(fold(str(value)))
    if match is None:
        msg = f"“{value}”不是年份，应为四位数字，如 2025"
        raise _WrongError(msg)
    return int(match[1])


def _items(value: object) -> list[object] | None:
    """A list, its JSON, or its parts written one after the other; `None` where nothing is."""
    if _empty(value):
        return None
    if isinstance(value, list | tuple):
        return list(value)
    text = str(value)
    if text.lstrip().startswith("["):
        try:
            return msgspec.json.decode(text, type=list[Any])
        except (msgspec.DecodeError, UnicodeEncodeError):
            pass
    return [part for part in _PARTS.split(fold_marks(text)) if part]


def fold_marks(text: str) -> str:
    """The marks between parts in one width, blanks kept."""
    return text.translate(str.maketrans("，；｜/", ",;|,"))


def _goals(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return tuple(line for line in value.split("\n") if line.strip())
    items = _items(value)
    return None if items is None else tuple(str(item) for item in items)


def _vagueness(value: object) -> Vagueness | None:
    word = _single(value)
    if word is None:
        return None
    for one in Vagueness:
        if word in {one.value, str(one.label), f"{one.label}.0", f"{one.label}{one.value}"}:
            return one
    msg = f"“{value}”不认识，应为 0（明确）、1（欠明确）或 2（空泛）"
    raise _WrongError(msg)


def _single(value: object) -> str | None:
    """The one word that was filled in or chosen."""
    if isinstance(value, list | tuple):
        if len(value) > 1:
            msg = "选了不止一项，只能选一项"
            raise _WrongError(msg)
        value = value[0] if value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if _empty(value) else fold(str(value)).lower()


def _category(value: object) -> Category | None:
    word = _single(value)
    if word is None:
        return None
    found = declared_category(word)
    if found is None:
        choices = "、".join(Category)
        msg = f"“{value}”不是类别，应为{choices}之一"
        raise _WrongError(msg)
    return found


def _categories(value: object) -> tuple[Category, ...] | None:
    items = [item for item in _items(value) or () if item != _NONE]
    return tuple(found for item in items if (found := _category(item)) is not None)


def _duplicates(value: object) -> tuple[str, ...] | None:
    items = _items(value)
    if items is None:
        return None
    found = []
    for item in items:
        word = fold(str(item))
        match = next((pair for pair, name in DUPLICATES.items() if word in {pair, name}), None)
        if match is not None:
            found.append(match)
        elif word != _NONE:
            choices = "、".join(f"{pair}（{name}）" for pair, name in DUPLICATES.items())
            msg = f"“{item}”不认识，应为{choices}，可写多个，没有重复写“无”"
            raise _WrongError(msg)
    return tuple(found)


def _mismatch(value: object) -> bool | None:
    word = _single(value)
    if word is None:
        return None
    if word.removesuffix(".0") not in _TRUTH:
        msg = f"“{value}”不认识，应为“是”或“否”"
        raise _WrongError(msg)
    return _TRUTH[word.removesuffix(".0")]


_READ: dict[str, Callable[[object], object]] = {
    **dict.fromkeys((*columns.TEXTS, *columns.ABOUT), _text),
    "year": _year,
    "goals": _goals,
    "vagueness": _vagueness,
    "category": _category,
    "category_also": _categories,
    "duplicate_fields": _duplicates,
    "value_mismatch": _mismatch,
}
assert set(_READ) == {f.name for f in fields(LabelledRow)} - {"other"} == set(columns.NAMES)


def units(rows: Sequence[LabelledRow]) -> Iterator[tuple[str, ...]]:
    """The key of each row; rows that say the same get a number, so that they stay apart."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        yield row.key if seen[row.key] == 1 else (*row.key, str(seen[row.key]))
