"""Old formats go through LibreOffice; what it loses is told, and so is how to do without it."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import docx
import pytest

from auditor.domain import Block, RawTable, SkipKind
from auditor.errors import UnreadableError
from auditor.readers import legacy, read
from auditor.readers.old_word import cell_marks
from auditor.settings import Settings
from tests.formats import writers
from tests.formats.printed import Cell, Table
from tests.hostile.files import compound, zipped

without_office = pytest.mark.skipif(
    writers.OFFICE is None and "AUDITOR_NO_SKIPS" not in os.environ, reason="needs LibreOffice"
)
ROWS = Table(tuple(tuple(Cell(f"格{row}{column}") for column in range(4)) for row in range(30)))


def test_without_libreoffice_the_way_to_convert_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "program", lambda: None)
    (tmp_path / "旧.wps").write_bytes(compound("WordDocument"))

    with pytest.raises(UnreadableError, match=r"另存为 DOCX.*或安装 LibreOffice") as refusal:
        read(tmp_path / "旧.wps", "旧.wps", Settings())

    assert refusal.value.kind == SkipKind.UNSUPPORTED


@without_office
def test_a_table_that_the_conversion_loses_is_told(tmp_path: Path) -> None:
    """A table that ends the document, no paragraph after it, is lost on the way to DOCX."""
    made = docx.Document()
    table = made.add_table(30, 4)
    for number, cell in enumerate(table._cells):
        cell.text = f"格{number}"
    made.save(str(tmp_path / "表.docx"))
    (doc,) = writers.office([tmp_path / "表.docx"], "doc", tmp_path)

    document = read(doc, "表.doc", Settings())

    assert cell_marks(doc.read_bytes()) == 30 * 4 + 30
    assert not any(isinstance(piece, RawTable) for piece in document.content)
    assert [(s.kind, s.path) for s in document.skipped] == [(SkipKind.PARTIAL, "表.doc")]
    assert "150 个单元格" in document.skipped[0].reason


@without_office
def test_a_table_that_is_kept_is_not(tmp_path: Path) -> None:
    source = writers.python_docx([ROWS], tmp_path / "表.docx")
    (doc,) = writers.office([source], "doc", tmp_path)

    document = read(doc, "表.doc", Settings())

    assert sum(isinstance(piece, RawTable) for piece in document.content) == 1
    assert document.skipped == ()


@without_office
def test_a_conversion_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n", "ascii")
    slow.chmod(0o755)
    monkeypatch.setattr(legacy, "program", lambda: str(slow))
    (tmp_path / "旧.doc").write_bytes(compound("WordDocument"))
    settings = Settings()

    with pytest.raises(UnreadableError) as refusal:
        read(
            tmp_path / "旧.doc",
            "旧.doc",
            Settings(limits=type(settings.limits)(file_seconds=1)),
        )

    assert refusal.value.kind == SkipKind.TIMEOUT


@without_office
def test_a_document_reaches_for_nothing_on_the_network(tmp_path: Path) -> None:
    visitors = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        (tmp_path / "链接.odt").write_bytes(linked(f"{address}/图.png", f"{address}/节.odt"))

        document = read(tmp_path / "链接.odt", "链接.odt", Settings())

        with suppress(TimeoutError):
            visitors.append(server.accept())

    assert [p.text for p in document.content if isinstance(p, Block)] == ["正文", "附件"]
    assert not visitors


def linked(picture: str, section: str) -> bytes:
    """An ODT that asks for a picture and for the text of a section."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": (
                f'<m:manifest xmlns:m="{names}:manifest:1.0">'
                f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
                '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
            ),
            "content.xml": (
                f'<o:document-content xmlns:o="{names}:office:1.0" xmlns:t="{names}:text:1.0"'
                f' xmlns:d="{names}:drawing:1.0" xmlns:l="http://www.w3.org/1999/xlink">'
                "<o:body><o:text><t:p>正文<d:frame>"
                f'<d:image l:href="{picture}" l:type="simple" l:actuate="onLoad"/></d:frame></t:p>'
                f'<t:section t:name="a"><t:section-source l:href="{section}"/><t:p>附件</t:p>'
                "</t:section></o:text></o:body></o:document-content>"
            ),
        }
    )
