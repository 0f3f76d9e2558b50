"""活动量作效益."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.domain import Category, Field, Row, Severity

_EFFECTS = {Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.LASTING}

#: What others did with the result is its effect.
_TAKEN_UP = re.compile("被|引用|转载|采纳|受邀|点击|浏览|访问")


class ActivityAsBenefit(RowCheck):
    """效益指标写的是开展活动、宣传、检查的次数，不是活动带来的效果。

    办了多少次活动属于产出数量，效益指标要回答活动办完之后有什么变化、谁得到了好处。

    已知局限：只认能从名称和单位看出是活动次数的行，不判断活动与效益的因果。
    """

    code = "K05"
    slug = "activity-as-benefit"
    title = "活动量作效益"
    severity = Severity.HIGH
    policy = ("M88-structure", "G101-classes")
    advice = "把次数移到数量指标，在效益指标写活动带来的变化，例如“__由__提高到__”“带动__≥__”。"
    bad = one_row("社会效益指标", "组织政策宣传活动", "≥10次")
    good = one_row("社会效益指标", "惠企政策知晓率", "≥85%")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.judgement.category.declared not in _EFFECTS:
            return
        name = row.indicator.name or ""
        if _TAKEN_UP.search(name):
            return
        if read(row.indicator, context.language).nature is Nature.ACTIVITY_COUNT:
            yield Observation(
                quote=name,
                message=f"“{name}”按次数计量，说的是工作量，属于产出，没有说明带来了什么效益",
                fields=(Field.NAME, Field.LEVEL2),
            )
