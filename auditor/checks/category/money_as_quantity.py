"""资金投入作数量."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Field, Row, Severity

#: Buying in the open, and paying people what is theirs, is the work itself.
_WORK = re.compile("采购率|减免|(?<!资金)发放")


class MoneyAsQuantity(RowCheck):
    """数量指标写的是资金下达、到位或投入，不是工作产出的数量。

    资金是投入，数量指标应当反映花钱之后完成了多少事、提供了多少服务。

    已知局限：以发放资金为服务内容的项目（补贴、救助）宜写发放对象数，本规则只看指标名称。
    """

    code = "K01"
    slug = "money-as-quantity"
    title = "资金投入作数量"
    severity = Severity.HIGH
    policy = ("FORM-no-inputs", "M88-structure")
    advice = "改为项目完成的工作量，例如“__（服务或工程）数量≥__（单位）”；资金额可移到成本指标。"
    bad = one_row("数量指标", "资金下达数", "300万元")
    good = one_row("数量指标", "发放补贴农户数", "≥1200户")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.judgement.category.declared is not Category.QUANTITY:
            return
        nature, name = read(row.indicator, context.language).nature, row.indicator.name or ""
        if nature in {Nature.MONEY_GIVEN, Nature.EXECUTION_RATE} and not _WORK.search(name):
            yield Observation(
                quote=name,
                message=f"“{name}”说的是资金的下达、到位或使用，属于投入，不是产出的数量",
                fields=(Field.NAME, Field.LEVEL2),
            )
