"""Policy basis as data: which document and named requirement a finding may cite."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Grades that may be printed; C is background knowledge nobody has confirmed against the text.
PRINTABLE_GRADES = frozenset({"A", "B", "A–B"})


@dataclass(frozen=True, slots=True)
class Policy:
    """One named requirement of one document; `binds` names whom it binds, empty for everybody."""

    key: str
    document: str
    title: str
    requirement: str
    grade: str
    binds: str

    @property
    def citation(self) -> str:
        """What stands after the label 依据: “参照” only where the document binds others."""
        prefix = "参照" if self.binds else ""
        return f"{prefix}{self.document}{self.title}“{self.requirement}”要求"


@cache
def policies() -> dict[str, Policy]:
    """Every policy entry by key, in the order of the file."""
    text = resources.files("auditor.checks").joinpath("policy.toml").read_text(encoding="utf-8")
    return {key: Policy(key=key, **entry) for key, entry in tomllib.loads(text).items()}


def citation(key: str) -> str:
    """The words to print for a key; raises `KeyError` for a key that is not in the file."""
    return policies()[key].citation
