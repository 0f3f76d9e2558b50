"""Counts, nearest texts and components are those of the listed pairs."""

import random

import numpy as np
import pytest

from auditor.copies import summary
from auditor.copies.join import Pairs, chunks, join
from auditor.copies.summary import summarise

TEXTS = [f"{'甲乙丙丁'[n % 4]}{n % 5}培训{n % 3}人员{n}合格率" for n in range(60)] + ["无关", ""]


@pytest.fixture(params=[False, True], ids=["plain", "compiled"])
def _way(request, monkeypatch):
    monkeypatch.setattr(summary, "_MANY", 0 if request.param else 10**9)


@pytest.mark.usefixtures("_way")
def test_a_summary_says_of_each_text_what_its_pairs_say():
    pairs = join(TEXTS, 0.55)
    made = summarise(chunks(TEXTS, 0.55), len(TEXTS))

    near = {n: [] for n in range(len(TEXTS))}
    for left, right, similarity in pairs:
        near[left].append((-similarity, right))
        near[right].append((-similarity, left))
    assert made.pairs == len(pairs)
    assert made.neighbours.tolist() == [len(near[n]) for n in near]
    assert made.nearest.tolist() == [min(near[n])[1] if near[n] else -1 for n in near]
    assert made.similarity.tolist() == [-min(near[n])[0] if near[n] else 0 for n in near]
    for n, others in near.items():
        assert made.component[n] <= n
        assert {made.component[other] for _, other in others} <= {made.component[n]}
    assert len(set(made.component.tolist())) < len(TEXTS)


@pytest.mark.usefixtures("_way")
def test_the_order_of_pairs_changes_nothing():
    pairs = list(join(TEXTS, 0.55))
    random.Random(1).shuffle(pairs)
    left, right, similarity = map(np.array, zip(*pairs, strict=True))
    shuffled = summarise([Pairs(left, right, similarity)], len(TEXTS))
    made = summarise(chunks(TEXTS, 0.55), len(TEXTS))

    for name in ("neighbours", "nearest", "similarity", "component"):
        assert getattr(shuffled, name).tolist() == getattr(made, name).tolist()
