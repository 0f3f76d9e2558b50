"""An earlier output folder read back: its documents as they were understood then."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from auditor.domain import Document, Field, Indicator, Paragraph, Project, Scope
from auditor.errors import UnreadableError

#: Where in its output folder a run keeps what it has read so far.
UNFINISHED = ".unfinished"
_FILES = ("documents", "projects", "indicators", "narrative")
#: What stands in an output folder, with the letters that are written into it later.
_FOLDERS = frozenset({"data", "departments", "replies", "notices"})
_PAGE = re.compile(r"index(?:-\d+)?\.html|findings.*\.xlsx|compare\.(?:html|json)")

#: What stands in a stored index, whose manifest begins with the name of its format.
_INDEX, _INDEX_MARK = frozenset({"manifest.json", "manifest.json.new", "segments", "adding"}), 200
_INDEX_FORMAT = re.compile(rb'\{\s*"format"\s*:\s*"auditor-copies"')


def is_output(folder: Path) -> bool:
    """Whether an earlier run wrote this folder."""
    return (folder / "data" / "manifest.json").is_file()


def is_written(name: str) -> bool:
    """Whether a run wrote what has this name in its output folder.

    A workbook of findings may have been saved under a longer name by whoever reviewed it. Documents
    that lie in the same folder as the reports are not taken for them.
    """
    return name in _FOLDERS or name == "run.json" or bool(_PAGE.fullmatch(name))


def is_index(folder: Path) -> bool:
    """Whether a stored index is kept in this folder, be it that its first addition was killed."""
    if not (folder / "segments").is_dir():
        return False
    manifests = (folder / "manifest.json", folder / "manifest.json.new")
    return any(_INDEX_FORMAT.match(_beginning(path)) for path in manifests)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_INDEX_MARK)
    except OSError:
        return b""


def is_of_index(name: str) -> bool:
    """Whether what has this name in the folder of an index is the index's."""
    return name in _INDEX


def documents(folder: Path) -> tuple[Document, ...]:
    """What the folder's `data` says of each document that was not a repetition.

    Raises:
        UnreadableError: a file is missing, damaged, or not of this format.
    """
    try:
        tables = {name: _lines(folder / "data" / f"{name}.jsonl") for name in _FILES}
        rows: dict[tuple[str, int], list[Indicator]] = defaultdict(list)
        for row in tables["indicators"]:
            rows[row["document"], row["project_seq"]].append(_indicator(row))
        projects: dict[str, list[Project]] = defaultdict(list)
        for row in tables["projects"]:
            projects[row["document"]].append(_project(row, rows[row["document"], row["seq"]]))
        paragraphs: dict[str, list[Paragraph]] = defaultdict(list)
        for row in tables["narrative"]:
            paragraphs[row["document"]].append(
                Paragraph(row["paragraph"], row["section"], row["text"])
            )
        return tuple(
            Document(
                id=row["document"],
                path=row["document"],
                sha256=row["sha256"] or "",
                format=row["format"] or "",
                department=row["department"],
                department_code=row["department_code"],
                region=row["region"],
                year=row["year"],
                profile=row["profile"],
                projects=tuple(projects[row["document"]]),
                paragraphs=tuple(paragraphs[row["document"]]),
            )
            for row in tables["documents"]
            if row["duplicate_of"] is None
        )
    except (OSError, KeyError, TypeError, ValueError, msgspec.DecodeError) as error:
        msg = "输出文件夹不完整或不是本程序写出的，请重新审核后再用"
        raise UnreadableError(msg, path=str(folder)) from error


def _lines(path: Path) -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(line, type=dict[str, Any])
        for line in path.read_bytes().splitlines()
        if line
    ]


def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(
        row=row["row"],
        level1=row["level1"],
        level2=row["level2"],
        name=row["level3"],
        description=row["description"],
        value=row["value"],
        basis=row["basis"],
        value_cells=tuple(row["value_cells"].items()),
        other=tuple(row["other"].items()),
        doubtful=frozenset(map(Field, row["doubtful"])),
    )


def _project(row: dict[str, Any], rows: list[Indicator]) -> Project:
    def money(value: float | None) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return Project(
        seq=row["seq"],
        scope=Scope(row["scope"]),
        title=row["title"],
        name=row["name"],
        code=row["code"],
        unit=row["unit"],
        budget=money(row["budget"]),
        fiscal_funds=money(row["fiscal_funds"]),
        other_funds=money(row["other_funds"]),
        purpose=row["purpose"],
        goals=tuple(row["goals"]),
        indicators=tuple(rows),
    )
