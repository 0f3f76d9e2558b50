"""Which files an INPUT names, and the document id of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from auditor.domain import SkipKind, Skipped
from auditor.readers import outputs


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read; `id` names its document in every output.

    `within` leads to a file in a ZIP: its number there, and in each further ZIP on the way.
    """

    path: Path
    id: str
    within: tuple[int, ...] = ()


def collect(inputs: Sequence[Path]) -> tuple[tuple[InputFile, ...], tuple[Skipped, ...]]:
    """Every file the inputs name, each once, ordered by id; and what could not be looked into.

    Folders are walked recursively without following links; hidden files, the office programs' lock
    files, what earlier audits wrote and stored indexes are passed over. The id is the path relative
    to its INPUT folder, or the file's name; ids that clash get the shortest distinguishing prefix
    of folders.
    """
    skipped: list[Skipped] = []
    relative: dict[Path, PurePosixPath] = {}
    for given in sorted(inputs):
        for path, name in _walk(given, skipped):
            relative.setdefault(path.resolve(), name)
    ids = _distinguish(relative)
    files = sorted((InputFile(path, ids[path]) for path in relative), key=lambda f: f.id)
    return tuple(files), tuple(sorted(set(skipped), key=lambda s: s.path))


def _walk(given: Path, skipped: list[Skipped]) -> Iterable[tuple[Path, PurePosixPath]]:
    if not given.is_dir():
        yield given, PurePosixPath(given.name)
        return

    def refuse(error: OSError) -> None:
        path = Path(str(error.filename)).relative_to(given).as_posix()
        skipped.append(Skipped(path, "文件夹打不开，请检查权限", SkipKind.UNREADABLE))

    for folder, folders, names in os.walk(given, onerror=refuse):
        earlier, index = outputs.is_output(Path(folder)), outputs.is_index(Path(folder))
        folders[:] = sorted(f for f in folders if not _passed_over(f, earlier, index))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith("~$") or _passed_over(name, earlier, index):
                continue
            if path.is_symlink() and not path.exists():
                where = path.relative_to(given).as_posix()
                skipped.append(Skipped(where, "链接指向的文件不存在", SkipKind.UNREADABLE))
                continue
            yield path, PurePosixPath(path.relative_to(given).as_posix())


def _passed_over(name: str, earlier: bool, index: bool) -> bool:
    """Whether a name is hidden or, in the folder of an earlier audit or an index, theirs."""
    written = (earlier and outputs.is_written(name)) or (index and outputs.is_of_index(name))
    return name.startswith(".") or written


def _distinguish(relative: dict[Path, PurePosixPath]) -> dict[Path, str]:
    """Ids by path: where names clash, as many parent folders are put before as are needed."""
    ids = {path: name.as_posix() for path, name in relative.items()}
    depth = 0
    while clashing := {i for i, n in Counter(ids.values()).items() if n > 1}:
        depth += 1
        for path, name in relative.items():
            if ids[path] in clashing:
                above = path.parts[: len(path.parts) - len(name.parts)]
                prefix = [p for p in above[-depth:] if p != path.anchor]
                ids[path] = PurePosixPath(*prefix, *name.parts).as_posix()
    return ids
