"""Goal texts in clauses: which pay, which list duties, which only wish."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.classify.words import Words
from auditor.domain import Project
from auditor.text.language import Language
from auditor.text.normalise import fold

_CLAUSE = re.compile(r"[，,；;。！!\n]+")
_ITEM = re.compile(r"[，,；;。、\n]+")
_FILLER = re.compile(r"^(?:主要)?(?:是)?通过(?:该|本)?项目的?(?:组织)?实施$")
_FEE = re.compile(r"(?:费用?|经费|款|支出)$")
_SAVING = re.compile(r"降低|减少|节约|控制|压缩")
_STATE_OF = re.compile(r"情况$")
_FUNDS = re.compile(
    r"(?:拨付|支付|下达|拨款)(?:该|此|本|各)?(?:项目?)?(?:各项|相关|有关|项目)?(?:资金|款项|经费|费用)$"
)
_NUMBER = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+(?:个|家|次|场|台|套|项|条|人|公里|亩|座|处)"
)
#: What evidence settles with yes or no.
_SETTLED = re.compile(r"足额|全额|按时|按期|如期|应.尽.")
_STATE_END = re.compile(r"(?:及时|到位|有序|正常|顺利|良好|稳定)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a goal as printed; `kind` is 付款 where it only tells to pay."""

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal as printed; `kind` (付款, 费用清单, 情况罗列, 职责) is set where it is no goal."""

    text: str
    kind: str | None
    clauses: tuple[Clause, ...]


def read_goals(project: Project, language: Language) -> tuple[Goal, ...]:
    """The project's goals with what is no goal in them."""
    words = Words(language)
    return tuple(_goal(text, words) for text in project.goals if text.strip())


def is_wish(clause: str, language: Language) -> bool:
    """Whether a clause says what is hoped for and delivers nothing: its first verb decides."""
    words, text = Words(language), fold(clause)
    if _SETTLED.search(text) or any(_delivers(part, words) for part in text.split("、")[1:]):
        return False
    wish, output = words.inside("goal_wish", text), words.inside("goal_output", text)
    if wish and (output is None or wish.start() < output.start()):
        return True
    return output is None and bool(_STATE_END.search(text))


def _delivers(part: str, words: Words) -> bool:
    found = words.inside("goal_output", part)
    return found is not None and found.start() == 0


def measurable(text: str) -> bool:
    """Whether a figure, a count, a date or a named document stands in the text."""
    plain = fold(text)
    return bool(_NUMBER.search(plain)) or "《" in plain


def _goal(text: str, words: Words) -> Goal:
    printed = [c.strip() for c in _CLAUSE.split(text) if c.strip()]
    clauses = tuple(
        Clause(c, "付款" if _FUNDS.search(fold(c)) else None)
        for c in printed
        if not _FILLER.match(fold(c))
    )
    return Goal(text, _kind(text, clauses, words), clauses)


def _kind(text: str, clauses: tuple[Clause, ...], words: Words) -> str | None:
    if not clauses or measurable(text):
        return None
    folded = [fold(c.text) for c in clauses]
    if all(_pays(c, words) for c in folded):
        return "付款"
    items = [i for i in _ITEM.split(fold(text)) if i]
    if all(_FEE.search(i) and not _SAVING.search(i) for i in items):
        return "费用清单"
    if all(_STATE_OF.search(c) for c in folded):
        return "情况罗列"
    if any(c.startswith("负责") for c in folded):
        return "职责"
    return None


def _pays(clause: str, words: Words) -> bool:
    return bool(words.inside("goal_payment", clause)) and not words.inside(
        "goal_beneficiary", clause
    )
