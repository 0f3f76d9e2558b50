"""Parts for fair measuring: by department, and no near-duplicate of a test row in training."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer

from auditor.text.normalise import fold

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: Rows whose character pairs, numbers masked, agree at least this far (Jaccard) are one cluster.
ALIKE = 0.75
#: Departments within this many rows of each other are dealt out in shuffled order.
_BAND = 20


@dataclass(frozen=True)
class Split:
    """`folds[i]` is the part of example `i`; `clusters[i]` the near-duplicates it belongs to."""

    folds: NDArray[np.int64]
    clusters: NDArray[np.int64]
    parts: int

    def training(self, excluded: frozenset[int]) -> NDArray[np.int64]:
        """The examples of the other parts that are no near-duplicate of an excluded one."""
        out = np.isin(self.folds, sorted(excluded))
        leaking = np.isin(self.clusters, self.clusters[out])
        return np.flatnonzero(~out & ~leaking)

    def test(self, part: int) -> NDArray[np.int64]:
        """The examples of one part."""
        return np.flatnonzero(self.folds == part)


def split(departments: Sequence[str], texts: Sequence[str], parts: int, seed: int) -> Split:
    """Deal whole departments into parts of about the same size."""
    sizes = Counter(departments)
    names = sorted(sizes)
    random.Random(seed).shuffle(names)  # noqa: S311 - no secret
    names.sort(key=lambda name: -(sizes[name] // _BAND))
    load, dealt = [0] * parts, dict[str, int]()
    for name in names:
        lightest = min(range(parts), key=load.__getitem__)
        dealt[name] = lightest
        load[lightest] += sizes[name]
    return Split(np.array([dealt[name] for name in departments], np.int64), clusters(texts), parts)


def masked_row(name: str | None, description: str | None, value: str | None) -> str:
    """A row as one text for likeness: folded, every number as one sign."""
    return "|".join(_NUMBER.sub("#", fold(text or "")) for text in (name, description, value))


def clusters(texts: Sequence[str], alike: float = ALIKE) -> NDArray[np.int64]:
    """The number of the near-duplicate cluster of each text (connected likeness)."""
    if not texts:
        return np.zeros(0, np.int64)
    unique = sorted(set(texts))
    counter = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True, lowercase=False)
    grams = counter.fit_transform([f"^{text}$" for text in unique]).astype(np.float32)
    size = np.asarray(grams.sum(axis=1)).ravel()
    rows, columns = list[NDArray[np.int64]](), list[NDArray[np.int64]]()
    step = 2048  # rows at a time, or the product takes gigabytes
    for start in range(0, len(unique), step):
        shared = (grams[start : start + step] @ grams.T).tocoo()
        first = shared.row + start
        near = shared.data >= alike * (size[first] + size[shared.col] - shared.data)
        rows.append(first[near])
        columns.append(shared.col[near])
    row, column = np.concatenate(rows), np.concatenate(columns)
    graph = coo_matrix((np.ones(len(row)), (row, column)), shape=(len(unique), len(unique)))
    _, found = connected_components(graph, directed=False)
    number = dict(zip(unique, found.tolist(), strict=True))
    return np.array([number[text] for text in texts], np.int64)
