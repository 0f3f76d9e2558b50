"""What the checks of this family ask of a row filed where an auditor would not have it."""

from __future__ import annotations

from auditor.checks.base import Context
from auditor.classify.category_rules import ACCEPTED, mismatch_rule
from auditor.classify.heuristics import read
from auditor.classify.nature import Nature
from auditor.classify.words import Words
from auditor.domain import Category, Row

#: How a department is told what is measured, where the nature's own name would be too narrow.
_TOLD = {
    Nature.QUALITY_RATE: "质量方面的比率",
    Nature.STANDARD: "单价或补助标准",
    Nature.EXECUTION_RATE: "资金的使用进度",
    Nature.MONEY_GIVEN: "资金的下达或投入",
    Nature.PEOPLE_COUNT: "人数或户数",
    Nature.PRODUCT_COUNT: "成果的件数",
    Nature.REACH: "受益或传播的规模",
    Nature.LIFETIME: "能用多久、作用多久",
    Nature.TIME: "何时完成",
    Nature.COST: "花多少钱",
}
EFFECTS = frozenset({Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.LASTING})


_UNFILLED = frozenset({"empty-value", "placeholder-value"})


def filed_as(row: Row) -> str:
    """The class as it is printed; 一级 where 二级 is blank."""
    return row.indicator.level2 or row.indicator.level1 or ""


def refused(row: Row) -> bool:
    """Whether the filed class is refused, of a row that says something at all."""
    spoken = {reason.rule for reason in row.judgement.vagueness.reasons}
    return row.judgement.category.mismatch and not spoken & _UNFILLED


def better_class(row: Row, context: Context) -> Category | None:
    """The class a refused row belongs under: the model's best, else the first the rules accept."""
    judged, rule = row.judgement.category, refusing_rule(row, context)
    if rule == "environment-elsewhere":
        return Category.ECOLOGICAL
    if judged.best is not None and judged.best is not judged.declared:
        return judged.best
    if judged.also and judged.also[0] is not judged.declared:
        return judged.also[0]
    return Category.QUALITY if rule == "quality-as-effect" else None


def refusing_rule(row: Row, context: Context) -> str | None:
    """The certain rule that refuses the filed class; `None` where only the model does."""
    reading = read(row.indicator, context.language)
    return mismatch_rule(row.judgement.category.declared, reading, Words(context.language))


def measured(row: Row, better: Category, context: Context) -> str:
    """What is measured, in words, where that is what decides the class; else what was looked at."""
    nature = read(row.indicator, context.language).nature
    if better in ACCEPTED.get(nature, ()):
        return f"量的是{_TOLD.get(nature, nature)}"
    return "从名称和指标值看"
