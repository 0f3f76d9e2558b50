"""常规管理要求作指标."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.words import Words
from auditor.domain import Certainty, Field, Row, Severity

#: Where others' conduct is looked into, its correctness is the work.
_LOOKED_INTO = re.compile("监督|检查|审查|审核|核查|抽查|监管|整改|企业|募捐|机构")


class RoutineManagement(RowCheck):
    """指标写的是本来就该做到的管理要求，例如资金使用合规率、专款专用。

    守规矩是用钱的前提，人人都填100%，看不出项目办成了什么。

    已知局限：只认名称以这类要求结尾的行；以监督检查他人为业务的不指出；
    对服务对象发放资金的，合规率也能反映审核质量，可以保留，但宜写明核对的口径。
    """

    code = "K12"
    slug = "routine-management"
    title = "常规管理要求作指标"
    severity = Severity.LOW
    certainty = Certainty.LIKELY
    policy = ()
    advice = "可改为反映项目成果质量的指标，例如“__（产出）验收合格率≥__%”；管理要求写进保障措施。"
    bad = one_row("质量指标", "项目资金使用合规率", "100%")
    good = one_row("质量指标", "补贴资金监督检查合规率", "≥95%")

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        reading = read(row.indicator, context.language)
        found = Words(context.language).at_end("routine_ending", reading.head.rstrip("."))
        if found is None or _LOOKED_INTO.search(reading.name):
            return
        name = row.indicator.name or ""
        yield Observation(
            quote=name,
            message=f"“{name}”（{found[0]}）是管理上本来就该做到的，不反映项目的产出或效益",
            fields=(Field.NAME,),
        )
