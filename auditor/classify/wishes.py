"""Names that say a wish, name nothing, or leave nothing to count."""

from __future__ import annotations

import re

from auditor.classify.nature import Nature, Reading
from auditor.classify.words import Words
from auditor.domain import Field

#: Rule, field, and the word to quote (the whole field where it is empty).
Verdict = tuple[str, Field, str]

_DIGIT = re.compile(r"\d")
_MEASURABLE = (Nature.SATISFACTION, Nature.PROMPTNESS, Nature.COST, Nature.STANDARD)


def is_wish(reading: Reading, words: Words) -> bool:
    """A wish, or an abstract noun without a rate or count that makes it measurable."""
    if reading.rate or _is_count_name(reading, words):
        return False
    if reading.nature in _MEASURABLE:
        return False
    return reading.wish or words.ends("name_abstract", reading.head)


def _is_count_name(reading: Reading, words: Words) -> bool:
    """质量 ends like 数量 and is none."""
    return words.ends("nature_count_ending", reading.head) and not reading.head.endswith(
        ("质量", "力量", "能量")
    )


def is_generic(text: str, words: Words) -> bool:
    """Whether the text names nothing: 项目, 工作, 各项任务 and the like."""
    return words.only("name_generic", text)


def object_of(head: str, ending: str, words: Words) -> str:
    """What the rate is a rate of, without words that name nothing."""
    return words.without("name_generic", head.removesuffix(ending))


def is_slogan(reading: Reading, words: Words) -> bool:
    """A wish on an abstract noun with nothing in the row that could be counted."""
    text = words.without("nature_no_rate", reading.name + reading.description + reading.value)
    if words.speaks("name_measured", text) or _DIGIT.search(reading.name):
        return False
    if not is_wish(reading, words):
        return False
    if words.ends("name_no_denominator", reading.head):
        return True
    return (
        reading.wish
        and names_no_countable(reading, words)
        and words.speaks("name_abstract", reading.head)
    )


def names_no_countable(reading: Reading, words: Words) -> bool:
    """Whether no product or activity stands in the name that a number could count."""
    lists = ("nature_product", "nature_activity", "name_producing")
    if reading.head.endswith(("项目", "工程")):
        return False
    return not any(words.speaks(one, reading.name) for one in lists)


def wish_word(reading: Reading, words: Words) -> str:
    """The word that makes the name a wish, to be quoted."""
    found = words.inside("name_wish", reading.name) or words.at_end("name_abstract", reading.head)
    return found[0] if found else ""
