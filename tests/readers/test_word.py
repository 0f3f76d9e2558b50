"""A DOCX is read as Word prints it with all changes accepted."""

from __future__ import annotations

import io
import zipfile

import pytest

from auditor.domain import Block, RawTable
from auditor.readers import word
from auditor.settings import Limits
from tests.hostile.files import docx, paragraph, table, zipped

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%2."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def pieces(body: str) -> list[str | list[list[str]]]:
    """Paragraphs as text, tables as rows of texts with spans as `text|rows|columns`."""
    found, skipped = word.content(docx(body), "例.docx", Limits())
    assert not skipped
    return [p.text if isinstance(p, Block) else rows(p) for p in found]


def rows(found: RawTable) -> list[list[str]]:
    lines: dict[int, list[str]] = {}
    for cell in found.cells:
        spans = (cell.row_span, cell.column_span)
        text = cell.text if spans == (1, 1) else f"{cell.text}|{spans[0]}|{spans[1]}"
        lines.setdefault(cell.row, []).append(text)
    return list(lines.values())


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


RUNS = {
    "deleted and inserted text": (
        "<w:r><w:t>培训</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>四</w:t></w:r></w:ins><w:r><w:t>次</w:t></w:r>",
        "培训四次",
    ),
    "moved text": (
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>",
        "新",
    ),
    "the result of a field, not its code": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>=SUM(A1)</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>25</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>万元</w:t></w:r></w:fldSimple>',
        "25万元",
    ),
    "bookmarks and links": (
        '<w:bookmarkStart w:id="0" w:name="_Toc1"/>'
        "<w:hyperlink><w:r><w:t>项目</w:t></w:r></w:hyperlink>"
        '<w:bookmarkEnd w:id="0"/><w:r><w:t>名称</w:t></w:r>',
        "项目名称",
    ),
    "controls, smart tags": (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:smartTag><w:r><w:t>乙</w:t></w:r></w:smartTag>",
        "甲乙",
    ),
    "hidden text": (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>',
        "显",
    ),
    "signs of the symbol font": (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        "≥95%",
    ),
    "a sign from the equation editor": (
        '<m:oMath xmlns:m="urn:m"><m:r><m:t>≤</m:t></m:r></m:oMath><w:r><w:t>5</w:t></w:r>',
        "≤5",
    ),
    "breaks, tabs and hyphens": (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>",
        "甲\n乙\t1-2",
    ),
    "phonetic guides": (
        "<w:r><w:ruby><w:rt><w:r><w:t>jì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>",
        "绩",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_text_is_what_prints(name: str) -> None:
    runs, text = RUNS[name]

    assert pieces(f"<w:p>{runs}</w:p>") == [text]


def test_merged_cells_have_their_spans() -> None:
    body = (
        "<w:tbl><w:tr>"
        + cell("产出", '<w:vMerge w:val="restart"/>')
        + cell("宽", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>"
        + cell("", "<w:vMerge/>")
        + cell("数量")
        + cell("次数")
        + "</w:tr><w:tr>"
        + cell("", '<w:vMerge w:val="continue"/>')
        + cell("质量")
        + cell("合格率")
        + "</w:tr></w:tbl>"
    )

    assert pieces(body) == [[["产出|3|1", "宽|1|2"], ["数量", "次数"], ["质量", "合格率"]]]


def test_rows_that_begin_farther_right_keep_their_columns() -> None:
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    body = f"<w:tbl><w:tr>{cell('甲')}{cell('乙')}</w:tr><w:tr>{before}{cell('丙')}</w:tr></w:tbl>"
    (found,), _ = word.content(docx(body), "例.docx", Limits())

    assert isinstance(found, RawTable)
    assert [(c.text, c.row, c.column) for c in found.cells] == [
        ("甲", 0, 0),
        ("乙", 0, 1),
        ("丙", 1, 1),
    ]


def test_rows_whose_deletion_is_tracked_are_gone() -> None:
    deleted = "<w:trPr><w:del/></w:trPr>"
    body = f"<w:tbl><w:tr>{cell('甲')}</w:tr><w:tr>{deleted}{cell('乙')}</w:tr></w:tbl>"

    assert pieces(body) == [[["甲"]]]


def test_tables_in_a_table_follow_their_row() -> None:
    inner = table([("一级指标", "指标值"), ("产出", "5")])
    body = (
        f"<w:tbl><w:tr>{cell('项目名称')}{cell('某项目')}</w:tr>"
        f"<w:tr>{cell('绩效指标')}<w:tc>{inner}{paragraph('')}</w:tc></w:tr>"
        f"<w:tr>{cell('填表人')}{cell('某某')}</w:tr></w:tbl>"
    )

    assert pieces(body) == [
        [["项目名称", "某项目"], ["绩效指标", ""]],
        [["一级指标", "指标值"], ["产出", "5"]],
        [["填表人", "某某"]],
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('单位：万元')}{table([('甲', '乙')])}</w:txbxContent>"
    body = (
        f'<w:p><w:r><w:t>标题</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="{MC}">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert pieces(body) == ["标题", "单位：万元", [["甲", "乙"]]]


def test_numbers_that_word_counts_stand_before_their_paragraphs() -> None:
    def item(text: str, level: int) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'
        return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = item("总体", 0) + item("甲", 1) + item("乙", 1) + item("分项", 0) + item("丙", 1)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="n" Type="{kind}/numbering" Target="numbering.xml"/></Relationships>'
    )
    parts = {"word/_rels/document.xml.rels": relations, "word/numbering.xml": NUMBERING}
    found, _ = word.content(docx(body, **parts), "例.docx", Limits())

    assert [p.text for p in found if isinstance(p, Block)] == [
        *("一、总体", "1.甲", "2.乙"),
        *("二、分项", "1.丙"),
    ]


def test_an_embedded_file_is_told() -> None:
    data = docx(paragraph("前言") + '<w:altChunk r:id="a" xmlns:r="urn:r"/>')

    _, skipped = word.content(data, "例.docx", Limits())

    assert [s.path for s in skipped] == ["例.docx"]


def test_strict_documents_are_read_too() -> None:
    ours = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = docx(table([("甲", "乙")]))
    text = zipfile.ZipFile(io.BytesIO(strict)).read("word/document.xml")
    data = zipped(
        {
            "[Content_Types].xml": "",
            "word/document.xml": text.replace(
                ours.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            ),
        }
    )

    (found,), _ = word.content(data, "例.docx", Limits())

    assert isinstance(found, RawTable)
    assert rows(found) == [["甲", "乙"]]
