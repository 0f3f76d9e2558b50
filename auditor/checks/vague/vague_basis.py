"""指标值依据空泛."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Field, Project, Row, Severity
from auditor.text.normalise import comparable


class VagueBasis(ProjectCheck):
    """指标值确定依据只写“年初预算安排”“往年经验”，没有指明文件、合同或统计数据。

    依据是用来说明指标值怎么定出来的；说不出出处，目标值定高定低都无法判断。

    已知局限：一个项目只提示一次；依据写得具体但与该行无关的，本规则不判断。
    """

    code = "V08"
    slug = "vague-basis"
    title = "指标值依据空泛"
    severity = Severity.LOW
    policy = ("M88-reasonable",)
    advice = (
        "写明依据的文件名称和文号、合同名称、统计口径或历史数据，例如“__年实际完成__”“《__》”。"
    )
    bad = document(project(indicator("数量指标", "文艺演出场次", "≥6场", basis="年初预算安排")))
    good = document(
        project(indicator("数量指标", "文艺演出场次", "≥6场", basis="政府购买演出服务合同"))
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        listed = {comparable(w) for w in context.language.lexicons.words("vague_basis")}
        vague = [r.indicator for r in rows if comparable(r.indicator.basis or "") in listed]
        if not vague:
            return
        bases = "、".join(dict.fromkeys(f"“{i.basis}”" for i in vague))
        yield Observation(
            quote=vague[0].basis or "",
            message=f"{len(rows)}条指标中有{len(vague)}条的确定依据只写{bases}，没有指明文件、合同或数据",
            fields=(Field.BASIS,),
            rows=tuple(i.row for i in vague),
        )
