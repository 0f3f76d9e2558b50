"""What a run has read, kept in its output folder until its reports are written.

A run that was ended goes on from there: a file whose bytes, id and settings are the same, read by
the same program, is not read again. Only what was understood is kept; what failed is tried anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from auditor.domain import Document
from auditor.readers import outputs
from auditor.settings import Settings, as_builtins

_ENDING = ".json"
_STAMP_LENGTH = 16
# What decides how a file is read: the program's rooms, and the libraries of formats.
_ROOMS = ("domain.py", "readers", "reading.py", "tables", "text")
_LIBRARIES = ("auditor", "lxml", "pypdfium2", "xlrd")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The documents read so far, a file for each input. `reuse`: they are taken, not only kept."""

    folder: Path
    stamp: str
    reuse: bool

    def get(self, id: str, data: bytes) -> tuple[Document, ...] | None:
        """What was made of these bytes under this id; `None` where they are to be read."""
        if not self.reuse:
            return None
        try:
            kept = self._path(id, data).read_bytes()
            return msgspec.json.decode(kept, type=tuple[Document, ...])
        except (OSError, ValueError):
            return None

    def put(self, id: str, data: bytes, documents: Sequence[Document]) -> None:
        """Keep what was made of these bytes; a full disk only means that they are read again."""
        with suppress(OSError, ValueError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(documents))
            Path(name).replace(self._path(id, data))

    def count(self) -> int:
        """How many inputs need not be read again, if they are still the same."""
        if not self.reuse or not self.folder.is_dir():
            return 0
        return sum(1 for _ in self.folder.glob(f"{self.stamp}-*{_ENDING}"))

    def end(self) -> None:
        """The reports are written: nothing is left to go on with."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, id: str, data: bytes) -> Path:
        key = hashlib.sha256(data)
        key.update(b"\0" + id.encode("utf-8", "surrogatepass"))
        return self.folder / f"{self.stamp}-{key.hexdigest()}{_ENDING}"


def unfinished(out: Path, settings: Settings, *, resume: bool) -> Unfinished:
    """The store of a run that writes to `out`; `resume` takes what an ended run left there."""
    return Unfinished(out / outputs.UNFINISHED, _stamp(settings), resume)


def _stamp(settings: Settings) -> str:
    """One for all that reads a file alike."""
    built = as_builtins(settings)
    parts = [f"{name} {version(name)}" for name in _LIBRARIES]
    parts += [repr(built["limits"]), repr(built["profile"])]
    digest = hashlib.sha256("\n".join(parts).encode())
    for room in _ROOMS:
        _add(files("auditor") / room, digest)
    return digest.hexdigest()[:_STAMP_LENGTH]


def _add(room: Traversable, digest: hashlib._Hash) -> None:
    if room.is_dir():
        for inner in sorted(room.iterdir(), key=lambda t: t.name):
            if inner.name != "__pycache__":
                _add(inner, digest)
    else:
        digest.update(room.read_bytes())
