"""What the checks of this family ask of a judged row: which side it is filed on, and why vague."""

from __future__ import annotations

import re

from auditor.classify.vagueness_rules import RULES
from auditor.classify.words import Words
from auditor.domain import Category, Project, Row, Vagueness
from auditor.text.language import Language
from auditor.text.normalise import fold

OUTPUTS = frozenset({Category.QUANTITY, Category.QUALITY, Category.TIMELINESS, Category.COST})
BENEFITS = frozenset({Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.LASTING})
_DIGIT = re.compile(r"\d")


def filed_under_output(row: Row) -> bool:
    """Filed under 产出 or 成本; 一级 decides where 二级 is no known class."""
    declared = row.judgement.category.declared
    level1 = row.indicator.level1 or ""
    return declared in OUTPUTS or (declared is None and ("产出" in level1 or "成本" in level1))


def filed_under_benefit(row: Row) -> bool:
    """Filed under 效益 (or 效果); 一级 decides where 二级 is no known class."""
    declared = row.judgement.category.declared
    level1 = row.indicator.level1 or ""
    return declared in BENEFITS or (declared is None and ("效益" in level1 or "效果" in level1))


def ground(row: Row) -> str | None:
    """The rule of `classify.vagueness_rules` for which the row is not 明确."""
    reasons = row.judgement.vagueness.reasons
    return reasons[0].rule if reasons else None


def grave_enough(row: Row) -> bool:
    """Whether rule or model calls the row 空泛, and a model that was asked is sure of not 明确."""
    judged = row.judgement.vagueness
    rule = RULES.get(ground(row) or "")
    vague = Vagueness.VAGUE in (judged.label, rule and rule.label)
    return vague and (judged.score is None or judged.sure)


def has_digit(text: str | None) -> bool:
    """Whether a figure is printed."""
    return bool(_DIGIT.search(fold(text or "")))


def of_works_or_purchase(project: Project, language: Language) -> bool:
    """Whether the project's name says that something is built, overhauled or bought."""
    return bool(Words(language).inside("works_or_purchase", fold(project.name or "")))
