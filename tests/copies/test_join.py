"""The join finds every similar pair and no other, whichever way it goes about it."""

import pickle
import subprocess
import sys
from contextlib import contextmanager
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.copies import fingerprint as fingerprints
from auditor.copies import join as joins
from auditor.copies.fingerprint import fingerprint, group
from auditor.copies.join import chunks, join, join_between, join_share, shares

# The first example may wait for the compiler.
LAW = settings(deadline=None, max_examples=80)

THRESHOLDS = st.one_of(
    st.sampled_from([0.1, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1.0]),
    st.floats(0.05, 1.0),
)
# Few characters, so that rows share grams and copies repeat; some from far planes.
TEXTS = st.lists(
    st.one_of(
        st.text("完成率数", max_size=6),
        st.text("ab𠀀\x00\ud800", max_size=9),
        st.text("培训合格率≥95%项目", min_size=8, max_size=40),
        st.text(max_size=5),
    ),
    max_size=40,
)


def gram_set(text, size):
    if len(text) < size:
        return {text} if text else set()
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def jaccard(one, other, size):
    one, other = gram_set(one, size), gram_set(other, size)
    return len(one & other) / len(one | other) if one and other else 0.0


def distinct(texts):
    return list(dict.fromkeys(texts))


def brute_force(texts, threshold, size):
    texts = distinct(texts)
    return [
        (i, j, similarity)
        for i, j in combinations(range(len(texts)), 2)
        if (similarity := jaccard(texts[i], texts[j], size)) >= threshold
    ]


@contextmanager
def way(compiled, frequent=512):
    """One of the two ways of joining, whatever the number of rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprints, "compiled_pays", lambda texts: compiled)
        patch.setattr(joins, "compiled_pays", lambda texts: compiled)
        patch.setattr(joins, "COMPARED_PLAINLY", 10**9)
        patch.setattr(joins, "FREQUENT", frequent)
        yield


# In plain Python; compiled with signatures of two grams always, often, never.
WAYS = [(False, 0), (True, 0), (True, 2), (True, 512)]
IDS = ["plain", "two grams", "two grams where frequent", "one gram"]


@pytest.mark.parametrize("how", WAYS, ids=IDS)
@LAW
@given(texts=TEXTS, threshold=THRESHOLDS, size=st.integers(1, 3))
def test_pairs_are_those_of_comparing_everything(how, texts, threshold, size):
    with way(*how):
        assert list(join(texts, threshold, size=size)) == brute_force(texts, threshold, size)


@pytest.mark.parametrize("how", WAYS, ids=IDS)
@LAW
@given(left=TEXTS, right=TEXTS, threshold=THRESHOLDS, data=st.data())
def test_joining_two_sets_is_filtering_the_join_of_both(how, left, right, threshold, data):
    right = [*right, *data.draw(st.lists(st.sampled_from(left), max_size=5))] if left else right
    with way(*how):
        found = list(join_between(left, right, threshold))

    assert found == [
        (i, j, jaccard(a, b, 2))
        for (i, a), (j, b) in product(enumerate(distinct(left)), enumerate(distinct(right)))
        if jaccard(a, b, 2) >= threshold
    ]


@LAW
@given(texts=TEXTS, threshold=THRESHOLDS, parts=st.integers(1, 5))
def test_shares_for_other_machines_have_every_pair_once(texts, threshold, parts):
    with way(compiled=True, frequent=2):
        sent = map(pickle.dumps, shares(fingerprint(texts), threshold, parts))
        found = [pair for share in sent for pair in join_share(pickle.loads(share))]

    assert sorted(found) == brute_force(texts, threshold, 2)


@pytest.mark.parametrize("compiled", [False, True])
def test_pairs_come_in_pieces_where_copies_repeat(compiled, monkeypatch):
    monkeypatch.setattr(joins, "CHUNK", 50)
    texts = [f"培训人员参加年度业务学习的合格率{number}" for number in range(100)]
    with way(compiled):
        pieces = list(chunks(texts, 0.6))

    assert sum(map(len, pieces)) == 100 * 99 / 2
    assert max(map(len, pieces)) <= 150
    assert all(list(piece) == sorted(piece) for piece in pieces)


def test_a_reader_may_stop_early(monkeypatch):
    monkeypatch.setattr(joins, "CHUNK", 10)
    with way(compiled=True):
        pieces = chunks([f"培训人员参加学习的合格率{number}" for number in range(200)], 0.5)
        next(pieces)
        pieces.close()


def test_threads_do_not_change_the_answer():
    texts = [f"{number % 37}培训{number % 11}人员{number % 7}合格率" for number in range(500)]
    with way(compiled=True, frequent=5):
        one, three = (list(join(texts, 0.5, threads=threads)) for threads in (1, 3))

    assert one == three
    assert one


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01, float("nan")])
def test_a_threshold_that_means_nothing_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold"):
        join(["培训", "学习"], threshold)


@pytest.mark.parametrize("size", [0, 4])
def test_grams_of_a_size_that_fits_no_word_are_refused(size):
    with pytest.raises(ValueError, match="size"):
        fingerprint(["培训"], size)


@LAW
@given(st.lists(st.text("ab", max_size=2)))
def test_groups_are_numbered_by_first_appearance(texts):
    groups = group(texts)

    assert [texts[row] for row in groups.first] == distinct(texts)
    assert [distinct(texts)[number] for number in groups.of] == texts
    assert [list(rows) for rows in groups.members()] == [
        [row for row, text in enumerate(texts) if text == one] for one in distinct(texts)
    ]
    assert groups.sizes.tolist() == [texts.count(one) for one in distinct(texts)]


def test_texts_that_only_share_a_hash_stay_apart():
    class Colliding(str):
        def __hash__(self):
            return 1

    groups = group([Colliding("a"), Colliding("b"), Colliding("a")])

    assert groups.of.tolist() == [0, 1, 0]


@LAW
@given(texts=TEXTS, size=st.integers(1, 3))
def test_compiled_and_plain_fingerprints_are_equal(texts, size):
    made = []
    for compiled in (False, True):
        with way(compiled):
            made.append(fingerprint(texts, size))
    plain, other = made

    for name in ("order", "offsets", "grams", "codes"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(other, name))


def test_a_table_of_grams_grows_as_needed():
    texts = [chr(0x4E00 + at) + chr(0x4E00 + at // 2) + str(at) for at in range(20_000)]
    with way(compiled=True):
        prints = fingerprint([*texts, "".join(texts)])

    assert len(prints.codes) == len(
        set().union(*(gram_set("".join(texts), 2), *(gram_set(t, 2) for t in texts)))
    )
    assert len(prints.grams) == sum(len(gram_set(t, 2)) for t in texts) + len(
        gram_set("".join(texts), 2)
    )


def test_few_texts_that_are_all_alike_are_compared_in_compiled_code(monkeypatch):
    monkeypatch.setattr(joins, "compiled_pays", lambda texts: False)
    monkeypatch.setattr(joins, "_plain", None)
    texts = [f"培训人员参加学习的合格率{number}" for number in range(800)]

    assert len(join(texts, 0.6)) > 0


def test_a_small_audit_does_not_pay_for_the_compiler():
    script = (
        "import sys; from auditor.copies.join import join, join_between;"
        "from auditor.copies.rows import keys; from auditor.copies.summary import summarise;"
        "texts = keys(['培训人次'] * 300, [f'参加培训{n}人' for n in range(300)]);"
        "assert summarise([join(texts, 0.5)], 300).pairs > 0;"
        "assert len(join_between(texts, texts, 1)) >= 300;"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
