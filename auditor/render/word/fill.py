"""Fills a DOCX template: `{{部门}}` becomes text, a table row with `{{问题.编号}}` repeats.

Word cuts a line into runs as it likes, so that a placeholder may stand in several; it is put
together again, and the first run's looks are kept. Everything else in the file stays as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path

from lxml import etree

from auditor.errors import UsageError
from auditor.render import words

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
#: Parts of the file that hold text.
_TEXT_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
#: The earliest date a ZIP can tell: a clock would change the bytes.
_DATE = (1980, 1, 1, 0, 0, 0)

#: Texts by placeholder; under the name of a list, the texts of each repeated row.
Values = Mapping[str, "str | Sequence[Mapping[str, str]]"]


class Template:
    """A template read once, to be filled many times."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            UsageError: it cannot be read, or is no DOCX.
        """
        self._path = path
        try:
            with zipfile.ZipFile(path) as file:
                self._parts = {i.filename: file.read(i) for i in file.infolist() if not i.is_dir()}
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            msg = f"{path}：模板打不开，请检查路径，并存为 .docx"
            raise UsageError(msg) from None
        if "word/document.xml" not in self._parts:
            msg = f"{path}：模板不是 Word 文档，请存为 .docx"
            raise UsageError(msg)

    def fill(self, values: Values) -> bytes:
        """The document's bytes: the same for the same values.

        Raises:
            UsageError: the template names something that there is not.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in self._parts.items():
                part = self._filled(content, values) if _TEXT_PART.fullmatch(name) else content
                info = zipfile.ZipInfo(name, _DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0  # the same on every system
                file.writestr(info, part)
        return stream.getvalue()

    def _filled(self, content: bytes, values: Values) -> bytes:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            msg = f"{self._path}：模板已损坏，请用 Word 打开后另存"
            raise UsageError(msg) from None
        repeated = [row for row in root.iter(f"{_WORD}tr") if _lists(row)]
        inside = {p for row in repeated for p in row.iter(f"{_WORD}p")}
        for paragraph in root.iter(f"{_WORD}p"):
            if paragraph not in inside:
                _replace(paragraph, partial(self._text, values))
        for row in repeated:  # last, so that what documents say is never taken for a placeholder
            self._repeat(row, values)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _repeat(self, row: etree._Element, values: Values) -> None:
        """Put a row for each item of the list that the row names, or none."""
        named = _lists(row)
        lists = {name: values.get(name) for name in named}
        if len(named) > 1 or any(isinstance(v, str) or v is None for v in lists.values()):
            raise self._unknown("、".join(sorted(named)))
        ((name, items),) = lists.items()
        for item in items or ():
            assert not isinstance(item, str)
            copy = deepcopy(row)
            inside = {f"{name}.{key}": text for key, text in item.items()}
            for paragraph in copy.iter(f"{_WORD}p"):
                _replace(paragraph, partial(self._text, {**values, **inside}))
            row.addprevious(copy)
        parent = row.getparent()
        if parent is not None:
            parent.remove(row)

    def _text(self, values: Values, name: str) -> str:
        value = values.get(name)
        if not isinstance(value, str):
            raise self._unknown(name)
        return words.shown(value).replace("\t", " ").replace("\n", " ")

    def _unknown(self, name: str) -> UsageError:
        return UsageError(f"{self._path}：模板里的“{{{{{name}}}}}”没有对应的内容，请改正或删去")


def _lists(row: etree._Element) -> set[str]:
    """The lists that a row names; a row that holds a table is none to repeat."""
    if next(row.iterdescendants(f"{_WORD}tbl"), None) is not None:
        return set()
    return {name.split(".")[0] for name in _names(row) if "." in name}


def _names(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter(f"{_WORD}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{_WORD}t"))
        yield from _PLACEHOLDER.findall(text)


def _replace(paragraph: etree._Element, text_of: partial[str]) -> None:
    """Put the texts in place of the placeholders, the last first, so that offsets stay true."""
    pieces = list(paragraph.iter(f"{_WORD}t"))
    whole = "".join(t.text or "" for t in pieces)
    for match in reversed(list(_PLACEHOLDER.finditer(whole))):
        start, end = match.span()
        value: str | None = text_of(match[1])
        at = 0
        for piece in pieces:
            text = piece.text or ""
            first, last = max(start - at, 0), min(end - at, len(text))
            at += len(text)
            if first >= last:
                continue
            piece.text = text[:first] + (value or "") + text[last:]
            piece.set(_SPACE, "preserve")
            value = None
