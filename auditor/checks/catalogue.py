"""The rules: every check, wired by hand, and what the catalogue tells about each."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points

from auditor.checks import (
    category,
    complete,
    consistent,
    copied,
    duplicated,
    form,
    vague,
)
from auditor.checks.base import Check
from auditor.domain import Document, Severity

#: Family letter to its Chinese name, in the order of the reports.
FAMILIES = {
    "V": "空泛",
    "D": "重复",
    "K": "类别错配",
    "P": "照搬",
    "M": "完整性",
    "C": "一致性",
    "F": "规范性",
}

_BUILT_IN: tuple[type[Check], ...] = (
    *vague.CHECKS,
    *duplicated.CHECKS,
    *category.CHECKS,
    *copied.CHECKS,
    *complete.CHECKS,
    *consistent.CHECKS,
    *form.CHECKS,
)


@cache
def all_checks() -> tuple[type[Check], ...]:
    """Every check: the built-in ones, then those of installed `auditor.checks` entry points."""
    plugins = sorted(entry_points(group="auditor.checks"), key=lambda e: e.name)
    return (*_BUILT_IN, *(entry.load() for entry in plugins))


def find(name: str) -> type[Check] | None:
    """The check with this code, slug or title; `None` where there is none."""
    for check in all_checks():
        if name.casefold() in {check.code.casefold(), check.slug, check.title}:
            return check
    return None


@dataclass(frozen=True, slots=True)
class Description:
    """A check's metadata and the parts of its docstring, for catalogue, terminal and reports."""

    code: str
    slug: str
    title: str
    family: str
    severity: Severity
    certainty: str
    enabled: bool
    asks_models: bool
    fault: str
    why: str
    limits: str
    advice: str
    policy: tuple[str, ...]
    bad: Document
    good: Document


def describe(check: type[Check]) -> Description:
    """What the check says of itself.

    Raises:
        ValueError: the docstring lacks one of its three parts.
    """
    parts = [p.replace("\n", "") for p in inspect.cleandoc(check.__doc__ or "").split("\n\n")]
    if len(parts) < 3 or not parts[-1].startswith("已知局限："):  # noqa: PLR2004
        msg = f"{check.code}: the docstring needs the fault, why it matters, and 已知局限："
        raise ValueError(msg)
    return Description(
        code=check.code,
        slug=check.slug,
        title=check.title,
        family=FAMILIES.get(check.code[0], check.code[0]),
        severity=check.severity,
        certainty=check.certainty,
        enabled=check.enabled,
        asks_models=check.asks_models,
        fault=parts[0],
        why="".join(parts[1:-1]),
        limits=parts[-1].removeprefix("已知局限："),
        advice=check.advice,
        policy=check.policy,
        bad=check.bad,
        good=check.good,
    )
