"""Titles above indicator tables: on one line or two, of a project or of the whole department."""

from __future__ import annotations

import re

from auditor.domain import Scope
from auditor.tables.identity import is_organisation
from auditor.tables.wording import clean
from auditor.text.normalise import fold

# What a form is called, `绩效目标申报表`.
_FORM = (
    r"(?:绩效目标|绩效指标|绩效)(?:申报|批复|自评|情况|公开|公示|信息|编报|填报|审核|备案|计划|一览|明细|汇总"
    r"|设定|管理|监控|运行监控|及指标|评价|评价指标)?表"
)
_TAIL = re.compile(
    r"(?:部门预算|预算)?(?:项目)?(?:支出)?"
    rf"{_FORM}(?:[（(][^（()）]{{1,20}}[)）])*$"
)
_TAIL_WITHOUT_FORM = re.compile(r"(?:部门预算|预算)?(?:项目)?(?:支出)?(?:绩效目标|绩效指标)$")
_CONTINUED = re.compile(
    r"[（(]?(?:续|续上|接上|上接)(?:表|页)?[\d一二三四五六七八九十]*(?:[-—.]\d+)?[）)]?"
)
_CONTINUED_END = re.compile(r"[（(]续(?:表|页)?[\d一二三四五六七八九十]*[）)]$")
_WHOLE = re.compile(rf"整体(?:支出|预算)*{_FORM}")
_NUMBER = re.compile(
    r"(?:附?[表件]\s*)?(?:\d{1,3}(?:[-—]\d+)*\s*[.．、:：]|[（(]?[一二三四五六七八九十]+[）)、.．]|附[表件]\s*\d*)\s*"
)
# What stands before 绩效目标表 where the title is of a form and not of a project.
_NAMELESS = re.compile(
    r"[（(]?(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})?年?度?[）)]?"
    r"(?:市级|县级|区级|省级|本级)?(?:部门|单位|政策和|专项)?(?:整体|项目)?"
)
_YEAR = re.compile(r"[（(]?(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})年度?[）)]?")
_WHOLE_END = re.compile(r"(?:部门|单位)?整体(?:支出|预算)*$")
_BEGINNING = re.compile(
    r"\d{1,3}\s*[.．、]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|项目(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[:：、.．]"
)
_SENTENCE = re.compile(r"[。；;：:！？]")
_LONGEST = 120
_LONGEST_END = 30
_LONGEST_ALONE = 40


def is_title(text: str) -> bool:
    """Whether the line heads an indicator table (`1.某项目绩效目标表`)."""
    printed = clean(text) if len(text) <= 2 * _LONGEST else ""
    return 0 < len(printed) <= _LONGEST and _TAIL.search(printed) is not None


def says_continued(text: str) -> bool:
    """Whether the line only says that the table above goes on, `续表`, `（接上表）`."""
    return len(text) <= _LONGEST_END and _CONTINUED.fullmatch(clean(text)) is not None


def without_continued(title: str) -> str:
    """The title without the mark that its table goes on, `某某绩效目标表（续）`."""
    return _CONTINUED_END.sub("", title)


def may_begin(text: str) -> bool:
    """Whether the line may be the first of a title's two: numbered, and no sentence."""
    if len(text) > 2 * _LONGEST:
        return False
    printed = clean(text)
    number = _BEGINNING.match(printed)
    return (
        number is not None
        and len(printed) <= _LONGEST
        and _SENTENCE.search(printed, number.end()) is None
    )


def may_stand_alone(text: str) -> bool:
    """Whether a numbered line that stands right above a bare table may be its whole title."""
    return len(clean(text)) <= _LONGEST_ALONE


def completes(start: str, end: str) -> bool:
    """Whether the two lines together are a title."""
    return len(end) <= _LONGEST_END and is_title(start + end) and _BEGINNING.match(end) is None


def scope(title: str) -> Scope:
    """Whether the table is of the whole department."""
    return Scope.WHOLE if _WHOLE.search(title) else Scope.PROJECT


def without_tail(title: str) -> str:
    """The title without its number and the words for the form: a project or a department."""
    number = _NUMBER.match(title) or _BEGINNING.match(title)
    name = title[number.end() :] if number else title
    return _WHOLE_END.sub("", _TAIL_WITHOUT_FORM.sub("", _TAIL.sub("", name)))


def project_name(title: str) -> str | None:
    """The project's name as its title has it; `None` where the title names no project."""
    name = without_tail(title)
    without_year = _YEAR.sub("", fold(name))
    return None if _NAMELESS.fullmatch(fold(name)) or is_organisation(without_year) else name
