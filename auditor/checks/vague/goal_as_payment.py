"""目标写成付款或职责."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.vague.goals import read_goals
from auditor.domain import Document, Field, Project, Row, Severity

_SAYS = {
    "付款": "说的是把钱付出去",
    "费用清单": "只列了费用名称",
    "情况罗列": "只罗列了“……情况”",
    "职责": "写的是单位职责",
}
_ROW = indicator("数量指标", "补偿户数", "12户")


class GoalAsPayment(ProjectCheck):
    """绩效目标只写支付、拨付资金，或只列费用、职责，没有写花钱要办成什么事、见到什么效果。

    资金付出去是预算执行，不是绩效；职责年年相同，说明不了这笔钱今年要办成什么。

    已知局限：发放补贴、救助、工资一类，付到人手里本身就是产出，不指出；目标中只有一句是付款的，程度降一级。
    """

    code = "V09"
    slug = "goal-as-payment"
    title = "目标写成付款或职责"
    severity = Severity.HIGH
    policy = ("G101-goal", "E10-soundness")
    advice = "改写为“用__（资金）完成__（产出），使__由__变为__（效果）”，付款要求放到支出计划里。"
    bad = document(project(_ROW, goals=["支付征收补偿款"]))
    good = document(
        project(_ROW, goals=["年内完成12户征收补偿，保障地块按期交付，被征收人满意度90%以上"])
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        goals = read_goals(project, context.language)
        empty = [g for g in goals if g.kind]
        if empty:
            first, whole = empty[0], len(empty) == len(goals)
            yield Observation(
                quote=first.text,
                message=f"绩效目标“{first.text}”{_SAYS[first.kind or '']}，没有写要办成的事和效果",
                fields=(Field.GOALS,),
                severity=None if whole else Severity.MEDIUM,
            )
            return
        paying = [c for g in goals for c in g.clauses if c.kind]
        if paying:
            yield Observation(
                quote=paying[0].text,
                message=f"绩效目标中的“{paying[0].text}”是付款要求，不是要达到的产出或效果",
                fields=(Field.GOALS,),
                severity=Severity.MEDIUM,
            )
