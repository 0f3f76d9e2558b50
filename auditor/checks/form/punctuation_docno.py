"""标点文号不规范."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.checks.base import Context, DocumentCheck, Observation
from auditor.checks.examples import document, indicator, project
from auditor.checks.form.printed import Printed, cells, paragraphs
from auditor.domain import Certainty, Document, Project, Severity

_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff])\s*(?P<bad>[【\[［(（]\s*(?:19|20)\d{2}\s*年?\s*[】\]］)）]\s*第?\s*\d{1,5}\s*号)"
)
_HALF_WIDTH_END = re.compile(r"(?P<bad>[^，。；：、,;:.\s]{0,29}[\u4e00-\u9fff][.;,])\s*$")
_TITLE = re.compile(r"[《》]")
#: What titles of documents end with; text that stops before is likelier cut off by the page.
_WHOLE_TITLE = re.compile(
    r"(?:法|条例|规定|办法|意见|通知|方案|细则|标准|规范|规划|计划|决定|指引|指南|制度|要求|协议|合同)"
    r"(?:[(（][^()（）]*[)）]?)?[\"”]?$"
)
_QUOTED = 30

_YEAR, _END = "的年份没有用六角括号〔〕", "末尾用了半角标点"
_LEFT, _RIGHT = "缺少左书名号《", "缺少右书名号》"
_CUT = "缺少右书名号》，也可能是内容没有显示完整"
_ADVICE = {
    _YEAR: "把年份改写在六角括号里：“〔__〕__号”。",
    _END: "把末尾的半角标点改为全角，名称末尾的标点删去。",
    _LEFT: "补上左书名号“《”。",
    _RIGHT: "补上右书名号“》”。",
    _CUT: "对照原文，补全内容和右书名号“》”。",
}


class PunctuationDocno(DocumentCheck):
    """标点或发文字号的写法不规范，例如书名号不成对、年份用了【】、句末用了半角标点。

    文字规范是公开文本的基本要求；发文字号的年份用六角括号〔〕，书名号成对使用，句末用全角标点。

    每个项目同一类问题合并为一条。

    已知局限：文件转换也会改变标点，提示前请对照原文；书名号缺右半可能是单元格内容显示不全，标为待核。
    """

    code = "F03"
    slug = "punctuation-docno"
    title = "标点文号不规范"
    severity = Severity.LOW
    certainty = Certainty.LIKELY
    advice = "发文字号的年份改用六角括号“〔__〕”，补齐书名号，句末改用全角标点。"
    bad = document(project(indicator("时效指标", "建设周期", "≤1年", basis="示财建【2024】11号")))
    good = document(project(indicator("时效指标", "建设周期", "≤1年", basis="示财建〔2024〕11号")))

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        for observation in _notes(paragraphs(document)):
            yield None, observation
        for table in document.projects:
            for observation in _notes(cells(table)):
                yield table, observation


def _notes(texts: Iterable[Printed]) -> Iterator[Observation]:
    seen: dict[str, list[tuple[Printed, str, Certainty | None]]] = {}
    for printed in texts:
        for why, quote, certainty in _faults(printed.text):
            seen.setdefault(why, []).append((printed, quote, certainty))
    for why, hits in seen.items():
        printed, quote, certainty = hits[0]
        more = len({p.text for p, _, _ in hits}) - 1
        yield Observation(
            quote=quote,
            message=f"“{quote}”{why}" + (f"，另有{more}处同样的写法" if more else ""),
            fields=(printed.field,),
            rows=printed.rows,
            paragraph=printed.paragraph.number if printed.paragraph else None,
            certainty=certainty,
            advice=_ADVICE[why],
        )


def _faults(text: str) -> Iterator[tuple[str, str, Certainty | None]]:
    number = _NUMBER.search(text)
    if number:
        yield _YEAR, number["bad"], None
    end = _HALF_WIDTH_END.search(text)
    if end:
        yield _END, end["bad"], None
    depth, opened = 0, 0
    for mark in _TITLE.finditer(text):
        depth += 1 if mark[0] == "《" else -1
        opened = mark.start() if mark[0] == "《" else opened
        if depth < 0:
            start = max(0, mark.end() - _QUOTED)
            yield _LEFT, text[start : mark.end()].lstrip(), None
            return
    if depth > 0:
        quote = text[opened : opened + _QUOTED].rstrip()
        if _WHOLE_TITLE.search(text.strip()):
            yield _RIGHT, quote, None
        else:
            yield _CUT, quote, Certainty.UNSURE
