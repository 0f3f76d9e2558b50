"""Old formats go through LibreOffice; what it loses is told, and so is how to do without it."""

from __future__ import annotations

import os
from pathlib import Path

import docx
import pytest

from auditor.domain import RawTable, SkipKind
from auditor.errors import UnreadableError
from auditor.readers import legacy, read
from auditor.readers.old_word import cell_marks
from auditor.settings import Settings
from tests.formats import writers
from tests.formats.printed import Cell, Table
from tests.hostile.files import compound

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
