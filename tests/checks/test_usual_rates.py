"""The published distribution behind value-too-low holds counts, and nothing that was published."""

import pytest

from auditor.checks.consistent.value_too_low import usual_rates
from auditor.classify.nature import Nature

RATES = usual_rates()


@pytest.mark.parametrize("kind", RATES)
def test_a_kind_is_one_of_ours(kind: str) -> None:
    assert kind in set(Nature)


@pytest.mark.parametrize(("kind", "counts"), RATES.items())
def test_percentages_rise_from_nothing_to_everything(
    kind: str, counts: tuple[tuple[object, int], ...]
) -> None:
    values = [value for value, _ in counts]

    assert values == sorted(set(values))
    assert all(0 <= value <= 100 for value in values)
    assert all(n > 0 for _, n in counts)


def test_enough_was_counted_to_call_a_rate_unusual() -> None:
    """A twentieth of fewer rows than this would be less than one row."""
    assert min(sum(n for _, n in counts) for counts in RATES.values()) >= 20
