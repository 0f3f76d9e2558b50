"""Two audits compared: what each finding became, by small audits made by hand."""

from dataclasses import replace

import pytest

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.domain import Field, Review, Severity
from auditor.render.comparison import write
from auditor.render.finished import read_finished
from auditor.review.compare import compare, summary
from tests.render.conftest import audited, finding


def office(year=2025, department="示例县农业农村局", value="服务质量提升"):
    return document(
        project(
            indicator("质量指标", "服务质量", value),
            indicator("数量指标", "培训场次", "≥6场"),
            name="农民培训",
        ),
        year=year,
        department=department,
        id=f"{department}{year}.docx",
    )


def on_value(id, where, quote="服务质量提升", **more):
    return finding(id, "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote=quote, **more)


@pytest.fixture
def compared(tmp_path):
    def of(old, new):
        for name, (documents, findings) in (("old", old), ("new", new)):
            render.write(tmp_path / name, audited(*documents, findings=findings))
        return compare(read_finished(tmp_path / "old"), read_finished(tmp_path / "new"))

    return of


def test_fixed_new_and_left(compared):
    where = office()
    found = compared(
        ((where,), (on_value("a", where),)),
        ((where,), (finding("c", "M01", where=where, fields=(Field.LEVEL1,)),)),
    )

    assert found.counts() == {"fixed": 1, "new": 1, "left": 0, "changed": 0}
    both = ((where,), (on_value("a", where),))
    assert compared(both, both).counts() == {"fixed": 0, "new": 0, "left": 1, "changed": 0}


def test_other_words_with_the_same_fault_are_a_change(compared):
    old, new = office(), office(value="服务质量大幅提升")
    found = compared(
        ((old,), (on_value("a", old),)),
        ((new,), (on_value("b", new, "服务质量大幅提升"),)),
    )

    ((change,),) = (d.changed for d in found.departments)
    assert change.what == ("原文由“服务质量提升”改为“服务质量大幅提升”",)


def test_a_changed_severity_and_a_dismissal_are_changes(compared):
    where = office()
    for new, what in (
        (replace(on_value("a", where), severity=Severity.LOW), "程度由高改为低"),
        (replace(on_value("a", where), review=Review.FALSE_ALARM), "复核认定为误报"),
    ):
        found = compared(((where,), (on_value("a", where),)), ((where,), (new,)))

        assert [c.what for d in found.departments for c in d.changed] == [(what,)]


def test_what_was_dismissed_before_is_not_new(compared):
    where = office()
    dismissed = replace(on_value("a", where), review=Review.FALSE_ALARM)

    found = compared(((where,), (dismissed,)), ((where,), (on_value("a", where),)))

    assert found.counts()["new"] == 0


def test_a_department_that_is_missing_has_fixed_nothing(compared):
    here, there = office(), office(department="示例县水利局")

    found = compared(((here, there), (on_value("a", there),)), ((here,), ()))

    assert found.counts()["fixed"] == 0
    assert found.only_old == ("示例县水利局2025年度",)
    assert "示例县水利局2025年度：后来的审核里没有，没有比较" in list(summary(found))


def test_the_next_year_is_compared_with_the_last(compared):
    old, new = office(2024), office(2025)

    found = compared(((old,), (on_value("a", old),)), ((new,), (on_value("b", new),)))

    (department,) = found.departments
    assert (department.old_year, department.new_year) == (2024, 2025)
    assert found.counts() == {"fixed": 0, "new": 0, "left": 1, "changed": 0}


def test_hostile_text_is_shown_as_text(compared, tmp_path):
    text = '<script>alert("1")</script>\u202e\ud800'
    where = office(value=text, department=text)
    write(tmp_path / "out", compared(((where,), (on_value("a", where, text),)), ((where,), ())))

    page = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert (tmp_path / "out" / "compare.json").read_text(encoding="utf-8")
