"""缺二级指标."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.complete.required import (
    BENEFITS,
    all_placed,
    fully_read,
    is_benefit,
    is_output,
    required,
)
from auditor.checks.examples import document, indicator, project
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Document, Field, Project, Row, Scope, Severity
from auditor.text.normalise import fold

_PRICED = re.compile("成本|费用|造价|支出|金额|控制数|单价")


class MissingLevel2(ProjectCheck):
    """项目的绩效指标缺少所用表式要求的二级指标。

    数量、质量、时效、成本各回答一个问题，少一类就有一个问题没有目标；工程、购置类项目尤其要控制成本。

    已知局限：按识别出的表式判断，识别不出的不判断；效益只设一类的，只作待核提示，是否应增设要看项目。
    """

    code = "M02"
    slug = "missing-level2"
    title = "缺二级指标"
    severity = Severity.LOW
    policy = ("G101-required", "M88-structure")
    advice = "补设缺少的二级指标：名称__，指标值__（单位）；确不适用的，在申报说明中写明理由__。"
    bad = document(
        project(
            indicator("数量指标", "巡河次数", "≥12次"),
            indicator("质量指标", "问题整改率", "≥95%"),
            indicator("时效指标", "每季度巡河完成时间", "季末前"),
            indicator("社会效益指标", "举报件下降率", "≥5%"),
            indicator("生态效益指标", "断面水质达标率", "≥90%"),
        )
    )
    good = document(
        project(
            indicator("数量指标", "巡河次数", "≥12次"),
            indicator("质量指标", "问题整改率", "≥95%"),
            indicator("时效指标", "每季度巡河完成时间", "季末前"),
            indicator("成本指标", "巡河人工成本", "≤12万元"),
            indicator("社会效益指标", "举报件下降率", "≥5%"),
            indicator("生态效益指标", "断面水质达标率", "≥90%"),
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if project.scope is Scope.WHOLE or not all_placed(rows):
            return
        if not (any(map(is_output, rows)) and any(map(is_benefit, rows))):
            return  # missing-level1 says so
        if any(r.judgement.category.declared is None for r in rows):
            return
        asked = required(document.profile)
        present = {r.judgement.category.declared for r in rows}
        works = Words(context.language).inside("works_or_purchase", fold(project.name or ""))
        missing = [c for c in asked.classes if c not in present]
        # A sum filed under 效益 is a 成本 indicator in the wrong class: that is another rule's.
        priced = Category.COST in present or any(
            _PRICED.search(r.indicator.name or "") for r in rows
        )
        cost_needed = asked.cost and bool(works) and not priced
        if cost_needed and Category.COST not in missing:
            missing.append(Category.COST)
        whole = len(rows) >= context.settings.thresholds.whole_table_rows
        if missing:
            kind = "，而这是工程或购置类项目" if cost_needed else ""
            yield Observation(
                quote="",
                message=f"项目共{len(rows)}条指标，没有{'、'.join(missing)}{kind}",
                fields=(Field.LEVEL2,),
                severity=Severity.MEDIUM if cost_needed else None,
                certainty=None if whole and fully_read(document.coverage) else Certainty.UNSURE,
            )
            return
        benefits = [c for c in BENEFITS if c in present]
        if len(benefits) < asked.benefits:
            others = "、".join(c for c in BENEFITS if c not in present)
            yield Observation(
                quote=next(r.indicator.level2 or "" for r in rows if is_benefit(r)),
                message=f"效益指标只设了{benefits[0] if benefits else '一类'}，没有{others}",
                fields=(Field.LEVEL2,),
                rows=tuple(r.indicator.row for r in rows if is_benefit(r)),
                advice="请核对项目是否还有__方面的效益，有的补设指标，确实没有的可以不设。",
                certainty=Certainty.UNSURE,
            )
