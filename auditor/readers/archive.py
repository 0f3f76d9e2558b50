"""ZIP: which files it holds. Nothing is unpacked to the disk, so no name in it leads anywhere."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.domain import SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers.package import BROKEN
from auditor.settings import Limits

_MEGABYTE = 1_000_000
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_UNFIT = re.compile(r"[\x00-\x1f\x7f]|^[A-Za-z]:")
_PASSED_OVER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def files(data: bytes, id: str, limits: Limits) -> tuple[list[tuple[int, str]], list[Skipped]]:
    """Number and id of each file in the ZIP, in the order of ids; and what is not read.

    Raises:
        UnreadableError: it is damaged, or would grow too large.
    """
    entries = _opened(data, id).infolist()
    kept = [(at, entry) for at, entry in enumerate(entries) if not entry.is_dir()]
    total = sum(entry.file_size for _, entry in kept)
    if total > limits.unpacked_megabytes * _MEGABYTE:
        msg = (
            f"解压后超过 {limits.unpacked_megabytes} MB，没有解压；请检查文件是否正常，"
            "拆分后再审，或在配置中调高 unpacked_megabytes"
        )
        raise UnreadableError(msg, SkipKind.TOO_LARGE, id)
    found: list[tuple[int, str]] = []
    skipped: list[Skipped] = []
    taken: set[str] = set()
    for at, entry in kept:
        parts = tuple(_parts(entry))
        if _passed_over(parts):
            continue
        name = _free(f"{id}/{'/'.join(parts)}", taken)
        if len(found) >= limits.archive_files:
            reason = (
                f"压缩包里的文件超过 {limits.archive_files} 个，其余没有读入，"
                "请拆分后再审，或在配置中调高 archive_files"
            )
            skipped.append(Skipped(id, reason, SkipKind.TOO_LARGE))
            break
        if stat.S_ISLNK(entry.external_attr >> 16):
            reason = "压缩包里的这一项是链接，不是文件，没有读入"
            skipped.append(Skipped(name, reason, SkipKind.UNSUPPORTED))
        elif entry.flag_bits & _ENCRYPTED:
            reason = "压缩包设有密码，请解压并去掉密码后再审"
            skipped.append(Skipped(name, reason, SkipKind.ENCRYPTED))
        else:
            found.append((at, name))
    return sorted(found, key=lambda one: one[1]), skipped


def member(path: Path, within: Sequence[int], limits: Limits, id: str) -> bytes:
    """The bytes of a file in a ZIP, or in a ZIP within that, by its number in each."""
    try:
        with path.open("rb") as opened:
            data = _unpacked(zipfile.ZipFile(opened), within[0], limits, id)
        for at in within[1:]:
            data = _unpacked(_opened(data, id), at, limits, id)
    except BROKEN as error:
        raise _damaged(id) from error
    return data


def _unpacked(opened: zipfile.ZipFile, at: int, limits: Limits, id: str) -> bytes:
    entry = opened.infolist()[at]
    with opened.open(entry) as file:
        data = file.read(limits.file_megabytes * _MEGABYTE + 1)
    if len(data) > limits.file_megabytes * _MEGABYTE:
        msg = f"文件超过 {limits.file_megabytes} MB，请拆分后再审，或在配置中调高 file_megabytes"
        raise UnreadableError(msg, SkipKind.TOO_LARGE, id)
    return data


def _opened(data: bytes, id: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise _damaged(id) from error


def _damaged(id: str) -> UnreadableError:
    return UnreadableError("压缩包不完整或已损坏，请重新下载或重新压缩后再审", path=id)


def _parts(entry: zipfile.ZipInfo) -> Iterator[str]:
    """The way to a file within the ZIP, without steps that lead out of it."""
    name = _decoded(entry).replace("\\", "/")
    for part in name.split("/"):
        if (clean := _UNFIT.sub("", part).strip()) and clean not in {".", ".."}:
            yield clean


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name; archives made in China have it in GBK without saying so."""
    if entry.flag_bits & _UTF8_NAMES:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _passed_over(parts: Sequence[str]) -> bool:
    """Whether this is what systems leave in folders, or an office program's lock file."""
    return any(part in _PASSED_OVER or part.startswith((".", "~$")) for part in parts)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where the ZIP holds it twice."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free
