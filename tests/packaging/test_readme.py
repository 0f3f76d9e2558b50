"""What the READMEs show is what the program does.

`UPDATE=1 pytest tests/packaging/test_readme.py` writes the program's own help into them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.checks.catalogue import FAMILIES, all_checks
from auditor.settings import load
from auditor.text.lexicon import Lexicons

ROOT = Path(__file__).parents[2]
HELP = re.compile(r"(```console\n\$ auditor ([^\n]*--help)\n)(.*?)(```\n)", re.DOTALL)
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")

each_page = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])


def with_real_help(text: str) -> str:
    def answer(shown: re.Match[str]) -> str:
        opening, arguments, _, closing = shown.groups()
        printed = subprocess.run(
            [sys.executable, "-m", "auditor", *arguments.split()],
            env=os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return opening + printed.stdout + closing

    return HELP.sub(answer, text)


@each_page
def test_help_is_the_programs_own(name: str) -> None:
    page = ROOT / name
    text = page.read_text(encoding="utf-8")
    assert HELP.search(text)

    real = with_real_help(text)
    if os.environ.get("UPDATE"):
        page.write_text(real, encoding="utf-8", newline="\n")

    assert text == real


@each_page
def test_shown_configuration_is_accepted_and_names_what_exists(name: str, tmp_path: Path) -> None:
    shown = TOML.findall((ROOT / name).read_text(encoding="utf-8"))
    assert shown
    file = tmp_path / "auditor.toml"

    for example in shown:
        file.write_text(example, encoding="utf-8")
        settings = load(file)

        assert set(settings.lexicons) <= set(Lexicons.load().names())
        known = {"all", *FAMILIES, *(c.slug for c in all_checks()), *(c.code for c in all_checks())}
        named = {*settings.rules.select, *settings.rules.ignore, *settings.rules.severity}
        assert named <= known


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "auditor/README.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert targets

    assert [t for t in targets if not (page.parent / t).exists()] == []
