"""拨付进度作时效."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Category, Certainty, Field, Row, Severity

#: Paying is all there is to do: allowances, interest, what remains to be paid, money passed on.
_SERVICE = re.compile(
    "补助|补贴|奖|资助|助学|救助|待遇|抚恤|慰问|补偿|赔偿|养老|保险|统筹|利息|付息|还本|债|"
    "尾款|质保金|转移支付|专项资金|基金|预留|上缴|配套资金|公车|公务用车|工资|薪酬|款$"
)
#: What may be handed down or arrive beside money.
_NO_MONEY = re.compile("计划|任务|名单|指标|监理|人员|设备|物资")


class PaymentAsTimeliness(RowCheck):
    """时效指标写的是资金拨付及时率，不是工作完成的时间。

    资金拨得及时不等于事情办得及时；除非发放资金本身就是服务内容，宜写工作完成的时限。

    已知局限：支付及时率放在时效指标下通常可以接受，因此默认不启用；
    从项目名称、用途看得出只是付款的项目（补贴、利息、尾款、转移支付、公车统管）不指出。
    """

    code = "K07"
    slug = "payment-as-timeliness"
    title = "拨付进度作时效"
    severity = Severity.LOW
    certainty = Certainty.UNSURE
    policy = ()
    advice = "可改为工作完成的时限，例如“__前完成__”“__及时率≥__%”。"
    bad = one_row("时效指标", "资金拨付及时率", "≥90%")
    good = one_row("时效指标", "抢修到场及时率", "≥90%")
    enabled = False

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        name = row.indicator.name or ""
        if row.judgement.category.declared is not Category.TIMELINESS or "及时" not in name:
            return
        paid = next((w for w in ("拨付", "下达", "支付", "到位") if w in name), None)
        told = f"{row.project.name or ''} {row.project.purpose or ''} {name}"
        service = "发放" in name or _SERVICE.search(told) or _NO_MONEY.search(name)
        if paid is not None and not service:
            yield Observation(
                quote=name,
                message=f"“{name}”说的是资金{paid}的进度，没有说明工作何时完成",
                fields=(Field.NAME, Field.LEVEL2),
            )
