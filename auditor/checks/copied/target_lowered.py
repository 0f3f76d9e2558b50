"""指标值低于往年."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.checks.base import Context, CorpusCheck, Observation, Seen
from auditor.checks.copied import sides
from auditor.checks.examples import document, indicator, project
from auditor.domain import (
    AlignedRow,
    Certainty,
    Change,
    CopySide,
    Field,
    Indicator,
    Project,
    Severity,
)

_ROWS = (
    indicator("质量指标", "监测数据报送合格率", "≥95%"),
    indicator("时效指标", "监测报告报送时限", "≤5个工作日"),
    indicator("生态效益指标", "绿色防控覆盖率", "≥60%"),
)
#: Rows whose wording changed more than this may not measure the same any more.
_SAME_MEASURE = 0.8


class TargetLowered(CorpusCheck):
    """同一项目同一指标的指标值比上一年度定得低。

    目标往回退而没有说明原因，考核就失去了压力，也可能是抄录时写错。

    已知局限：成本类不比较；预算减少的项目数量随之减少可能合理，标为待核；只有给出往年文件时才能比较。
    """

    code = "P07"
    slug = "target-lowered"
    title = "指标值低于往年"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ()
    advice = "核对指标值；确需降低的，在依据中写明原因和测算，例如“上年完成__，本年因__调整为__”。"
    bad = document(
        project(indicator("数量指标", "病虫害监测点数", "≥12个"), *_ROWS, name="病虫害防控"),
        year=2025,
    )
    good = document(
        project(indicator("数量指标", "病虫害监测点数", "≥20个"), *_ROWS, name="病虫害防控"),
        year=2025,
    )
    beside = (
        document(
            project(indicator("数量指标", "病虫害监测点数", "≥16个"), *_ROWS, name="病虫害防控"),
            year=2024,
            id="示例上年.txt",
        ),
    )

    def observe(self, context: Context) -> Iterator[Seen]:
        audited = sides.documents(context)
        earlier = sides.history(context)
        for pair in sides.last_years(sides.pairs(context)):
            found = sides.project_of(pair.b, audited)
            before = sides.project_of(pair.a, audited) or sides.project_of(pair.a, earlier)
            if found is None or before is None:
                continue
            document, current = found
            lowered = [
                r
                for r in pair.aligned
                if r.change is Change.LOWERED and r.similarity >= _SAME_MEASURE
            ]
            if not lowered:
                continue
            less = _less_money(before[1], current)
            yield (
                document,
                current,
                Observation(
                    quote=_row(current, lowered[0].b).value or "",
                    message=f"与{pair.a.year}年相比，{_told(lowered, before[1], current)}",
                    fields=(Field.VALUE, Field.NAME),
                    rows=tuple(sorted(r.b for r in lowered if r.b is not None)),
                    severity=Severity.LOW if less else None,
                    certainty=Certainty.UNSURE if less else None,
                    related=sides.related(_only(pair.a, lowered), audited, earlier),
                ),
            )


def _told(lowered: list[AlignedRow], before: Project, current: Project) -> str:
    changes = [
        f"“{_row(current, r.b).name}”由“{_row(before, r.a).value}”降为“{_row(current, r.b).value}”"
        for r in lowered
    ]
    return "，".join(changes)


def _row(project: Project, number: int | None) -> Indicator:
    return next(i for i in project.indicators if i.row == number)


def _only(side: CopySide, lowered: list[AlignedRow]) -> CopySide:
    return replace(side, rows=tuple(sorted(r.a for r in lowered if r.a is not None)))


def _less_money(before: Project, current: Project) -> bool:
    return bool(before.budget and current.budget and current.budget < before.budget)
