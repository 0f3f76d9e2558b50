"""What rules tell the models of a row."""

from __future__ import annotations

from typing import NamedTuple

from auditor.classify.nature import Reading
from auditor.domain import Category


class Observed(NamedTuple):
    """A row as the rules saw it; nothing here is known only of labelled rows.

    `rule` is the reason-rule on vagueness that spoke first, `value_rule` the one on the value;
    `shared` is how much the name has in common with that of its project (see `context`).
    """

    reading: Reading
    declared: Category | None
    rule: str | None
    duplicates: tuple[str, ...]
    value_rule: str | None
    shared: int | None
