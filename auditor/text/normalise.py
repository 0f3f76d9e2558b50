"""Text made comparable: width, blanks, invisible characters, punctuation, operators.

Pure functions. Offsets are lost on purpose: whoever quotes keeps the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# White space, control and format characters (Unicode Cc and Cf), and variation selectors.
_UNSEEN = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]+"
)

_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("≧⩾≮⋝", "≥"),
        **dict.fromkeys("≦⩽≯⋜", "≤"),
        **dict.fromkeys("‐‑‒–—―−─━➖", "-"),
        **dict.fromkeys("〜∼˜", "~"),
        **dict.fromkeys("【〔「『", "["),
        **dict.fromkeys("】〕」』", "]"),
        **dict.fromkeys("‘’“”‟„‛`´'", '"'),
        **dict.fromkeys("•‧∙⋅●▪", "·"),
        **dict.fromkeys("✕✖╳⨯", "×"),
        **dict.fromkeys("∕⁄╱", "/"),
        "∶": ":",
        "○": "〇",
    }
)

_SIGNS = re.compile(r"[<>=≥≤]{2,}")
_SIGNS_WITH_TITLE_MARK = re.compile(r"》=+|《=+|=+[》《]")


# Nothing in these is ever folded: the characters of most texts.
_PLAIN = re.compile("[0-9A-Za-z%.、。\u4e00-\u9fff]*")
# And these are no marks either; the last characters of the block are not known to every Python.
_BARE = re.compile("[0-9A-Za-z%\u4e00-\u9fef]*")


# Nor do these need more than each its own other form, wherever they stand.
_EASY = re.compile('[0-9A-Za-z%.、。\u4e00-\u9fff()（）\\[\\]【】:：,，;；"“”/《》~～—-]*')


def _sign(run: str) -> str:
    below, above = "<" in run or "≤" in run, ">" in run or "≥" in run
    if below and above:
        return run
    equal = "=" in run or "≤" in run or "≥" in run
    if above:
        return "≥" if equal else run
    if below:
        return "≤" if equal else run
    return "="


def _fold_once(text: str) -> str:
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    return text.translate(_UNIFIED)


def _fold_signs(text: str) -> str:
    if "=" in text and ("》" in text) != ("《" in text):
        # A lone title mark beside an equals sign is a mistyped comparison: 》= for ≥.
        text = _SIGNS_WITH_TITLE_MARK.sub(lambda m: "≥" if "》" in m[0] else "≤", text)
    return _SIGNS.sub(lambda m: _sign(m[0]), text)


def fold(text: str) -> str:
    """The text in one width, without white space and invisible characters, signs unified.

    NFKC; all white space, control and zero-width characters removed; dashes, quotes, brackets,
    middle dots and comparison signs each in one form (`≧`, `>=`, `＞＝`, `》=` become `≥`).
    Folding twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    return text.translate(_EASILY) if _EASY.fullmatch(text) else _folded(text)


# Signs and units repeat: `≥95%` is one of a few thousand values.
@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    folded = _fold_signs(_fold_once(text))
    while not unicodedata.is_normalized("NFKC", folded) or folded != _fold_signs(folded):
        folded = _fold_signs(_fold_once(folded))
    return folded


_EASILY = str.maketrans({letter: _folded(letter) for letter in "（）【】：，；“”～—"})
_KEPT = frozenset("%‰≥≤<>=")
_JOINING = frozenset(".-~/:")


class _Marks(dict[int, int | None]):
    """A table for `str.translate` that takes marks out; a character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        mark = character not in _KEPT and unicodedata.category(character)[0] in "PSZC"
        self[code] = None if mark else code
        return self[code]


_MARKS = _Marks()


def _without_marks(text: str) -> str:
    if _JOINING.isdisjoint(text):
        return text.translate(_MARKS)
    kept = []
    for at, character in enumerate(text):
        if character in _KEPT or unicodedata.category(character)[0] not in "PSZC":
            kept.append(character)
        elif (
            character in _JOINING
            and text[at - 1 : at].isdigit()
            and text[at + 1 : at + 2].isdigit()
        ):
            # `2.5` is not `25`, `1-2` not `12`.
            kept.append("-" if character == "~" else character)
    return "".join(kept)


@lru_cache(maxsize=65536)
def comparable(text: str) -> str:
    """The text for equality tests: folded, no punctuation or symbols, case ignored.

    Percent and comparison signs stay, and so do points, dashes, slashes and colons between
    digits, because they carry meaning. `comparable` twice changes nothing.
    """
    if _BARE.fullmatch(text):
        return text.casefold()
    previous = None
    while text != previous:
        previous = text
        folded = fold(text)
        lower = folded.casefold()
        text = _without_marks(folded if lower == folded else fold(lower))
        if _BARE.fullmatch(text):
            return text.casefold()
    return text


def writable(value: Any) -> Any:
    """A string, or a list or mapping of some, as UTF-8 can hold it.

    It has no half a surrogate pair, which a file's name or a damaged text may have.
    """
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {writable(k): writable(v) for k, v in value.items()}
        case list() | tuple():
            return [writable(v) for v in value]
        case _:
            return value
