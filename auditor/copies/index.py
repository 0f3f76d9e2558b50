"""The stored index of copies: texts of other years and departments, kept on disk, added to.

    FOLDER/manifest.json        format, version, size of grams, segments with documents and hashes
    FOLDER/segments/000001/     one addition: plain .npy arrays (memory-mapped) and UTF-8 text

A text leads to the records that hold it; a record is one string, of which the index knows only
which document it is of (`stored` says what stands in it).

A segment is never changed once the manifest names it; a segment it does not name is left over from
an addition that was interrupted and is replaced. Arrays are read without pickle.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
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
VERSION = 2
"""Since 2 a document has its region; an index of 1 is read, and is of 2 once it is added to."""

_MANIFEST, _SEGMENTS, _LOCK = "manifest.json", "segments", "adding"
_NEXT = f"{_MANIFEST}.new"
_OURS = frozenset({_MANIFEST, _NEXT, _SEGMENTS, _LOCK})
_ARRAYS = {
    "tokens": np.int32,
    "sizes": np.int32,
    "codes": np.uint64,
    "frequency": np.int64,
    "owners": np.int64,
    "owner_ends": np.int64,
    "text_ends": np.int64,
    "record_ends": np.int64,
}
_BLOBS = ("texts", "records")
_NEW, _OLD = 1, 2


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    sha256: str


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the index says of a document: its `records` are so many from `first` on.

    `publication` is the same for what was published once, in whatever format and under any name.
    """

    sha256: str
    publication: str
    department: str | None = None
    region: str | None = None
    year: int | None = None
    projects: int = 0
    rows: int = 0
    first: int = 0
    records: int = 0


class _Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    rows: int
    groups: int
    records: int
    documents: dict[str, Held]
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
    """What an index holds: counts, bytes on disk, documents; `sha256` is that of its manifest.

    `rows` are texts as they were added, `texts` those that differ within an addition.
    """

    version: int
    additions: int
    rows: int
    texts: int
    bytes: int
    sha256: str
    documents: dict[str, Held]


def add(
    folder: Path,
    texts: Sequence[str],
    records: Sequence[str],
    documents: Mapping[str, Held],
    *,
    owners: Sequence[int] | None = None,
    size: int = 2,
    threads: int = 2,
) -> None:
    """Add texts to the index, making it if there is none; what is there is not read again.

    `texts` are comparable texts (see `rows.keys`), `records` what the caller wants back (one
    string each, JSON say), `owners` the record of each text; without, each has its own.
    `documents` are told by their ids. Either all of it is added or nothing. `size`, the n of the
    grams, counts for a new index only.

    Raises:
        UsageError: the folder is no index, of another version, being added to, cannot be written,
            or holds a document of that id.
        ValueError: there is a text without its record.
    """
    held_by = np.arange(len(texts)) if owners is None else np.array(owners, np.int64)
    if len(held_by) != len(texts) or not _within(held_by, len(records)):
        msg = f"{len(texts)} texts and {len(records)} records"
        raise ValueError(msg)
    check(folder)
    with _told(folder), _alone(folder):
        exists = (folder / _MANIFEST).exists()
        manifest = _manifest(folder) if exists else _Manifest(FORMAT, VERSION, size)
        held = {document for segment in manifest.segments for document in segment.documents}
        if repeated := sorted(held & documents.keys()):
            msg = f"{folder}：索引里已有 {repeated[0]}，请不要重复加入"
            raise UsageError(msg)
        name = f"{len(manifest.segments) + 1:06}"
        prints = fingerprint(texts, manifest.gram_size, threads)
        place = folder / _SEGMENTS / name
        try:
            segment = _write(place, prints, texts, held_by, records, documents)
        except OSError:
            shutil.rmtree(_making(place), ignore_errors=True)  # a full disk gets its room back
            raise
        grown = msgspec.structs.replace(
            manifest, version=VERSION, segments=(*manifest.segments, segment)
        )
        encoded = msgspec.json.format(msgspec.json.encode(grown), indent=1)
        _replace(folder / _MANIFEST, folder / _NEXT, encoded)


def check(folder: Path) -> None:
    """Raises UsageError if an index can neither be added to nor be made there."""
    with _told(folder):
        if folder.exists() and not folder.is_dir():
            msg = f"{folder}：已有同名文件，不能存放索引"
            raise UsageError(msg)
        if (folder / _MANIFEST).exists():
            Index.open(folder)
        elif folder.exists() and any(p.name not in _OURS for p in folder.iterdir()):
            msg = f"{folder}：文件夹里有别的文件，请换一个空文件夹存放索引"
            raise UsageError(msg)


def verify(folder: Path) -> Index:
    """The index, every file of it as it was written; raises as `Index.open` and `Index.verify`."""
    with _told(folder):
        opened = Index.open(folder)
        opened.verify()
    return opened


def info(folder: Path) -> Info:
    """What an index holds; raises as `verify`."""
    opened = verify(folder)
    manifest = opened.manifest
    segments = manifest.segments
    return Info(
        version=manifest.version,
        additions=len(segments),
        rows=sum(segment.rows for segment in segments),
        texts=sum(segment.groups for segment in segments),
        bytes=sum(file.size for segment in segments for file in segment.files.values()),
        sha256=opened.sha256,
        documents=opened.documents,
    )


def is_index(folder: Path) -> bool:
    """Whether somebody keeps an index there, sound or not."""
    try:
        return (folder / _MANIFEST).is_file() and (folder / _SEGMENTS).is_dir()
    except PermissionError:
        return False


def indexes_in(folder: Path) -> list[Path]:
    """The folder, if an index is kept there, and those below it where one is; hidden ones not."""
    found = (path.parent for path in folder.rglob(_MANIFEST))
    below = (
        place
        for place in found
        if not any(part.startswith(".") for part in place.relative_to(folder).parts)
    )
    return sorted(place for place in below if is_index(place))


def _ends(ends: NDArray[np.int64], size: int) -> bool:
    """Whether these are ends of runs that follow one another and fill `size`."""
    if len(ends) == 0:
        return size == 0
    return int(ends[0]) >= 0 and int(ends[-1]) == size and bool((ends[1:] >= ends[:-1]).all())


def _within(numbers: NDArray[Any], size: int) -> bool:
    return len(numbers) == 0 or (int(numbers.min()) >= 0 and int(numbers.max()) < size)


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
                    raise UsageError(_damaged(path))

    @property
    def sha256(self) -> str:
        """The hash of the manifest, which holds those of all other files."""
        return _sha256(self.folder / _MANIFEST)

    def __len__(self) -> int:
        return int(self._first[-1])

    def text(self, number: int) -> str:
        """One text as it was added."""
        segment, at = self._locate(number)
        return segment.line("texts", at)

    def owners(self, number: int) -> NDArray[np.int64]:
        """Numbers of the records that hold this text in its addition, in the order given."""
        segment, at = self._locate(number)
        ends = segment.array("owner_ends")
        held = segment.array("owners")[int(ends[at - 1]) if at else 0 : int(ends[at])]
        return np.asarray(held + self._first_record[self._segment_of(number)], np.int64)

    def record(self, number: int) -> str:
        """One record as it was added; records too are numbered through all additions."""
        if not 0 <= number < int(self._first_record[-1]):
            raise IndexError(number)
        at = int(np.searchsorted(self._first_record, number, "right")) - 1
        return self._opened[at].line("records", number - int(self._first_record[at]))

    def records(self, number: int) -> tuple[str, ...]:
        """The records that hold this text in its addition, in the order given."""
        return tuple(self.record(owner) for owner in self.owners(number).tolist())

    @cached_property
    def documents(self) -> dict[str, Held]:
        """Every document by its id; `first` counts records through all additions."""
        return {
            name: msgspec.structs.replace(held, first=held.first + first)
            for segment, first in zip(
                self.manifest.segments, self._first_record.tolist(), strict=False
            )
            for name, held in segment.documents.items()
        }

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
        opened = []
        for segment in self.manifest.segments:
            stored = _Stored(self.folder / _SEGMENTS / segment.name)
            stored.check(segment)
            opened.append(stored)
        return tuple(opened)

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        return np.cumsum([0, *(segment.groups for segment in self.manifest.segments)])

    @cached_property
    def _first_record(self) -> NDArray[np.int64]:
        return np.cumsum([0, *(segment.records for segment in self.manifest.segments)])

    def _segment_of(self, number: int) -> int:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return int(np.searchsorted(self._first, number, "right")) - 1

    def _locate(self, number: int) -> tuple[_Stored, int]:
        at = self._segment_of(number)
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
            try:
                array = np.load(path, mmap_mode="r", allow_pickle=False)
            except (OSError, ValueError, EOFError) as error:
                raise UsageError(_damaged(path)) from error
            if array.dtype != _ARRAYS[name] or array.ndim != 1:
                raise UsageError(_damaged(path))
            self._mapped[name] = array
        return self._mapped[name]

    def line(self, blob: str, at: int) -> str:
        ends = self.array(f"{blob[:-1]}_ends")
        start = int(ends[at - 1]) if at else 0
        with (self.folder / f"{blob}.txt").open("rb") as file:
            file.seek(start)
            return file.read(int(ends[at]) - start).decode("utf-8", "surrogatepass")

    def check(self, segment: _Segment) -> None:
        """Raises UsageError if arrays lead out of each other: compiled code goes where they say."""
        tokens, sizes, codes = self.array("tokens"), self.array("sizes"), self.array("codes")
        owners, owner_ends = self.array("owners"), self.array("owner_ends")
        sound = (
            len(sizes) == len(owner_ends) == len(self.array("text_ends")) == segment.groups
            and len(self.array("record_ends")) == segment.records
            and len(self.array("frequency")) == len(codes)
            and _within(sizes, len(tokens) + 1)
            and int(sizes.sum(dtype=np.int64)) == len(tokens)
            and _within(tokens, len(codes))
            and _within(owners, segment.records)
            and len(owners) == segment.rows
            and _ends(owner_ends, len(owners))
            and all(
                _ends(self.array(f"{blob[:-1]}_ends"), (self.folder / f"{blob}.txt").stat().st_size)
                for blob in _BLOBS
            )
            and all(
                0 <= held.first <= held.first + held.records <= segment.records
                for held in segment.documents.values()
            )
        )
        if not sound:
            raise UsageError(_damaged(self.folder))

    def shard(self) -> Shard:
        return Shard(*(self.array(name) for name in ("tokens", "sizes", "codes", "frequency")))


def _damaged(path: Path) -> str:
    return f"{path}：索引文件已被改动或损坏，请从备份恢复或重新建立索引"


def _shard(prints: Fingerprints) -> Shard:
    """Fingerprints by position, their ranks as numbers of grams."""
    frequency = np.bincount(prints.grams, minlength=len(prints.codes)).astype(np.int64)
    sizes = np.diff(prints.offsets).astype(np.int32)
    return Shard(prints.grams, sizes, prints.codes, frequency)


def _write(
    folder: Path,
    prints: Fingerprints,
    texts: Sequence[str],
    owners: NDArray[np.int64],
    records: Sequence[str],
    documents: Mapping[str, Held],
) -> _Segment:
    shard = _shard(prints)
    position = np.empty(len(prints), np.int64)
    position[prints.order] = np.arange(len(prints))
    ordered = (texts[row] for row in prints.groups.first[prints.order].tolist())
    making = _making(folder)
    for left_over in (making, folder):
        if left_over.exists():
            shutil.rmtree(left_over)
    making.mkdir(parents=True)
    arrays: dict[str, NDArray[Any]] = {
        "tokens": shard.tokens,
        "sizes": shard.sizes,
        "codes": shard.codes,
        "frequency": shard.frequency,
        "owners": owners[np.argsort(position[prints.groups.of], kind="stable")].astype(np.int64),
        "owner_ends": np.cumsum(prints.groups.sizes[prints.order], dtype=np.int64),
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
    told = dict(sorted(documents.items()))
    return _Segment(folder.name, len(texts), len(prints), len(records), told, files)


def _making(segment: Path) -> Path:
    """Where a segment is until it is whole."""
    return segment.with_name(f"new-{segment.name}")


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
        if header.format == FORMAT and not 1 <= header.version <= VERSION:
            msg = (
                f"{folder}：索引的版本是 {header.version}，本程序只认版本 1 至 {VERSION}，"
                "请更新程序或重新建立索引"
            )
            raise UsageError(msg)
        manifest = msgspec.json.decode(encoded, type=_Manifest)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
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


def _replace(path: Path, new: Path, content: bytes) -> None:
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the disk refuses as one line."""
    try:
        yield
    except PermissionError as error:
        msg = f"{folder}：索引文件夹不能读写，请检查权限"
        raise UsageError(msg) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        msg = f"{folder}：索引读写失败（{why}），请检查磁盘空间后再试"
        raise UsageError(msg) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One addition at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / _LOCK
    try:
        lock.touch(exist_ok=False)
    except FileExistsError as error:
        msg = f"{lock}：另一个程序正在写入索引；如果没有，请删除这个文件后再试"
        raise UsageError(msg) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
