"""目标照抄资金用途."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.classify.duplicate_fields import same_but_for_filler
from auditor.domain import Document, Field, Project, Row, Severity
from auditor.text.normalise import comparable

_ROW = indicator("数量指标", "检修水闸座数", "12座")


class GoalEqualsPurpose(ProjectCheck):
    """绩效目标照写资金用途，没有说明预期的产出和效果。

    资金用途说明钱花在哪里，绩效目标说明花了钱要得到什么，两者不能互相代替。

    已知局限：只比较文字是否相同或仅有虚词之差，改写过的重复认不出来。
    """

    code = "D04"
    slug = "goal-equals-purpose"
    title = "目标照抄资金用途"
    severity = Severity.MEDIUM
    policy = ("G101-goal",)
    advice = "在绩效目标中写明完成多少产出、达到什么效果，例如“完成__，使__由__提高到__”。"
    bad = document(
        project(_ROW, purpose="用于水闸检修和日常养护", goals=["用于水闸检修和日常养护"])
    )
    good = document(
        project(
            _ROW,
            purpose="用于水闸检修和日常养护",
            goals=["年内检修水闸12座，汛期启闭正常，保障下游农田灌溉"],
        )
    )

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        language = context.language
        goals = "".join(project.goals)
        whole = same_but_for_filler(goals, project.purpose, language)
        for goal in project.goals:
            if whole or same_but_for_filler(goal, project.purpose, language):
                purpose = comparable(project.purpose or "")
                same = purpose in (comparable(goal), comparable(goals))
                yield Observation(
                    quote=goal,
                    message=f"绩效目标与资金用途的文字{'相同' if same else '基本相同'}，"
                    "没有说明预期的产出和效果",
                    fields=(Field.GOALS, Field.PURPOSE),
                )
                return
