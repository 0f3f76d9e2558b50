"""What a project says it is about, as far as words tell: shared by checks that compare contents."""

from __future__ import annotations

import re

from auditor.domain import Project
from auditor.text.language import Language
from auditor.text.normalise import fold

_HAN_WORD = re.compile("[\u4e00-\u9fff]{2,}")


def told_of(project: Project) -> str:
    """Everything a project's own fields say of it, folded."""
    return fold(" ".join((project.name or "", project.purpose or "", *project.goals)))


def content_words(text: str, language: Language) -> tuple[str, ...]:
    """The words that tell what is done, in order: of two characters or more, and not generic."""
    generic = language.lexicons.words("generic_word")
    found = (w for w in language.words(text) if _HAN_WORD.fullmatch(w) and w not in generic)
    return tuple(dict.fromkeys(found))


def touches(words: tuple[str, ...], text: str) -> bool:
    """Whether two neighbouring characters of any of the words stand in the folded text."""
    return any(word[n : n + 2] in text for word in words for n in range(len(word) - 1))
