"""When words stand where a number should: grades, yes and no, states, trends, phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from auditor.classify.duplicate_fields import DESCRIPTION_VALUE, NAME_VALUE
from auditor.classify.nature import Reading
from auditor.classify.wishes import Verdict, is_generic, is_wish
from auditor.classify.words import Words
from auditor.domain import Field, TargetKind

_DIGIT = re.compile(r"\d")
_STANDARD_NAMED = re.compile(r"《|国家标准|行业标准|GB/?T?\d|[一二三四五六七八九]级")
_STATISTIC = re.compile(
    r"(?:数|数量|金额|费用|天数|指数|浓度|强度|面积|排放|排放量|人次|销售额|水质|素养水平|流行水平)$"
)


#: Values that one list settles, in this order.
_PLAIN: tuple[tuple[str, Callable[[Words, str, str], object], str], ...] = (
    ("value_deferred", Words.inside, "deferred-value"),
    ("value_ceiling", Words.inside, "ceiling-in-words"),
    ("value_lasting", Words.whole, "lasting-value"),
    ("value_whole_year", Words.whole, "whole-year-value"),
)


def phrase_with_number(reading: Reading, words: Words) -> Iterator[Verdict]:
    """What speaks against a phrase with a digit somewhere in it."""
    if is_wish(reading, words) and words.inside("value_degree", reading.value):
        yield "phrase-on-wish", Field.VALUE, ""


def worded(reading: Reading, duplicates: Sequence[str], words: Words) -> Iterator[Verdict]:
    """What speaks against a value without any number."""
    value = reading.value
    wish = is_wish(reading, words)
    generic = is_generic(reading.head, words)
    if NAME_VALUE in duplicates or (DESCRIPTION_VALUE in duplicates and not reading.state):
        state = words.inside("value_state", value) and not words.inside("name_wish", value)
        rule = "value-repeats-state" if state else "value-repeats-name"
        yield rule, Field.VALUE, ""
    for name, asks, rule in _PLAIN:
        if asks(words, name, value):
            yield rule, Field.VALUE, ""
    if words.whole("value_grade", value) or reading.target.kind is TargetKind.GRADE:
        yield from _graded(reading, wish, generic, words)
    elif words.whole("value_yes", value):
        yield from _answered(reading, wish, words)
    else:
        yield from _phrased(reading, wish, generic, words)


def _phrased(reading: Reading, wish: bool, generic: bool, words: Words) -> Iterator[Verdict]:
    value = reading.value
    if words.only("value_prompt", value):
        yield "prompt-value", Field.VALUE, ""
    if words.only("value_degree", value):
        statistic = not reading.wish and (reading.rate or _STATISTIC.search(reading.head))
        rule = "direction-on-statistic" if statistic else "direction-on-wish"
        yield rule, Field.VALUE, ""
    if words.inside("value_event", value) or _STANDARD_NAMED.search(value):
        return
    if words.inside("value_prompt", value):
        yield "prompt-value", Field.VALUE, ""
    broad = wish or bool(words.inside("name_wish_broad", reading.name))
    if words.inside("name_wish", value) or (broad and not words.inside("value_state", value)):
        yield "phrase-on-wish", Field.VALUE, ""
    if generic and words.inside("value_state", value):
        yield "state-on-generic", Field.VALUE, ""
    if wish and words.inside("value_degree", value):
        yield "phrase-on-wish", Field.VALUE, ""
    if words.inside("value_set", value):
        yield "deferred-to-document", Field.VALUE, ""
    yield "state-value", Field.VALUE, ""


def _graded(reading: Reading, wish: bool, generic: bool, words: Words) -> Iterator[Verdict]:
    if _STANDARD_NAMED.search(reading.name) or _DIGIT.search(reading.name):
        return
    if reading.state:
        yield "grade-on-state", Field.VALUE, ""
    standard = "符合" in reading.name and "标准" in reading.name
    if wish or (words.inside("name_wish_broad", reading.name) and not standard):
        yield "grade-on-wish", Field.VALUE, ""
    if reading.head.endswith("质量") and not reading.head.endswith("完成质量") and not generic:
        return
    if standard:
        return
    if reading.value in ("合格", "达标", "及格") and not generic:
        return
    yield ("grade-on-generic" if generic else "grade-on-state"), Field.VALUE, ""


def _answered(reading: Reading, wish: bool, words: Words) -> Iterator[Verdict]:
    if (
        _STANDARD_NAMED.search(reading.name)
        or words.inside("value_event", reading.name)
        or words.inside("value_event", reading.value)
        or _DIGIT.search(reading.name)
    ):
        return
    if reading.state:
        yield "yes-on-state", Field.VALUE, ""
    if wish:
        yield "yes-on-wish", Field.VALUE, ""
    yield "yes-on-state", Field.VALUE, ""
