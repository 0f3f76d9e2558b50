"""指标值与名称不对应."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import one_row
from auditor.classify.heuristics import read
from auditor.classify.value_mismatch import value_mismatch_rule
from auditor.classify.words import Words
from auditor.domain import Field, Row, Severity

#: What each rule of `classify.value_mismatch` says; the others are told by rules of their own.
_CLASHES = {
    "phrase-on-count": ("名称要的是一个数，指标值却是一句话", Severity.HIGH),
    "deferred-to-document": ("名称要的是一个数，指标值只说由别处规定", Severity.MEDIUM),
    "rate-without-percent": ("名称是比率，指标值却不是百分比", Severity.MEDIUM),
    "share-on-count": ("名称是数量，指标值却是百分比", Severity.MEDIUM),
    "share-on-time": ("名称是时间，指标值却是百分比", Severity.MEDIUM),
}


class ValueOffName(RowCheck):
    """指标值答的不是名称问的：名称问次数，填的是一句话；名称问及时率，填的是天数。

    名称与指标值对不上，年底拿什么数来比都说不清，这一行无从评价。

    已知局限：只认名称与指标值类型相冲突的；类型相同而内容不相干的认不出来；
    数值越界、方向写反、口号配百分比、没有填写的，由各自的规则指出。
    """

    code = "K11"
    slug = "value-off-name"
    title = "指标值与名称不对应"
    severity = Severity.HIGH
    policy = ("E10-clarity",)
    advice = (
        "名称和指标值改成一回事：问数量的填“≥__（单位）”，问比率的填“≥__%”，"
        "问时间的填“__前”“≤__天”。"
    )
    bad = one_row("社会效益指标", "排除安全隐患次数", "有效排除辖区内安全隐患")
    good = one_row("数量指标", "排除安全隐患次数", "≥40次")
    supersedes = (
        "value-near-name",
        "unit-mismatch",
        "vague-output-value",
        "vague-timeliness",
        "unclear-measure",
        "vague-benefit-value",
        "qual-no-criteria",
    )

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if not row.judgement.value_mismatch or "name=value" in row.judgement.duplicate_fields:
            return
        reading = read(row.indicator, context.language)
        rule = value_mismatch_rule(reading, row.judgement.vagueness, Words(context.language))
        if rule not in _CLASHES:
            return
        why, severity = _CLASHES[rule]
        yield Observation(
            quote=row.indicator.value or "",
            message=f"“{row.indicator.name}”的指标值为“{row.indicator.value}”，{why}",
            fields=(Field.VALUE, Field.NAME),
            severity=severity,
        )
