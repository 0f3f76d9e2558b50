"""What the program needs is declared, explained, and free to pass on."""

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}

PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|CC0|0BSD")

# Copyleft for their own files only; both come with spaCy, are passed on unchanged, and are named
# in the README.
FILE_COPYLEFT = {"certifi": "MPL-2.0", "tqdm": "MPL-2.0"}


def needed(name: str, seen: set[str]) -> set[str]:
    """The package and everything it brings on this platform."""
    name = canonicalize_name(name)
    if name not in seen:
        seen.add(name)
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed(requirement.name, seen)
    return seen


def licence(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = metadata.get_all("Classifier") or []
    named = [c.rsplit("::", 1)[1] for c in classifiers if c.startswith("License ::")]
    return metadata.get("License-Expression") or " AND ".join(named) or metadata["License"]


def imported() -> set[str]:
    """The top-level names of other people's modules that the package imports anywhere."""
    names = set()
    for file in (ROOT / "auditor").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"auditor"}


def test_declares_exactly_what_it_imports() -> None:
    """A package that only comes along with another one may be gone tomorrow."""
    owners = packages_distributions()

    assert {canonicalize_name(owners[name][0]) for name in imported()} == DECLARED


def test_everything_at_run_time_may_be_passed_on() -> None:
    for name in sorted(needed("auditor", set())):
        if name not in FILE_COPYLEFT:
            for term in re.split(r" AND ", licence(name)):
                assert PERMISSIVE.search(term), f"{name}: {licence(name)}"


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_readme_explains_every_dependency(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    development = (ROOT / "requirements" / "development.in").read_text(encoding="utf-8")
    tools = {line for line in development.splitlines() if line and not line.startswith("#")}

    for name in DECLARED | tools | set(FILE_COPYLEFT):
        assert re.search(rf"^\| .*`{re.escape(name)}`", text, re.MULTILINE), f"{name} has no line"
