import pytest

from auditor.checks.examples import indicator, one_row, project
from auditor.classify.heuristics import judge
from auditor.text.language import default_language


@pytest.fixture(scope="session")
def language():
    return default_language()


@pytest.fixture(scope="session")
def judged(language):
    """The judgement of one row of a project."""

    def judged(level2, name, value, description=None, project_name="园区运营", level1=None):
        row = indicator(level2, name, value, description=description, level1=level1)
        whole = project(row, name=project_name)
        return judge(whole.indicators[0], whole, one_row(level2, name, value), language)

    return judged
