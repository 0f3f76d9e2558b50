"""单位符号不规范."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Document, Field, Operator, Project, Row, Severity, TargetKind
from auditor.text.normalise import fold

_PERCENT_IN_WORDS = re.compile(r"\d\s*百分[比率]")
_ODD = re.compile(
    r"[>＞》]\s*[=＝]|[<＜《]\s*[=＝]|[=＝]\s*[>＞<＜]|[%％]\s*[≥≤≧≦>＞<＜]|[%％]{2,}|[≥≤≧≦]{2,}"
)
#: What is counted in these can be done more often than planned.
_ACTIVITIES = frozenset({"次", "场", "场次"})
#: Debts are paid, and reports handed in, as often as agreed and not more often.
_AGREED = re.compile(r"利息|付息|还本|偿还|支付|发放|缴")
_WORDS = re.compile(r"不|至少|以上|以下|以内|超过|大于|小于|少于|高于|低于|最|达|约|左右")
_BOUND = re.compile(r"不[超低少高大小多]|至[少多]|以[上下内]|上限|下限")


class UnitSymbolForm(ProjectCheck):
    """指标值的单位或者比较符号写法不规范，例如“60百分比”、符号拼写或者数字前没有比较符号。

    单位和符号统一，读表的人和系统才能一致地理解目标值；没有“≥”“≤”“=”，就不知道多做或少做算不算完成。

    一个项目合并为一条：写法不规范的先说，其余作为提示。

    已知局限：表式把符号、数值、单位分栏填写的，以表式为准。
    """

    code = "F02"
    slug = "unit-symbol-form"
    title = "单位符号不规范"
    severity = Severity.LOW
    policy = ("BAOTOU-attributes",)
    advice = "百分数写“__%”；数值前写明“≥”“≤”或“=”，活动次数等越多越好的用“≥__次”。"
    bad = document(project(indicator("时效指标", "完工及时率", "≥95百分比")))
    good = document(project(indicator("时效指标", "完工及时率", "≥95%")))

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        values = [(row, row.indicator.value or "") for row in rows]
        words = [row for row, value in values if _PERCENT_IN_WORDS.search(value)]
        odd = [row for row, value in values if _ODD.search(value)]
        bare = [row for row in rows if _without_sign(row)]
        exact = [row for row in rows if _exact_activity(row)]
        parts = [
            (words, "用“百分比”作单位，应写“%”"),
            (odd, "的比较符号或百分号写法不规范"),
            (bare, "的数字前没有“≥”“≤”“=”等比较符号"),
            (exact, "的次数用“=”，多做是否也算完成，请核对"),
        ]
        told = [(found, what) for found, what in parts if found]
        if not told:
            return
        listed = sorted({row.indicator.row for found, _ in told for row in found})
        first = told[0][0][0]
        clauses = "；".join(
            f"有{len(found)}条指标值{what}（如“{found[0].indicator.value}”）"
            for found, what in told
        )
        yield Observation(
            quote=first.indicator.value or "",
            message=f"本表{clauses}",
            fields=(Field.VALUE,),
            rows=(first.indicator.row, *(n for n in listed if n != first.indicator.row)),
            severity=None if words or odd else Severity.NOTE,
            certainty=None if words or odd or bare else Certainty.UNSURE,
        )


def _without_sign(row: Row) -> bool:
    """A figure with no sign or word for its direction; 100 % and 0 need none."""
    target, value = row.judgement.target, fold(row.indicator.value or "")
    if target.kind is not TargetKind.NUMBER or target.operator is not None:
        return False
    if target.low is None or target.low == 0 or (target.unit == "%" and target.low == 100):  # noqa: PLR2004
        return False
    if "/" in (target.unit or ""):  # a price or a standard holds as it stands
        return False
    return (
        not (_WORDS.search(value) or _BOUND.search(fold(row.indicator.name or "")))
        and value[:1].isdigit()
    )


def _exact_activity(row: Row) -> bool:
    target = row.judgement.target
    if row.indicator.value_cells or target.operator is not Operator.EQUAL:
        return False
    if _AGREED.search(fold(row.indicator.name or "")):
        return False
    return target.unit in _ACTIVITIES and target.low is not None and target.low > 1
