"""Runs the cases in `cases/*.yaml`: each rule's firings and its near misses, as data."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.checks.catalogue import all_checks, find
from auditor.checks.engine import run
from auditor.checks.examples import from_mapping
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Corpus
from auditor.settings import Settings
from auditor.text.language import default_language

MODELS = Path(__file__).parents[2] / "models"
FOLDER = Path(__file__).parent / "cases"
FILES = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")
}
CASES = [(stem, case) for stem, data in sorted(FILES.items()) for case in data["cases"]]


@pytest.mark.parametrize(("slug", "case"), CASES, ids=[f"{s}: {c['name']}" for s, c in CASES])
def test_case(slug: str, case: dict[str, Any]) -> None:
    check = find(slug)
    assert check is not None, f"no rule is called {slug}"
    documents = from_mapping(case)
    language = default_language()
    models = store.load(MODELS) if check.asks_models else None
    corpus = Corpus(documents, judge_documents(documents, language, models))

    outcome = run(corpus, [check], Settings(), language, strict=True)

    expected = case["finds"]
    assert len(outcome.findings) == len(expected), [f.message for f in outcome.findings]
    for finding, wanted in zip(outcome.findings, expected, strict=True):
        for key, value in wanted.items():
            actual = getattr(finding, key)
            actual = list(actual) if isinstance(actual, tuple) else actual
            if key in {"message", "advice"}:
                assert value in actual
            else:
                assert actual == value, key


@pytest.mark.parametrize("check", all_checks(), ids=lambda c: c.slug)
def test_every_rule_has_firings_and_near_misses(check: Any) -> None:
    cases = FILES[check.slug]["cases"]

    assert sum(bool(c["finds"]) for c in cases) >= 2
    assert sum(not c["finds"] for c in cases) >= 2
