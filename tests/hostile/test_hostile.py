"""Hostile and broken files cost one line each and nothing else: no crash, no harm, no silence."""

from __future__ import annotations

import io
import json
import os
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.domain import Document, SkipKind, Skipped
from auditor.readers import InputFile, collect
from auditor.reading import read_all
from auditor.settings import Limits, Settings
from tests.hostile.files import (
    HEAD,
    LAUGHS,
    ROW,
    cells,
    compound,
    docx,
    nested_zip,
    outside,
    page,
    page_table,
    paragraph,
    pdf,
    table,
    xlsx,
    zipped,
)

GOOD = docx(table([HEAD, ROW]))
TYPES = "[Content_Types].xml"
PLAIN_MAIL = b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\na"
OLD_SHEET = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100)
LONG = "长" * 1_000_000


def reading(
    tmp_path: Path, files: dict[str, bytes], **limits: int
) -> tuple[list[Document], list[Skipped]]:
    """What a folder with these files gives."""
    folder = tmp_path / "资料"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    inputs, lost = collect([folder])
    settings = Settings(limits=Limits(**limits))
    documents, skipped = read_all(inputs, settings, 1, lambda _done, _total: None)
    return documents, [*lost, *skipped]


def rows(document: Document) -> list[tuple[str | None, str | None]]:
    return [(i.name, i.value) for p in document.projects for i in p.indicators]


BROKEN = {
    "empty": (b"", SkipKind.UNREADABLE),
    "docx without end": (GOOD[: len(GOOD) // 2], SkipKind.UNREADABLE),
    "docx without document": (zipped({TYPES: "", "word/a.xml": ""}), SkipKind.UNREADABLE),
    "docx of no XML": (zipped({TYPES: "", "word/document.xml": "<w"}), SkipKind.UNREADABLE),
    "workbook of no XML": (xlsx("<row><c"), SkipKind.UNREADABLE),
    "encrypted docx or xlsx": (compound("EncryptedPackage", "EncryptionInfo"), SkipKind.ENCRYPTED),
    "encrypted doc": (compound("WordDocument", flags=0x0100), SkipKind.ENCRYPTED),
    "presentation": (compound("PowerPoint Document"), SkipKind.UNSUPPORTED),
    "damaged xls": (compound("Workbook"), SkipKind.UNREADABLE),
    "old sheet, no content": (OLD_SHEET, SkipKind.UNREADABLE),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(1000), SkipKind.UNSUPPORTED),
    "other XML": (b'<?xml version="1.0"?><data/>', SkipKind.UNSUPPORTED),
    "mail without page": (PLAIN_MAIL, SkipKind.UNREADABLE),
    "empty zip": (zipped({}), SkipKind.UNREADABLE),
    "billion laughs in docx": (docx(paragraph("&a9;"), LAUGHS), SkipKind.UNREADABLE),
    "billion laughs in strings": (xlsx("", LAUGHS, "<si><t>&a9;</t></si>"), SkipKind.UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_costs_one_line_and_nothing_else(tmp_path: Path, name: str) -> None:
    data, kind = BROKEN[name]

    documents, skipped = reading(tmp_path, {"坏.docx": data, "好.docx": GOOD})

    assert [(s.path, s.kind) for s in skipped] == [("坏.docx", kind)]
    assert "请" in skipped[0].reason
    assert "\n" not in skipped[0].reason
    assert [d.id for d in documents] == ["好.docx"]
    assert rows(documents[0]) == [ROW[2:]]


@pytest.mark.parametrize("make", [docx, lambda body, before: xlsx(cells(1, ("&a9;",)), before)])
def test_no_entity_brings_another_file_in(tmp_path: Path, make) -> None:
    secret = tmp_path / "密码.txt"
    secret.write_text("口令是芝麻开门", "utf-8")

    documents, skipped = reading(tmp_path, {"坏": make(paragraph("&a9;"), outside(secret))})

    assert "芝麻" not in repr(documents)
    assert [s.path for s in skipped if s.kind is not SkipKind.NO_TABLES] == ["坏"]


def test_a_page_brings_no_other_file_in(tmp_path: Path) -> None:
    secret = tmp_path / "密码.txt"
    secret.write_text("口令是芝麻开门", "utf-8")
    body = f'{page_table([HEAD, ROW])}<iframe src="{secret.as_uri()}"></iframe>&a9;'

    documents, _ = reading(tmp_path, {"页": outside(secret).encode() + page(body)})

    assert "芝麻" not in repr(documents)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(docx(paragraph("长" * 30_000_000)), id="docx"),
        pytest.param(xlsx(cells(1, ("长" * 30_000_000,))), id="xlsx"),
        pytest.param(zipped({"零.txt": b"0" * 90_000_000}), id="zip"),
    ],
)
def test_a_bomb_is_not_unpacked(tmp_path: Path, data: bytes) -> None:
    assert len(data) < 1_000_000

    documents, skipped = reading(
        tmp_path, {"炸弹.zip": data, "好.docx": GOOD}, unpacked_megabytes=50
    )

    assert [(s.path, s.kind) for s in skipped] == [("炸弹.zip", SkipKind.TOO_LARGE)]
    assert [d.id for d in documents] == ["好.docx"]


def test_zips_in_zips_are_opened_so_deep_and_no_deeper(tmp_path: Path) -> None:
    documents, skipped = reading(tmp_path, {"浅.zip": nested_zip(2), "深.zip": nested_zip(40)})

    assert [d.id for d in documents] == ["浅.zip/第1层.zip/第0层.zip/表.csv"]
    assert [s.kind for s in skipped] == [SkipKind.TOO_LARGE]
    assert skipped[0].path == "深.zip/第39层.zip/第38层.zip/第37层.zip"


def test_no_more_files_of_a_zip_are_read_than_are_allowed(tmp_path: Path) -> None:
    data = zipped({f"{n:04}.txt": "无表格，只有这一句话。" for n in range(40)})

    _, skipped = reading(tmp_path, {"多.zip": data}, archive_files=3)

    assert [s.path for s in skipped if s.kind is SkipKind.TOO_LARGE] == ["多.zip"]
    assert len([s for s in skipped if s.kind is SkipKind.NO_TABLES]) == 3


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    names = (
        "../../../外面.docx",
        "/etc/里面.docx",
        "C:\\盘\\符.docx",
        "a/./b//c.docx",
        "甲" * 80 + ".docx",
    )

    documents, skipped = reading(tmp_path, {"滑.zip": zipped(dict.fromkeys(names, GOOD))})

    assert not skipped
    assert {d.id for d in documents} == {
        "滑.zip/外面.docx",
        "滑.zip/etc/里面.docx",
        "滑.zip/盘/符.docx",
        "滑.zip/a/b/c.docx",
        f"滑.zip/{'甲' * 80}.docx",
    }
    assert sorted(p.name for p in tmp_path.iterdir()) == ["资料"]


def test_names_of_a_zip_are_read_in_the_encoding_they_were_written_in(tmp_path: Path) -> None:
    data = zipped({"x" * 12 + ".docx": GOOD})

    documents, _ = reading(
        tmp_path, {"包.zip": data.replace(b"x" * 12, "绩效目标表".encode("gbk") + b"_1")}
    )

    assert [d.id for d in documents] == ["包.zip/绩效目标表_1.docx"]


def test_a_zip_may_hold_one_name_twice_links_and_locked_files(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("表.docx", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            opened.writestr("表.docx", GOOD)
        link = zipfile.ZipInfo("链接.docx")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
        opened.writestr("__MACOSX/._表.docx", b"x")
        locked = zipfile.ZipInfo("锁.docx")
        opened.writestr(locked, GOOD)
        opened.infolist()[-1].flag_bits |= 1

    documents, skipped = reading(tmp_path, {"包.zip": made.getvalue()})

    assert sorted(d.id for d in documents) == ["包.zip/表.docx", "包.zip/表.docx (2)"]
    assert sorted((s.path, s.kind) for s in skipped) == [
        ("包.zip/链接.docx", SkipKind.UNSUPPORTED),
        ("包.zip/锁.docx", SkipKind.ENCRYPTED),
    ]


WIDE = tuple(f"列{n}" for n in range(5000))
SPANS = '<td colspan="1000000" rowspan="99999">产出指标</td>'
LARGE = {
    "columns of a workbook": xlsx(cells(1, HEAD) + cells(2, ROW) + cells(3, WIDE)),
    "columns of a page": page(page_table([HEAD, ROW, WIDE])),
    "columns of a csv": "\n".join(",".join(r) for r in (WIDE, WIDE, WIDE)).encode(),
    "columns of a docx": docx(table([HEAD, ROW, WIDE])),
    "a cell of a megabyte in docx": docx(table([HEAD, ROW]) + paragraph(LONG)),
    "a cell of a megabyte in xlsx": xlsx(cells(1, HEAD) + cells(2, ROW) + cells(3, (LONG,))),
    "a cell of a megabyte in a page": page(page_table([HEAD, ROW, (LONG,)])),
    "a cell of a megabyte in csv": "\n".join(
        ",".join(r) for r in (HEAD, *[ROW] * 20, (LONG, "", "", ""))
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_is_cut_and_told(tmp_path: Path, name: str) -> None:
    documents, skipped = reading(tmp_path, {"大": LARGE[name]}, file_seconds=30)

    assert len(documents) == 1
    assert SkipKind.PARTIAL in {s.kind for s in skipped}
    if "megabyte" in name:
        assert ROW[2:] in rows(documents[0])


@pytest.mark.parametrize(
    "body",
    [
        f"<table>{'<tr>' + SPANS * 3 + '</tr>'}</table>",
        f"<table>{('<tr>' + SPANS * 20 + '</tr>') * 2000}</table>",
        "<div>" * 20_000 + "深",
        "<table><tr><td>" * 3000 + "深",
        "<table>" + "<tr><td colspan=1000>产出指标" * 30_000 + "</table>",
    ],
    ids=["wide spans", "many spans", "deep page", "deep tables", "many wide rows"],
)
def test_hostile_pages_end_in_time(tmp_path: Path, body: str) -> None:
    documents, skipped = reading(
        tmp_path, {"页.html": page(body), "好.docx": GOOD}, file_seconds=10
    )

    assert "好.docx" in {d.id for d in documents}
    assert "页.html" in {s.path for s in skipped}


@pytest.mark.parametrize(
    "data",
    [pdf(b"0 0 m 500 0 l S\n" * 3_000_000), pdf(b"/X Do " * 500, b"/X Do /X Do ")],
    ids=["lines without end", "a drawing that draws itself"],
)
def test_a_page_that_never_ends_is_ended(tmp_path: Path, data: bytes) -> None:
    assert len(data) < 200_000

    documents, skipped = reading(tmp_path, {"页.pdf": data, "好.docx": GOOD}, file_seconds=3)

    assert [d.id for d in documents if d.projects] == ["好.docx"]
    assert [s.path for s in skipped] == ["页.pdf"]
    known = {s.path: s.sha256 for s in skipped} | {d.id: d.sha256 for d in documents}
    assert known["页.pdf"] == sha256(data).hexdigest()


def test_deep_tables_of_a_docx_end_in_time(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 2000 + "</w:tc></w:tr></w:tbl>" * 2000

    _, skipped = reading(tmp_path, {"深.docx": docx(deep)}, file_seconds=10)

    assert [s.path for s in skipped] == ["深.docx"]


def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    heads = ("部门名称", "年度", "项目名称", *HEAD)
    lines = [heads] + [("某局", "2025", f"项目{n // 10}", *ROW) for n in range(100_000)]
    data = "\n".join(",".join(line) for line in lines).encode()

    documents, skipped = reading(tmp_path, {"长": data}, file_seconds=600)

    assert not skipped
    assert [(d.id, d.coverage.rows_read) for d in documents] == [("长#2025-某局", 100_000)]


def test_more_cells_than_are_allowed_are_refused(tmp_path: Path) -> None:
    documents, skipped = reading(tmp_path, {"大": LARGE["columns of a workbook"]}, cells=1000)

    assert not documents
    assert [s.kind for s in skipped] == [SkipKind.TOO_LARGE]


@pytest.mark.parametrize(
    "data",
    [
        xlsx(cells(1, HEAD) + cells(2, ("产出指标", "数量指标", "培训_x0000__x0007_次数", "≥3次"))),
        page(page_table([HEAD, ROW])).replace("培训".encode(), "培\x00训\x07".encode()),
        "\n".join(",".join(row) for row in (HEAD, ROW)).replace("培训", "培\x00训\x07").encode(),
    ],
    ids=["xlsx", "page", "csv"],
)
def test_control_characters_do_not_reach_the_text(tmp_path: Path, data: bytes) -> None:
    documents, _ = reading(tmp_path, {"表": data})

    assert rows(documents[0]) == [ROW[2:]]


def test_long_and_odd_names_and_links_in_circles(tmp_path: Path) -> None:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "圈").symlink_to(folder, target_is_directory=True)
    (folder / "自己").symlink_to(folder / "自己")
    (folder / "管道").mkdir()
    os.mkfifo(folder / "管道" / "水管")

    documents, skipped = reading(tmp_path, {"长" * 83 + ".docx": GOOD, "换\n行\x01.docx": GOOD})

    assert len(documents) == 2
    assert sorted(s.path for s in skipped) == ["管道/水管", "自己"]


def test_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    files = [InputFile(tmp_path / f"{n}.docx", f"{n}.docx") for n in range(5)]
    for file in files:
        file.path.write_bytes(GOOD)

    alone, _ = read_all(files, Settings(), 1, lambda _done, _total: None)
    together, _ = read_all(files, Settings(), 3, lambda _done, _total: None)

    assert sorted(alone, key=lambda d: d.id) == sorted(together, key=lambda d: d.id)


def test_the_manifest_names_the_bytes_of_what_could_not_be_read(tmp_path: Path) -> None:
    """In a folder, in a ZIP and in the history."""
    inputs, before = tmp_path / "今年", tmp_path / "往年"
    inputs.mkdir()
    before.mkdir()
    picture, cut = b"\x89PNG\r\n\x1a\n" + bytes(1000), GOOD[: len(GOOD) // 2]
    (inputs / "好.docx").write_bytes(GOOD)
    (inputs / "图.png").write_bytes(picture)
    (inputs / "包.zip").write_bytes(zipped({"坏.docx": cut}))
    (before / "坏.docx").write_bytes(cut)

    status = main(["audit", str(inputs), "--history", str(before), "--out", str(tmp_path / "out")])

    assert status == 3
    manifest = json.loads((tmp_path / "out" / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["hashes"]["inputs"] == {
        "好.docx": sha256(GOOD).hexdigest(),
        "图.png": sha256(picture).hexdigest(),
        "包.zip/坏.docx": sha256(cut).hexdigest(),
        "往年/坏.docx": sha256(cut).hexdigest(),
    }
