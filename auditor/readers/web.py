"""HTML pages, also as Word and Excel save them; tables within tables are taken apart."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from lxml import etree

from auditor.domain import Block, Place, RawTable
from auditor.errors import UnreadableError
from auditor.readers.tabular import WIDEST, Contents, Draft, Piece, Tally, pieces
from auditor.settings import Limits

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*comment", re.IGNORECASE
)
# Word's marks of comments.
_COMMENT = "msocom"
_UNSEEN = frozenset(
    {"script", "style", "head", "title", "noscript", "template", "select", "button", "textarea"}
    | {"svg", "object", "iframe", "nav", "input", "rt", "rp", "del"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
    | {"article", "main", "header", "footer", "aside", "blockquote", "pre", "center", "form"}
    | {"fieldset", "figure", "figcaption", "address", "hr", "body", "html", "caption"}
)
_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
# Chinese pages declare the smaller set and use the larger one.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_HEAD = 4096
_DEEPEST = 200
# Beside a table in a cell, a text of at most so many characters is a label and no article.
_LONGEST_LABEL = 40
_MOST_ROWS = 65_536


def decoded(data: bytes) -> str:
    """The page's text by its mark, by the character set it declares, or by what fits."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-16"
        return data.decode(encoding, "replace")
    match = _CHARSET.search(data[:_HEAD])
    declared = match[1].decode("ascii").lower() if match else ""
    for encoding in (_LARGER.get(declared, declared), "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8" if declared.startswith("utf") else "gb18030", "replace")


def content(data: bytes, name: str, limits: Limits) -> Contents:
    """Paragraphs and tables of a page."""
    return _page(decoded(data), name, limits)


def mail_content(data: bytes, name: str, limits: Limits) -> Contents:
    """The page in a web archive, as Word saves it to a single file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(part, EmailMessage):
            body = part.get_payload(decode=True)
            charset = part.get_content_charset() or ""
            if isinstance(body, bytes):
                return _page(_by_charset(body, charset), name, limits)
    msg = "网页归档里没有网页正文，请用浏览器打开后另存为网页再审"
    raise UnreadableError(msg, path=name)


def _by_charset(body: bytes, charset: str) -> str:
    try:
        return body.decode(_LARGER.get(charset, charset))
    except (LookupError, UnicodeError, ValueError):
        return decoded(body)


def _page(text: str, name: str, limits: Limits) -> Contents:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = "网页里没有可读的内容，请用浏览器打开后另存再审"
        raise UnreadableError(msg, path=name) from error
    tally = Tally(name, limits)
    return tally.contents(_Walk(tally).pieces(root))


@dataclass(slots=True)
class _Walk:
    """One pass over the page; `paragraphs` counts those with text."""

    tally: Tally
    paragraphs: int = 0

    def pieces(self, element: etree._Element) -> Iterator[Piece]:
        """The paragraphs and tables within an element."""
        parts: list[str] = []
        for part in _flow(element, 0):
            if isinstance(part, str):
                parts.append(part)
                continue
            yield from self._paragraph(parts)
            parts = []
            if part is not None:
                yield from self._table(part)
        yield from self._paragraph(parts)

    def _paragraph(self, parts: list[str]) -> Iterator[Block]:
        lines = (_BLANKS.sub(" ", line).strip() for line in "".join(parts).split("\v"))
        text = "\n".join(line for line in lines if line)
        if text:
            self.paragraphs += 1
            yield Block(self.tally.text(text), Place(line=self.paragraphs))

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        number = self.tally.table()
        drafts: list[Draft] = []
        # By column, the cell that reaches down and the last row it reaches.
        reaching: dict[int, int] = {}
        for row, cells in enumerate(_rows(table)):
            column = 0
            for cell in cells:
                while reaching.get(column, -1) >= row:
                    column += 1
                draft = Draft(row, column, "", _span(cell, "rowspan"), _span(cell, "colspan"))
                if column >= WIDEST * 2:
                    break
                self._fill(draft, cell)
                for covered in range(column, column + draft.column_span):
                    reaching[covered] = max(reaching.get(covered, -1), row + draft.row_span - 1)
                column += draft.column_span
                drafts.append(draft)
        yield from pieces(_apart(drafts), self.tally, number)

    def _fill(self, draft: Draft, cell: etree._Element) -> None:
        self.tally.count()
        counted = self.paragraphs
        inside = tuple(self.pieces(cell))
        if any(isinstance(piece, RawTable) for piece in inside):
            draft.inside = inside
        else:
            self.paragraphs = counted
            draft.text = "\n".join(p.text for p in inside if isinstance(p, Block))


def _apart(drafts: list[Draft]) -> list[Draft]:
    """Cells that lay out a page: what stands beside a table is text of the page, no cell."""
    deep = {d.row for d in drafts if d.inside}
    for draft in drafts:
        if draft.row in deep and not draft.inside and len(draft.text) > _LONGEST_LABEL:
            draft.inside = tuple(Block(line) for line in draft.text.split("\n"))
            draft.text = ""
    return drafts


def _flow(element: etree._Element, depth: int) -> Iterator[str | etree._Element | None]:
    """Text, tables, and `None` where a paragraph ends. A vertical tab stands for a line break."""
    if depth > _DEEPEST:
        yield "".join(element.itertext())
        return
    yield element.text or ""
    for child in element:
        name = child.tag if isinstance(child.tag, str) else ""
        name = name.lower().rpartition(":")[2] if ":" in name else name.lower()
        if name == "br":
            yield "\v"
        elif name == "table":
            if not _hidden(child):
                yield child
        elif name in _UNSEEN or _hidden(child):
            pass
        elif name in _BLOCKS:
            yield None
            yield from _flow(child, depth + 1)
            yield None
        elif name:
            yield from _flow(child, depth + 1)
        yield child.tail or ""


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The rows of this table, not of those within it."""
    for child in table:
        if child.tag in _ROW_GROUPS:
            yield from _rows(child)
        elif child.tag == "tr" and not _hidden(child):
            yield [c for c in child if c.tag in {"td", "th"} and not _hidden(c)]


def _hidden(element: etree._Element) -> bool:
    if _COMMENT in element.get("class", ""):
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    if not value.isdecimal() or len(value) > len(str(_MOST_ROWS)):
        return 1
    # 0 reaches to the end of the table.
    return min(int(value) or _MOST_ROWS, _MOST_ROWS if name == "rowspan" else WIDEST)
