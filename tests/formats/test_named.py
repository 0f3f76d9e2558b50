"""A document is found again by the name that the reports give it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UnreadableError
from auditor.reading import read_documents
from auditor.settings import Settings
from tests.formats import writers
from tests.formats.made import originals
from tests.formats.printed import printed


def named(path: Path) -> list[str]:
    return [document.id for document in read_documents(path, Settings())]


def test_in_a_zip_and_in_a_list(tmp_path: Path) -> None:
    documents = originals()[-2:]
    one = writers.web_page(printed(documents[0]), tmp_path / "页.html", "utf-8")
    writers.flat_csv(documents, tmp_path / "表.csv", "utf-8")
    inner = writers.archive(
        {"部门/页.html": one, "表.csv": tmp_path / "表.csv"}, tmp_path / "内.zip"
    )
    writers.archive({"内.zip": inner}, tmp_path / "外.zip")
    both = [f"表.csv#{d.year}-{d.department}" for d in sorted(documents, key=lambda d: d.year or 0)]

    assert named(one) == ["页.html"]
    assert sorted(named(tmp_path / "表.csv")) == sorted(both)
    assert named(tmp_path / both[0]) == [both[0]]
    assert named(tmp_path / "外.zip" / "内.zip" / "部门" / "页.html") == [
        "外.zip/内.zip/部门/页.html"
    ]
    assert named(tmp_path / "内.zip" / both[1]) == [f"内.zip/{both[1]}"]


def test_a_zip_alone_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text("甲", "utf-8")
    writers.archive({"表.txt": tmp_path / "表.txt"}, tmp_path / "包.zip")

    with pytest.raises(UnreadableError, match="压缩包"):
        named(tmp_path / "包.zip")
    with pytest.raises(UnreadableError, match="不存在"):
        named(tmp_path / "无.docx")
