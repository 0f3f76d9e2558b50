"""File names that are safe on Windows and Linux and never another department's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Bytes of UTF-8 a stem may have; leaves room for a number, a suffix and a temporary ending below
#: the 255 bytes that common file systems allow.
_LONGEST = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*#%\s_]+')


def stems(reports: Iterable[tuple[str | None, int | None]]) -> tuple[str, ...]:
    """A stem `<年度>-<部门>` for each (department, year), in order, no two the same.

    An unknown name gets a number from 1, a name that is taken one from 2. Names that differ in case
    or width only count as the same, as they do on Windows.
    """
    taken: set[str] = set()
    found = []
    for department, year in reports:
        base = _stem(department, year)
        number = 1
        unknown = department is None or year is None
        stem = f"{base}-{number}" if unknown else base
        while _folded(stem) in taken:
            number += 1
            stem = f"{base}-{number}"
        taken.add(_folded(stem))
        found.append(stem)
    return tuple(found)


def _stem(department: str | None, year: int | None) -> str:
    name = _safe(department or "") or "部门不明"
    return _clipped(f"{year if year is not None else '年度不明'}-{name}")


def _safe(text: str) -> str:
    """No separators, reserved marks, or characters that do not show."""
    shown = "".join(
        " " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text)
    )
    return _FORBIDDEN.sub("_", shown).strip("._ ")


def _clipped(stem: str) -> str:
    """At most `_LONGEST` bytes, cut between characters, with no dot or blank at the end."""
    cut = stem.encode()[:_LONGEST].decode(errors="ignore")
    return cut.rstrip("._ -")


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", stem).casefold())
