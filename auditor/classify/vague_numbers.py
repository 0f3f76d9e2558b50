"""When a number, a percentage or a date decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.classify.nature import Nature, Reading, is_money, is_percent, is_time
from auditor.classify.wishes import (
    Verdict,
    is_generic,
    is_slogan,
    names_no_countable,
    object_of,
    wish_word,
)
from auditor.classify.words import Words
from auditor.domain import Field, Indicator, Project
from auditor.text.normalise import fold

#: With an object of up to three characters 20 of 22 labelled loose rates are not 明确, above it
#: half of them.
_SHORT_OBJECT = 3
_FILED_AS_OUTPUT = re.compile("时效|数量|进度")
_BARE_NUMBER = re.compile(r"[^\u4e00-\u9fffa-z%‰/]*\d[^\u4e00-\u9fffa-z%‰/]*")
_UNIT_IN_BRACKETS = re.compile(r"[(\[].+[)\]]")
_NUMBER_WITH_UNIT = re.compile(r"\d[^\W\d_年]")
_ENDING_PROJECT = re.compile(r"购置|采购|建设|工程|规划|编制|补偿|改造|修缮|新建|普查|征收|尾款")

#: Rates that the survey, the books or the ledger settle, whatever they are called.
_SETTLED = (
    Nature.SATISFACTION,
    Nature.COMPLAINT,
    Nature.EXECUTION_RATE,
    Nature.MONEY_GIVEN,
    Nature.CEILING,
)


def numbered(
    indicator: Indicator, reading: Reading, project: Project, words: Words
) -> Iterator[Verdict]:
    """What speaks against a value that is a number."""
    if is_percent(reading.unit):
        yield from _percent(reading, words)
    elif is_money(reading.unit):
        return
    elif is_time(reading.unit, reading.target):
        yield from timed(indicator, reading, project, words)
    else:
        yield from _count(indicator, reading, words)


def _percent(reading: Reading, words: Words) -> Iterator[Verdict]:
    head = reading.head
    if reading.nature in _SETTLED:
        return
    if reading.description and words.inside("nature_rate_formula", reading.description):
        return
    wish_rate = words.at_end("name_wish_rate", head)
    if wish_rate:
        yield "wish-rate", Field.NAME, wish_rate[0]
    ending = words.at_end("nature_rate_ending", head)
    if is_generic(head, words) or (ending and not object_of(head, ending[0], words)):
        yield "generic-rate", Field.NAME, head
    undefined = words.at_end("name_undefined_rate", head)
    if undefined and not words.at_end("name_defined_rate", head):
        yield "undefined-rate", Field.NAME, undefined[0]
    loose = words.at_end("name_loose_rate", head)
    short = loose and len(object_of(head, loose[0], words)) <= _SHORT_OBJECT
    if loose and short and not words.at_end("name_defined_rate", head):
        yield "undefined-rate", Field.NAME, loose[0]
    if not reading.rate and reading.nature not in (Nature.PROMPTNESS, Nature.COMPLETION_RATE):
        yield from _percent_of_nothing(reading, words)


def _percent_of_nothing(reading: Reading, words: Words) -> Iterator[Verdict]:
    if is_slogan(reading, words):
        verb = reading.wish or words.inside("name_wish_action", reading.name)
        rule = "percent-on-wish" if verb else "percent-on-abstract"
        yield rule, Field.NAME, wish_word(reading, words)
    if words.inside("name_percent_needs", reading.name) or words.inside(
        "name_measured", reading.value
    ):
        return
    if reading.state or reading.wish or reading.name.startswith(("保障", "确保", "满足", "保证")):
        yield "percent-without-rate", Field.NAME, ""


def _count(indicator: Indicator, reading: Reading, words: Words) -> Iterator[Verdict]:
    if reading.nature in (Nature.PEOPLE_COUNT, Nature.REACH, Nature.INCIDENT):
        return
    filed_as_count = "数量" in fold(indicator.level2 or "")
    bare = reading.wish and not filed_as_count and names_no_countable(reading, words)
    if bare and is_slogan(reading, words):
        yield "number-on-wish", Field.NAME, wish_word(reading, words)
    if reading.state:
        yield "number-on-state", Field.NAME, ""
    unitless = (
        _BARE_NUMBER.fullmatch(reading.value)
        and not _UNIT_IN_BRACKETS.search(reading.name)
        and not _UNIT_IN_BRACKETS.search(reading.description)
        and not _NUMBER_WITH_UNIT.search(reading.description)
    )
    if unitless and words.ends("unit_needed", reading.head.rstrip("0123456789.")):
        yield "number-without-unit", Field.VALUE, ""


def timed(
    indicator: Indicator, reading: Reading, project: Project, words: Words
) -> Iterator[Verdict]:
    """What speaks against a value that is a date or a span of time."""
    filed_as_time = bool(_FILED_AS_OUTPUT.search(fold(indicator.level2 or "")))
    if reading.nature is Nature.TIME or reading.nature is Nature.PROMPTNESS:
        ends = _ENDING_PROJECT.search(fold((project.name or "") + (project.purpose or "")))
        described = reading.description and not is_generic(reading.description, words)
        if is_generic(reading.head, words) and not ends and not described:
            yield "bare-completion-time", Field.NAME, reading.head
        return
    if reading.nature is Nature.LIFETIME and words.inside("name_generic_lifetime", reading.name):
        yield "generic-lifetime", Field.NAME, ""
    if reading.nature is Nature.RESPONSE_TIME or reading.nature is Nature.LIFETIME:
        return
    if reading.state:
        yield "time-on-state", Field.NAME, ""
    if reading.wish and not filed_as_time and is_slogan(reading, words):
        yield "number-on-wish", Field.NAME, wish_word(reading, words)
