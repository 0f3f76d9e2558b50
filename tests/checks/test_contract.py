"""What every check must carry, and that its own examples hold."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

import pytest

import auditor.checks
from auditor.checks.base import Check, CorpusCheck, DocumentCheck, ProjectCheck, RowCheck
from auditor.checks.catalogue import FAMILIES, all_checks, describe
from auditor.checks.engine import run
from auditor.checks.policy import PRINTABLE_GRADES, policies
from auditor.classify import store
from auditor.classify.heuristics import judge_documents
from auditor.domain import Corpus, Document
from auditor.settings import Settings
from auditor.text.language import default_language

CHECKS = all_checks()
MODELS = Path(__file__).parents[2] / "models"
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda c: f"{c.code}-{c.slug}")


def found(check: type[Check], document: Document) -> list[str]:
    language = default_language()
    documents = (document, *check.beside)
    models = store.load(MODELS) if check.asks_models else None
    corpus = Corpus(documents, judge_documents(documents, language, models))
    outcome = run(corpus, [check], Settings(), language, strict=True)
    return [f.message for f in outcome.findings]


def test_every_check_file_is_wired() -> None:
    """A check class that nobody wires would silently never run."""
    written = set()
    for module in pkgutil.walk_packages(auditor.checks.__path__, "auditor.checks."):
        for value in vars(importlib.import_module(module.name)).values():
            bases = {Check, RowCheck, ProjectCheck, DocumentCheck, CorpusCheck}
            if isinstance(value, type) and issubclass(value, Check) and value not in bases:
                written.add(value)

    assert written == set(CHECKS)


def test_codes_slugs_and_titles_are_unique() -> None:
    for attribute in ("code", "slug", "title"):
        counts = Counter(getattr(check, attribute) for check in CHECKS)

        assert [name for name, n in counts.items() if n > 1] == []


@each_check
def test_metadata_is_complete(check: type[Check]) -> None:
    assert re.fullmatch(r"[A-Z]\d\d", check.code)
    assert check.code[0] in FAMILIES
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.slug)
    assert check.advice.strip()
    assert describe(check).fault.endswith("。")


@each_check
def test_file_is_named_after_the_slug(check: type[Check]) -> None:
    assert check.__module__.rsplit(".", 1)[-1] == check.slug.replace("-", "_")


@each_check
def test_cites_only_what_may_be_printed(check: type[Check]) -> None:
    for key in check.policy:
        assert policies()[key].grade in PRINTABLE_GRADES


@each_check
def test_supersedes_known_slugs(check: type[Check]) -> None:
    assert set(check.supersedes) <= {c.slug for c in CHECKS}


@each_check
def test_finds_its_bad_example(check: type[Check]) -> None:
    assert found(check, check.bad)


@each_check
def test_passes_its_good_example(check: type[Check]) -> None:
    assert found(check, check.good) == []


@each_check
def test_invents_no_number_in_its_advice(check: type[Check]) -> None:
    """Numbers belong to the department; advice leaves slots."""
    assert not re.search(r"\d", check.advice)


@each_check
def test_file_stays_on_one_screen(check: type[Check]) -> None:
    module = importlib.import_module(check.__module__)
    with open(str(module.__file__), encoding="utf-8") as file:  # noqa: PTH123
        source = file.read()

    assert ast.parse(source)
    assert source.count("\n") <= 160
