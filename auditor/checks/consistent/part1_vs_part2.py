"""整体与项目不一致."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.checks.base import Context, DocumentCheck, Observation, paragraph_location
from auditor.checks.consistent.statement import Claim, agreed, items, pairs
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Document, Field, Project, Row, Scope, Severity, TargetKind

_WHOLE = 100.0


class Part1VsPart2(DocumentCheck):
    """第一部分分项绩效目标中的数值与第二部分项目绩效目标表不一致。

    同一件事在两处写了不同的数，年底不知道以哪一个为准；分项目标与项目指标应当相互衔接、数据相互支撑。

    先按文字相似度找到分项目标对应的项目，再找到每个数值对应的指标；对得上而数值不同的才提示。

    已知局限：一段分项目标对应几个项目，或者指标换了说法时，不作比较；两处统计范围本来不同的，需要人工判断。
    """

    code = "C03"
    slug = "part1-vs-part2"
    title = "整体与项目不一致"
    severity = Severity.HIGH
    certainty = Certainty.LIKELY
    policy = ("G101-support",)
    advice = (
        "核对第一部分与项目绩效目标表，把同一指标的数值统一为__；统计范围不同的，分别写明范围。"
    )
    bad = document(
        project(
            indicator("满意度指标", "服务对象满意度", "≥60%"),
            goals=["完成农村公路日常养护，保障安全通行"],
        ),
        paragraphs=[
            ("分项绩效目标", "（一）完成农村公路日常养护，保障安全通行。"),
            ("分项绩效目标", "绩效指标：养护里程120公里；服务对象满意度大于90%。"),
        ],
    )
    good = document(
        project(
            indicator("满意度指标", "服务对象满意度", "≥90%"),
            goals=["完成农村公路日常养护，保障安全通行"],
        ),
        paragraphs=[
            ("分项绩效目标", "（一）完成农村公路日常养护，保障安全通行。"),
            ("分项绩效目标", "绩效指标：养护里程120公里；服务对象满意度大于90%。"),
        ],
    )

    def check(
        self, document: Document, context: Context
    ) -> Iterator[tuple[Project | None, Observation]]:
        thresholds = context.settings.thresholds
        tables = [p for p in document.projects if p.scope is Scope.PROJECT]
        for item, table in pairs(items(document), tables, thresholds.same_task_similarity):
            rows = [r for r in context.corpus.rows(document, table) if _number(r) is not None]
            matched = [
                (claim, row, score)
                for claim, row, score in agreed(
                    item.claims, rows, thresholds.same_indicator_similarity
                )
                if claim.unit == row.judgement.target.unit
            ]
            for claim, row, score in matched:
                if claim.number != _number(row):
                    swapped = _swapped(claim, row, matched)
                    yield table, self._differs(document, claim, row, score, swapped)

    @staticmethod
    def _differs(
        document: Document, claim: Claim, row: Row, score: float, swapped: Row | None
    ) -> Observation:
        message = (
            f"第一部分分项绩效目标写的是“{claim.quote[-40:]}”，本表“{row.indicator.name}”的指标值"
            f"为“{row.indicator.value}”，两处数值不一致"
        )
        if swapped is not None:
            message += f"，与“{swapped.indicator.name}”的数值疑似填反"
        return Observation(
            quote=row.indicator.value or "",
            message=message,
            fields=(Field.VALUE, Field.NAME),
            rows=(row.indicator.row,),
            certainty=None if score == _WHOLE else Certainty.UNSURE,
            related=(paragraph_location(document, claim.paragraph),),
            score=score / _WHOLE,
        )


def _number(row: Row) -> Decimal | None:
    target = row.judgement.target
    if target.kind is not TargetKind.NUMBER:
        return None
    return target.low if target.low is not None else target.high


def _swapped(claim: Claim, row: Row, matched: list[tuple[Claim, Row, float]]) -> Row | None:
    """Another row of the table that bears this claim's figure, while its claim bears this one's."""
    for other_claim, other, _ in matched:
        if (
            other is not row
            and claim.number == _number(other)
            and other_claim.number == _number(row)
        ):
            return other
    return None
