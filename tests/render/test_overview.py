"""The auditor's overview: fair ranks, all departments, small pages."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from auditor import render, scoring
from auditor.checks.examples import document, indicator, project
from auditor.domain import Field, SkipKind, Skipped, Vagueness
from auditor.render import charts, overview
from auditor.render.html import heat


def office(n, profile="hebei-2023", rows=12):
    return document(
        project(*(indicator("数量指标", f"场次{i}", "≥1场") for i in range(rows)), budget="10"),
        department=f"第{n}局",
        profile=profile,
        id=f"{n}.docx",
    )


def faults(found, where, number):
    return tuple(
        found(
            f"{where.id}{n}",
            "V01",
            where=where,
            rows=(n,),
            fields=(Field.VALUE,),
            quote="≥1场",
        )
        for n in range(1, number + 1)
    )


def test_departments_are_ranked_among_those_of_the_same_form(make, found):
    old, *new = office(0, "mof-2015"), office(1), office(2), office(3), office(4, rows=2)
    findings = (*faults(found, old, 5), *faults(found, new[0], 2), *faults(found, new[1], 1))
    findings += faults(found, new[2], 1)
    result = make(old, *new, findings=findings)
    published = render._published(result)
    ranks = {
        r.department: (r.rank, r.of) for r in overview.index_page(published, result, ()).departments
    }

    assert ranks == {
        "第0局": (1, 1),
        "第2局": (1, 3),
        "第3局": (1, 3),
        "第1局": (3, 3),
        "第4局": (None, 3),
    }


def test_money_counts_by_the_share_of_vague_indicators(make):
    where = office(1, rows=4)
    result = make(where)
    judged = {
        key: j if key[2] > 1 else replace(j, vagueness=replace(j.vagueness, label=Vagueness.CLEAR))
        for key, j in result.corpus.judgements.items()
    }
    corpus = replace(result.corpus, judgements=judged)
    result = replace(result, reports=scoring.score(corpus, (), result.settings))
    (row,) = overview.index_page(render._published(result), result, ()).departments

    assert row.budget == Decimal(10)
    assert row.vague == Decimal("7.50")


@pytest.fixture
def many(make, tmp_path):
    render.write(tmp_path, make(*(office(n, rows=3) for n in range(1, 251))))
    return tmp_path


def test_many_departments_are_leafed_through_without_a_script(many):
    pages = sorted(many.glob("index*.html"))
    linked = [
        name
        for page in pages
        for name in re.findall(
            r'<th scope="row"><a href="departments/[^"]+">([^<]+)',
            page.read_text(encoding="utf-8").split('id="heat"')[0].split('id="ranking"')[1],
        )
    ]

    assert [p.name for p in pages] == ["index-2.html", "index-3.html", "index.html"]
    assert sorted(linked) == sorted(f"第{n}局" for n in range(1, 251))


def test_the_first_page_has_all_departments_as_data(many):
    text = (many / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text)

    assert found
    assert len(json.loads(found[1])) == 250
    assert len(found[1].encode()) / 250 < 200


def test_data_in_a_page_cannot_end_it(make, tmp_path):
    name = "</script><script>alert(1)</script>\u2028&amp;\u202e局"
    where = document(project(indicator("数量指标", "场次", "≥1场")), department=name)
    render.write(tmp_path, make(where))
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    (data,) = re.findall(r'id="data">(.*?)</script>', text)

    assert json.loads(data)[0][0].startswith("</script><script>alert(1)</script>")
    assert "alert(1)</script>" not in text


@pytest.mark.parametrize(
    ("findings", "rows", "shade"),
    [(0, 10, 0), (0, 0, 0), (1, 100, 1), (1, 20, 2), (1, 10, 3), (2, 10, 4)],
)
def test_a_cell_is_darker_the_more_findings_there_are_for_each_row(findings, rows, shade):
    assert heat(findings, rows) == shade


def test_a_chart_is_the_same_bytes_and_escapes_what_it_names():
    draw = lambda: charts.stacked([("<b>&名", (3, 0, 1)), ("乙", (0, 0, 0))])  # noqa: E731

    assert draw() == draw()
    assert "&lt;b&gt;&amp;" in draw()
    assert "<b>" not in draw()


def test_a_chart_of_nothing_is_a_chart():
    for svg in (charts.stacked([]), charts.bars([], 0), charts.columns([]), charts.arcs([], [])):
        assert svg.startswith("<svg")
        assert svg.endswith("</svg>")


def test_the_overview_tells_scores_grades_money_families_and_what_was_skipped(
    make, found, tmp_path
):
    offices = [office(n) for n in range(3)]
    findings = faults(found, offices[0], 8)
    lost = Skipped("旧表.pdf", "没有文字层，可能是扫描件", SkipKind.NO_TEXT_LAYER)
    render.write(tmp_path, make(*offices, findings=findings, skipped=(lost,)))
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    heat_map = text.split('id="heat"')[1].split("</table>")[0]

    assert "3份报告有得分，中位数100.0分；优2份，中1份" in text
    assert "各项目预算合计30.00万元，其中空泛指标折合30.00万元（100.0%）" in text
    assert [heat_map.count(f'<span class="soft"> {letter}') for letter in "VDPMC"] == [1] * 5
    assert '<td class="number h4">8</td>' in heat_map
    assert "旧表.pdf" in text.split('id="skipped"')[1]


def test_a_long_number_has_room_behind_the_longest_bar():
    drawn = charts.titled_bars([("甲", 2, "12,345,678万元"), ("乙", 1, "1万元")], 2)
    ends = [
        float(x) + 12 * sum(not c.isascii() for c in label) + 7 * sum(c.isascii() for c in label)
        for x, label in re.findall(r'<text x="([0-9.]+)"[^>]*>([0-9,]+万元)', drawn)
    ]

    assert len(ends) == 2
    assert max(ends) <= 340
