"""What a file is follows from its bytes; what cannot be read is told in one Chinese line."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain import Block, RawTable, SkipKind
from auditor.errors import UnreadableError
from auditor.readers import read
from auditor.readers.text_encoding import decode
from auditor.settings import Limits, Settings

TEXT = (
    "第一部分\r\n部门整体绩效目标\r\n\r\n一级指标\t二级指标\t三级指标\t指标值\r\n"
    "产出指标\t数量指标\t一事一议奖补村数\t≥20个\r\n"
)

BINARIES = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "zip": b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)),
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
    "exe": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(range(256)) * 8,
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "random": bytes((i * 7919 + i // 3) % 256 for i in range(5000)),
}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "例.txt") == TEXT


@pytest.mark.parametrize("data", BINARIES.values(), ids=BINARIES)
def test_a_binary_renamed_to_txt_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "目标表.txt"
    path.write_bytes(data)

    with pytest.raises(UnreadableError) as refusal:
        read(path, "目标表.txt", Settings())

    assert str(refusal.value) == f"目标表.txt：{refusal.value.reason}"
    assert "请" in refusal.value.reason
    assert "\n" not in refusal.value.reason


@pytest.mark.parametrize(
    "data",
    [b"", b"\n \n\t\r\n", b"\xef\xbb\xbf", b"\x00" * 40],
    ids=["nothing", "blanks", "mark", "nulls"],
)
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(data)

    with pytest.raises(UnreadableError, match="空"):
        read(path, "空.txt", Settings())


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="文件夹"):
        read(tmp_path, "资料", Settings())
    with pytest.raises(UnreadableError, match="不存在"):
        read(tmp_path / "无.txt", "无.txt", Settings())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "密.txt"
    path.write_text(TEXT, "utf-8")
    path.chmod(0)

    with pytest.raises(UnreadableError, match="权限"):
        read(path, "密.txt", Settings())


def test_a_file_that_may_not_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "密.txt"
    path.write_text(TEXT, "utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(UnreadableError, match="权限"):
        read(path, "密.txt", Settings())


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * 1_000_001)

    with pytest.raises(UnreadableError) as refusal:
        read(path, "大.txt", Settings(limits=Limits(file_megabytes=1)))

    assert refusal.value.kind == SkipKind.TOO_LARGE


def test_stray_control_characters_do_not_reach_the_text() -> None:
    spoilt = TEXT.replace("数量", "数\x00量", 1).replace("第一", "\x07第一", 1)

    assert decode(spoilt.encode(), "例.txt") == TEXT


def test_blocks_and_tables_come_in_reading_order_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "例.txt"
    path.write_bytes(TEXT.encode("gb18030"))

    document = read(path, "例.txt", Settings())

    block, table = document.content
    assert isinstance(block, Block)
    assert block.place.line == 1
    assert isinstance(table, RawTable)
    assert [(c.text, c.place.line, c.place.column) for c in table.cells if c.row == 1] == [
        ("产出指标", 5, 1),
        ("数量指标", 5, 2),
        ("一事一议奖补村数", 5, 3),
        ("≥20个", 5, 4),
    ]
    assert (document.path, document.format) == ("例.txt", "text")


def test_a_form_feed_is_a_page_break(tmp_path: Path) -> None:
    path = tmp_path / "例.txt"
    path.write_text("甲\t乙\n\f丙\t丁\n", "utf-8")

    tables = read(path, "例.txt", Settings()).content

    assert [[c.text for c in t.cells] for t in tables if isinstance(t, RawTable)] == [
        ["甲", "乙"],
        ["丙", "丁"],
    ]


@given(st.binary(max_size=400))
def test_no_bytes_give_anything_but_text_or_a_refusal(data: bytes) -> None:
    with suppress(UnreadableError):
        assert "\x00" not in decode(data, "例.txt")
