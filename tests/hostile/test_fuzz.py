"""Real files with some bytes changed are read, or refused in one line, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from auditor.domain import Document
from auditor.errors import UnreadableError
from auditor.readers.read import read_bytes
from auditor.settings import Limits, Settings
from auditor.tables import understand_all
from tests.formats.made import FORMATS, originals
from tests.hostile.mutation import mutated

ROUNDS = 60
SETTINGS = Settings(limits=Limits(unpacked_megabytes=20, cells=100_000, file_seconds=20))
SEEDS = ("DOCX python-docx, one table", "XLSX openpyxl", "XLSX XlsxWriter", "HTML page, GB2312")
SEEDS += ("MHT", "CSV GB18030, flat")


@pytest.fixture(scope="module")
def document() -> Document:
    return originals()[-1]


@pytest.mark.parametrize("name", SEEDS)
def test_changed_bytes_give_a_document_or_a_reason(
    name: str, document: Document, tmp_path: Path
) -> None:
    one = next(f for f in FORMATS if f.name == name)
    (path,) = one.make([document], tmp_path)
    data = path.read_bytes()
    reasons = []
    for seed in range(ROUNDS):
        changed = mutated(data, random.Random(seed))
        try:
            raw = read_bytes(changed, path.name, SETTINGS)
        except UnreadableError as error:
            reasons.append(error.reason)
        else:
            understand_all(raw, path.name)
    assert len(reasons) < ROUNDS
    assert all("请" in reason and "\n" not in reason for reason in reasons)
