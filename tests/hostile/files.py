"""Files that were made to do harm, or that came to harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

ROW = ("产出指标", "数量指标", "培训次数", "≥3次")
HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


def docx(body: str, before: str = "", **parts: bytes | str) -> bytes:
    """A DOCX of this body; `before` stands ahead of its root."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": text, **parts})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: list[tuple[str, ...]]) -> str:
    lines = (
        "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row).join(("<w:tr>", "</w:tr>"))
        for row in rows
    )
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def xlsx(sheet_data: str, before: str = "", strings: str = "") -> bytes:
    """A workbook of one sheet with these rows."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{relation}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations,
            "xl/sharedStrings.xml": f'{before}<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": (
                f'{before}<worksheet xmlns="{SHEET}">'
                f"<sheetData>{sheet_data}</sheetData></worksheet>"
            ),
        }
    )


def cells(row: int, texts: tuple[str, ...]) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}">{inner}</row>'


def page(body: str) -> bytes:
    return f'<html><meta charset="utf-8"><body>{body}</body></html>'.encode()


def page_table(rows: list[tuple[str, ...]]) -> str:
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def compound(*streams: str, flags: int = 0) -> bytes:
    """An old Office file whose directory names these streams."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    directory = b""
    for name in ("Root Entry", *streams):
        encoded = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(encoded)] = encoded
        struct.pack_into("<H", entry, 64, len(encoded))
        struct.pack_into("<I", entry, 116, 2)
        directory += entry
    content = bytearray(4096)
    struct.pack_into("<H", content, 10, flags)
    return bytes(header) + bytes(512) + directory.ljust(512, b"\0") + bytes(content)


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def outside(secret: Path) -> str:
    return f'<!DOCTYPE a [<!ENTITY a9 SYSTEM "{secret.as_uri()}">]>'


def nested_zip(depth: int) -> bytes:
    data = zipped({"表.csv": "\n".join(",".join(row) for row in (HEAD, ROW))})
    for level in range(depth):
        data = zipped({f"第{level}层.zip": data})
    return data


def pdf(drawing: bytes, inner: bytes = b"") -> bytes:
    """A page with this drawing, packed; `/X Do` in it draws `inner`."""
    packed = zlib.compress(drawing, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (len(inner), inner),
    )
    body = b"".join(b"%d 0 obj%sendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>"
