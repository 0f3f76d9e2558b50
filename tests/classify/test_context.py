"""How much a row has in common with its project."""

import pytest

from auditor.classify.context import shared_with_project
from auditor.text.language import default_language

LANGUAGE = default_language()


@pytest.mark.parametrize(
    ("name", "project", "shared"),
    [
        ("苗木养护面积", "2025年城区苗木补植", 1),
        ("驻村干部培训合格率", "驻村干部轮训", 3),
        ("苗木、补植率", "2025年城区苗木补植", 2),
        ("项目完成率", "园区招商项目", 0),
        ("服务质量", "公共服务工作经费", 0),
        ("2025年12月", "2025年12月经费", 0),
        ("验收合格率", None, None),
        ("验收合格率", "", None),
        ("", "园区招商项目", 0),
    ],
)
def test_only_words_that_name_something_count_as_shared(name, project, shared):
    assert shared_with_project(name, project, LANGUAGE) == shared
