"""Ids that stay the same across runs, formats and moved rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from auditor.text.normalise import comparable

_SEPARATOR = "\x1f"
_LENGTH = 16


def identity(*parts: str) -> str:
    """A short hash of parts in this order."""
    return hashlib.sha256(_SEPARATOR.join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def row_identities(
    office: str | None,
    year: int | None,
    project: str | None,
    rows: Iterable[tuple[str | None, ...]],
) -> tuple[str, ...]:
    """An id for each row of a project, from its own text; equals are told apart by their order."""
    seen: dict[str, int] = {}
    found = []
    for texts in rows:
        key = _SEPARATOR.join(comparable(text or "") for text in texts)
        seen[key] = seen.get(key, 0) + 1
        found.append(identity(office or "", str(year or ""), project or "", key, str(seen[key])))
    return tuple(found)
