"""依据与指标不符."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.subject import content_words, touches
from auditor.domain import Certainty, Document, Field, Indicator, Project, Row, Severity
from auditor.text.normalise import fold

#: Laws, contracts and plans may stand behind every row of a table, surveys behind several.
_FOR_ALL = re.compile(
    r"《|预算|年初|计划|安排|问卷|调查|满意|(?:法|条例|规划|合同|协议|方案|通知|意见|决定|文件|标准)$"
)


class BasisMismatch(ProjectCheck):
    """同一个依据照抄在几条指标上，其中有的指标与它无关。

    依据要说明指标值从哪里来，抄来的依据查不出这个数是怎么定的。

    已知局限：只比较字词：依据与本表别的指标有相同的实词、与这一条一个也没有，才提示；
    法规、合同、方案、通知一类可以管多条指标的依据不看。可供检验的公开表格很少，标为“待核”，默认不启用。
    """

    code = "P10"
    slug = "basis-mismatch"
    title = "依据与指标不符"
    severity = Severity.LOW
    certainty = Certainty.UNSURE
    policy = ()
    advice = "逐条写明指标值的来源，例如“__（文件）第__部分”“__年__（统计或合同）”。"
    bad = document(
        project(
            indicator("数量指标", "招商活动开展次数", "≥12次", basis="招商引资工作考核结果"),
            indicator("时效指标", "路灯维修及时率", "≥98%", basis="招商引资工作考核结果"),
        )
    )
    good = document(
        project(
            indicator("数量指标", "招商活动开展次数", "≥12次", basis="招商引资工作考核结果"),
            indicator("时效指标", "路灯维修及时率", "≥98%", basis="路灯养护台账"),
        )
    )
    enabled = False

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        shared: dict[str, list[Indicator]] = defaultdict(list)
        for row in rows:
            if row.indicator.basis:
                shared[fold(row.indicator.basis)].append(row.indicator)
        for basis, indicators in shared.items():
            words = content_words(basis, context.language)
            if _FOR_ALL.search(basis) or not words:
                continue
            meant = [i for i in indicators if touches(words, _said(i))]
            for i in indicators:
                if not meant or i in meant or not content_words(i.name or "", context.language):
                    continue
                yield Observation(
                    quote=i.basis or "",
                    message=(
                        f"“{i.name}”的依据“{i.basis}”与“{meant[0].name}”相同，"
                        f"说的是“{'、'.join(words)}”，与本条无关"
                    ),
                    fields=(Field.BASIS, Field.NAME),
                    rows=(i.row,),
                )


def _said(indicator: Indicator) -> str:
    return fold(f"{indicator.name or ''} {indicator.description or ''}")
