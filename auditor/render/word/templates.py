"""Makes the two templates that come with the program: `python -m auditor.render.word.templates`.

An office edits a copy in Word and names it in the configuration; this script only keeps the
originals reproducible.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
_DATE = (1980, 1, 1, 0, 0, 0)
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD_TYPE}.footer+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_RELATED = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}"/>'


def _style(key: str, name: str, font: str, half_points: int, paragraph: str) -> str:
    default = ' w:default="1"' if key == "Body" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>'
        f"<w:pPr>{paragraph}</w:pPr>"
        f'<w:rPr>{_fonts(font)}<w:sz w:val="{half_points}"/></w:rPr></w:style>'
    )


_STYLES = (
    f"{_HEAD}<w:styles {_NAMESPACE}>"
    + _style("Body", "Normal", "仿宋", 32, '<w:spacing w:line="560" w:lineRule="exact"/>')
    + _style(
        "Heading",
        "Title",
        "方正小标宋简体",
        44,
        '<w:spacing w:line="640" w:lineRule="exact" w:before="240" w:after="360"/>'
        '<w:jc w:val="center"/>',
    )
    + _style("Cell", "Table Text", "仿宋", 21, '<w:spacing w:line="300" w:lineRule="exact"/>')
    + "</w:styles>"
)
_FOOTER = (
    f'{_HEAD}<w:ftr {_NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)


def paragraph(text: str, style: str = "Body", *, indent: bool = False, right: bool = False) -> str:
    """A paragraph; `indent` by two characters, as official letters are."""
    looks = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    looks += '<w:jc w:val="right"/>' if right else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def table(widths: Sequence[int], rows: Sequence[Sequence[str]], *, heading: bool = True) -> str:
    """A table with lines; widths in twentieths of a point; a cell may span with `>`.

    A cell that is `>` is part of the one before it. The first row is repeated on every page.
    """
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_row(widths, row, heading=heading and n == 0) for n, row in enumerate(rows))
        + "</w:tbl>"
    )


def _row(widths: Sequence[int], cells: Sequence[str], *, heading: bool) -> str:
    looks = "<w:cantSplit/>" + ("<w:tblHeader/>" if heading else "")
    if not any(cells[:1]):
        looks += '<w:trHeight w:val="1600" w:hRule="atLeast"/>'  # room to write by hand
    parts = []
    for n, text in enumerate(cells):
        if text == ">":
            continue
        span = 1
        while n + span < len(cells) and cells[n + span] == ">":
            span += 1
        wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[n : n + span])}" w:type="dxa"/>{wide}'
            f'<w:vAlign w:val="center"/></w:tcPr>{paragraph(text, "Cell")}</w:tc>'
        )
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(parts)}</w:tr>"


def document(*parts: str) -> bytes:
    """A DOCX of these parts on A4, with an official letter's margins."""
    section = (
        '<w:sectPr xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" '
        'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    body = (
        f"{_HEAD}<w:document {_NAMESPACE}><w:body>{''.join(parts)}{section}</w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _ROOT),
            ("word/_rels/document.xml.rels", _RELATED),
            ("word/document.xml", body),
            ("word/styles.xml", _STYLES),
            ("word/footer1.xml", _FOOTER),
        ):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            file.writestr(info, content.encode())
    return stream.getvalue()


def notice() -> bytes:
    """整改通知."""
    return document(
        paragraph("关于{{年度}}绩效目标文本的整改通知", "Heading"),
        paragraph("{{部门}}："),
        paragraph(
            "我们对贵单位公开的{{年度}}绩效目标文本进行了审核，涉及项目{{项目数}}个、"
            "项目预算合计{{预算合计}}。审核只看绩效目标和指标写得是否明确、完整、前后一致，"
            "不评价工作本身。现将发现的问题通知如下，请予整改。",
            indent=True,
        ),
        paragraph(
            "一、总体情况。本次共列出问题{{问题数}}处，其中程度为高的{{高}}处、中的{{中}}处、"
            "低的{{低}}处、审核人员补充的{{补充}}处。{{复核情况}}",
            indent=True,
        ),
        paragraph(
            "二、整改要求。请对照下表逐项核实修改，于{{整改期限}}前将整改回复表"
            "（{{回复表}}）填写后报送。对问题有不同意见的，请在“说明”栏写明理由和出处。",
            indent=True,
        ),
        paragraph("三、问题清单。", indent=True),
        table(
            (740, 1150, 1150, 1700, 4105),
            (
                ("编号", "项目", "位置", "原文", "问题和建议"),
                (
                    "{{问题.编号}}",
                    "{{问题.项目}}",
                    "{{问题.位置}}",
                    "{{问题.原文}}",
                    "【{{问题.程度}}】{{问题.理由}}{{问题.建议}}",
                ),
            ),
        ),
        paragraph(""),
        paragraph("联系人：{{联系人}}", indent=True),
        paragraph("{{发文单位}}", right=True),
        paragraph("{{日期}}", right=True),
    )


def evidence() -> bytes:
    """审计取证单."""
    blank = ("", ">", ">", ">", ">", ">")
    return document(
        paragraph("审计取证单", "Heading"),
        paragraph("编号：{{编号}}", "Cell", right=True),
        table(
            (1250, 1900, 1250, 1000, 1100, 2345),
            (
                ("被审计单位", "{{部门}}", ">", ">", "年度", "{{年度}}"),
                ("事项", "{{事项}}", ">", ">", ">", ">"),
                ("项目名称", "{{项目}}", ">", ">", "项目编码", "{{项目编码}}"),
                ("涉及金额", "{{涉及金额}}", ">", ">", "页码", "{{页码}}"),
                ("资料来源", "{{资料来源}}", ">", ">", ">", ">"),
            ),
            heading=False,
        ),
        paragraph("", "Cell"),
        table(
            (740, 1400, 1700, 2605, 2400),
            (
                ("编号", "位置", "原文", "问题", "依据"),
                (
                    "{{问题.编号}}",
                    "{{问题.位置}}（{{问题.页码}}）",
                    "{{问题.原文}}",
                    "【{{问题.程度}}】{{问题.理由}}",
                    "{{问题.依据}}",
                ),
            ),
        ),
        paragraph("", "Cell"),
        table(
            (1250, 1900, 1250, 1000, 1100, 2345),
            (
                ("被审计单位意见", ">", ">", ">", ">", ">"),
                blank,
                ("编制人", "{{编制人}}", "复核人", "{{复核人}}", "日期", "{{日期}}"),
            ),
            heading=False,
        ),
    )


if __name__ == "__main__":
    (HERE / "notice.docx").write_bytes(notice())
    (HERE / "evidence.docx").write_bytes(evidence())
