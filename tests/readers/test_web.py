"""Pages give the tables a visitor sees, whatever lays them out."""

from __future__ import annotations

import pytest

from auditor.domain import Block, RawTable
from auditor.readers import web
from auditor.settings import Limits
from tests.hostile.files import page


def pieces(body: str) -> list[str | list[list[str]]]:
    found, _ = web.content(page(body), "页.html", Limits())
    return [p.text if isinstance(p, Block) else rows(p) for p in found]


def rows(table: RawTable) -> list[list[str]]:
    lines: dict[int, list[str]] = {}
    for cell in table.cells:
        spans = (cell.row_span, cell.column_span)
        text = cell.text if spans == (1, 1) else f"{cell.text}|{spans[0]}|{spans[1]}"
        lines.setdefault(cell.row, []).append(text)
    return list(lines.values())


def test_spans_move_the_cells_of_the_rows_below() -> None:
    found, _ = web.content(
        page("<table><tr><td rowspan=2>产出<td>数量<tr><td>质量</table>"), "页", Limits()
    )
    (table,) = found

    assert isinstance(table, RawTable)
    assert [(c.text, c.row, c.column) for c in table.cells] == [
        ("产出", 0, 0),
        ("数量", 0, 1),
        ("质量", 1, 1),
    ]


def test_layout_tables_are_taken_apart() -> None:
    inner = "<table><tr><td>一级指标</td><td>指标值</td></tr></table>"
    body = (
        "<table><tr><td>首页</td></tr><tr><td><table><tr><td><h1>公开</h1><p>正文。</p>"
        f"{inner}<p>附注</p></td></tr></table></td></tr><tr><td>版权</td></tr></table>"
    )

    assert pieces(body) == [
        [["首页"]],
        "公开",
        "正文。",
        [["一级指标", "指标值"]],
        "附注",
        [["版权"]],
    ]


def test_what_is_not_shown_is_not_read() -> None:
    body = (
        "<style>p{}</style><script>var t='<td>';</script><p style='display: none'>藏</p>"
        "<p>甲<!-- 注 --><br>乙 <b>丙</b></p><table style='display:none'><tr><td>丁</table>"
        "<select><option>戊</select><p>甲<a class=msocomanchor href='#a'>[己1]</a></p>"
        "<div style='mso-element:comment-list'><p class=MsoCommentText>己</p></div>"
    )

    assert pieces(body) == ["甲\n乙 丙", "甲"]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        *(("gb2312", "gb18030"), ("gbk", "gbk"), ("utf-8", "utf-8"), ("big5", "gb18030")),
        *(("", "utf-8"), ("", "gb18030"), ("utf-8", "gb18030"), ("x-nonsense", "utf-8")),
        ("utf-16", "utf-16"),
    ],
)
def test_the_text_is_found_whatever_character_set_is_declared(declared: str, written: str) -> None:
    body = f'<html><head><meta charset="{declared}"></head><body>绩效目标表，镕㙍</body></html>'
    if written == "gbk":
        body = body.replace("㙍", "")

    assert "绩效目标表，镕" in web.decoded(body.encode(written))


def test_a_page_that_word_saved_keeps_its_rows() -> None:
    body = (
        "<div class=WordSection1><p class=MsoNormal><span lang=EN-US>1.</span><span\nstyle='font-"
        "family:宋体'>某项目<o:p></o:p></span></p><table class=MsoTableGrid><tr><td><p>产出<br>"
        "指标</p></td><td><p>数量\n指标</p></td></tr><![if !supportMisalignedColumns]><tr height=0>"
        "<td></td></tr><![endif]></table></div>"
    )

    assert pieces(body) == ["1.某项目", [["产出\n指标", "数量 指标"]]]
