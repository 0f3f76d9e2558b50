"""文内事实矛盾."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.subject import content_words, told_of
from auditor.classify.heuristics import read
from auditor.classify.nature import is_money, is_percent, is_time
from auditor.domain import Certainty, Field, Operator, Row, Scope, Severity, TargetKind
from auditor.text.normalise import fold
from auditor.text.quantity import counts

_CLAUSE = re.compile("[。；;，,：:\n]")
_BOUND = frozenset({Operator.AT_LEAST, Operator.MORE, Operator.AT_MOST, Operator.LESS})


class TextContradiction(RowCheck):
    """同一个项目里前后说法矛盾：用途写“非涉密”，指标写“涉密”；目标写三台，指标写五台。

    前后不一，以哪个为准都说不清，照着其中一个验收，另一个就落空。

    已知局限：只比较加“非”不加“非”的限定词，以及项目用途、目标中与指标同名同单位的数；
    换了说法的矛盾看不出来。公开资料中符合条件的很少，不足以证明准确率，默认不启用。
    """

    code = "C10"
    slug = "text-contradiction"
    title = "文内事实矛盾"
    severity = Severity.HIGH
    certainty = Certainty.UNSURE
    policy = ("E10-soundness",)
    advice = "核对事实，把用途、目标和指标改成一致：应为__。"
    bad = document(
        project(
            indicator("数量指标", "专用设备采购", "3台", description="涉密专用设备采购"),
            name="计算机购置",
            purpose="购置非涉密计算机三台",
        )
    )
    good = document(
        project(
            indicator("数量指标", "专用设备采购", "3台", description="非涉密设备采购"),
            name="计算机购置",
            purpose="购置非涉密计算机三台",
        )
    )
    enabled = False

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.project.scope is Scope.WHOLE:
            return
        told = told_of(row.project)
        for field in (Field.NAME, Field.DESCRIPTION):
            text = row.indicator.text(field)
            for word in sorted(context.language.lexicons.words("negatable")):
                here, there = _polarity(word, fold(text)), _polarity(word, told)
                if here is None or there is None or here is there:
                    continue
                said = [f"{'' if plain else '非'}{word}" for plain in (there, here)]
                yield Observation(
                    quote=text,
                    message=f"项目的用途或目标写“{said[0]}”，这里写“{said[1]}”，前后矛盾",
                    fields=(field, Field.PURPOSE),
                )
                return
        yield from _figure(row, context)


def _polarity(word: str, text: str) -> bool | None:
    """Whether the word stands plain throughout, or with 非 (false); `None`: absent, or both."""
    negated = text.count(f"非{word}")
    plain = text.count(word) - negated
    return None if bool(negated) == bool(plain) else bool(plain)


def _figure(row: Row, context: Context) -> Iterator[Observation]:
    """A count in the project's own text, with the row's words and unit, that the row denies."""
    reading = read(row.indicator, context.language)
    target, unit = reading.target, reading.unit
    counted = target.kind is TargetKind.NUMBER and unit and target.operator not in _BOUND
    if not counted or is_percent(unit) or is_money(unit) or is_time(unit, target):
        return
    words, number = content_words(row.indicator.name or "", context.language), target.low
    if not words or number is None:
        return
    stated = []
    for clause in _CLAUSE.split(told_of(row.project)):
        if all(word in clause for word in words) and "每" not in clause:
            found = counts(clause, unit)
            stated += [(figure, clause) for figure in found] if len(found) == 1 else []
    if stated and all(figure != number for figure, _ in stated):
        yield Observation(
            quote=row.indicator.value or "",
            message=f"用途或目标写“{stated[0][1]}”，这里写“{row.indicator.value}”，数不一致",
            fields=(Field.VALUE, Field.GOALS),
        )
