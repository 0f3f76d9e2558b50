"""`auditor index add` and `info`, and an index as the history of an audit."""

import errno
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from auditor import cli
from tests.test_history import DOCUMENTS, audit, document

NAMES = ("000", "001", "002", "003", "004")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The document of 2023 put out again for 2024 with one target lowered."""
    path = tmp_path / "later" / "2024.txt"
    path.parent.mkdir()
    text = document("003").read_text("utf-8").replace("2023", "2024")
    text = text.replace("13028123P", "13028124P").replace("≥4", "≥3", 1)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "索引"
    assert cli.main(["index", "add", str(folder), *(str(document(n)) for n in NAMES[:3])]) == 0
    assert cli.main(["index", "add", str(folder), *(str(document(n)) for n in NAMES[3:])]) == 0
    return folder


def test_an_index_tells_what_its_documents_would(tmp_path: Path, later: Path, index: Path) -> None:
    """A table lowered, a table unchanged and goals repeated, all against the year before."""
    by_index = audit(tmp_path / "a", later, "--history", index)
    by_documents = audit(tmp_path / "b", later, "--history", DOCUMENTS)

    assert by_index["findings"] == by_documents["findings"]
    assert by_index["copies"] == by_documents["copies"]
    slugs = {f["slug"] for f in by_index["findings"]}
    assert {"year-unchanged", "target-lowered"} <= slugs
    lowered = next(f for f in by_index["findings"] if f["slug"] == "target-lowered")
    assert "2023年" in lowered["message"]
    assert "由“" in lowered["message"], "the earlier value is quoted from the index"
    sides = [c["a"] for c in by_index["copies"] if c["scope"] == "year"]
    assert {(s["document"], s["year"]) for s in sides} == {(f"往年/{document('003').name}", 2023)}
    assert all(s["department"] and s["project_name"] and s["rows"] for s in sides)


def test_an_index_below_the_folder_of_the_history_is_asked_too(
    tmp_path: Path, later: Path, index: Path
) -> None:
    """The folder holds an earlier document and, deeper, an index; both are of the history."""
    shutil.copytree(index, tmp_path / "往年" / "存档" / "索引")
    shutil.copytree(index, tmp_path / "往年" / ".备份")
    shutil.copy(document("004"), tmp_path / "往年")

    nested = audit(tmp_path / "a", later, "--history", tmp_path / "往年")
    given = audit(tmp_path / "b", later, "--history", document("004"), index)

    assert nested["findings"] == given["findings"]
    assert "target-lowered" in {f["slug"] for f in nested["findings"]}


def test_of_a_department_the_last_year_before_is_recalled(
    tmp_path: Path, later: Path, index: Path
) -> None:
    """An older year of the same department says nothing of what became of a target."""
    text = document("003").read_text("utf-8").replace("2023", "2022").replace("≥4", "≥9")
    older = tmp_path / "2022.txt"
    older.write_text(text.replace("13028123P", "13028122P"), "utf-8")
    assert cli.main(["index", "add", str(tmp_path / "索引"), str(older), str(document("003"))]) == 0

    data = audit(tmp_path / "out", later, "--history", tmp_path / "索引")

    messages = [f["message"] for f in data["findings"] if f["slug"] == "target-lowered"]
    assert messages
    assert all(m.startswith("与2023年相比") for m in messages)


def test_the_manifest_says_which_index_it_was(tmp_path: Path, index: Path, capsys) -> None:
    audit(tmp_path / "out", document("004"), "--history", index)
    assert cli.main(["index", "info", str(index)]) == 0

    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["hashes"]["inputs"]["往年/索引"] in capsys.readouterr().out


def test_the_audited_publication_in_the_index_is_no_copy(tmp_path: Path, index: Path) -> None:
    alone = audit(tmp_path / "alone", document("003"))
    beside = audit(tmp_path / "beside", document("003"), "--history", index)

    assert [f for f in beside["findings"] if f["slug"] == "department-alike"] == [
        f for f in alone["findings"] if f["slug"] == "department-alike"
    ]
    assert "往年/003" not in json.dumps(beside["copies"], ensure_ascii=False)


def test_what_is_in_the_index_is_not_taken_twice(index: Path, capsys) -> None:
    before = {file: file.read_bytes() for file in index.rglob("*.*")}

    assert cli.main(["index", "add", str(index), str(DOCUMENTS)]) == 0

    told = capsys.readouterr().out
    assert told.count("已有这份公开文本") == len(NAMES)
    assert "加入 0 份" in told
    assert {file: file.read_bytes() for file in index.rglob("*.*")} == before


def test_an_output_folder_goes_into_an_index(tmp_path: Path, index: Path, capsys) -> None:
    """What an audit wrote is the same to the index as the documents themselves."""
    audit(tmp_path / "out", DOCUMENTS)

    assert cli.main(["index", "add", str(tmp_path / "new"), str(tmp_path / "out")]) == 0
    assert cli.main(["index", "add", str(index), str(tmp_path / "out")]) == 0

    told = capsys.readouterr().out
    assert "加入 5 份" in told
    assert "加入 0 份" in told


def test_documents_of_one_name_from_two_years_are_both_kept(tmp_path: Path, capsys) -> None:
    for year, name in (("2023", "003"), ("2025", "004")):
        (tmp_path / year).mkdir()
        (tmp_path / year / "预算.txt").write_bytes(document(name).read_bytes())
        assert cli.main(["index", "add", str(tmp_path / "索引"), str(tmp_path / year)]) == 0
    assert cli.main(["index", "info", str(tmp_path / "索引"), "--documents"]) == 0

    told = capsys.readouterr().out
    assert "文件 2 份" in told
    assert "2023 1 份，2025 1 份" in told
    assert "部门：2 个" in told
    assert "\n预算.txt\t2023\t" in told
    assert "\n预算.txt（2）\t2025\t" in told


def test_a_part_that_cannot_be_read_is_told_and_the_rest_is_kept(tmp_path: Path, capsys) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 nothing")

    status = cli.main(
        ["index", "add", str(tmp_path / "索引"), str(tmp_path / "坏.docx"), str(document("004"))]
    )

    out, err = capsys.readouterr()
    assert status == 3
    assert err.startswith("坏.docx：")
    assert "加入 1 份" in out


def spoilt(index: Path, folder: Path, how: str) -> Path:
    for file in index.rglob("*.*"):
        target = folder / file.relative_to(index)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    manifest, records = folder / "manifest.json", folder / "segments" / "000001" / "records.txt"
    match how:
        case "newer":
            manifest.write_text(manifest.read_text("utf-8").replace('"version": 2', '"version": 9'))
        case "cut manifest":
            manifest.write_bytes(manifest.read_bytes()[:200])
        case "changed":
            records.write_bytes(records.read_bytes().replace(b"2025", b"2024"))
        case "missing":
            records.unlink()
    return folder


@pytest.mark.parametrize("how", ["newer", "cut manifest", "changed", "missing"])
def test_an_index_that_is_not_sound_is_refused_in_one_line(
    tmp_path: Path, index: Path, capsys, how: str
) -> None:
    folder = str(spoilt(index, tmp_path / "坏索引", how))

    for arguments in (
        ["audit", str(document("004")), "--history", folder, "--out", str(tmp_path / "out")],
        ["index", "info", folder],
    ):
        assert cli.main(arguments) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "索引" in line
        assert folder in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("killed", [False, True], ids=["whole", "killed"])
def test_an_index_among_the_documents_is_no_document(
    tmp_path: Path, index: Path, later: Path, killed: bool
) -> None:
    """In the folder that is audited, in the history's, and with documents beside its files."""
    for folder, name in (("今年", later), ("往年", document("003"))):
        spoilt(index, tmp_path / folder / "索引", "not at all")
        (tmp_path / folder / "索引" / name.name).write_bytes(name.read_bytes())
        if killed:
            manifest = tmp_path / folder / "索引" / "manifest.json"
            manifest.rename(manifest.with_name("manifest.json.new"))

    data = audit(tmp_path / "out", tmp_path / "今年", "--history", tmp_path / "往年")

    assert [d["document"] for d in data["documents"]] == ["索引/2024.txt"]
    assert data["skipped"] == []
    sides = {c["a"]["document"] for c in data["copies"] if c["scope"] == "year"}
    assert sides == {f"往年/索引/{document('003').name}"}


def test_a_folder_that_only_looks_like_an_index_is_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "segments").mkdir(parents=True)
    (tmp_path / "in" / "manifest.json").write_text('{"format": "other"}', "utf-8")
    (tmp_path / "in" / "segments" / "表.txt").write_bytes(document("003").read_bytes())

    data = audit(tmp_path / "out", tmp_path / "in")

    assert {d["document"] for d in data["documents"]} == {"manifest.json", "segments/表.txt"}


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8 are Linux's")
def test_a_file_whose_name_is_not_utf_8_is_kept(tmp_path: Path, later: Path, capsys) -> None:
    earlier = tmp_path / "in" / os.fsdecode(b"2023\xff.txt")
    earlier.parent.mkdir()
    earlier.write_bytes(document("003").read_bytes())
    folder = str(tmp_path / "索引")

    for told in ("加入 1 份", "加入 0 份"):
        assert cli.main(["index", "add", folder, str(earlier.parent)]) == 0
        assert told in capsys.readouterr().out
    assert cli.main(["index", "info", folder, "--documents"]) == 0
    assert "2023?.txt\t2023\t" in capsys.readouterr().out
    data = audit(tmp_path / "out", later, "--history", folder)
    assert {c["a"]["document"] for c in data["copies"] if c["scope"] == "year"} == {
        "往年/2023?.txt"
    }


def test_an_index_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    folder = tmp_path / "索引"

    assert cli.main(["index", "add", str(folder), str(document("004"))]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{folder}：索引读写失败")
    assert not list(folder.rglob("*.txt")), "a full disk gets its room back"


def test_an_index_is_not_made_over_other_files(tmp_path: Path, capsys) -> None:
    (tmp_path / "信.docx").touch()

    assert cli.main(["index", "add", str(tmp_path), str(document("004"))]) == 2
    assert "换一个空文件夹" in capsys.readouterr().err
    assert cli.main(["index", "info", str(tmp_path)]) == 2
    assert "没有索引" in capsys.readouterr().err
