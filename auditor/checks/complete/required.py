"""What a profile's form asks of every project's table, and what a table has."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from auditor.domain import Category, Coverage, Row

OUTPUTS = (Category.QUANTITY, Category.QUALITY, Category.TIMELINESS, Category.COST)
BENEFITS = (Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.LASTING)


@dataclass(frozen=True, slots=True)
class Required:
    """The classes a form asks for; `benefits` is the least number of 效益 classes."""

    classes: tuple[Category, ...] = ()
    benefits: int = 1
    cost: bool = False


@cache
def _by_profile() -> dict[str, Required]:
    text = resources.files("auditor.checks.complete").joinpath("required.toml").read_text("utf-8")
    return {
        profile: Required(tuple(map(Category, entry["classes"])), entry["benefits"], entry["cost"])
        for profile, entry in tomllib.loads(text).items()
    }


def required(profile: str) -> Required:
    """What the profile asks for; nothing beyond 产出 and 效益 where it is not named."""
    return _by_profile().get(profile, Required())


def is_output(row: Row) -> bool:
    """Filed under 产出, whatever its 二级 is called."""
    level1 = row.indicator.level1 or ""
    return "产出" in level1 or row.judgement.category.declared in OUTPUTS


def is_benefit(row: Row) -> bool:
    """Filed under 效益 or 效果, whatever its 二级 is called."""
    level1 = row.indicator.level1 or ""
    return "效益" in level1 or "效果" in level1 or row.judgement.category.declared in BENEFITS


def all_placed(rows: tuple[Row, ...]) -> bool:
    """Whether every row's 一级 or 二级 was read, so that a missing class is truly missing."""
    return bool(rows) and all(
        row.indicator.level1 or row.judgement.category.declared is not None for row in rows
    )


def fully_read(coverage: Coverage) -> bool:
    """Whether every indicator row found in the document was read."""
    return coverage.rows_read >= coverage.rows_found
