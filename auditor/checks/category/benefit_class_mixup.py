"""效益类别混淆."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Context, Observation, RowCheck
from auditor.checks.category.filed import EFFECTS, better_class, filed_as, measured, refused
from auditor.checks.examples import one_row
from auditor.classify.words import Words
from auditor.domain import Category, Certainty, Field, Row, Severity
from auditor.text.normalise import fold

#: A word of the list is enough to tie a row to the class.
_LINKS = {Category.ECOLOGICAL: "ecology_link", Category.ECONOMIC: "economy_link"}


class BenefitClassMixup(RowCheck):
    """效益指标的类别互相放错，例如社会效益填在经济效益下，使用年限填在社会效益下。

    类别放错，该类效益实际上没有目标，看表的人也会误以为已经有了。

    已知局限：可持续影响与社会效益的界线因人而异，只指出规则或模型有把握的；
    经济效益、生态效益两类还看行文里有没有与本类沾边的字词，一个都没有、说的又是社会效益的才指出。
    """

    code = "K09"
    slug = "benefit-class-mixup"
    title = "效益类别混淆"
    severity = Severity.MEDIUM
    certainty = Certainty.LIKELY
    policy = ("M88-structure",)
    advice = (
        "移到与内容相符的效益类别；原类别确有效益的，另写一条，例如“__增加__（单位）”，"
        "没有的可以不设。"
    )
    bad = one_row("经济效益指标", "为服务全市干部群众提供保障", "≥95%")
    good = one_row("经济效益指标", "带动社会投资", "≥200万元")
    supersedes = ("category-mismatch",)

    def check(self, row: Row, context: Context) -> Iterator[Observation]:
        judged = row.judgement.category
        filed = judged.declared
        if filed not in EFFECTS:
            return
        wrong = refused(row)
        better = better_class(row, context) if wrong else _social(row, context)
        if better not in EFFECTS:
            return
        name = row.indicator.name or ""
        why = measured(row, better, context) if wrong else _unlinked(filed)
        yield Observation(
            quote=name,
            message=(
                f"“{name}”填在“{filed_as(row)}”下，{why}，说的是{better.removesuffix('指标')}"
            ),
            fields=(Field.NAME, Field.LEVEL2),
            score=judged.probability if judged.best is better else None,
        )


def _unlinked(filed: Category) -> str:
    return f"全行没有与{filed.removesuffix('效益指标')}有关的内容"


def _social(row: Row, context: Context) -> Category | None:
    """Filed as 经济 or 生态 without a word of it, and about those served."""
    judged = row.judgement.category
    link = _LINKS.get(judged.declared) if judged.declared else None
    if link is None or judged.best not in (None, Category.SOCIAL):
        return None
    if judged.declared in judged.also and judged.best is not Category.SOCIAL:
        return None
    words, indicator = Words(context.language), row.indicator
    texts = indicator.name, indicator.description, indicator.value
    said = fold("".join(text or "" for text in texts))
    if words.inside(link, said) or not words.inside("social_effect", said):
        return None
    return Category.SOCIAL
