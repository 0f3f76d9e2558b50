"""数量作质量."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Certainty, Field, Operator, Row, Severity, TargetKind

_COUNTS = {
    Nature.ACTIVITY_COUNT: ("活动的次数", Severity.HIGH, Certainty.CERTAIN),
    Nature.PEOPLE_COUNT: ("人数", Severity.HIGH, Certainty.CERTAIN),
    Nature.DEAL: ("签约的数量", Severity.HIGH, Certainty.CERTAIN),
    # A count of papers or patents is by custom tolerated as a sign of quality.
    Nature.PRODUCT_COUNT: ("成果的件数", Severity.MEDIUM, Certainty.LIKELY),
}
_MONEY = {
    Nature.MONEY_GIVEN: ("资金的下达或拨付", Severity.MEDIUM, Certainty.CERTAIN),
    Nature.EXECUTION_RATE: ("资金的到位或支付", Severity.MEDIUM, Certainty.CERTAIN),
}
_CEILING = frozenset({Operator.AT_MOST, Operator.LESS})


class CountAsQuality(RowCheck):
    """质量指标写的是次数、人数、件数或资金，没有回答质量好坏。

    质量指标要说明产出达到什么标准，数量再多也不能代替合格率、达标率一类的要求。

    已知局限：完成率放在质量指标下可以接受，以少为好的数量（差错、故障、事故）不指出；
    论文、专利等成果件数有时用来代表质量，只作“很可能”。
    """

    code = "K03"
    slug = "count-as-quality"
    title = "数量或资金作质量"
    severity = Severity.HIGH
    policy = ("M88-structure", "G101-classes")
    advice = "把这一行移到与内容相符的类别，另设质量指标写明标准，例如“__合格率≥__%”“通过__验收”。"
    bad = one_row("质量指标", "招商项目签约数量", "≥6个")
    good = one_row("质量指标", "签约项目落地率", "≥60%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.judgement.category.declared is not Category.QUALITY:
            return
        nature = read(row.indicator, context.language).nature
        target = row.judgement.target
        counted = target.kind in {TargetKind.NUMBER, TargetKind.RANGE}
        name = row.indicator.name or ""
        if nature in _COUNTS and counted and target.operator not in _CEILING:
            kind, severity, certainty = _COUNTS[nature]
        elif nature in _MONEY:
            kind, severity, certainty = _MONEY[nature]
        else:
            return
        yield Observation(
            quote=name,
            message=f"“{name}”说的是{kind}，放在质量指标下，没有说明质量要达到什么标准",
            fields=(Field.NAME, Field.LEVEL2),
            severity=severity,
            certainty=certainty,
        )
