"""Rows as numbers: the batch's short cuts must give what a plain loop would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from auditor.classify.features import (
    PAIRS,
    Matrix,
    Texts,
    every_value,
    filed_columns,
    fit_encoder,
    spoken,
    symbol_columns,
)
from auditor.classify.heuristics import opinion
from auditor.classify.linear import logistic, products
from auditor.classify.words import Words
from auditor.domain import Indicator, Project
from auditor.text.language import default_language
from auditor.text.normalise import fold

LANGUAGE = default_language()
LISTS = tuple(n for n in LANGUAGE.lexicons.names() if n != "dictionary")
ROWS = [
    ("数量指标", "举办培训班场次", "≥6场"),
    ("质量指标", "培训合格率", "≥95%"),
    ("社会效益指标", "提升办公服务水平", "≥90%"),
    ("社会效益指标", "营商环境", "持续改善"),
    ("时效指标", "项目完成时间", "2025年12月底"),
    ("成本指标", "总成本", "≤200万元"),
    ("服务对象满意度指标", "群众满意度", "≥95%"),
    ("质量指标", None, None),
    (None, "设备购置数量", "12"),
]
texts = st.text("提升办公服务水平培训合格率设备完成≥95%（次）万元a1", max_size=24)


def observed(rows):
    return [
        opinion(
            Indicator(1, "产出指标", level2, name, None, value, None), Project(1), LANGUAGE
        ).observed
        for level2, name, value in rows
    ]


@pytest.fixture(scope="module")
def encoder():
    return fit_encoder(observed(ROWS), LANGUAGE, LISTS, 12, 1)


@given(st.lists(texts, max_size=6), st.integers(1, 4))
def test_an_n_gram_has_the_same_hash_wherever_it_stands(given_texts, order):
    by_gram = {}
    owners, hashes = Texts.of(given_texts).grams(order)
    grams = [
        (n, marked[start : start + order])
        for n, marked in enumerate(f"\x02{t}\x03" for t in given_texts)
        for start in range(len(marked) - order + 1)
    ]
    assert [n for n, _ in grams] == owners.tolist()
    for (_, gram), found in zip(grams, hashes.tolist(), strict=True):
        assert by_gram.setdefault(gram, found) == found
    assert len(set(by_gram.values())) == len(by_gram)


@settings(deadline=None, max_examples=40)
@given(st.lists(texts.map(fold), max_size=4))
def test_word_lists_speak_as_the_rules_hear_them(given_texts):
    words, lists = Words(LANGUAGE), LISTS[::-1]
    for at_end, asks in ((False, words.inside), (True, words.at_end)):
        owners, numbers = spoken(given_texts, lists, LANGUAGE, at_end=at_end)
        assert set(zip(owners.tolist(), numbers.tolist(), strict=True)) == {
            (row, number)
            for row, text in enumerate(given_texts)
            for number, name in enumerate(lists)
            if asks(name, text)
        }


def test_a_row_is_encoded_alike_alone_and_among_others(encoder):
    rows = observed(ROWS)
    together = dense(encoder, encoder.encode(rows, LANGUAGE))
    for number, row in enumerate(rows):
        alone = dense(encoder, encoder.encode([row], LANGUAGE))
        np.testing.assert_allclose(alone[0], together[number], rtol=1e-6)


def dense(encoder, matrix):
    places = (matrix.rows, matrix.columns)
    return csr_matrix((matrix.data, places), (matrix.count, encoder.width)).toarray()


@settings(deadline=None)
@given(st.lists(st.integers(0, 30) | st.just(300), max_size=40), st.sampled_from([1, 2, 5, 20]))
def test_a_sum_is_the_same_whatever_rows_stand_beside_it(lengths, questions):
    """To the last bit, and that of adding one entry after the other."""
    chance = np.random.default_rng(len(lengths))
    weights = chance.normal(size=(50, questions)).astype(np.float32)
    rows = np.repeat(np.arange(len(lengths)), lengths).astype(np.int64)
    columns = chance.integers(0, 50, len(rows))
    data = chance.normal(size=len(rows)).astype(np.float32)
    found = products(Matrix(rows, columns, data, len(lengths)), weights)
    expected = np.zeros((len(lengths), questions))
    for row, column, amount in zip(rows, columns, data, strict=True):
        expected[row] += weights[column] * amount
    np.testing.assert_array_equal(found, expected)


def test_scores_equal_those_of_scikit_learn(encoder):
    rows = observed(ROWS)
    matrix = encoder.encode(rows, LANGUAGE)
    table = csr_matrix(dense(encoder, matrix).astype(np.float64))
    answers = np.array([0, 0, 1, 1, 0, 0, 0, 1, 1])
    model = LogisticRegression(C=10).fit(table, answers)
    weights = model.coef_.T.astype(np.float32)
    ours = logistic(products(matrix, weights) + model.intercept_)[:, 0]
    np.testing.assert_allclose(ours, model.predict_proba(table)[:, 1], atol=1e-6)


def test_the_filed_class_can_be_hidden(encoder):
    rows = observed([("数量指标", "培训合格率", "≥95%"), ("质量指标", "培训合格率", "≥95%")])
    table = dense(encoder, encoder.encode(rows, LANGUAGE))
    assert (table[0] != table[1]).any()
    table[:, list(filed_columns())] = 0
    np.testing.assert_array_equal(table[0], table[1])


def test_every_column_has_a_name_of_its_own():
    names = symbol_columns()
    assert len(set(names)) == len(names)
    sizes = {name: len(values) for name, values in every_value().items()}
    assert len(names) == sum(sizes.values()) + sum(sizes[a] * sizes[b] for a, b in PAIRS)
