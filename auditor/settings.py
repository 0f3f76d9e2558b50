"""Frozen settings from a TOML file; unknown keys are errors."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Which rules run. Entries are codes (`V01`), slugs, family letters (`V`) or `all`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Numbers that checks compare with; each names its check. Percent where a rate is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one input may cost."""

    file_megabytes: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a run can be told; the defaults are what `auditor audit` does without a file."""

    rules: Rules = Rules()
    thresholds: Thresholds = Thresholds()
    limits: Limits = Limits()
    segmenter: str = "rjieba"
    lexicons: dict[str, str] = field(default_factory=dict)
