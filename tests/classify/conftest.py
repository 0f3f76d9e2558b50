import pytest

from auditor.checks.examples import indicator, project
from auditor.classify.heuristics import opinion
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
        return opinion(whole.indicators[0], whole, language).judgement

    return judged
