"""拨付进度作时效."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.domain import Category, Certainty, Field, Row, Severity


class PaymentAsTimeliness(RowCheck):
    """时效指标写的是资金拨付及时率，不是工作完成的时间。

    资金拨得及时不等于事情办得及时；除非发放资金本身就是服务内容，宜写工作完成的时限。

    已知局限：支付及时率放在时效指标下通常可以接受，补贴发放类项目更是如此，因此默认不启用。
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
        if paid is not None and "发放" not in name:
            yield Observation(
                quote=name,
                message=f"“{name}”说的是资金{paid}的进度，没有说明工作何时完成",
                fields=(Field.NAME, Field.LEVEL2),
            )
