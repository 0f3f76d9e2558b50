"""The output folder: whole files or none, nothing stale, nothing of the auditor's overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from auditor.errors import UsageError

#: Where the manifest stands in the folder.
MANIFEST = "data/manifest.json"
#: What goes into a file, piece by piece: a table of a large run is never whole in memory.
Content: TypeAlias = Iterable[bytes]
#: Files that people write into.
_EDITED_BY_HAND = frozenset({".xlsx", ".docx"})


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """The hash of each file, and under which names files that somebody had filled in are kept."""

    hashes: dict[str, str]
    kept: tuple[Path, ...]


def write_all(out: Path, files: Iterable[tuple[str, Content]], manifest: str = MANIFEST) -> Written:
    """Write files under `out`.

    `manifest` is where an earlier run told what it wrote. A workbook or letter that somebody has
    filled in since is kept beside the new one under another name; what an earlier run left and this
    one does not write is removed.

    Raises:
        UsageError: a file cannot be written.
    """
    earlier, written = _outputs(out / manifest), dict[str, str]()
    kept: list[Path | None] = []
    for name, content in files:
        kept.append(_keep_filled_in(out / name, earlier.get(name)))
        written[name] = write(out / name, content)
    for name in sorted(earlier.keys() - written.keys()):
        kept.append(_keep_filled_in(out / name, earlier[name]))
        if not _changed(out / name, earlier[name]):
            _unlink(out / name)
    return Written(written, tuple(path for path in kept if path is not None))


def write(path: Path, content: Content) -> str:
    """Put a file in place at once, so that nobody meets half of it, and give back its hash.

    Raises:
        UsageError: it cannot be written.
    """
    seen = hashlib.sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content:
                    file.write(piece)
                    seen.update(piece)
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(_refusal(path, error)) from None
    return seen.hexdigest()


def _outputs(manifest: Path) -> dict[str, str]:
    """What the manifest of an earlier run says it wrote; nothing outside the folder."""
    try:
        outputs = json.loads(manifest.read_bytes())["hashes"]["outputs"]
        named = {str(name): str(value) for name, value in outputs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {
        name: value
        for name, value in named.items()
        if not PurePosixPath(name).is_absolute()
        and ".." not in PurePosixPath(name).parts
        and "\\" not in name
        and ":" not in name
    }


def _changed(path: Path, written: str | None) -> bool:
    """Whether a file stands there that is not what was written."""
    try:
        return path.is_file() and digest(path.read_bytes()) != written
    except OSError:
        return False


def _keep_filled_in(path: Path, written: str | None) -> Path | None:
    """Set a workbook or letter aside that is not what was written, and say where."""
    if path.suffix not in _EDITED_BY_HAND or not _changed(path, written):
        return None
    number = 1
    while (kept := path.with_stem(f"{path.stem}（已填写{number}）")).exists():
        number += 1
    try:
        path.rename(kept)
    except OSError as error:
        raise UsageError(_refusal(path, error)) from None
    return kept


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(_refusal(path, error)) from None


def _refusal(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"{path}：不能写入，请检查权限，或先关闭打开着它的程序"
    return f"{path}：不能写入（{error.strerror or type(error).__name__}），请换一个输出文件夹"
