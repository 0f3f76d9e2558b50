"""指标名称空泛."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import one_row
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Document, Field, Project, Row, Severity
from auditor.text.normalise import fold


class GenericIndicatorName(ProjectCheck):
    """三级指标名称只有“项目”“工作”“数量”“成本”一类泛词，看不出衡量的是什么。

    名称说不清，数字再具体也不知道数的是什么；换一个项目，这个名称照样能用。

    已知局限：按词表判断，一个项目只提示一次；指标描述已经说清楚的不提示。
    """

    code = "V07"
    slug = "generic-indicator-name"
    title = "指标名称空泛"
    severity = Severity.LOW
    certainty = Certainty.LIKELY
    policy = ("M88-directed",)
    advice = "把名称写到具体事项，例如把“项目数量”写成“__（什么项目）的数量”。"
    bad = one_row("数量指标", "项目数量", "≥5个")
    good = one_row("数量指标", "新建农村公厕数量", "≥5个")
    supersedes = ("unclear-measure",)

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        words = Words(context.language)

        def is_bare(text: str | None) -> bool:
            plain = fold(text or "")
            return "业务指标" not in plain and words.only("name_bare", plain)

        bare = [
            row.indicator
            for row in rows
            if row.judgement.category.declared is not Category.SATISFACTION
            and is_bare(row.indicator.name)
            and (not row.indicator.description or is_bare(row.indicator.description))
        ]
        if not bare:
            return
        names = "".join(dict.fromkeys(f"“{i.name}”" for i in bare))
        yield Observation(
            quote=bare[0].name or "",
            message=f"指标名称{names}是通用说法，离开项目名称就看不出衡量的是什么",
            fields=(Field.NAME, Field.DESCRIPTION),
            rows=tuple(i.row for i in bare),
        )
