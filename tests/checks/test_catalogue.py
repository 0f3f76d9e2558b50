"""The generated catalogue says what the checks say."""

from pathlib import Path

import auditor.checks
from auditor.checks.catalogue import all_checks, describe
from auditor.checks.explain import in_full, markdown


def test_catalogue_page_is_up_to_date() -> None:
    """`python -m auditor.checks.explain` writes it anew."""
    page = Path(auditor.checks.__path__[0], "README.md").read_text(encoding="utf-8")

    assert page == markdown() + "\n"


def test_explain_shows_examples_and_limits_of_every_rule() -> None:
    for description in map(describe, all_checks()):
        text = in_full(description)

        assert description.limits in text
        assert "会指出：\n  - " in text
        assert "不会指出：\n  - " in text
