"""A PDF file's blocks and tables, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from auditor.domain import Block, RawTable, SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers.pdf import pages
from auditor.readers.pdf.marks import Marks, read
from auditor.settings import Limits

# A page with a picture and fewer characters than this, its number and stamp, is a scan.
_FEWEST_CHARACTERS = 15


def content(
    data: bytes, name: str, limits: Limits
) -> tuple[tuple[Block | RawTable, ...], tuple[Skipped, ...]]:
    """Paragraphs and tables in reading order, and what was lost.

    Raises:
        UnreadableError: the whole file cannot be read; the text says why and what to do.
    """
    document = _open(data, name)
    try:
        return _content(document, name, limits)
    finally:
        document.close()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            msg = f"{name}：PDF 设有打开密码，请去掉密码后再审"
            raise UnreadableError(msg, SkipKind.ENCRYPTED) from error
        msg = f"{name}：PDF 已损坏或不完整，无法打开，请重新导出后再审"
        raise UnreadableError(msg) from error
    if len(document) == 0:
        document.close()
        msg = f"{name}：PDF 里没有页面，请重新导出后再审"
        raise UnreadableError(msg)
    return document


def _content(
    document: pdfium.PdfDocument, name: str, limits: Limits
) -> tuple[tuple[Block | RawTable, ...], tuple[Skipped, ...]]:
    skipped: list[Skipped] = []
    scans: list[int] = []
    count = len(document)
    if count > limits.pages:
        reason = f"共 {count} 页，超过 {limits.pages} 页的上限，其后未读，可在配置中调高 pages"
        skipped.append(Skipped(name, reason, SkipKind.TOO_LARGE, f"第 {limits.pages + 1} 页起"))
        count = limits.pages

    def read_pages() -> Iterator[pages.Page]:
        for number in range(1, count + 1):
            marks = _marks(document, number)
            if marks is None:
                reason = "这一页已损坏，无法读取，请重新导出后再审"
                skipped.append(Skipped(name, reason, SkipKind.PARTIAL, f"第 {number} 页"))
                continue
            if marks.pictures and len(marks.characters) < _FEWEST_CHARACTERS:
                scans.append(number)
            yield pages.page(number, marks)

    found = tuple(pages.content(read_pages()))
    if not any(isinstance(item, RawTable) for item in found) and len(scans) >= count:
        msg = f"{name}：PDF 是扫描件，没有文字层，请提供可复制文字的版本，或先作文字识别再审"
        raise UnreadableError(msg, SkipKind.NO_TEXT_LAYER)
    skipped += [
        Skipped(name, "这一页是图片，没有文字层，未能读取", SkipKind.NO_TEXT_LAYER, f"第 {n} 页")
        for n in scans
    ]
    return found, tuple(skipped)


def _marks(document: pdfium.PdfDocument, number: int) -> Marks | None:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return None
    try:
        return read(page)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()
