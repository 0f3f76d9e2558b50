"""File names on every system."""

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.render.names import stems

DEPARTMENTS = (
    st.none() | st.text(max_size=300) | st.sampled_from(["甲局", "甲局.", "ＡＢ局", "AB局"])
)
YEARS = st.none() | st.integers(1990, 2050)
REPORTS = st.lists(st.tuples(DEPARTMENTS, YEARS), max_size=12)


@given(REPORTS)
def test_no_two_reports_share_a_name_whatever_the_case(reports):
    names = [name.casefold() for name in stems(reports)]

    assert len(set(names)) == len(reports)


# Python 3.13 has os.path.isreserved in its place, and no earlier one has.
@pytest.mark.filterwarnings("ignore:pathlib.PurePath.is_reserved:DeprecationWarning")
@given(REPORTS)
def test_names_are_safe_on_windows_and_linux(reports):
    for name in stems(reports):
        assert not set(name) & set('<>:"/\\|?*#%')
        assert name == name.strip(". ")
        assert name.isprintable()
        assert len(f".{name}.html.12345678.tmp".encode()) < 255
        assert not PureWindowsPath(f"{name}.html").is_reserved()
        assert PureWindowsPath(f"{name}.html").name == f"{name}.html"


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([("财政局", 2025)], ["2025-财政局"]),
        ([("财政局", 2025), ("财政局", 2024)], ["2025-财政局", "2024-财政局"]),
        ([("财政局", 2025), ("财政局", 2025)], ["2025-财政局", "2025-财政局-2"]),
        ([("甲/乙局", 2025), ("甲:乙局", 2025)], ["2025-甲_乙局", "2025-甲_乙局-2"]),
        ([("ABC局", 2025), ("abc局", 2025)], ["2025-ABC局", "2025-abc局-2"]),
        ([(None, 2025), (None, 2025)], ["2025-部门不明-1", "2025-部门不明-2"]),
        ([("财政局", None)], ["年度不明-财政局-1"]),
        ([("CON", 2025), ("..", 2025)], ["2025-CON", "2025-部门不明"]),
        ([("财政局 （本级）", 2025)], ["2025-财政局_（本级）"]),
    ],
)
def test_names_read_as_the_contract_says(reports, expected):
    assert list(stems(reports)) == expected
