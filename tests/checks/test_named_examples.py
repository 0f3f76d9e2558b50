"""Every rule finds, in the five public documents, the examples that were named for it.

The entries stand in `named_examples.yaml`: rule slug, then where. `document` is the number a file
begins with, `project` the project's number; `row` or a fragment of the finding's `quote` says what
in it, and an entry with neither is met by any finding of the rule on that project. `held: true`
marks an example that looks damaged by conversion: it must be seen and held back.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.checks.catalogue import all_checks, find
from auditor.checks.engine import Outcome, run
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Corpus, Finding
from auditor.readers import read
from auditor.settings import Settings
from auditor.tables import understand
from auditor.text.language import default_language

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE.parents[1] / "corpora" / "documents").glob("*.txt"))
EXAMPLES = [
    (slug, entry)
    for slug, entries in yaml.safe_load(
        (HERE / "named_examples.yaml").read_text(encoding="utf-8")
    ).items()
    for entry in entries
]


@cache
def outcome(*, by_rules: bool) -> Outcome:
    settings, language = Settings(), default_language()
    documents = tuple(understand(read(f, f.name, settings), f.name) for f in DOCUMENTS)
    models = None if by_rules else store.load(HERE.parents[1] / "models")
    corpus = Corpus(documents, judge_documents(documents, language, models))
    return run(corpus, all_checks(), settings, language, strict=True)


def meets(finding: Finding, slug: str, entry: dict[str, Any]) -> bool:
    return (
        finding.slug == slug
        and finding.document.startswith(entry["document"])
        and entry.get("project") in {None, finding.project_seq}
        and entry.get("row") in {None, *finding.rows}
        and entry.get("quote", "") in finding.quote
        and entry.get("severity") in {None, finding.severity}
    )


def label(slug: str, entry: dict[str, Any]) -> str:
    return f"{slug}: " + " ".join(f"{k}={v}" for k, v in entry.items())


@pytest.mark.parametrize("by_rules", [True, False], ids=["rules alone", "with models"])
@pytest.mark.parametrize(
    ("slug", "entry"), EXAMPLES, ids=[label(slug, entry) for slug, entry in EXAMPLES]
)
def test_named_example_is_found(slug: str, entry: dict[str, Any], by_rules: bool) -> None:
    """An example that a more telling rule on the same row speaks for counts as found."""
    assert find(slug) is not None, f"no rule is called {slug}"
    found = outcome(by_rules=by_rules)
    held = [f for f, why in found.suppressed if "解析存疑" in why]
    told = [*found.findings, *(f for f, _ in found.suppressed if f not in held)]

    assert any(meets(f, slug, entry) for f in (held if entry.get("held") else told))
