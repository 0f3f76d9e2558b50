"""Opens one input and hands it to the reader of its format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditor.domain import RawDocument, SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers import archive, delimited, dump, legacy, pdf, sheet, web, word
from auditor.readers.inputs import InputFile
from auditor.readers.kind import Kind, kind_of, marked_up, signature
from auditor.readers.tabular import Contents
from auditor.readers.text_encoding import decode
from auditor.settings import Limits, Settings

#: What can be read, as a user calls it.
FORMATS = (
    *("DOCX", "PDF（有文字层）", "XLSX", "XLS", "CSV", "HTML", "MHT", "纯文本（TXT）", "ZIP"),
    *(("DOC", "WPS", "RTF", "ODT", "ODS") if legacy.program() else ()),
)

_MEGABYTE = 1_000_000
_READERS: dict[Kind, Callable[[bytes, str, Limits], Contents]] = {
    Kind.PDF: pdf.content,
    Kind.DOCX: word.content,
    Kind.XLSX: sheet.content,
    Kind.XLS: legacy.old_workbook,
    Kind.HTML: web.content,
    Kind.MHTML: web.mail_content,
    Kind.DOC: legacy.document,
    Kind.RTF: legacy.document,
    Kind.OPEN_TEXT: legacy.document,
    Kind.OPEN_SHEET: legacy.workbook,
    Kind.OFFICE_XML: legacy.office_xml,
}
_ADVICE = "请打开后另存为 DOCX、XLSX 或 PDF 再审"


def read(path: Path, id: str, settings: Settings) -> RawDocument:
    """The blocks and tables of one file; `UnreadableError` says what is wrong and what to do.

    `RawDocument.path` is `id`, so that what is made of it does not depend on where the file lies.
    """
    return read_bytes(open_file(path, id, settings.limits), id, settings)


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a ZIP, each to be read by itself, and what of it is not read."""

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...] = ()


def bytes_of(file: InputFile, limits: Limits) -> bytes:
    """The bytes of a file, or of a file in a ZIP.

    Raises:
        UnreadableError: it cannot be opened.
    """
    if file.within:
        return archive.member(file.path, file.within, limits, file.id)
    return open_file(file.path, file.id, limits)


def read_input(file: InputFile, data: bytes, settings: Settings) -> RawDocument | Listing:
    """The blocks and tables of a file with these bytes; of a ZIP what is in it.

    Raises:
        UnreadableError: it cannot be read.
    """
    limits = settings.limits
    if kind_of(data) is not Kind.ARCHIVE:
        return read_bytes(data, file.id, settings)
    if len(file.within) >= limits.archive_depth:
        msg = f"压缩包套压缩包超过 {limits.archive_depth} 层，请解压后再审"
        raise UnreadableError(msg, SkipKind.TOO_LARGE, file.id)
    found, skipped = archive.files(data, file.id, limits)
    if not found and not skipped:
        raise UnreadableError("压缩包是空的，请检查文件", path=file.id)
    files = (InputFile(file.path, name, (*file.within, at)) for at, name in found)
    return Listing(tuple(files), tuple(skipped))


def read_bytes(data: bytes, id: str, settings: Settings) -> RawDocument:
    """The blocks and tables of a file's bytes.

    Raises:
        UnreadableError: they cannot be read.
    """
    try:
        kind, (content, skipped) = _contents(data, id, settings.limits)
    except UnreadableError as error:
        raise UnreadableError(error.reason, error.kind, id) from error
    except RecursionError as error:
        msg = "文件内的表格或段落嵌套太深，无法读取，请用 Office、WPS 打开后另存再审"
        raise UnreadableError(msg, path=id) from error
    created = pdf.created(data) if kind is Kind.PDF else None
    return RawDocument(id, kind.value, hashlib.sha256(data).hexdigest(), content, skipped, created)


def open_file(path: Path, name: str, limits: Limits) -> bytes:
    """A file's bytes; `name` is what the user is told where it cannot be opened."""
    megabytes = limits.file_megabytes
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


def _contents(data: bytes, name: str, limits: Limits) -> tuple[Kind, Contents]:
    kind = kind_of(data)
    if kind is Kind.TEXT:
        return _text(data, name, limits)
    if (reader := _READERS.get(kind)) is not None:
        return kind, reader(data, name, limits)
    if kind is Kind.ENCRYPTED:
        raise UnreadableError("文件设有打开密码，请去掉密码后再审", SkipKind.ENCRYPTED, name)
    if kind is Kind.DAMAGED:
        raise UnreadableError("文件不完整或已损坏，请重新下载或另存后再审", path=name)
    if kind is Kind.ARCHIVE:
        raise UnreadableError("这是压缩包，请指定其中的文件", SkipKind.UNSUPPORTED, name)
    what = signature(data) or "本程序不认识的 Office 文件"
    gap = " " if what[0].isascii() else ""
    raise UnreadableError(f"内容是{gap}{what}，无法审核，{_ADVICE}", SkipKind.UNSUPPORTED, name)


def _text(data: bytes, name: str, limits: Limits) -> tuple[Kind, Contents]:
    if (page := marked_up(web.decoded(data))) is not None:
        if (reader := _READERS.get(page)) is not None:
            return page, reader(data, name, limits)
        raise UnreadableError(f"内容是 XML 数据，不是文档，{_ADVICE}", SkipKind.UNSUPPORTED, name)
    text = decode(data, name)
    if (mark := delimited.separator(text)) is not None:
        return Kind.CSV, delimited.content(text, mark, name, limits)
    return Kind.TEXT, (dump.content(text), ())
