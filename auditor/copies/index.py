"""The stored index of copies: texts of other years and departments, kept on disk, added to.

    FOLDER/manifest.json        format, version, size of grams, segments with sizes and hashes
    FOLDER/segments/000001/     one addition: plain .npy arrays (memory-mapped) and UTF-8 text

A segment is never changed once the manifest names it; a segment it does not name is left over from
an addition that was interrupted and is replaced. Arrays are read without pickle.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from auditor.copies.fingerprint import Fingerprints, Groups, Shard, fingerprint, merge
from auditor.copies.join import Pairs, merged, sided_chunks
from auditor.errors import UsageError

FORMAT = "auditor-copies"
VERSION = 1

_MANIFEST, _SEGMENTS, _LOCK = "manifest.json", "segments", "adding"
_ARRAYS = ("tokens", "sizes", "codes", "frequency", "rows", "row_ends", "text_ends", "record_ends")
_BLOBS = ("texts", "records")
_NEW, _OLD = 1, 2


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    sha256: str


class _Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    rows: int
    groups: int
    documents: dict[str, str]
    files: dict[str, _File]


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    version: int
    gram_size: int
    segments: tuple[_Segment, ...] = ()


class _Header(msgspec.Struct, frozen=True):
    format: str
    version: int


@dataclass(frozen=True, slots=True)
class Info:
    """What `auditor index info` tells: counts, bytes on disk, documents as id → SHA-256."""

    version: int
    additions: int
    rows: int
    texts: int
    bytes: int
    documents: dict[str, str]


def add(
    folder: Path,
    texts: Sequence[str],
    records: Sequence[str],
    documents: Mapping[str, str],
    *,
    size: int = 2,
    threads: int = 2,
) -> None:
    """Add rows to the index, making it if there is none; what is there is not read again.

    `texts` are comparable texts (see `rows.keys`), `records` what the caller wants back for each
    row (one string, JSON say), `documents` the ids of the documents and the SHA-256 of each.
    Either all of it is added or nothing. `size`, the n of the grams, counts for a new index only.
    Raises UsageError for a folder that is no index or of another version, for one that is being
    added to, and for a document that it holds already; ValueError if texts and records differ in
    number.
    """
    if len(texts) != len(records):
        msg = f"{len(texts)} texts and {len(records)} records"
        raise ValueError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        exists = (folder / _MANIFEST).exists()
        if not exists and any(path.name not in {_LOCK, _SEGMENTS} for path in folder.iterdir()):
            msg = f"{folder}：文件夹里有别的文件，请换一个空文件夹存放索引"
            raise UsageError(msg)
        manifest = _manifest(folder) if exists else _Manifest(FORMAT, VERSION, size)
        held = {document for segment in manifest.segments for document in segment.documents}
        if repeated := sorted(held & documents.keys()):
            msg = f"{folder}：索引里已有 {repeated[0]}，请不要重复加入"
            raise UsageError(msg)
        name = f"{len(manifest.segments) + 1:06}"
        prints = fingerprint(texts, manifest.gram_size, threads)
        segment = _write(folder / _SEGMENTS / name, prints, texts, records, documents)
        grown = msgspec.structs.replace(manifest, segments=(*manifest.segments, segment))
        encoded = msgspec.json.format(msgspec.json.encode(grown), indent=1)
        _replace(folder / _MANIFEST, lambda file: file.write_bytes(encoded))


def info(folder: Path) -> Info:
    """What an index holds; errors as for `Index.open`."""
    manifest = Index.open(folder).manifest
    segments = manifest.segments
    return Info(
        version=manifest.version,
        additions=len(segments),
        rows=sum(segment.rows for segment in segments),
        texts=sum(segment.groups for segment in segments),
        bytes=sum(file.size for segment in segments for file in segment.files.values()),
        documents={key: value for segment in segments for key, value in segment.documents.items()},
    )


@dataclass(frozen=True)
class Index:
    """An index opened for reading; only the manifest is read before more is needed.

    Texts are numbered through all additions; a text that came with several has several numbers.
    """

    folder: Path
    manifest: _Manifest

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Raises UsageError if the folder is no index, of another version, or incomplete."""
        manifest = _manifest(folder)
        for segment in manifest.segments:
            for name, file in segment.files.items():
                path = folder / _SEGMENTS / segment.name / name
                if not path.is_file() or path.stat().st_size != file.size:
                    msg = f"{path}：索引文件缺失或不完整，请从备份恢复或重新建立索引"
                    raise UsageError(msg)
        return cls(folder, manifest)

    def verify(self) -> None:
        """Compare every file with its hash; raises UsageError for the first that was changed."""
        for segment in self.manifest.segments:
            for name, file in segment.files.items():
                path = self.folder / _SEGMENTS / segment.name / name
                if _sha256(path) != file.sha256:
                    msg = f"{path}：索引文件已被改动，请从备份恢复或重新建立索引"
                    raise UsageError(msg)

    def __len__(self) -> int:
        return int(self._first[-1])

    def text(self, number: int) -> str:
        """One text as it was added."""
        segment, at = self._locate(number)
        return segment.line("texts", at)

    def records(self, number: int) -> tuple[str, ...]:
        """The records of the rows that have this text in its addition, in the order given."""
        segment, at = self._locate(number)
        ends = segment.array("row_ends")
        rows = segment.array("rows")[ends[at - 1] if at else 0 : ends[at]]
        return tuple(segment.line("records", row) for row in rows.tolist())

    def chunks(
        self, texts: Sequence[str] | Fingerprints, threshold: float, threads: int = 2
    ) -> Iterator[Pairs]:
        """Similar pairs of a group of `texts` (`left`) and a text of the index (`right`).

        Equal ones included, in pieces of bounded size. Raises ValueError for fingerprints of
        another size of grams, and as `join` does.
        """
        size = self.manifest.gram_size
        new = texts if isinstance(texts, Fingerprints) else fingerprint(texts, size, threads)
        if new.size != size:
            msg = f"grams of {new.size} against an index of grams of {size}"
            raise ValueError(msg)
        shards = [_shard(new), *(segment.shard() for segment in self._opened)]
        numbers = np.arange(len(new) + len(self), dtype=np.int64)
        together = merge(shards, Groups(numbers, numbers), size, threads)
        sides = np.full(len(numbers), _OLD, np.uint8)
        sides[: len(new)] = _NEW
        group_of = np.concatenate((new.order, numbers[: len(self)]))
        for piece in sided_chunks(together, threshold, sides, threads):
            left, right = group_of[piece.left], group_of[piece.right]
            order = np.lexsort((right, left))
            yield Pairs(left[order], right[order], piece.similarity[order])

    def join(
        self, texts: Sequence[str] | Fingerprints, threshold: float, threads: int = 2
    ) -> Pairs:
        """The pairs of `chunks` at once, sorted."""
        return merged(self.chunks(texts, threshold, threads))

    @cached_property
    def _opened(self) -> tuple[_Stored, ...]:
        return tuple(
            _Stored(self.folder / _SEGMENTS / segment.name) for segment in self.manifest.segments
        )

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        return np.cumsum([0, *(segment.groups for segment in self.manifest.segments)])

    def _locate(self, number: int) -> tuple[_Stored, int]:
        if not 0 <= number < len(self):
            raise IndexError(number)
        at = int(np.searchsorted(self._first, number, "right")) - 1
        return self._opened[at], number - int(self._first[at])


@dataclass(frozen=True)
class _Stored:
    """The files of one segment."""

    folder: Path

    @cached_property
    def _mapped(self) -> dict[str, NDArray[Any]]:
        return {}

    def array(self, name: str) -> NDArray[Any]:
        if name not in self._mapped:
            path = self.folder / f"{name}.npy"
            self._mapped[name] = np.load(path, mmap_mode="r", allow_pickle=False)
        return self._mapped[name]

    def line(self, blob: str, at: int) -> str:
        ends = self.array(f"{blob[:-1]}_ends")
        start = int(ends[at - 1]) if at else 0
        with (self.folder / f"{blob}.txt").open("rb") as file:
            file.seek(start)
            return file.read(int(ends[at]) - start).decode("utf-8", "surrogatepass")

    def shard(self) -> Shard:
        return Shard(*(self.array(name) for name in ("tokens", "sizes", "codes", "frequency")))


def _shard(prints: Fingerprints) -> Shard:
    """Fingerprints by position, their ranks as numbers of grams."""
    frequency = np.bincount(prints.grams, minlength=len(prints.codes)).astype(np.int64)
    sizes = np.diff(prints.offsets).astype(np.int32)
    return Shard(prints.grams, sizes, prints.codes, frequency)


def _write(
    folder: Path,
    prints: Fingerprints,
    texts: Sequence[str],
    records: Sequence[str],
    documents: Mapping[str, str],
) -> _Segment:
    shard = _shard(prints)
    position = np.empty(len(prints), np.int64)
    position[prints.order] = np.arange(len(prints))
    ordered = (texts[row] for row in prints.groups.first[prints.order].tolist())
    making = folder.with_name(f"new-{folder.name}")
    for left_over in (making, folder):
        if left_over.exists():
            shutil.rmtree(left_over)
    making.mkdir(parents=True)
    arrays: dict[str, NDArray[Any]] = {
        "tokens": shard.tokens,
        "sizes": shard.sizes,
        "codes": shard.codes,
        "frequency": shard.frequency,
        "rows": np.argsort(position[prints.groups.of], kind="stable").astype(np.int64),
        "row_ends": np.cumsum(prints.groups.sizes[prints.order], dtype=np.int64),
        "text_ends": _write_lines(making / "texts.txt", ordered),
        "record_ends": _write_lines(making / "records.txt", records),
    }
    for name, array in arrays.items():
        np.save(making / f"{name}.npy", array, allow_pickle=False)
    names = sorted([f"{name}.npy" for name in _ARRAYS] + [f"{name}.txt" for name in _BLOBS])
    files = {}
    for name in names:
        with (making / name).open("rb+") as file:
            os.fsync(file.fileno())
        files[name] = _File((making / name).stat().st_size, _sha256(making / name))
    making.rename(folder)
    return _Segment(folder.name, len(texts), len(prints), dict(sorted(documents.items())), files)


def _write_lines(path: Path, lines: Iterator[str] | Sequence[str]) -> NDArray[np.int64]:
    """Texts one after another; where each ends, in bytes."""
    lengths = []
    with path.open("wb") as file:
        for line in lines:
            lengths.append(file.write(line.encode("utf-8", "surrogatepass")))
    return np.cumsum(lengths, dtype=np.int64)


def _manifest(folder: Path) -> _Manifest:
    path = folder / _MANIFEST
    try:
        encoded = path.read_bytes()
        header = msgspec.json.decode(encoded, type=_Header)
        if header.format == FORMAT and header.version != VERSION:
            msg = f"{folder}：索引的版本是 {header.version}，本程序只认版本 {VERSION}，请重新建立"
            raise UsageError(msg)
        manifest = msgspec.json.decode(encoded, type=_Manifest)
    except OSError as error:
        msg = f"{folder}：这里没有索引（缺少 {_MANIFEST}），请先用 auditor index add 建立"
        raise UsageError(msg) from error
    except msgspec.MsgspecError as error:
        msg = f"{path}：不是索引的清单或已损坏，请重新建立索引"
        raise UsageError(msg) from error
    names = (segment.name for segment in manifest.segments)
    if manifest.format != FORMAT or not all(re.fullmatch(r"\d{6,}", name) for name in names):
        msg = f"{path}：不是索引的清单或已损坏，请重新建立索引"
        raise UsageError(msg)
    return manifest


def _replace(path: Path, write: Callable[[Path], Any]) -> None:
    new = path.with_name(f"{path.name}.new")
    write(new)
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One addition at a time."""
    lock = folder / _LOCK
    try:
        lock.touch(exist_ok=False)
    except FileExistsError as error:
        msg = f"{lock}：另一个程序正在写入索引；如果没有，请删除这个文件后再试"
        raise UsageError(msg) from error
    try:
        yield
    finally:
        lock.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
