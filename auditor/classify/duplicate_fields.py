"""Which fields of a row say the same: equal, in another order, or but for filler."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from auditor.domain import Indicator
from auditor.text.language import Language
from auditor.text.normalise import comparable, fold

NAME_DESCRIPTION = "name=description"
NAME_VALUE = "name=value"
DESCRIPTION_VALUE = "description=value"

#: A cell that the page cut short repeats at least this share of the other one, and this much of it.
_CUT_SHARE = 0.6
_CUT_LENGTH = 10
#: Above this length a text that shares this part of its characters is a copy with a word changed.
_LONG = 16
_NEARLY = 0.88
_SHORTEST = 3
_SHORTEST_IN_A_ROW = 2
_SIGNS = re.compile(r"[≥≤=<>%‰]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_UNIT_LENGTH = 4
#: Texts of which is kept what was made of them: those of some departments.
_REMEMBERED = 16384
#: “优，推动产业聚集”: a grade in front of the name's own words.
_GRADE_BEFORE = re.compile(r"^\s*[优良好中差]\s*[，,、；;：:]\s*")


def same_but_for_filler(
    a: str | None,
    b: str | None,
    language: Language,
    *,
    forgive_cuts: bool = True,
    shortest: int = _SHORTEST,
) -> bool:
    """Whether one text adds nothing to the other.

    Equal but for space, punctuation and width; the same characters in another order; or one inside
    the other with only filler (当地, 工作, 相关 …) left over; with `forgive_cuts` also where a long
    text was cut short at its end or has a word changed. Empty texts are never the same; neither
    are texts of which less than `shortest` characters are left, unless they are equal.
    """
    if not a or not b or _numbers(a) != _numbers(b):
        return False
    first, second = comparable(a), comparable(b)
    if not first or not second:
        return False
    if first == second:
        return True
    if (
        forgive_cuts
        and max(len(first), len(second)) >= _CUT_LENGTH
        and (_nearly(first, second) or _cut_short(first, second) or _cut_short(second, first))
    ):
        return True
    filler = language.lexicons.words("same_filler")
    first, second = _essence(first, filler), _essence(second, filler)
    return len(first) == len(second) >= shortest and sorted(first) == sorted(second)


def duplicate_fields(indicator: Indicator, language: Language) -> tuple[str, ...]:
    """Names of the pairs of fields that say the same, in the contract's order."""
    name, description, value = indicator.name, indicator.description, indicator.value
    placeholders = language.lexicons.words("value_placeholder")
    value = _without_grade(value, placeholders)
    repeats_name = (NAME_VALUE,) if _same(name, value, language) else ()
    if not description or fold(description) in placeholders:
        return repeats_name
    described = _same(name, description, language) or _is_name_and_value(name, description, value)
    return (
        *((NAME_DESCRIPTION,) if described else ()),
        *repeats_name,
        *((DESCRIPTION_VALUE,) if _same(description, value, language) else ()),
    )


@lru_cache(maxsize=_REMEMBERED)
def _without_grade(value: str | None, placeholders: frozenset[str]) -> str | None:
    """The value, without a grade before the name's own words; `None` for a placeholder."""
    if not value or fold(value) in placeholders:
        return None
    return _GRADE_BEFORE.sub("", value) or value


def _same(a: str | None, b: str | None, language: Language) -> bool:
    return same_but_for_filler(a, b, language, shortest=_SHORTEST_IN_A_ROW)


def _is_name_and_value(name: str | None, description: str | None, value: str | None) -> bool:
    """A description that is only the name with the value put behind it."""
    if not name or not description or not value:
        return False
    plain, rest = _unsigned(name), _unsigned(description)
    if not plain or not rest.startswith(plain) or rest == plain:
        return False
    rest = rest.removeprefix(plain)
    printed = _unsigned(value)
    if rest == printed:
        return True
    number, wanted = _NUMBER.findall(rest), _NUMBER.findall(printed)
    bare = _NUMBER.sub("", rest)
    return number == wanted != [] and len(bare) <= _UNIT_LENGTH and bare[:1] != "占"


def _unsigned(text: str) -> str:
    return _SIGNS.sub("", comparable(text))


@lru_cache(maxsize=_REMEMBERED)
def _numbers(text: str) -> list[str]:
    return sorted(_DIGIT.findall(fold(text)))


def _cut_short(part: str, text: str) -> bool:
    return (
        len(part) >= _CUT_LENGTH and len(part) >= _CUT_SHARE * len(text) and text.startswith(part)
    )


def _nearly(first: str, second: str) -> bool:
    """Long texts that share nearly all their characters."""
    shorter, longer = sorted((len(first), len(second)))
    if longer < _LONG or shorter < _NEARLY * longer:
        return False
    return (Counter(first) & Counter(second)).total() >= _NEARLY * longer


@lru_cache(maxsize=8)
def _longest_first(filler: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(filler, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=65536)
def _essence(text: str, filler: frozenset[str]) -> str:
    """The text without filler; the longest filler word goes first."""
    for word in _longest_first(filler):
        text = text.replace(word, "")
    return text
