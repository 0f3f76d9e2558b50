"""A document is found again by the name that the reports give it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli import main
from auditor.errors import UnreadableError, UsageError
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
    with pytest.raises(UsageError, match="没有这个文件"):
        named(tmp_path / "无.docx")


def test_what_there_is_instead_is_named(tmp_path: Path) -> None:
    """A document that is asked for in vain is not answered with another one."""
    writers.flat_csv(originals()[-2:], tmp_path / "表.csv", "utf-8")
    writers.archive({"表.csv": tmp_path / "表.csv"}, tmp_path / "包.zip")

    with pytest.raises(
        UsageError, match=r"表\.csv#1999-某局：表\.csv 里没有这份文件，可选：表\.csv#"
    ):
        named(tmp_path / "表.csv#1999-某局")
    with pytest.raises(UsageError, match=r"包\.zip 里没有这份文件，可选：包\.zip/表\.csv"):
        named(tmp_path / "包.zip" / "无.docx")


def test_why_reaches_what_the_reports_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file in a ZIP, a department's part of a list, and that part of a list in a ZIP."""
    documents = originals()[-2:]
    writers.flat_csv(documents, tmp_path / "表.csv", "utf-8")
    page = writers.web_page(printed(documents[0]), tmp_path / "页.html", "utf-8")
    writers.archive({"页.html": page, "表.csv": tmp_path / "表.csv"}, tmp_path / "包.zip")
    part = f"表.csv#{documents[0].year}-{documents[0].department}"

    told = []
    for name in ("包.zip/页.html", part, f"包.zip/{part}"):
        assert main(["why", str(tmp_path / name), "1", "1"]) == 0
        told.append(capsys.readouterr().out.splitlines()[:3])
    assert told == [told[0]] * 3

    assert main(["why", str(tmp_path / "表.csv"), "1", "1"]) == 2
    assert f"请指定一份：{part}" in capsys.readouterr().err


def test_why_takes_a_name_that_is_too_long_for_a_file_with_what_reports_add(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = originals()[-2:]
    path = writers.flat_csv(documents, tmp_path / f"{'长' * 80}.csv", "utf-8")
    part = f"{path}#{documents[0].year}-{documents[0].department}"

    assert main(["why", part, "1", "1"]) == 0
    assert "项目 1" in capsys.readouterr().out
