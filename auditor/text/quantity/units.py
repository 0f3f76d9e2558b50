"""Units as printed, in one form: `%` for all its spellings, compound units kept."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.text.normalise import fold
from auditor.text.quantity.words import listed, one_of

PERCENT = "%"
_MULTIPLE = "(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|[十百千](?=[元人次个米瓦克字吨家万]))"
_BASE = one_of("units")
_WORD = "[\u4e00-\u9fff]"
_PER = rf"(?:[/*·.×]每?(?:[0-9]+)?(?:{_BASE}|{_WORD}{{1,3}}(?!{_WORD}))|每[0-9]*(?:{_BASE}|千字))"
# `个(台、套、件、辆)`; a pick list's cell may be cut off before it closes.
_ALSO = rf"(?:\({_BASE}(?:[、/,]{_BASE})*(?:\)|、?\Z)(?:次)?)"

UNIT = (
    rf"(?:[:/][0-9]+(?:\.[0-9]+)?(?![0-9.:/])|%+|‰|个?百分点|\(%\)|百分比|百分率"
    rf"|{_MULTIPLE}?{_BASE}{_ALSO}?{_PER}*|{_MULTIPLE}{_ALSO}?{_PER}*)"
)
"""A unit or measure word in folded text; a ratio's second half (`1:15`, `2/3`) counts as one."""

_WHOLE = re.compile(UNIT + r"\Z")
_TIME = re.compile(
    r"(?:个?(?:学年|学期|财年|年度?|季度?|自然月|月|星期|周|自然日|工作日|工作天|日|天|工作小时|小时|时)"
    r"|刻钟|分钟|秒钟?|毫秒|微秒|h|min|s|ms)\Z"
)
_SAME = {
    "百分比": "%",
    "百分率": "%",
    "(%)": "%",
    "个百分点": "百分点",
    "m2": "平方米",
    "平米": "平方米",
    "km2": "平方公里",
    "m3": "立方米",
}
_IN_NAME = re.compile(r"[(\[](?:单位:?)?([^()\[\]]{1,12})[)\]][:;。,]?\Z")


@lru_cache(maxsize=8192)
def unit(text: str) -> str | None:
    """A folded unit in one form, `None` for none."""
    if not text:
        return None
    if text[0] == "%":
        return PERCENT
    text = text.replace("*", "·").replace("×", "·")
    if "/" in text:
        head, _, tail = text.partition("/")
        text = head + "/" + tail.replace(".", "·")
    if text.count("(") > text.count(")"):
        text += ")"
    return _SAME.get(text, text)


def is_unit(text: str) -> bool:
    """Whether the whole folded text is a unit that can stand behind a number."""
    return _WHOLE.match(text) is not None


def is_time(text: str | None) -> bool:
    """Whether a unit measures a stretch of time."""
    return text is not None and _TIME.match(text) is not None


@lru_cache(maxsize=65536)
def unit_in_name(name: str | None) -> str | None:
    """The unit that ends an indicator's name in brackets: `参训人数(人)`, `满意率（%）`."""
    if not name:
        return None
    found = _IN_NAME.search(fold(name))
    return unit(found[1]) if found and is_unit(found[1]) else None


def is_leftover(text: str) -> bool:
    """Whether a text is what a pick list's unit column leaves behind a value in words."""
    return text == "其他" or text in listed("units") or is_unit(text)
