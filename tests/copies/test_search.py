"""What counts as alike, what is habit, and what the plain data of a pair says."""

import importlib
import random
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks.examples import document, indicator, project
from auditor.classify.heuristics import judge_documents
from auditor.copies import tables
from auditor.copies.cluster import clusters, medoid
from auditor.copies.rarity import Counted, Rarity
from auditor.copies.search import search
from auditor.copies.stored import publication
from auditor.domain import Change, CopyKind, CopyScope, Scope, Usual
from auditor.settings import Thresholds
from auditor.text.language import default_language

ROOT = Path(__file__).parents[2]
ROWS = (
    indicator("数量指标", "非遗展演进社区场次", "≥24场"),
    indicator("质量指标", "展演节目审核通过率", "100%"),
    indicator("时效指标", "展演年度计划完成时间", "11月底前"),
    indicator("社会效益指标", "群众对非遗项目的知晓程度", "明显提高"),
    indicator("满意度指标", "服务对象满意度", "≥95%"),
)


def found(*documents, history=(), templates=()):
    judgements = judge_documents((*documents, *history), default_language())
    return search(documents, judgements, Thresholds(), history, templates)


def in_department(name, *projects, year=2025, **fields):
    return document(*projects, department=name, year=year, id=f"{name}-{year}", **fields)


# --------------------------------------------------------------------------------------------
# Groups

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9))
    .map(sorted)
    .map(tuple)
    .filter(lambda p: p[0] < p[1]),
    st.sampled_from([0.6, 0.7, 0.8, 0.9, 1.0]),
    max_size=25,
)


@given(PAIRS)
def test_members_of_a_group_are_all_alike(pairs):
    groups = clusters(pairs)

    assert all((a, b) in pairs for g in groups for a in g for b in g if a < b)
    assert len({m for g in groups for m in g}) == sum(map(len, groups))


@given(PAIRS, st.randoms())
def test_groups_do_not_depend_on_the_order_of_pairs(pairs, chance):
    shuffled = list(pairs.items())
    chance.shuffle(shuffled)

    assert clusters(dict(shuffled)) == clusters(pairs)


def test_a_chain_of_barely_similar_texts_stays_apart():
    chain = {(n, n + 1): 0.6 for n in range(10)}

    assert max(map(len, clusters(chain))) == 2


def test_the_medoid_is_nearest_to_the_others():
    assert medoid([0, 1, 2], {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.6}) == 1


# --------------------------------------------------------------------------------------------
# Habit


def test_what_many_departments_write_weighs_nothing():
    counted = Counted(100, {"验收合格率": 40, "一部两部": 2})
    rarity = Rarity(Counted(0, {}), counted)

    assert rarity.weight("验收合格率") == 0
    assert rarity.weight("一部两部") == 1
    assert rarity.weight("别处没有") == 1


def test_the_built_in_table_knows_habit_in_a_corpus_of_one_document():
    copies = found(in_department("甲局", project(*ROWS)))

    assert [(s.text, s.reason) for s in copies.set_aside] == [("服务对象满意度", Usual.HABIT)]
    assert copies.set_aside[0].share > 0.3


def test_a_prescribed_row_is_set_aside_and_said_to_be():
    one, other = (
        in_department("甲局", project(*ROWS)),
        in_department("乙局", project(*ROWS, name="水利")),
    )
    templates = [i.name for i in ROWS]

    assert found(one, other).pairs
    copies = found(one, other, templates=templates)
    assert copies.pairs == ()
    assert {s.reason for s in copies.set_aside} == {Usual.TEMPLATE}


# --------------------------------------------------------------------------------------------
# Pairs


def test_stretches_give_back_both_texts_as_printed():
    changed = (indicator("数量指标", "全年非遗展演 进社区场次", "≥36 场"), *ROWS[1:])
    copies = found(
        in_department("甲局", project(*ROWS)), in_department("乙局", project(*changed, name="水利"))
    )

    (pair,) = copies.pairs
    assert pair.scope is CopyScope.DEPARTMENT
    first = pair.aligned[0]
    assert first.kind is CopyKind.NEAR
    assert ["".join(s.a for s in t.stretches) for t in first.texts] == [
        "非遗展演进社区场次",
        "≥24场",
    ]
    assert ["".join(s.b for s in t.stretches) for t in first.texts] == [
        "全年非遗展演 进社区场次",
        "≥36 场",
    ]


def test_the_order_of_rows_and_of_documents_changes_nothing():
    turned = random.Random(1).sample(ROWS, len(ROWS))
    one, other = (
        in_department("甲局", project(*ROWS)),
        in_department("乙局", project(*turned, name="水利")),
    )

    (pair,) = found(one, other).pairs
    assert (pair.kind, pair.similarity) == (CopyKind.SAME, 1.0)
    (back,) = found(other, one).pairs
    assert (back.cluster, back.similarity) == (pair.cluster, pair.similarity)


def test_only_years_give_a_direction():
    now = in_department("甲局", project(*ROWS))
    before = in_department("甲局", project(*ROWS), year=2024)

    for history in ((before,), ()):
        documents = (now,) if history else (now, before)
        (pair,) = found(*documents, history=history).pairs
        assert (pair.scope, pair.a.year, pair.b.year) == (CopyScope.YEAR, 2024, 2025)
        assert {r.change for r in pair.aligned} == {Change.UNCHANGED}


def test_a_year_that_was_not_read_gives_no_direction():
    known, unknown = (
        in_department("甲局", project(*ROWS), year=2024),
        in_department("甲局", project(*ROWS, name="水利"), year=None),
    )

    (pair,) = found(known, unknown).pairs
    assert pair.scope is CopyScope.PROJECT


def test_a_unit_comes_after_the_department_above_it():
    above = in_department("甲局", project(*ROWS))
    below = replace(in_department("乙站", project(*ROWS, name="水利")), parent="甲局")

    for documents in ((above, below), (below, above)):
        (pair,) = found(*documents).pairs
        assert (pair.a.department, pair.b.department) == ("甲局", "乙站")


def test_rows_that_a_table_has_twice_are_told_with_their_places():
    twice = indicator("质量指标", "展演节目审核通过率", "≥90%")
    again = indicator("社会效益指标", "非遗展演 进社区场次", "≥24场")
    (same, numbers) = found(in_department("甲局", project(*ROWS, twice, again))).pairs

    assert {p.scope for p in (numbers, same)} == {CopyScope.ROW}
    assert (same.kind, same.a.rows, same.b.rows) == (CopyKind.SAME, (1,), (7,))
    assert (numbers.kind, numbers.a.rows, numbers.b.rows) == (CopyKind.NUMBERS, (2,), (6,))
    assert same.shared
    assert numbers.shared == ()


@pytest.mark.parametrize(
    ("name", "value"), [("春季非遗展演进社区场次", "≥24场"), ("非遗展演进社区场次", "明显增加")]
)
def test_rows_of_a_table_that_are_only_like_each_other_are_not(name, value):
    other = indicator("数量指标", name, value)

    assert found(in_department("甲局", project(*ROWS, other))).pairs == ()


def test_paragraphs_that_a_document_has_twice_are_told_set_phrases_too():
    text = "加强支出管理，优化支出结构，编细编实预算，及时支付资金，确保支出进度达标。"
    sections = [("保障措施", f"（{n}）{text}") for n in "二三四"]
    pairs = found(in_department("甲局", paragraphs=sections)).pairs

    assert {(p.scope, p.kind) for p in pairs} == {(CopyScope.NARRATIVE, CopyKind.SAME)}
    assert [(p.a.paragraph, p.b.paragraph) for p in pairs] == [(1, 2), (1, 3)]
    assert len({p.cluster for p in pairs}) == 1


def test_a_text_in_hundreds_of_places_is_set_aside_and_said_to_be():
    goal = "围绕特色果蔬产业做优品种、做强加工、做响品牌，建设三个标准化示范园，带动周边农户增收。"
    offices = [in_department(f"{n}局", project(goals=[goal], name="某事")) for n in range(401)]

    copies = found(*offices)
    assert copies.pairs == ()
    assert [(s.reason, s.places) for s in copies.set_aside] == [(Usual.HABIT, 401)]
    assert len(found(*offices[:3]).pairs) == 3


def test_the_history_is_not_searched_by_itself():
    old = [in_department(name, project(*ROWS, name=name), year=2020) for name in ("甲局", "乙局")]

    assert found(in_department("丙局"), history=old).pairs == ()


def test_many_equal_tables_come_out_as_one_group_and_its_middle():
    names = ("租赁", "清淤", "宣传", "培训", "绿化", "审计", "监测", "消防")
    copies = found(in_department("甲局", *(project(*ROWS, name=n) for n in names)))

    (group,) = copies.clusters
    assert len(group.members) == len(names)
    assert len(copies.pairs) == len(names) - 1
    assert {p.cluster for p in copies.pairs} == {group.id}


def test_a_group_keeps_its_id_when_members_join():
    first = in_department("甲局", project(*ROWS), year=2023)
    others = [in_department(n, project(*ROWS, name=f"{n}事项")) for n in ("乙局", "丙局")]

    (small,), (large,) = found(first, others[0]).clusters, found(first, *others).clusters
    assert small.id == large.id
    assert (large.first_seen, len(large.members)) == (2023, 3)


def test_a_repeated_publication_is_no_copy():
    one = in_department("甲局", project(*ROWS))

    assert found(one, replace(one, id="同一份.docx", duplicate_of=one.id)).pairs == ()


# --------------------------------------------------------------------------------------------
# Planted copies in the five public documents


@pytest.fixture(scope="module")
def planted():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        copies_planted = importlib.import_module("copies_planted")

        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("AUDITOR_PUBLISHED_DATA", raising=False)
            return copies_planted.plan(copies_planted.base(), each=2, seed=7)
    finally:
        sys.path.pop(0)


def test_planted_copies_are_found_with_their_sources(planted):
    pairs = found(*planted.documents).pairs
    ends = {
        frozenset({(p.a.document, p.a.project_seq), (p.b.document, p.b.project_seq)}) for p in pairs
    }
    copies = [p for p in planted.planted if p.rows]
    missed = [p.kind for p in copies if frozenset({(p.document, p.seq), p.source}) not in ends]

    assert len(missed) <= len(copies) * 0.15, missed


def test_tables_are_found_as_if_each_were_held_against_each(planted):
    """Only tables that share something are compared; comparing all gives no more."""
    judgements = judge_documents(planted.documents, default_language())
    every, _ = tables.tables(planted.documents, (), judgements)
    whole = [t for t in every if t.project.scope is Scope.PROJECT]
    compared = [
        pair
        for one, other in combinations(whole, 2)
        if (pair := tables.compare(one, other, Thresholds())) is not None
    ]

    def ends(pairs):
        return {frozenset({id(p.a), id(p.b)}) for p in pairs}

    assert len(compared) > 10
    assert ends(tables.alike(every, Thresholds())) == ends(compared)


def test_shared_tables_of_the_public_documents_are_found(planted):
    pairs = {
        (p.a.document[:3], p.a.project_seq, p.b.project_seq): p
        for p in found(*planted.documents).pairs
        if p.a.document == p.b.document
    }

    assert len(pairs["001", 2, 4].shared) == 8
    assert len(pairs["003", 2, 4].shared) == 6
    assert len(pairs["000", 2, 8].shared) == 4


def test_a_publication_is_known_by_its_words_and_sums_not_by_how_these_are_written():
    def table(budget):
        return document(project(indicator("数量指标", "培训场次", "≥6场"), budget=budget))

    words = [document(paragraphs=[("总体绩效目标", text)]) for text in ("一", "二")]
    assert publication(table("0")) == publication(table("0.00"))
    assert publication(table("0")) != publication(table("5"))
    assert publication(words[0]) != publication(words[1])
