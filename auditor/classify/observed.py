"""What rules tell the models of a row."""

from __future__ import annotations

from typing import NamedTuple

from auditor.classify.nature import Reading
from auditor.domain import Category


class Observed(NamedTuple):
    """A row as the rules saw it; nothing here is known only of labelled rows.

    `rule` is the reason-rule on vagueness that spoke first, `value_rule` the one on the value.
    """

    reading: Reading
    declared: Category | None
    rule: str | None
    duplicates: tuple[str, ...]
    value_rule: str | None
