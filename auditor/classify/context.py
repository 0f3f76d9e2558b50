"""What a row shares with the project it stands in."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from auditor.text.language import Language
from auditor.text.normalise import fold

_NO_WORD = re.compile(r"[0-9#\W年]+")


def shared_with_project(name: str, project: str | None, language: Language) -> int | None:
    """How many pairs of characters a folded name shares with the name of its project.

    Pairs that name nothing (项目, 工作, 服务 and the like) do not count. `None` where the project
    has no name. A name that shares nothing with its project is the likelier to be one of the
    phrases that every project writes.
    """
    if not project:
        return None
    # Marks, digits and the like are in none of the project's pairs, so the name keeps its own.
    return len(_telling(project, language).intersection(map(add, name, name[1:])))


@lru_cache(maxsize=4096)
def _telling(project: str, language: Language) -> frozenset[str]:
    pairs = {
        stretch[start : start + 2]
        for stretch in _NO_WORD.split(fold(project))
        for start in range(len(stretch) - 1)
    }
    return frozenset(pairs - language.lexicons.resolved["name_generic"])
