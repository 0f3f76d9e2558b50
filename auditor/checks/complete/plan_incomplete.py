"""支出计划缺失."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from auditor.checks.base import Context, DocumentCheck, Observation
from auditor.checks.examples import document, indicator, project
from auditor.domain import Document, Field, Project, Scope, Severity

_ALL = Decimal(100)
_ROW = indicator("数量指标", "巡河次数", "≥12次")


class PlanIncomplete(DocumentCheck):
    """资金支出计划没有填，或者累计比例到年底不是百分之百，或者前后倒退。

    支出计划用来安排和监控执行进度，空着或者对不上，执行中就没有对照。

    已知局限：只检查同一文件中其他项目填了支出计划的表式；转换中丢了列的标为存疑、不指出。
    """

    code = "M04"
    slug = "plan-incomplete"
    title = "支出计划缺失"
    severity = Severity.LOW
    policy = ("M88-complete",)
    advice = "按月份补填累计支出比例：__月底__%，年底应到全部支出。"
    bad = document(project(_ROW, plan={"3月底": 20, "6月底": 50, "10月底": 70, "12月底": 90}))
    good = document(project(_ROW, plan={"3月底": 20, "6月底": 50, "10月底": 70, "12月底": 100}))

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        if not any(p.plan for p in document.projects):
            return
        for table in document.projects:
            observation = None if table.scope is Scope.WHOLE else self._fault(table)
            if observation:
                yield table, observation

    def _fault(self, project: Project) -> Observation | None:
        if not project.plan:
            return Observation("", "资金支出计划各月份都没有填", (Field.PLAN,))
        last, percent = project.plan[-1]
        if sum(p for _, p in project.plan) == _ALL:
            return None  # printed month by month, not as a running total
        if percent != _ALL:
            words = f"资金支出计划到“{last}”累计为{percent.normalize():f}%，没有安排到全部支出"
            return Observation(last, words, (Field.PLAN,))
        for (_, before), (month, after) in pairwise(project.plan):
            if after < before:
                words = f"资金支出计划“{month}”的累计比例{after.normalize():f}%低于前一个月份"
                return Observation(month, words, (Field.PLAN,))
        return None
