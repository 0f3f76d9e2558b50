"""What is found fast is what comparing every two would find."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from auditor.checks.examples import document, indicator, project
from auditor.copies.likeness import alike, around, likeness
from auditor.copies.rows import without_numbers
from auditor.copies.tables import repeats, tables
from auditor.domain import CopyKind

TEXTS = st.lists(st.text("持续服务企业发展提升", min_size=1, max_size=12), unique=True, max_size=25)
VALUES = st.sampled_from(["", "1次", "2次", "3", "长期", "1人次", "≥2次", "２次"])


@given(TEXTS, st.sampled_from([0.6, 0.7, 0.85, 1.0]))
def test_every_two_texts_that_are_alike_enough_are_found(texts, least):
    expected = [
        (one, other)
        for one, other in combinations(range(len(texts)), 2)
        if likeness(texts[one], texts[other]) >= least
    ]

    assert list(alike(texts, least)) == expected


def grouped_plainly(weights, least):
    """The text that most are near to takes them away, again and again."""
    left = dict(weights)
    near = {text: [o for o in weights if likeness(text, o) >= least] for text in weights}
    while left:
        reached = {n: [o for o in near[n] if o in left] for n in left}
        middle = max(left, key=lambda n: sum(left[o] for o in reached[n]))
        yield set(reached[middle])
        for text in reached[middle]:
            del left[text]


@given(TEXTS, st.data())
def test_texts_are_grouped_around_the_same_middles(texts, data):
    weights = [data.draw(st.integers(1, 4)) for _ in texts]
    found = [{texts[n] for n in group} for group in around(texts, weights, 0.7)]

    assert found == list(grouped_plainly(dict(zip(texts, weights, strict=True)), 0.7))


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
