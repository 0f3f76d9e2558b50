"""指标与项目无关."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.subject import content_words, told_of
from auditor.classify.words import Words
from auditor.domain import Certainty, Field, Row, Scope, Severity, Vagueness
from auditor.text.normalise import fold


class OffTopicIndicator(RowCheck):
    """指标说的事与项目无关，例如律师费项目写“提升知名度”，房租项目写“维护社会稳定”。

    与项目无关的指标，钱花得好不好都不受影响，多半是从别的项目照搬来的。

    已知局限：只认词表里的说法；项目的名称、用途、目标里没有一个与之有关的字词，也没有与指标相同的实词，才指出；
    间接的联系要由人判断，因此标为“待核”。符合条件的行很少，现有资料不足以证明准确率，默认不启用。
    """

    code = "P09"
    slug = "off-topic-indicator"
    title = "指标与项目无关"
    severity = Severity.HIGH
    certainty = Certainty.UNSURE
    policy = ("G101-relevant", "M88-relevant")
    advice = (
        "删去与本项目无关的指标，按本项目的用途另写，"
        "例如“__（项目内容）完成__（单位）”“__后__由__变为__”。"
    )
    bad = document(
        project(
            indicator("社会效益指标", "提升开发区知名度", "知名度提升"),
            name="律师服务费",
            purpose="支付案件代理律师费",
        )
    )
    good = document(
        project(
            indicator("社会效益指标", "参会企业对开发区的知晓率", "≥80%"),
            name="招商及外宣经费",
            purpose="支付招商推介和外宣费用",
        )
    )
    enabled = False

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        if row.project.scope is Scope.WHOLE or row.judgement.vagueness.label is Vagueness.CLEAR:
            return
        told = told_of(row.project)
        said = fold(f"{row.indicator.name or ''} {row.indicator.description or ''}")
        need = Words(context.language).inside("own_need", told)
        for claim, ties, only in context.language.lexicons.table("outward_claim"):
            place = f"{told} {row.document.department or ''}" if not only else told
            if claim not in said or (only and need is None):
                continue
            if any(tie in place for tie in ties.split()) or _shared(row, context):
                continue
            about = f"“{need[0]}”" if need else f"“{row.project.name}”"
            field = Field.NAME if claim in fold(row.indicator.name or "") else Field.DESCRIPTION
            yield Observation(
                quote=row.indicator.text(field),
                message=(
                    f"“{row.indicator.name}”说的是“{claim}”，项目说的是{about}，"
                    "名称、用途和目标里没有与之有关的字词"
                ),
                fields=(field,),
            )
            return


def _shared(row: Row, context: Context) -> bool:
    """Whether the row and its project have a word in common that says what is done."""
    language = context.language
    name = content_words(row.indicator.name or "", language)
    return bool(set(name) & set(content_words(told_of(row.project), language)))
