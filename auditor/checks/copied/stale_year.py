"""年度未更新."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, DocumentCheck, Observation
from auditor.checks.examples import document
from auditor.domain import Certainty, Document, Field, Project, Row, Severity, TargetKind
from auditor.text.quantity import years

_SENTENCE = re.compile(r"[^。；;！\n]+")
#: Words that announce work to be done; a past year beside them was left over.
_PLANNED = re.compile(r"开展|做好|完成|制定|落实|组织|实施|推进|编制|确保")
#: Steps that are rightly taken before the budget year.
_PREPARED = re.compile(r"立项|招标|采购|前期|可研|批复|签订|设计|评审|申报")
#: Words that speak of the past on purpose.
_PAST = re.compile(
    r"以来|截至|截止|已|曾|荣获|印发|基础上|相比|较|同比|比|至|版|遗留|历史|上年|去年|起|结转|续建"
)


class StaleYear(DocumentCheck):
    """文中计划要做的事写着早已过去的年度，疑似沿用旧文本未更新。

    年度写错会让目标失去时间约束，多为沿用往年文本时漏改。

    已知局限：文号、法规版本、历史数据和结转项目的年份不算；正文只认比预算年度早两年以上的年份，
    上一年度的自评等工作本来就在本年开展；项目名称也带着那一年的，可能确是往年项目，只作待核。
    """

    code = "P04"
    slug = "stale-year"
    title = "年度未更新"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ()
    advice = "核对年度，改为本预算年度或删去；确指往年事项的，写明“结转”“续建”等字样。"
    bad = document(
        paragraphs=[("工作保障措施", "按要求开展2021年度部门预算绩效自评和重点评价工作。")],
        year=2023,
    )
    good = document(
        paragraphs=[("工作保障措施", "按要求开展2022年度部门预算绩效自评和重点评价工作。")],
        year=2023,
    )

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        if document.year is None:
            return
        yield from _paragraphs(document, document.year)
        for project in document.projects:
            for row in context.corpus.rows(document, project):
                yield from _deadline(project, row, document.year)


def _paragraphs(document: Document, budget_year: int) -> Iterator[tuple[None, Observation]]:
    for paragraph in document.paragraphs:
        for sentence in _SENTENCE.findall(paragraph.text):
            if not _PLANNED.search(sentence) or _PAST.search(sentence):
                continue
            for found in years(sentence):
                if found.in_document_number or found.value > budget_year - 2:
                    continue
                if not sentence[found.end :].startswith(("年度", "度")):
                    continue
                yield (
                    None,
                    Observation(
                        quote=sentence.strip(),
                        message=f"预算年度是{budget_year}年，这里计划开展的工作写的是{found.value}年度",
                        fields=(Field.PARAGRAPH,),
                        paragraph=paragraph.number,
                    ),
                )


def _deadline(
    project: Project, row: Row, budget_year: int
) -> Iterator[tuple[Project, Observation]]:
    """A date as target that lies before the budget year began.

    Where the project's own name has that year too, it may be an earlier year's project: 待核.
    """
    target, value = row.judgement.target, row.indicator.value or ""
    if target.kind is not TargetKind.DATE or not target.date or not target.date[:4].isdigit():
        return
    year = int(target.date[:4])
    of_project = f"{project.title or ''}{project.name or ''}"
    named = f"{of_project}{row.indicator.name or ''}"
    if year >= budget_year or _PAST.search(named) or _PREPARED.search(named):
        return
    dated = str(year) in of_project
    beside = f"，项目名称也写着{year}年" if dated else ""
    yield (
        project,
        Observation(
            quote=value,
            message=f"预算年度是{budget_year}年，指标值“{value}”的时间已经过去{beside}",
            fields=(Field.VALUE,),
            rows=(row.indicator.row,),
            certainty=Certainty.UNSURE if dated else None,
        ),
    )
