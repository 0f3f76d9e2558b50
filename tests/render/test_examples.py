"""The well-formed indicators that a report offers are well formed."""

import re
from dataclasses import replace

import pytest

from auditor.checks import catalogue, engine
from auditor.checks.examples import document, indicator, project
from auditor.classify.heuristics import judge_documents
from auditor.domain import Category, Certainty, Corpus, Severity
from auditor.pipeline import examine, rule_text
from auditor.render.examples import example_for, sectors
from auditor.settings import Settings
from auditor.text.language import Language
from auditor.text.lexicon import Lexicons

LANGUAGE = Language(Lexicons.load({}))
ALL = [
    pytest.param(category, example, id=example.kind)
    for sector in sectors()
    for category, example in sector.examples.items()
]


def filled(text: str) -> str:
    """As a department would fill it in: years, months, then figures."""
    dated = re.sub("__年__月底前", "2025年6月底前", text)
    return re.sub("__", "12", re.sub("__%", "98%", re.sub("__年(?!，|$)", "2024年", dated)))


@pytest.mark.parametrize(("category", "example"), ALL)
def test_an_example_filled_in_is_found_fault_with_by_no_rule_of_its_row(category, example):
    level1 = "产出指标" if category in list(Category)[:4] else "效益指标"
    row = indicator(
        category.value,
        filled(example.name),
        filled(example.value),
        description=filled(example.description),
        basis=filled(example.basis),
        level1=level1,
    )
    where = document(project(row, name="某项目"))
    judged = judge_documents([where], LANGUAGE)
    (judgement,) = judged.values()
    corpus = Corpus((where,), judged)
    outcome = engine.run(corpus, catalogue.all_checks(), Settings(), LANGUAGE)
    faults = [f for f in outcome.findings if f.rows and f.severity is not Severity.NOTE]

    assert judgement.vagueness.label.label == 0
    assert not judgement.category.mismatch
    assert [f"{f.rule} {f.message}" for f in faults] == []


@pytest.mark.parametrize(("category", "example"), ALL)
def test_an_example_has_slots_and_no_figure_that_could_be_taken_for_the_departments(
    category, example
):
    texts = (example.name, example.value, example.basis)

    assert "__" in example.value
    assert not [t for t in texts if re.search(r"\d", t)]
    assert set(re.findall(r"\d+", example.description)) <= {"100"}


def test_the_sector_for_all_others_has_every_class():
    assert sectors()[0].examples.keys() == set(Category) - {Category.INPUT}
    assert not sectors()[0].words


@pytest.mark.parametrize(
    ("name", "purpose", "kind"),
    [
        ("农民技能培训", "用于举办培训", "数量指标·培训"),
        ("河道治理工程", "用于河道治理", "数量指标·环境治理"),
        ("无从归类的事", "", "数量指标·通用"),
    ],
)
def test_an_example_is_of_the_rows_class_and_the_projects_sector(name, purpose, kind):
    where = document(project(indicator("数量指标", "数量", "若干"), name=name, purpose=purpose))
    corpus = Corpus((where,), judge_documents([where], LANGUAGE))
    (row,) = corpus.rows(where, where.projects[0])
    example = example_for(row)

    assert example is not None
    assert example.kind == kind


def test_a_row_of_no_known_class_has_no_example():
    where = document(project(indicator("其他", "数量", "若干")))
    corpus = Corpus((where,), judge_documents([where], LANGUAGE))
    (row,) = corpus.rows(where, where.projects[0])

    assert example_for(row) is None


#: Findings that say what else a table needs, which an example of one row has not.
OF_THE_TABLE = frozenset({"M01", "M02", "M04"})


@pytest.mark.parametrize("check", catalogue.all_checks(), ids=lambda check: check.code)
def test_a_rules_example_that_a_department_is_shown_has_no_other_fault(check):
    """Reports print it as well written: no other rule may find fault with it."""
    if not rule_text(check).good:
        return
    good = catalogue.describe(check).good
    projects = tuple(
        replace(
            p,
            indicators=tuple(
                replace(
                    i, **{f: filled(getattr(i, f) or "") for f in ("name", "description", "value")}
                )
                for i in p.indicators
            ),
        )
        for p in good.projects
    )
    corpus = engine.compared(examine([replace(good, projects=projects)], LANGUAGE), Settings(), ())
    outcome = engine.run(corpus, catalogue.all_checks(), Settings(), LANGUAGE)

    assert [
        f"{f.rule} {f.message}"
        for f in outcome.findings
        if f.severity is not Severity.NOTE
        and f.certainty is not Certainty.UNSURE
        and f.rule not in OF_THE_TABLE
    ] == []
