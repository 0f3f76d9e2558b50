"""Opens one input and hands it to the reader of its format."""

from __future__ import annotations

import hashlib
from pathlib import Path

from auditor.domain import RawDocument, SkipKind
from auditor.errors import UnreadableError
from auditor.readers import dump
from auditor.readers.text_encoding import decode
from auditor.settings import Settings

#: What can be read, as a user calls it.
FORMATS = ("纯文本（TXT）",)

_MEGABYTE = 1_000_000


def read(path: Path, id: str, settings: Settings) -> RawDocument:
    """The blocks and tables of one file; `UnreadableError` says what is wrong and what to do.

    `RawDocument.path` is `id`, so that what is made of it does not depend on where the file lies.
    """
    data = _bytes(path, id, settings.limits.file_megabytes)
    return RawDocument(
        path=id,
        format="text",
        sha256=hashlib.sha256(data).hexdigest(),
        content=dump.content(decode(data, id)),
    )


def _bytes(path: Path, name: str, megabytes: int) -> bytes:
    try:
        if path.is_dir():
            msg = "这是文件夹，不是文件，请指定其中的文件"
            raise UnreadableError(msg, path=name)
        if not path.is_file():
            msg = "文件不存在或不是普通文件，请检查路径"
            raise UnreadableError(msg, path=name)
        if path.stat().st_size > megabytes * _MEGABYTE:
            msg = f"文件超过 {megabytes} MB，请拆分后再审，或在配置中调高 file_megabytes"
            raise UnreadableError(msg, SkipKind.TOO_LARGE, name)
        return path.read_bytes()
    except PermissionError as error:
        msg = "没有读取权限，请检查文件权限或是否被其他程序占用"
        raise UnreadableError(msg, path=name) from error
    except (OSError, ValueError) as error:
        msg = "无法打开文件，请检查路径和磁盘后再试"
        raise UnreadableError(msg, path=name) from error
