"""A PDF file's blocks and tables, and what of it could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
from pypdfium2 import raw

from auditor.domain import SkipKind, Skipped
from auditor.errors import UnreadableError
from auditor.readers.pdf import pages
from auditor.readers.pdf.marks import Marks, read
from auditor.readers.tabular import Contents, Tally
from auditor.settings import Limits

# A page with a picture and fewer characters than this, its number and stamp, is a scan.
_FEWEST_CHARACTERS = 15
# Fonts without a table of their characters give marks that are none.
_MOST_UNKNOWN = 0.3
_CREATED = re.compile(r"D:(\d{4})(\d\d)")


def content(data: bytes, name: str, limits: Limits) -> Contents:
    """Paragraphs and tables in reading order, and what was lost.

    Raises:
        UnreadableError: the whole file cannot be read; the text says why and what to do.
    """
    with closing(_open(data)) as document:
        return _Reading(document, Tally(name, limits)).contents()


def created(data: bytes) -> str | None:
    """The month the file says it was made in, `2026-02`."""
    with closing(_open(data)) as document:
        match = _CREATED.match(document.get_metadata_value("CreationDate"))
    return f"{match[1]}-{match[2]}" if match else None


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            msg = "PDF 设有打开密码，请去掉密码后再审"
            raise UnreadableError(msg, SkipKind.ENCRYPTED) from error
        msg = "PDF 已损坏或不完整，无法打开，请重新导出后再审"
        raise UnreadableError(msg) from error
    if len(document) == 0:
        document.close()
        msg = "PDF 里没有页面，请重新导出后再审"
        raise UnreadableError(msg)
    return document


class _Reading:
    """One pass over the pages; pages without text are gathered to be told together."""

    def __init__(self, document: pdfium.PdfDocument, tally: Tally) -> None:
        self.document = document
        self.tally = tally
        self.count = min(len(document), tally.limits.pages)
        self.scanned: list[int] = []
        self.unknown: list[int] = []
        self.broken: list[int] = []

    def contents(self) -> Contents:
        found = tuple(pages.content(self._pages(), self.tally))
        if len(self.broken) == self.count:
            msg = "PDF 的页面都已损坏，无法读取，请重新导出后再审"
            raise UnreadableError(msg)
        without_text = [*self.scanned, *self.unknown]
        if without_text and len(without_text) + len(self.broken) == self.count:
            raise UnreadableError(self._why_no_text(), SkipKind.NO_TEXT_LAYER)
        self._tell()
        return found, tuple(self.tally.skipped)

    def _pages(self) -> Iterator[pages.Page]:
        for number in range(1, self.count + 1):
            marks = self._marks(number)
            if marks is None:
                self.broken.append(number)
                continue
            if marks.pictures and len(marks.characters) - marks.unknown < _FEWEST_CHARACTERS:
                self.scanned.append(number)
            elif marks.unknown > _MOST_UNKNOWN * len(marks.characters):
                self.unknown.append(number)
            yield pages.page(number, marks, self.tally)

    def _marks(self, number: int) -> Marks | None:
        try:
            page = self.document[number - 1]
        except pdfium.PdfiumError:
            return None
        try:
            return read(page)
        except pdfium.PdfiumError:
            return None
        finally:
            page.close()

    def _why_no_text(self) -> str:
        if self.unknown:
            return "PDF 的文字没有编码，复制出来是乱码，请提供原文件或重新导出后再审"
        return "PDF 是扫描件，没有文字层，请提供可复制文字的版本，或先作文字识别再审"

    def _tell(self) -> None:
        """One line for each kind of loss."""
        whole = len(self.document)
        if whole > self.count:
            reason = f"共 {whole} 页，只读前 {self.count} 页，请拆分，或在配置中调高 pages"
            self._lose(reason, SkipKind.TOO_LARGE, [*range(self.count + 1, whole + 1)])
        self._lose("页面已损坏，无法读取，请重新导出后再审", SkipKind.PARTIAL, self.broken)
        reason = "页面是图片，没有文字层，未能读取，请提供可复制文字的版本"
        self._lose(reason, SkipKind.NO_TEXT_LAYER, self.scanned)
        reason = "页面的文字没有编码，复制出来是乱码，请重新导出后再审"
        self._lose(reason, SkipKind.NO_TEXT_LAYER, self.unknown)

    def _lose(self, reason: str, kind: SkipKind, numbers: list[int]) -> None:
        if numbers:
            part = f"第 {_ranges(numbers)} 页"
            self.tally.skipped.append(Skipped(self.tally.name, reason, kind, part))


def _ranges(numbers: list[int]) -> str:
    """`3、5–7` for 3, 5, 6, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
