"""The five public documents, audited once, and hands that fill in what came out."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from auditor.cli import main

DOCUMENTS = Path(__file__).parents[2] / "corpora" / "documents"
OFFICE = shutil.which("soffice")

#: Where nothing may be skipped, a missing LibreOffice is a failure.
needs_office = pytest.mark.skipif(
    OFFICE is None and "AUDITOR_NO_SKIPS" not in os.environ, reason="LibreOffice is not installed"
)


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the five documents; tests copy what they change."""
    out = tmp_path_factory.mktemp("audited") / "first"
    assert main(["audit", str(DOCUMENTS), "--out", str(out), "--jobs", "1"]) == 0
    return out


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of one short document, and its audit."""
    folder = tmp_path_factory.mktemp("small")
    documents = folder / "inputs"
    documents.mkdir()
    shutil.copy(next(DOCUMENTS.glob("002_*.txt")), documents / "甲.txt")
    assert main(["audit", str(documents), "--out", str(folder / "out"), "--jobs", "1"]) == 0
    return documents, folder / "out"


def lines(out: Path, name: str) -> list[dict]:
    path = out / "data" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def manifest(out: Path) -> dict:
    return json.loads((out / "data" / "manifest.json").read_text(encoding="utf-8"))


def fill(source: Path, target: Path, sheet: str, key: str, said: Mapping[str, Mapping]) -> Path:
    """Write beside the rows that `key` names, as a person does in a spreadsheet."""
    book = load_workbook(source)
    page = book[sheet]
    columns = {cell.value: cell.column for cell in page[1]}
    left = dict(said)
    for row in range(2, page.max_row + 1):
        answer = left.pop(page.cell(row, columns[key]).value, None)
        for heading, value in (answer or {}).items():
            page.cell(row, columns[heading]).value = value
    assert not left, f"no such row: {left}"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def reviewed(source: Path, target: Path, said: Mapping[str, Mapping]) -> Path:
    """A copy of findings.xlsx with decisions beside findings."""
    return fill(source / "findings.xlsx", target, "问题清单", "问题标识", said)


def through_office(path: Path, folder: Path, kind: str = "xlsx:Calc MS Excel 2007 XML") -> Path:
    """The file as LibreOffice saves it, a workbook unless another kind is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            *(OFFICE or "soffice", f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / path.with_suffix(f".{kind.split(':', maxsplit=1)[0]}").name


def letter_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def tables(path: Path, sheet: str) -> list[dict]:
    head, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def ids(findings: Iterable[Mapping]) -> set[str]:
    return {f["finding"] for f in findings}
