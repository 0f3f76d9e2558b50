"""数量作质量."""

from __future__ import annotations

import re
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
    # That so many pieces are to be made may stand for an order of the customer's.
    Nature.PRODUCT_COUNT: ("成果的件数", Severity.MEDIUM, Certainty.LIKELY),
}
_MONEY = {
    Nature.MONEY_GIVEN: ("资金的下达或拨付", Severity.MEDIUM, Certainty.CERTAIN),
    Nature.EXECUTION_RATE: ("资金的到位或支付", Severity.MEDIUM, Certainty.CERTAIN),
}
#: The name itself says how good the piece must be.
_STANDARD = re.compile(
    r"论文|文章|奖项|获评|期刊|专利|国际|国家级|省级|市级|等级|级别|达到|标准|水平|优秀|优质|精品|获奖|验收|通过|采纳|转化|分辨率"
)
#: What a system bears and what the public does are no counts of work.
_PERFORMANCE = re.compile("并发|点击|播放|浏览|互动|转发|访问")
_PIECES = re.compile("份|篇|项|件|本|部|条|个|套|类|种|幅|册|家|次")
#: Whether money was spent as the rules ask is a quality.
_PROPER = re.compile("相符|一致|合规|准确|符合|保险")
_CEILING = frozenset({Operator.AT_MOST, Operator.LESS})


class CountAsQuality(RowCheck):
    """质量指标写的是次数、人数、件数或资金，没有回答质量好坏。

    质量指标要说明产出达到什么标准，数量再多也不能代替合格率、达标率一类的要求。

    已知局限：完成率放在质量指标下可以接受，以少为好的数量（差错、故障、事故）不指出；
    成果的件数只作“很可能”；论文、专利常用来代表质量，名称里写了级别或标准的也有质量要求，都不指出。
    """

    code = "K03"
    slug = "count-as-quality"
    title = "数量或资金作质量"
    severity = Severity.HIGH
    policy = ("M88-structure", "G101-classes")
    advice = "把这一行移到与内容相符的类别，另设质量指标写明标准，例如“__合格率≥__%”“通过__验收”。"
    bad = one_row("质量指标", "招商项目签约数量", "≥6个")
    good = one_row("质量指标", "签约项目落地率", "≥60%")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        name = row.indicator.name or ""
        if row.judgement.category.declared is not Category.QUALITY or _PERFORMANCE.search(name):
            return
        nature = read(row.indicator, context.language).nature
        target = row.judgement.target
        counted = target.kind in {TargetKind.NUMBER, TargetKind.RANGE}
        graded = nature is Nature.PRODUCT_COUNT and (
            _STANDARD.search(name) or not _PIECES.search(target.unit or "")
        )
        if nature in _COUNTS and counted and not graded and target.operator not in _CEILING:
            kind, severity, certainty = _COUNTS[nature]
        elif nature in _MONEY and not _PROPER.search(name):
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
