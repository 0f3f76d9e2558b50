"""Labelled rows in and out of files: tables and JSONL, doccano, Label Studio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from auditor.domain import Category, Vagueness
from auditor.errors import UsageError
from auditor.rows import columns
from auditor.rows.problems import Problem, RowsError
from auditor.rows.records import Record, Records, read
from auditor.rows.write import lines, maker_for, put
from auditor.settings import Settings
from auditor.training.labels import DUPLICATES, LabelledRow, as_object, from_records


class Format(StrEnum):
    """What labelled rows can be written as."""

    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"
    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"


#: Doccano's labels are words: what is judged, then what it was judged to be.
_VAGUENESS, _CATEGORY, _ALSO, _SAME, _OFF = (columns.HEADINGS[name] for name in columns.LABELS)
_OF_LABEL = {
    _VAGUENESS: "vagueness",
    _CATEGORY: "category",
    _ALSO: "category_also",
    _SAME: "duplicate_fields",
    _OFF: "value_mismatch",
}
_NONE = "无"
_TRUTH = ("否", "是")
_SHOWN = "text"
#: Newer versions of doccano put the row's fields beside the text, and their own number as `id`.
_ROW_ID = "row_id"
_SINGLE = ("vagueness", "category", "value_mismatch")


def load(
    paths: Iterable[Path], settings: Settings | None = None, *, labelled: bool = True
) -> tuple[LabelledRow, ...]:
    """The rows of all files, in order. `labelled`: every row needs a label.

    Raises:
        RowsError: every problem of every file, for a person to mend.
        UsageError: a file cannot be read at all.
    """
    rows: list[LabelledRow] = []
    problems: list[Problem] = []
    for path in paths:
        good, wrong = load_file(path, settings, labelled=labelled)
        rows += good
        problems += wrong
    if problems:
        raise RowsError(problems)
    return tuple(rows)


def load_file(
    path: Path, settings: Settings | None = None, *, labelled: bool = True
) -> tuple[tuple[LabelledRow, ...], tuple[Problem, ...]]:
    """The good rows of one file, and everything that is wrong with the others.

    Raises:
        UsageError: the file cannot be read at all.
    """
    found = _unwrapped(read(path, settings or Settings()))
    if not found.records and not found.problems:
        return (), (Problem(found.path, None, None, "没有一行数据，请检查文件"),)
    return from_records(found, labelled=labelled)


def save(rows: Sequence[LabelledRow], out: Path, format: Format | None = None) -> None:
    """Write the rows; without a format in that of the file's suffix.

    Raises:
        UsageError: the suffix names no format, or the file cannot be written.
    """
    match format:
        case Format.DOCCANO:
            put(out, lines(map(to_doccano, rows)))
        case Format.LABEL_STUDIO:
            tasks = [to_label_studio(row) for row in rows]
            put(out, msgspec.json.format(msgspec.json.encode(tasks), indent=1) + b"\n")
        case _:
            suffix = out if format is None else Path(f"{out.stem}.{format}")
            make = maker_for(suffix)
            put(out, make([as_object(row) for row in rows], columns.HEADINGS))


# --------------------------------------------------------------------------------------------
# What people see and choose from


def shown(row: LabelledRow) -> str:
    """The row as an annotator reads it."""
    said = (
        ("部门", row.department),
        ("项目", row.project_name),
        ("资金用途", row.purpose),
        ("绩效目标", "；".join(row.goals)),
        ("二级指标", row.level2),
        ("三级指标", row.level3),
        ("指标描述", row.description),
        ("指标值", row.value),
        ("确定依据", row.basis),
    )
    required = {"二级指标", "三级指标", "指标值"}
    return "\n".join(f"{n}：{t or '（空）'}" for n, t in said if t or n in required)


def _choices(row: LabelledRow) -> Iterator[tuple[str, list[str]]]:
    """Each label that was given and the words chosen for it."""
    if row.vagueness is not None:
        yield _VAGUENESS, [row.vagueness.value]
    if row.category is not None:
        yield _CATEGORY, [row.category.value]
    if row.category_also:
        yield _ALSO, [c.value for c in row.category_also]
    if row.duplicate_fields is not None:
        yield _SAME, [DUPLICATES[pair] for pair in row.duplicate_fields] or [_NONE]
    if row.value_mismatch is not None:
        yield _OFF, [_TRUTH[row.value_mismatch]]


def _texts(row: LabelledRow) -> dict[str, Any]:
    """The row without its labels; further columns apart, as their names may be anything."""
    said = as_object(row)
    texts = {name: said[name] for name in (*columns.TEXTS, *columns.ABOUT)}
    return texts | ({"other": dict(row.other)} if row.other else {})


# --------------------------------------------------------------------------------------------
# Doccano: JSONL of text, label and meta


def to_doccano(row: LabelledRow) -> dict[str, Any]:
    """A line for a doccano project of text classification."""
    labels = [f"{name}:{word}" for name, words in _choices(row) for word in words]
    texts = _texts(row)
    texts[_ROW_ID] = texts.pop("id")
    return {_SHOWN: shown(row), "label": labels, "meta": texts}


def _from_doccano(values: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    meta = values.get("meta")
    if isinstance(meta, str):
        meta = msgspec.json.decode(meta or "{}")
    if not isinstance(meta, Mapping):
        own = {_SHOWN, "label", "labels", "meta", "Comments", "comments", "id"}
        meta = {k: v for k, v in values.items() if k not in own}
    meta = {"id" if k == _ROW_ID else k: v for k, v in meta.items()}
    chosen: dict[str, list[str]] = {}
    labels = values.get("label", values.get("labels")) or []
    for label in [labels] if isinstance(labels, str) else labels:
        name, _, word = label.partition(":") if isinstance(label, str) else ("", "", "")
        if name not in _OF_LABEL or not word:
            return {}, f"标签“{label}”不认识，应形如“空泛程度:空泛”"
        chosen.setdefault(_OF_LABEL[name], []).append(word)
    return {**meta, **chosen}, None


# --------------------------------------------------------------------------------------------
# Label Studio: JSON of tasks with data and annotations

#: What a Label Studio project of these tasks shows: the choices have the names of the labels.
LABEL_STUDIO_CONFIG = "\n".join(
    [
        "<View>",
        f'  <Text name="row" value="${_SHOWN}"/>',
        *(
            f'  <Header value="{heading}"/>\n'
            f'  <Choices name="{name}" toName="row" '
            f'choice="{"single" if name in _SINGLE else "multiple"}">\n'
            + "\n".join(f'    <Choice value="{word}"/>' for word in words)
            + "\n  </Choices>"
            for name, heading, words in (
                ("vagueness", _VAGUENESS, tuple(Vagueness)),
                ("category", _CATEGORY, tuple(Category)),
                ("category_also", _ALSO, tuple(Category)),
                ("duplicate_fields", _SAME, (*DUPLICATES.values(), _NONE)),
                ("value_mismatch", _OFF, tuple(reversed(_TRUTH))),
            )
        ),
        "</View>\n",
    ]
)


def to_label_studio(row: LabelledRow) -> dict[str, Any]:
    """A task; with its labels as an annotation where it has any."""
    result = [
        {
            "from_name": _OF_LABEL[name],
            "to_name": "row",
            "type": "choices",
            "value": {"choices": words},
        }
        for name, words in _choices(row)
    ]
    task: dict[str, Any] = {"data": {_SHOWN: shown(row), **_texts(row)}}
    return task | ({"annotations": [{"result": result}]} if result else {})


def _from_label_studio(task: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """A row for each annotation that was not cancelled; the task's own row where there is none."""
    data = {k: v for k, v in task["data"].items() if k != _SHOWN}
    given = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    for annotation in given or [{}]:
        chosen: dict[str, Any] = {}
        for part in annotation.get("result") or ():
            words = part.get("value", {}).get("choices")
            if part.get("from_name") in columns.LABELS and words is not None:
                chosen[part["from_name"]] = words
        who = _person(annotation.get("completed_by"))
        yield {**data, **chosen, **({"annotator": who} if who else {})}, None


def _person(given: object) -> str | None:
    if isinstance(given, Mapping):
        given = given.get("email") or given.get("id")
    return None if given is None else str(given)


# --------------------------------------------------------------------------------------------


def _unwrapped(found: Records) -> Records:
    """Records as rows, whatever tool wrote them."""
    records: list[Record] = []
    problems = list(found.problems)
    for record in found.records:
        values = record.values
        try:
            if isinstance(values.get("data"), Mapping):
                rows = list(_from_label_studio(values))
            elif _SHOWN in values and ("label" in values or "labels" in values):
                rows = [_from_doccano(values)]
            else:
                records.append(record)
                continue
        except (AttributeError, TypeError, msgspec.DecodeError):
            rows = [({}, "不是 doccano 或 Label Studio 导出的样子，请重新导出")]
        for row, wrong in rows:
            if wrong is None:
                records.append(Record(record.number, row, record.sheet))
            else:
                problems.append(Problem(found.path, record.number, None, wrong))
    headings = dict.fromkeys(key for record in records for key in record.values)
    return Records(found.path, tuple(records), tuple(problems), tuple(headings) or found.headings)


def as_format(word: str) -> Format:
    """The format of this name.

    Raises:
        UsageError: there is none.
    """
    try:
        return Format(word)
    except ValueError:
        msg = f"没有格式“{word}”，可选：{'、'.join(Format)}"
        raise UsageError(msg) from None
