"""An index on disk gives the pairs that joining the texts in memory gives."""

import errno
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.copies import index as indexes
from auditor.copies.fingerprint import fingerprint
from auditor.copies.index import VERSION, Held, Index, add, info
from auditor.copies.join import join_between
from auditor.errors import UsageError
from tests.copies.test_join import TEXTS, way

OLD = ["培训人员合格率", "设备购置数量", "培训人员合格率", "", "按时完成率"]
LATER = ["设备购置总数量", "培训人员合格率"]


def held(digit, **more):
    return Held(sha256=digit * 64, publication=digit, **more)


def records(texts):
    return [json.dumps({"row": row}) for row in range(len(texts))]


@pytest.fixture
def folder(tmp_path):
    add(tmp_path / "index", OLD, records(OLD), {"a.docx": held("1")})
    add(tmp_path / "index", LATER, records(LATER), {"b.docx": held("2")})
    return tmp_path / "index"


def pairs_by_text(new, index, threshold):
    distinct = list(dict.fromkeys(new))
    return sorted({(distinct[i], index.text(j), s) for i, j, s in index.join(new, threshold)})


@pytest.mark.parametrize("compiled", [False, True])
@settings(deadline=None, max_examples=15)
@given(first=TEXTS, second=TEXTS, new=TEXTS, threshold=st.sampled_from([0.3, 0.6, 0.8, 1.0]))
def test_new_texts_meet_all_that_was_added(
    compiled, tmp_path_factory, first, second, new, threshold
):
    folder = tmp_path_factory.mktemp("index")
    with way(compiled, frequent=2):
        for number, texts in enumerate((first, second)):
            add(folder, texts, records(texts), {str(number): held("0")})
        found = pairs_by_text(new, Index.open(folder), threshold)
        old = list(dict.fromkeys([*first, *second]))
        expected = join_between(new, old, threshold)

    distinct = list(dict.fromkeys(new))
    assert found == sorted((distinct[i], old[j], s) for i, j, s in expected)
    shutil.rmtree(folder)


def test_what_is_found_says_which_rows_it_was(folder):
    index = Index.open(folder)
    found = index.join(["培训人员合格率高"], 0.5)

    assert [index.text(number) for number in found.right.tolist()] == ["培训人员合格率"] * 2
    assert [index.records(number) for number in found.right.tolist()] == [
        ('{"row": 0}', '{"row": 2}'),
        ('{"row": 1}',),
    ]


def test_texts_lead_to_the_records_they_are_said_to_be_of(tmp_path):
    add(tmp_path, ["按时完成率"], ["early"], {})
    add(tmp_path, ["甲", "乙", "甲"], ["p", "q"], {"a": held("1", records=2)}, owners=[1, 0, 0])
    index = Index.open(tmp_path)

    assert index.documents["a"].first == 1
    told = {index.text(n): index.records(n) for n in range(len(index))}
    assert told == {"按时完成率": ("early",), "甲": ("q", "p"), "乙": ("p",)}


def test_info_counts_additions_rows_texts_and_documents(folder):
    told = info(folder)

    assert (told.version, told.additions, told.rows, told.texts) == (VERSION, 2, 7, 6)
    assert told.documents == {"a.docx": held("1"), "b.docx": held("2", first=5)}
    assert told.bytes == sum(file.stat().st_size for file in folder.glob("segments/*/*"))


def test_adding_leaves_what_is_there_as_it_was(folder):
    before = {file: file.read_bytes() for file in folder.glob("segments/*/*")}
    add(folder, ["新增"], ["{}"], {"c.docx": held("3")})

    assert before.items() <= {file: file.read_bytes() for file in folder.rglob("*.*")}.items()


def test_the_same_additions_give_the_same_bytes(folder, tmp_path):
    other = tmp_path / "other"
    add(other, OLD, records(OLD), {"a.docx": held("1")})
    add(other, LATER, records(LATER), {"b.docx": held("2")})

    def content(root):
        return {file.relative_to(root): file.read_bytes() for file in root.rglob("*.*")}

    assert content(folder) == content(other)


def test_a_document_is_not_added_twice(folder):
    with pytest.raises(UsageError, match=r"已有 a\.docx"):
        add(folder, ["新增"], ["{}"], {"a.docx": held("1")})

    assert info(folder).rows == 7


def test_an_index_of_another_version_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["version"] = VERSION + 1
    manifest["unheard"] = "of"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    for use in (info, lambda folder: add(folder, [], [], {})):
        with pytest.raises(UsageError, match=f"版本是 {VERSION + 1}"):
            use(folder)


def test_an_index_of_the_first_version_is_read_and_added_to(folder):
    """Version 1 said nothing of regions."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["version"] = 1
    for segment in manifest["segments"]:
        for document in segment["documents"].values():
            del document["region"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert info(folder).documents == {"a.docx": held("1"), "b.docx": held("2", first=5)}
    add(folder, ["新增"], ["{}"], {"c.docx": held("3", region="甲县")})

    assert info(folder).version == VERSION
    assert info(folder).documents["c.docx"].region == "甲县"


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"format": "x", "version": 1}'])
def test_what_is_no_index_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match="索引"):
        info(tmp_path)


def test_a_segment_outside_the_folder_is_refused(folder):
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text.replace('"000001"', '"../x"'), encoding="utf-8")

    with pytest.raises(UsageError, match="不是索引的清单"):
        Index.open(folder)


def test_an_index_is_not_made_among_other_files(tmp_path):
    (tmp_path / "letter.docx").touch()

    with pytest.raises(UsageError, match="空文件夹"):
        add(tmp_path, ["a"], ["{}"], {})


def test_a_missing_file_and_a_changed_one_are_noticed(folder):
    texts = folder / "segments" / "000001" / "texts.txt"
    texts.write_bytes(bytes(reversed(texts.read_bytes())))
    with pytest.raises(UsageError, match="已被改动"):
        Index.open(folder).verify()
    texts.unlink()
    with pytest.raises(UsageError, match="缺失"):
        Index.open(folder)


@pytest.mark.parametrize(
    ("where", "name"),
    [(Path, "mkdir"), (Path, "touch"), (np, "save"), (os, "fsync"), (Path, "replace")],
)
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "检查权限"),
        (OSError(errno.ENOSPC, "No space left on device"), "检查磁盘空间"),
    ],
)
def test_an_addition_that_the_disk_refuses_leaves_the_index_as_it_was(
    folder, monkeypatch, where, name, error, told
):
    def refused(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(where, name, refused)
        with pytest.raises(UsageError, match=told) as refusal:
            add(folder, ["新增"], ["{}"], {"c.docx": held("3")})

    assert str(refusal.value).startswith(f"{folder}：")
    assert "\n" not in str(refusal.value)
    assert info(folder).rows == 7
    add(folder, ["新增二"], ["{}"], {"c.docx": held("3")})
    assert Index.open(folder).text(6) == "新增二"


def test_a_folder_that_cannot_be_looked_into_is_told(folder, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    for look in (indexes.check, indexes.verify, info):
        with pytest.raises(UsageError, match="检查权限"):
            look(folder)


@pytest.mark.parametrize("existing", [False, True], ids=["first", "later"])
def test_an_addition_that_was_killed_is_taken_up_again(tmp_path, monkeypatch, existing):
    """Ended at the last moment: the segment is whole, the manifest not yet in its place."""
    folder = tmp_path / "index"
    if existing:
        add(folder, OLD, records(OLD), {"a.docx": held("1")})

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            add(folder, LATER, records(LATER), {"b.docx": held("2")})
    assert (folder / "manifest.json.new").exists()
    (folder / "adding").touch()  # a killed process takes nothing away
    with pytest.raises(UsageError, match="请删除这个文件后再试"):
        add(folder, LATER, records(LATER), {"b.docx": held("2")})
    (folder / "adding").unlink()

    add(folder, LATER, records(LATER), {"b.docx": held("2")})

    assert "b.docx" in info(folder).documents
    assert not (folder / "manifest.json.new").exists()


def everything(index):
    found = index.join(OLD, 0.6).right.tolist()
    return [(index.text(number), index.records(number)) for number in found]


@pytest.mark.parametrize("change", [("groups", 9), ("records", 1), ("rows", 2), ("first", 4)])
def test_a_manifest_that_promises_what_is_not_there_is_refused(tmp_path, change):
    add(tmp_path, OLD, records(OLD), {"a.docx": held("1", records=5)})
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    (segment,) = manifest["segments"]
    (segment["documents"]["a.docx"] if change[0] == "first" else segment).update([change])
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(UsageError, match="损坏"):
        everything(Index.open(tmp_path))


@pytest.mark.parametrize("name", ["tokens", "owners", "text_ends"])
def test_arrays_that_lead_nowhere_are_noticed_before_they_are_followed(folder, name):
    """A manifest may be as wrong as the file: what compiled code follows is looked at itself."""
    file = folder / "segments" / "000001" / f"{name}.npy"
    array = np.load(file)
    np.save(file, array.astype(np.float64) if name != "tokens" else array + 10**6)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["segments"][0]["files"][file.name]["size"] = file.stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(UsageError, match="损坏"):
        everything(Index.open(folder))


def test_two_additions_at_a_time_are_refused(folder):
    (folder / "adding").touch()

    with pytest.raises(UsageError, match="正在写入"):
        add(folder, ["新增"], ["{}"], {})


def test_grams_of_another_size_are_refused(folder):
    with pytest.raises(ValueError, match="grams of 3"):
        Index.open(folder).join(fingerprint(["培训人员"], 3), 0.5)


def test_as_many_records_as_texts_are_asked_for(tmp_path):
    for owners in (None, [0], [0, 1]):
        with pytest.raises(ValueError, match="1 texts and 0 records"):
            add(tmp_path, ["a"], [], {}, owners=owners)


def test_numbers_beyond_the_index_are_refused(folder):
    for number in (-1, 6):
        with pytest.raises(IndexError):
            Index.open(folder).text(number)
