"""缺一级指标."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.complete.required import all_placed, fully_read, is_benefit, is_output
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Document, Field, Project, Row, Scope, Severity


class MissingLevel1(ProjectCheck):
    """项目的绩效指标中没有产出指标，或者没有效益指标。

    产出说明花钱办成了什么，效益说明办成以后有什么用，两类都是必设的，缺了就无法评价项目。

    已知局限：文件没有读全、或表中只有两三条指标时，只作待核；部门整体绩效目标表不适用。
    """

    code = "M01"
    slug = "missing-level1"
    title = "缺一级指标"
    severity = Severity.HIGH
    policy = ("G101-required", "M88-structure")
    advice = (
        "补设缺少的一级指标：产出写办成__（数量、质量、时效），效益写由此带来的__（由__到__）。"
    )
    bad = document(
        project(indicator("数量指标", "巡河次数", "≥12次"), indicator("质量指标", "达标率", "≥95%"))
    )
    good = document(
        project(
            indicator("数量指标", "巡河次数", "≥12次"),
            indicator("生态效益指标", "断面水质达标率", "≥90%"),
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if project.scope is Scope.WHOLE or not all_placed(rows):
            return
        if any(Field.LEVEL1 in r.indicator.doubtful for r in rows):
            return
        missing = []
        if not any(map(is_output, rows)):
            missing.append("产出指标")
        if not any(map(is_benefit, rows)):
            missing.append("效益指标")
        if not missing:
            return
        whole = len(rows) >= context.settings.thresholds.whole_table_rows
        yield Observation(
            quote="",
            message=f"项目共{len(rows)}条指标，没有{'和'.join(missing)}",
            fields=(Field.LEVEL1,),
            certainty=None if whole and fully_read(document.coverage) else Certainty.UNSURE,
        )
