"""The words that forms print, from `headings.toml`, and text without the marks of wrapping."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from auditor.text.normalise import fold

_NOTE = re.compile(r"\[(bookmark|comment|footnote|endnote|image|picture|shape)\b[^\]]*\]", re.I)
_BLANKS = re.compile(r"[\s\u3000]+")
_BLANK_INSIDE_LATIN = re.compile(r"(?<=[0-9A-Za-z])[\s\u3000]+(?=[0-9A-Za-z])")
_BLANK_BEFORE_MARK = re.compile(r" (?=[，。；：、）！？])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[\s:;,.、。；/\"'*·]+")
_ALL_MARKS = re.compile(r"[\s:;,.、。；/\"'*·()\[\]]+")
_LEVEL_TAIL = re.compile(r"(类)?(绩效)?(指标)?$")
# A number before a label or class, `一、项目名称`, `1.数量指标`.
_NUMBER = re.compile(
    r"\s*(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[、.．])\s*"
)
# What forms put before a heading without changing what it says, `2026年度指标值`, `项目年度目标`.
_QUALIFIER = re.compile(
    r"(?:(?:19|20)\d\d年?度?|本年度?|当年度?|年度|项目|部门|单位|绩效|三级)(?=.)"
)
# … and behind it, `年度目标1`.
_COUNT = re.compile(r"(?<=目标)\d{1,2}$")
_EITHER = re.compile(r"[/／或]")
_LONGEST_LABEL = 40
# Rows repeat classes, names and values; paragraphs do not repeat.
_LONGEST_REMEMBERED = 100
_HAN = "\u3400-\u9fff"
_STRAY_ENGLISH = re.compile(rf"[{_HAN}]\s*(?:and|or|of|the)\s*[{_HAN}]", re.I)
_STRAY_ZERO = re.compile(rf"(?<![\d.%~\-至到])(?<=[{_HAN}])\s*0\s*%\s*(?=[{_HAN}])")
_LOST_CHARACTER = re.compile(r"[\ufffd\ue000-\uf8ff]|\?{3,}")


@cache
def headings() -> dict[str, dict[str, tuple[str, ...]]]:
    """The word lists of `headings.toml`."""
    text = files("auditor.tables").joinpath("headings.toml").read_text("utf-8")
    return {
        part: {role: tuple(words) for role, words in roles.items()}
        for part, roles in tomllib.loads(text).items()
    }


@cache
def _roles(part: str) -> dict[str, str]:
    return {word: role for role, words in headings()[part].items() for word in words}


@lru_cache(maxsize=65536)
def _unbracketed(text: str) -> str:
    """The label with the words in its brackets, `单位（项目）名称` → `单位项目名称`."""
    return _ALL_MARKS.sub("", fold(_NOTE.sub("", text))).removeprefix("其中")


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """A printed label as the word lists have it: no blanks, brackets, marks, no leading 其中."""
    word = fold(_NOTE.sub("", text))
    word = _MARKS.sub("", _BRACKETS.sub("", word)) or _MARKS.sub("", word)
    return word.removeprefix("其中")


def _role(part: str, text: str) -> str | None:
    if not text or len(text) > _LONGEST_LABEL:
        return None
    roles = _roles(part)
    return roles.get(_unbracketed(text)) or roles.get(bare(text)) or _role_of_variant(part, text)


@lru_cache(maxsize=65536)
def _role_of_variant(part: str, text: str) -> str | None:
    """The role of a heading that is numbered, qualified, or one of two that mean the same."""
    roles = _roles(part)
    printed = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    for word in map(bare, (printed, *_EITHER.split(printed)[1:])):
        rest = _COUNT.sub("", word)
        while rest:
            if (role := roles.get(rest)) is not None:
                return role
            match = _QUALIFIER.match(rest)
            rest = rest[match.end() :] if match else ""
    return None


def column_role(text: str) -> str | None:
    """What an indicator table's column of this heading holds."""
    return _role("columns", text)


@lru_cache(maxsize=4096)
def known_headings(text: str) -> tuple[str, ...]:
    """The classes' and names' headings that a longer text is made up of."""
    word = bare(text)
    names = (w for role in ("level1", "level2", "name") for w in headings()["columns"][role])
    found = [name for name in names if name.isidentifier() and name in word]
    return tuple(n for n in found if not any(n != other and n in other for other in found))


def field_role(text: str) -> str | None:
    """Which field of a project this label stands beside."""
    return _role("fields", text)


def line_role(text: str) -> str | None:
    """What a line `label：text` above the tables says, by its label."""
    return _role("lines", text)


def value_part(text: str) -> str | None:
    """What one of the columns that 指标值 is divided into holds."""
    return _role("value_parts", text)


def flat_role(text: str) -> str | None:
    """What a flat list's column of this heading says of each row."""
    return _role("flat", text)


def is_level(text: str, level: str) -> bool:
    """Whether this is a class name of `level1` or `level2`."""
    if len(text) > _LONGEST_LABEL:
        return False
    word = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return _LEVEL_TAIL.sub("", bare(word)) in _level_words(level)


@cache
def _level_words(level: str) -> frozenset[str]:
    return frozenset(headings()["levels"][level])


def clean(text: str) -> str:
    """The text as printed, without notes and the blanks that wrapping left.

    A blank stays only between two Latin letters or digits; tabs inside prose become one blank.
    """
    return _clean_again(text) if len(text) <= _LONGEST_REMEMBERED else _cleaned(text)


@lru_cache(maxsize=65536)
def _clean_again(text: str) -> str:
    return _cleaned(text)


def _cleaned(text: str) -> str:
    parts = (_unwrapped(part) for part in _NOTE.sub("", text).split("\t"))
    return _BLANK_BEFORE_MARK.sub("", " ".join(part for part in parts if part))


def _unwrapped(text: str) -> str:
    text = _BLANK_INSIDE_LATIN.sub("\x00", text.strip())
    return _BLANKS.sub("", text).replace("\x00", " ")


def without_note(text: str) -> str:
    """The text without notes such as `[bookmark: …]`, blanks kept."""
    return _NOTE.sub("", text)


def looks_damaged(text: str | None) -> bool:
    """Whether conversion left marks: English between Han, `0%` before a noun, lost characters."""
    return text is not None and any(
        sign.search(text) is not None for sign in (_STRAY_ENGLISH, _STRAY_ZERO, _LOST_CHARACTER)
    )
