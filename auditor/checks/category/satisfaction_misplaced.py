"""满意度错置."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, DocumentCheck, Observation, paragraph_location
from auditor.checks.category.filed import filed_as
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Certainty, Document, Field, Project, Row, Severity, TargetKind

_BETWEEN = "[^，。；、]{0,8}满意度[^，。；、\\d]{0,4}"


class SatisfactionMisplaced(DocumentCheck):
    """满意度放在了满意度以外的指标类别下。

    满意度反映服务对象的评价，有专门的类别；占用产出或效益类别，就少了真正的产出或效益目标。

    已知局限：只认以满意度、满意率、好评率结尾且指标值为百分比的行；正文与表格的对应只按指标名称和数值认定，名称改写过的认不出来。
    """

    code = "K06"
    slug = "satisfaction-misplaced"
    title = "满意度错置"
    severity = Severity.MEDIUM
    policy = ("FORM-distinct", "M88-structure")
    advice = "移到满意度指标，并在原类别补上与内容相符的指标，例如“__由__提高到__”。"
    bad = one_row("质量指标", "资助对象满意度", "≥90%")
    good = one_row("服务对象满意度指标", "资助对象满意度", "≥90%")
    supersedes = ("category-mismatch",)

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        for project in document.projects:
            for row in context.corpus.rows(document, project):
                declared = row.judgement.category.declared
                if declared is None or declared is Category.SATISFACTION:
                    continue
                if _is_satisfaction_rate(row, context):
                    name, level2 = row.indicator.name or "", row.indicator.level2 or ""
                    yield (
                        project,
                        Observation(
                            quote=name,
                            message=f"“{name}”是满意度，却放在“{level2}”下",
                            fields=(Field.NAME, Field.LEVEL2),
                            rows=(row.indicator.row,),
                        ),
                    )
                else:
                    yield from _told_in_narrative(document, project, row)


def _is_satisfaction_rate(row: Row, context: Context) -> bool:
    reading = read(row.indicator, context.language)
    return (
        reading.nature is Nature.SATISFACTION
        and row.judgement.target.unit == "%"
        and reading.head.endswith(("满意度", "满意率", "好评率"))
    )


def _told_in_narrative(
    document: Document, project: Project, row: Row
) -> Iterator[tuple[Project, Observation]]:
    """A row whose narrative twin says that its figure is a satisfaction rate."""
    name, target = row.indicator.name or "", row.judgement.target
    figure = target.low if target.low is not None else target.high
    if target.kind is not TargetKind.NUMBER or target.unit != "%" or figure is None or not name:
        return
    told = re.compile(re.escape(name) + _BETWEEN + re.escape(f"{figure.normalize():f}") + "[%％]")
    for paragraph in document.paragraphs:
        if match := told.search(paragraph.text):
            yield (
                project,
                Observation(
                    quote=name,
                    message=(
                        f"正文写的是“{match[0]}”，表中却把“{name}”放在“{filed_as(row)}”下，"
                        "数值相同，疑似满意度错置"
                    ),
                    fields=(Field.NAME, Field.LEVEL2),
                    rows=(row.indicator.row,),
                    certainty=Certainty.UNSURE,
                    related=(paragraph_location(document, paragraph),),
                ),
            )
            return
