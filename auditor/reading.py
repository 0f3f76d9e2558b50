"""Files to documents: each is read and understood in a worker process that can be ended."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from auditor.domain import Block, Document, RawDocument, SkipKind, Skipped
from auditor.errors import UnreadableError, UsageError
from auditor.readers import (
    InputFile,
    Listing,
    bytes_of,
    collect,
    outputs,
    read,
    read_input,
    worker,
)
from auditor.settings import Limits, Settings
from auditor.tables import understand_all
from auditor.unfinished import Unfinished

#: What the ids of the history's documents, and the names of templates, begin with.
HISTORY, TEMPLATES = "往年/", "模板/"

#: Documents that are named where another one was asked for.
_LISTED = 10

#: Told after each file: how many are done, how many there are.
Progress = Callable[[int, int], None]


def read_documents(path: Path, settings: Settings) -> tuple[Document, ...]:
    """One file to its documents, under the profile that the settings command or the file's own.

    `path` may end in what the reports add to it: `包.zip/部门/表.docx`, `表.xlsx#2025-某局`.

    Raises:
        UnreadableError: it cannot be read.
        UsageError: there is no such file, or no such document in it.
    """
    text = str(path)
    ends = sorted((n for n, mark in enumerate(text) if mark in "/\\#"), reverse=True)
    whole = (end for end in (len(text), *ends) if end and _is_file(text[:end]))
    if (end := next(whole, None)) is None:
        msg = f"{path}：没有这个文件"
        raise UsageError(msg)
    file = Path(text[:end])
    wanted = file.name + text[end:].replace("\\", "/")
    return _documents(InputFile(file, file.name), wanted, settings)


def _is_file(path: str) -> bool:
    """Whether it is a file; with what the reports add, a name may be longer than names can be."""
    try:
        return Path(path).is_file()
    except OSError:
        return False


def _documents(file: InputFile, wanted: str, settings: Settings) -> tuple[Document, ...]:
    """The document whose id is `wanted`, all of a file that is wanted as a whole."""
    raw = read_input(file, bytes_of(file, settings.limits), settings)
    if isinstance(raw, RawDocument):
        found = _under_profile(understand_all(raw, file.id), settings)
        if wanted == file.id:
            return found
        choices = {d.id: d for d in found}
        if wanted not in choices:
            raise UsageError(_no_such(file, wanted, choices))
        return (choices[wanted],)
    for inner in raw.files:
        if wanted == inner.id or wanted.startswith((f"{inner.id}/", f"{inner.id}#")):
            return _documents(inner, wanted, settings)
    if wanted != file.id:
        raise UsageError(_no_such(file, wanted, [inner.id for inner in raw.files]))
    msg = "这是压缩包，请指定其中的文件（压缩包/文件名），如报告所写"
    raise UnreadableError(msg, path=file.id)


def _no_such(file: InputFile, wanted: str, choices: Collection[str]) -> str:
    return f"{wanted}：{file.id} 里没有这份文件，可选：{listed(choices)}"


def listed(names: Collection[str]) -> str:
    """The first of the documents to choose from, and how many there are."""
    more = f"等 {len(names)} 份" if len(names) > _LISTED else ""
    return "；".join(list(names)[:_LISTED]) + more


def _under_profile(documents: Iterable[Document], settings: Settings) -> tuple[Document, ...]:
    profile = settings.profile
    return tuple(replace(d, profile=profile) if profile else d for d in documents)


@dataclass(frozen=True, slots=True)
class _Given:
    """What one file gave: documents, losses, and the files of a ZIP that are yet to be read."""

    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: tuple[InputFile, ...] = ()


def _read_or_skip(file: InputFile, settings: Settings, kept: Unfinished | None) -> _Given:
    """One file to documents, or the reason why not; never raises for bad input."""
    data = None
    try:
        data = bytes_of(file, settings.limits)
        if kept is not None and (known := kept.get(file.id, data)) is not None:
            return _Given(known)
        raw = read_input(file, data, settings)
        if isinstance(raw, Listing):
            return _Given(skipped=raw.skipped, files=raw.files)
        documents = _under_profile(understand_all(raw, file.id), settings)
        if kept is not None:
            kept.put(file.id, data, documents)
        return _Given(documents)
    except UnreadableError as error:
        reason, kind = error.reason, SkipKind(error.kind)
    except MemoryError:
        raise
    except Exception as error:  # a reader's defect must not stop the batch
        reason = f"读取时出错（{type(error).__name__}），请把文件另存后重试"
        kind = SkipKind.CRASHED
    sha256 = None if data is None else hashlib.sha256(data).hexdigest()
    return _Given(skipped=(Skipped(file.id, reason, kind, sha256=sha256),))


def _hash_of(file: InputFile, limits: Limits) -> str | None:
    """The hash of a file that ended its worker; of one in a ZIP none, for it would end us too."""
    if file.within:
        return None
    try:
        return hashlib.sha256(bytes_of(file, limits)).hexdigest()
    except UnreadableError:
        return None


def read_all(
    files: Sequence[InputFile],
    settings: Settings,
    jobs: int,
    progress: Progress,
    kept: Unfinished | None = None,
) -> tuple[list[Document], list[Skipped]]:
    """Read all in worker processes: files are not to be trusted, and a worker can be ended.

    `kept` is where what was read is put, and found again by a run that goes on with this one.
    """
    documents: list[Document] = []
    skipped: list[Skipped] = []
    waiting = deque(files)
    total = len(files)
    work = partial(_read_or_skip, settings=settings, kept=kept)
    with closing(worker.run(waiting, work, settings.limits, jobs)) as results:
        for done, (file, given) in enumerate(results, 1):
            if isinstance(given, worker.Failure):
                sha256 = _hash_of(file, settings.limits)
                skipped.append(Skipped(file.id, given.reason, given.kind, sha256=sha256))
            else:
                waiting.extend(given.files)
                total += len(given.files)
                documents += given.documents
                skipped += given.skipped
                skipped += (s for document in given.documents for s in document.skipped)
            progress(done, total)
    return documents, skipped


def read_history(
    paths: Sequence[Path], settings: Settings, jobs: int, kept: Unfinished | None = None
) -> tuple[list[Document], list[Skipped]]:
    """Documents to judge against: files, folders of files, and folders that an earlier run wrote.

    Their ids say that they are of the history; what repeats is taken once.
    """
    found, lost = read_earlier(paths, settings, jobs, kept=kept)
    found.sort(key=lambda d: (d.id, d.sha256))
    return named_history(found), [replace(s, path=f"{HISTORY}{s.path}") for s in lost]


def read_earlier(
    paths: Sequence[Path],
    settings: Settings,
    jobs: int,
    progress: Progress = lambda _done, _total: None,
    kept: Unfinished | None = None,
) -> tuple[list[Document], list[Skipped]]:
    """The documents of files, folders of files, and folders that an earlier run wrote."""
    found: list[Document] = []
    given: list[Path] = []
    for path in sorted(paths):
        inner = [p.parents[1] for p in path.rglob("data/manifest.json")] if path.is_dir() else []
        for folder in sorted(inner):
            found += outputs.documents(folder)
        if path not in inner:
            given.append(path)
    files, skipped = collect(given)
    documents, lost = read_all(files, settings, jobs, progress, kept)
    return [*found, *documents], [*lost, *skipped]


def named_history(documents: Iterable[Document], beside: Iterable[Document] = ()) -> list[Document]:
    """The documents, what repeats once, under ids that say they are of the history.

    No id is one of those `beside`.
    """
    named: dict[str, Document] = {}
    taken = {document.id for document in beside}
    contents: set[object] = set()
    for document in documents:
        whose = (document.department, document.region, document.year)
        content = (*whose, document.projects, document.paragraphs)
        if content in contents:
            continue
        contents.add(content)
        name, number = f"{HISTORY}{document.id}", 1
        while name in named or name in taken:
            number += 1
            name = f"{HISTORY}{document.id}（{number}）"
        named[name] = replace(document, id=name)
    return list(named.values())


def read_templates(
    paths: Sequence[Path], settings: Settings
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The texts that forms prescribe, and the hash of each file.

    Every paragraph, every cell, and every indicator's name with its description is one.

    Raises:
        UnreadableError: a file cannot be read.
    """
    texts: dict[str, None] = {}
    hashes = {}
    for path in sorted(paths):
        raw = read(path, path.name, settings)
        hashes[f"{TEMPLATES}{path.name}"] = raw.sha256
        for part in raw.content:
            pieces = [part.text] if isinstance(part, Block) else [c.text for c in part.cells]
            texts.update(dict.fromkeys(line for piece in pieces for line in piece.splitlines()))
            texts.update(dict.fromkeys(pieces))
        for document in understand_all(raw, path.name):
            for project in document.projects:
                rows = (f"{i.name or ''}{i.description or ''}" for i in project.indicators)
                texts.update(dict.fromkeys(rows))
    return tuple(text for text in texts if text.strip()), hashes
