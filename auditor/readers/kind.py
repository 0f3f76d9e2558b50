"""What a file is, from its bytes: names lie, HTML pages are saved as `.pdf` and PDFs as `.docx`."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import StrEnum

from auditor.readers.package import BROKEN


class Kind(StrEnum):
    """What can be read, and what is known but cannot; the value is `format` in the outputs."""

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    DOC = "doc"
    RTF = "rtf"
    OPEN_TEXT = "odt"
    OPEN_SHEET = "ods"
    OFFICE_XML = "xml"
    HTML = "html"
    MHTML = "mht"
    CSV = "csv"
    ARCHIVE = "zip"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"


#: How the container of old Office files begins.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Workbooks of before 1995 have no container: version, length and kind of a sheet come first.
_OLD_SHEET = re.compile(rb"\x09[\x00\x02\x04\x08]..(?:..)?[\x00\x07]?[\x05\x06\x10]", re.DOTALL)
_PDF_HEAD = 1024
_DIRECTORY_ENTRY = 128
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
)
_FOLDERS = (("word/", Kind.DOCX), ("xl/", Kind.XLSX))
_ENCRYPTED_WORD = 0x0100
_MARKUP = re.compile(
    r"[\s\ufeff]*(?:<!doctype\s+html|<html|<head|<body|<table|<meta|<div|<p[\s>]|<style|<!--)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?MIME-Version:", re.IGNORECASE)
_XML = re.compile(r"[\s\ufeff]*<\?xml")
_OFFICE_XML = re.compile(
    r"progid=\"(?:Word\.Document|Excel\.Sheet)\"|urn:schemas-microsoft-com:office:spreadsheet"
    r"|schemas\.microsoft\.com/office/word/2003/wordml|schemas\.microsoft\.com/office/2006/xmlPackage"
)
_HEAD = 4000

#: First bytes of files that hold no tables we could read, and what a user calls them.
SIGNATURES = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "程序"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"BZh", "BZIP2 压缩包"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
)
_NEEDS_NULL = frozenset({b"MZ", b"BM", b"BZh"})


def kind_of(data: bytes) -> Kind:
    """The kind of these bytes, `TEXT` where they are none of the binary ones."""
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(OLE):
        return _compound(data)
    if b"%PDF-" in data[:_PDF_HEAD]:
        return Kind.PDF
    if data.startswith(b"{\\rtf"):
        return Kind.RTF
    if _OLD_SHEET.match(data):
        return Kind.XLS
    return Kind.UNSUPPORTED if signature(data) else Kind.TEXT


def signature(data: bytes) -> str | None:
    """What a user calls a file of this kind, where it is none that can hold a table."""
    for start, name in SIGNATURES:
        if data.startswith(start) and (start not in _NEEDS_NULL or b"\x00" in data[:512]):
            return name
    return None


def _zipped(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = {name.replace("\\", "/").lower() for name in opened.namelist()}
            mimetype = opened.read("mimetype")[:100] if "mimetype" in names else b""
    except BROKEN:
        return Kind.DAMAGED
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.OPEN_TEXT
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return Kind.OPEN_SHEET if b"spreadsheet" in mimetype else Kind.UNSUPPORTED
    if "[content_types].xml" not in names:
        return Kind.ARCHIVE
    for folder, kind in _FOLDERS:
        if any(name.startswith(folder) and name.endswith(".xml") for name in names):
            return kind
    return Kind.UNSUPPORTED


def marked_up(text: str) -> Kind | None:
    """Which kind of page or XML the text is; `None` where it is neither."""
    head = text[:_HEAD]
    if _MAIL.match(head.replace("\r\n", "\n")):
        return Kind.MHTML
    if _XML.match(head):
        if re.search(r"<html[\s>]|<table[\s>]", head, re.IGNORECASE):
            return Kind.HTML
        return Kind.OFFICE_XML if _OFFICE_XML.search(head) else Kind.UNSUPPORTED
    return Kind.HTML if _MARKUP.match(head) else None


def _compound(data: bytes) -> Kind:
    """Old Office files, told apart by the names of their streams."""
    found = {kind: at for name, kind in _STREAMS if (at := _stream(data, name)) is not None}
    if Kind.ENCRYPTED in found:
        return Kind.ENCRYPTED
    if Kind.DOC in found:
        return Kind.ENCRYPTED if _locked(data, found[Kind.DOC]) else Kind.DOC
    return Kind.XLS if Kind.XLS in found else Kind.UNSUPPORTED


def _stream(data: bytes, name: str) -> int | None:
    """Where the directory of an old Office file names this stream."""
    encoded = name.encode("utf-16-le") + b"\0\0"
    length = struct.pack("<H", len(encoded))
    at = data.find(encoded)
    while at >= 0:
        if at % _DIRECTORY_ENTRY == 0 and data[at + 64 : at + 66] == length:
            return at
        at = data.find(encoded, at + 1)
    return None


def _locked(data: bytes, entry: int) -> bool:
    """Whether the document that this directory entry names is encrypted."""
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        (sector,) = struct.unpack_from("<I", data, entry + 116)
        (flags,) = struct.unpack_from("<H", data, ((sector + 1) << min(shift, 12)) + 10)
    except struct.error:
        return False
    return bool(flags & _ENCRYPTED_WORD)
