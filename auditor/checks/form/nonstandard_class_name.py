"""指标分类名称不规范."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import one_row
from auditor.domain import Document, Field, Project, Row, Severity
from auditor.text.normalise import fold

_SCORE = re.compile(r"\(\d+(?:\.\d+)?分?\)|\d+(?:\.\d+)?分$")


class NonstandardClassName(ProjectCheck):
    """二级指标的名称与绩效目标表模板的名称不一致，例如把“可持续影响指标”写成“可持续性影响”。

    分类名称统一，才能在各项目、各部门之间汇总和比较。

    只对照常见写法；“效果”与“效益”通用，有没有“指标”二字、满意度写明对象（企业满意度、群众满意度）都不提示。

    已知局限：上级下发的表式本来就用其他名称的，以表式为准。
    """

    code = "F04"
    slug = "nonstandard-class-name"
    title = "指标分类名称不规范"
    severity = Severity.LOW
    policy = ("M88-structure",)
    advice = "按模板改为规范的二级指标名称。"
    bad = one_row("可持续性影响", "设施使用年限", "≥10年")
    good = one_row("可持续影响指标", "设施使用年限", "≥10年")

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        table = context.language.lexicons.table("class_name")
        aliases = {alias: standard for alias, standard, *_ in table}
        found: dict[str, list[Row]] = {}
        for row in rows:
            if _plain(row.indicator.level2) in aliases:
                found.setdefault(row.indicator.level2 or "", []).append(row)
        for printed, where in found.items():
            standard = f"{aliases[_plain(printed)]}指标"
            yield Observation(
                quote=printed,
                message=f"二级指标“{printed}”的规范名称是“{standard}”",
                fields=(Field.LEVEL2,),
                rows=tuple(row.indicator.row for row in where),
                advice=f"把二级指标名称改为“{standard}”。",
            )


def _plain(level2: str | None) -> str:
    text = _SCORE.sub("", fold(level2 or "")).removesuffix("类").replace("效果", "效益")
    return text.removesuffix("指标").removesuffix("类")
