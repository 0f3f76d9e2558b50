"""Files to documents: each is read and understood in a worker process that can be ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from auditor.domain import Document, SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers import InputFile, Listing, read, read_input, worker
from auditor.settings import Settings
from auditor.tables import understand_all

#: Told after each file: how many are done, how many there are.
Progress = Callable[[int, int], None]


def read_documents(path: Path, settings: Settings) -> tuple[Document, ...]:
    """One file to its documents, under the profile that the settings command or the file's own.

    Raises:
        UnreadableError: it cannot be read.
    """
    return _under_profile(understand_all(read(path, path.name, settings), path.name), settings)


def _under_profile(documents: Iterable[Document], settings: Settings) -> tuple[Document, ...]:
    profile = settings.profile
    return tuple(replace(d, profile=profile) if profile else d for d in documents)


@dataclass(frozen=True, slots=True)
class _Given:
    """What one file gave: documents, losses, and the files of a ZIP that are yet to be read."""

    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: tuple[InputFile, ...] = ()


def _read_or_skip(file: InputFile, settings: Settings) -> _Given:
    """One file to documents, or the reason why not; never raises for bad input."""
    try:
        raw = read_input(file, settings)
        if isinstance(raw, Listing):
            return _Given(skipped=raw.skipped, files=raw.files)
        return _Given(_under_profile(understand_all(raw, file.id), settings))
    except UnreadableError as error:
        return _Given(skipped=(Skipped(file.id, error.reason, SkipKind(error.kind)),))
    except MemoryError:
        raise
    except Exception as error:  # a reader's defect must not stop the batch
        reason = f"读取时出错（{type(error).__name__}），请把文件另存后重试"
        return _Given(skipped=(Skipped(file.id, reason, SkipKind.CRASHED),))


def read_all(
    files: Sequence[InputFile], settings: Settings, jobs: int, progress: Progress
) -> tuple[list[Document], list[Skipped]]:
    """Read all in worker processes: files are not to be trusted, and a worker can be ended."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    waiting = deque(files)
    total = len(files)
    work = partial(_read_or_skip, settings=settings)
    results = worker.run(waiting, work, settings.limits, jobs)
    for done, (file, given) in enumerate(results, 1):
        if isinstance(given, worker.Failure):
            skipped.append(Skipped(file.id, given.reason, given.kind))
        else:
            waiting.extend(given.files)
            total += len(given.files)
            documents += given.documents
            skipped += given.skipped
            skipped += (s for document in given.documents for s in document.skipped)
        progress(done, total)
    return documents, skipped
