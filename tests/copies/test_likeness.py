"""What is found fast is what comparing every two would find."""

import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks.examples import document, indicator, project
from auditor.copies.likeness import Near, around, likeness, without_numbers
from auditor.copies.tables import repeats, tables
from auditor.domain import CopyKind

TEXTS = st.lists(
    st.text("持续服务企业发展提升12", min_size=1, max_size=12), unique=True, max_size=25
)
VALUES = st.sampled_from(["", "1次", "2次", "3", "长期", "1人次", "≥2次", "２次"])


@given(TEXTS, st.sampled_from([0.6, 0.7, 0.85, 1.0]))
def test_every_two_texts_that_are_alike_enough_are_found(texts, least):
    expected = [
        {n for n, other in enumerate(texts) if likeness(text, other) >= least} for text in texts
    ]
    near, every = Near(texts, least), range(len(texts))

    assert [near.of(at, every) for at in every] == expected


def grouped_plainly(weights, least):
    """The text that most are near to takes them away, again and again; numbers are left out."""
    bare = {text: without_numbers(text) or text for text in weights}
    left = dict(weights)
    near = {t: [o for o in weights if likeness(bare[t], bare[o]) >= least] for t in weights}
    while left:
        reached = {n: [o for o in near[n] if o in left] for n in left}
        middle = max(left, key=lambda n: sum(left[o] for o in reached[n]))
        yield set(reached[middle])
        for text in reached[middle]:
            del left[text]


@given(TEXTS, st.lists(st.integers(1, 4), min_size=25, max_size=25))
def test_texts_are_grouped_around_the_same_middles(texts, drawn):
    weights = drawn[: len(texts)]
    found = [{texts[n] for n in group} for group in around(texts, weights, 0.7)]

    assert found == list(grouped_plainly(dict(zip(texts, weights, strict=True)), 0.7))


def test_texts_that_differ_in_their_numbers_alone_are_one_group():
    """Many of them, as a list of numbered projects has: no pair of them is kept."""
    numbered = [f"保障居民生活质量水平提升第{n}项目" for n in range(4000)]
    other = "古树名木复壮株数"

    tracemalloc.start()
    found = list(around([*numbered, other], [1] * 4001, 0.85))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [set(range(4000)), {4000}]
    assert most < 20 * 2**20


@settings(deadline=None)  # the first table reads the built-in counts
@given(st.lists(st.tuples(st.sampled_from(["检查次数", "走访次数", ""]), VALUES), max_size=14))
def test_rows_said_twice_are_told_with_the_first_that_said_it(rows):
    table = project(*(indicator("数量指标", name, value) for name, value in rows))
    [found], _ = tables([document(table)], [], {})
    expected, first = [], []
    for line in found.lines:
        same = [
            one
            for one in first
            if one.text == line.text and (without_numbers(one.value) == without_numbers(line.value))
        ]
        if same and line.text:
            kind = CopyKind.SAME if same[0].value == line.value else CopyKind.NUMBERS
            expected.append((same[0], line, kind))
        elif line.text:
            first.append(line)

    assert list(repeats(found)) == expected
