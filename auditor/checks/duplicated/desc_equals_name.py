"""描述照抄名称."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Field, Project, Row, Severity


class DescriptionEqualsName(ProjectCheck):
    """绩效指标描述照写三级指标名称，没有解释指标怎么算、统计哪些对象。

    描述一栏用来说明指标的含义、计算公式和统计范围，照写名称就少了评价时的口径。

    已知局限：很多表都有这个习惯，因此每个项目只提示一次，不计入扣分较重的问题。
    """

    code = "D03"
    slug = "desc-equals-name"
    title = "描述照抄名称"
    severity = Severity.NOTE
    advice = "在描述栏写明计算公式或统计范围，例如“按期办结的__件数÷应办结的__件数”。"
    bad = document(
        project(
            indicator("数量指标", "培训农民人次", "≥300人次", description="培训农民人次"),
        )
    )
    good = document(
        project(
            indicator(
                "质量指标",
                "培训合格率",
                "≥95%",
                description="考核合格人数占参加培训人数的比例",
            ),
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        same = [r for r in rows if "name=description" in r.judgement.duplicate_fields]
        if not same:
            return
        described = sum(1 for r in rows if r.indicator.description)
        yield Observation(
            quote=same[0].indicator.text(Field.DESCRIPTION),
            message=f"填写了描述的{described}行指标中，有{len(same)}行的描述照写三级指标名称",
            fields=(Field.DESCRIPTION, Field.NAME),
            rows=tuple(r.indicator.row for r in same),
        )
