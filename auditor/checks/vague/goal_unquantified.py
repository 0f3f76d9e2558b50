"""目标无产出效果."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.vague.goals import is_wish, measurable, read_goals
from auditor.domain import Certainty, Document, Field, Project, Row, Severity

_ROW = indicator("数量指标", "养护道路长度", "36公里")


class GoalUnquantified(ProjectCheck):
    """绩效目标通篇是“提升”“促进”“保障”，没有数量、标准、时间，也没有交付什么。

    目标是设置指标的依据；目标本身看不出要完成什么，下面的指标就无从分解，也无从核对。

    已知局限：按句中第一个动词判断，只要有一句写了交付的事项、数字或文件就不指出，因此会漏。
    """

    code = "V10"
    slug = "goal-unquantified"
    title = "目标无产出效果"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("M88-quantified", "E10-soundness")
    advice = "写明今年完成什么（数量__、标准__、时间__），以及由此带来的变化（由__到__）。"
    bad = document(project(_ROW, goals=["提升园区整体环境，促进企业健康发展"]))
    good = document(project(_ROW, goals=["养护园区道路36公里，路面完好率保持在95%以上"]))

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        goals = [g for g in read_goals(project, context.language) if not g.kind]
        clauses = [c.text for g in goals for c in g.clauses if not c.kind]
        if not clauses or any(measurable(g) for g in project.goals):
            return
        if not all(is_wish(c, context.language) for c in clauses):
            return
        wishes = "；".join(g.text.strip().rstrip("。；;") for g in goals)
        yield Observation(
            quote=clauses[0],
            message=f"绩效目标“{wishes}”没有数量、标准和时间，也没有写交付什么",
            fields=(Field.GOALS,),
        )
