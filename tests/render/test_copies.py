"""Similar texts side by side, and other departments under other names."""

import html
import re
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.domain import (
    AlignedRow,
    AlignedText,
    Copies,
    CopyCluster,
    CopyKind,
    CopyPair,
    CopyScope,
    CopySide,
    Field,
    Location,
    SetAside,
    Stretch,
    Usual,
)
from auditor.render import answers
from auditor.render.finished import read_finished
from auditor.render.notice import write as write_letters
from auditor.settings import Notice
from tests.review.conftest import letter_text

OURS, THEIRS, THIRD = "甲县水务局", "乙县水务局", "甲县水务局下属中心"


def office(name, id, value="≥12公里", year=2025):
    return document(
        project(
            indicator("数量指标", "清淤河道长度", value, description="请乙县水务局配合"),
            indicator("满意度指标", "群众满意度", "≥95%"),
            name=f"{name}的河道工程",
            code=f"P{id}",
        ),
        department=name,
        id=f"{name}.docx",
        year=year,
    )


def side(where):
    p = where.projects[0]
    return CopySide(where.id, where.department, where.year, 1, p.name, p.code, (1,))


def pair(a, b):
    values = (a.projects[0].indicators[0].value, b.projects[0].indicators[0].value)
    texts = (
        AlignedText(Field.NAME, (Stretch(True, "清淤河道长度", "清淤河道长度"),)),
        AlignedText(
            Field.VALUE,
            (Stretch(True, "≥", "≥"), Stretch(False, values[0][1:], values[1][1:])),
        ),
    )
    return CopyPair(
        scope=CopyScope.DEPARTMENT,
        kind=CopyKind.NUMBERS,
        a=side(a),
        b=side(b),
        similarity=0.9,
        evidence=2.0,
        strongest=1.0,
        whole=True,
        akin=False,
        shared=("清淤河道长度",),
        cluster="c1",
        aligned=(AlignedRow(1, 1, CopyKind.NUMBERS, 0.9, texts),),
    )


@pytest.fixture
def written(make, found, tmp_path):
    """Writes reports on three departments that are alike, and gives back what each file says."""

    def write(**more):
        ours, theirs, third = (
            office(OURS, "1"),
            office(THEIRS, "2", "≥8公里"),
            office(THIRD, "3"),
        )
        pairs = (pair(ours, theirs), pair(theirs, third))
        members = (side(ours), side(theirs), side(third))
        copies = Copies(
            pairs,
            (CopyCluster("c1", CopyScope.DEPARTMENT, members[0], members, 2025),),
            (SetAside("群众满意度", Usual.HABIT, 0.4, 900),),
        )
        finding = found(
            "x1",
            "C01",
            where=ours,
            rows=(1,),
            fields=(Field.NAME,),
            quote="清淤河道长度",
            message=f"与{THEIRS}2025年度项目1“{THEIRS}的河道工程”（P2）的指标雷同",
            related=(Location(theirs.id, 1, 1),),
        )
        result = make(ours, theirs, third, findings=(finding,), **more)
        corpus = replace(result.corpus, copies=copies)
        render.write(tmp_path, replace(result, corpus=corpus))
        return lambda name: html.unescape((tmp_path / name).read_text(encoding="utf-8"))

    return write


def copies_of(page: str) -> str:
    return page[page.index('<section class="full" id="copies"') : page.index('id="annex"')]


def test_a_pair_stands_side_by_side_with_its_differences_marked(written):
    shown = copies_of(written()(f"departments/2025-{OURS}.html"))
    row = re.search(r"<tbody>\n(<tr>.*?</tr>)", shown)

    assert row
    assert '≥<mark class="differs">12公里</mark>' in row[1]
    assert '≥<mark class="differs">8公里</mark>' in row[1]
    assert '<mark class="differs">清淤' not in row[1]
    assert "数字不同" in row[1]
    assert "90%" in shown


def test_the_departments_own_side_stands_first(written):
    for name, other in ((OURS, THEIRS), (THEIRS, OURS)):
        shown = copies_of(written()(f"departments/2025-{name}.html"))
        heads = re.search(r"<thead><tr>(.*?)</tr>", shown)
        assert heads
        first, second = heads[1].split('<th scope="col">')[2:]
        assert 'href="#p-1"' in first
        assert other in second


def test_likeness_is_never_called_copying(written):
    read = written()
    for name in (f"departments/2025-{OURS}.html", "index.html"):
        assert not re.search("抄袭|剽窃|照抄.{0,4}他", read(name))


def test_what_many_use_is_told_apart(written):
    shown = copies_of(written()(f"departments/2025-{OURS}.html"))

    assert "群众满意度" in shown.split("通用的表述（不作为雷同）")[1]
    assert "许多部门都这样写（40%的部门）" in shown


def test_a_cluster_is_a_picture_with_its_members_beside_it(written):
    index = written()("index.html")
    cluster = index[index.index("3个部门的3处相似") :]

    assert cluster.count('class="arc"') == 2
    for name in (OURS, THEIRS, THIRD):
        assert f"{name}2025年度项目1" in cluster


def test_other_departments_are_named_unless_told_otherwise(written):
    assert THEIRS in copies_of(written()(f"departments/2025-{OURS}.html"))


def test_what_leaves_the_house_names_no_other_department_when_told_so(written, tmp_path):
    page = written(anonymise=True)(f"departments/2025-{OURS}.html")
    reply = load_workbook(BytesIO((tmp_path / f"replies/2025-{OURS}.xlsx").read_bytes()))
    cells = " ".join(str(c.value) for s in reply for row in s.iter_rows() for c in row)

    assert "请乙县水务局配合" in page, "the department's own text stays as printed"
    for text in (page.replace("请乙县水务局配合", ""), cells):
        for secret in (THEIRS, f"{THEIRS}的河道工程", "P2", f"{THEIRS}.docx"):
            assert secret not in text
    assert re.search(r"与部门\d号2025年度项目1“（项目名称略）”（（项目名称略））的指标雷同", page)
    assert OURS in page


def test_a_department_has_one_pseudonym_in_all_reports(written):
    read = written(anonymise=True)
    ours, third = (
        set(re.findall(r"部门\d号", copies_of(read(f"departments/2025-{name}.html"))))
        for name in (OURS, THIRD)
    )

    assert ours == third
    assert len(ours) == 1


def test_the_auditors_own_overview_keeps_the_names(written):
    assert THEIRS in written(anonymise=True)("index.html")


def test_of_rows_twice_in_a_table_the_confirmed_ones_are_shown(found):
    ours = office(OURS, "1")

    def twice(first, second):
        a, b = (replace(side(ours), rows=(n,)) for n in (first, second))
        return replace(pair(ours, ours), scope=CopyScope.ROW, a=a, b=b)

    told = found("x1", "C01", where=ours, rows=(2,), fields=(Field.NAME,), quote="群众满意度")
    place = Location(ours.id, 1, 2, None, Field.NAME)
    told = replace(told, places=(place,), related=(replace(place, row=1),))
    every = {ours.id: (twice(1, 2), twice(3, 4))}

    assert answers.confirmed_pairs(every, (told,)) == {ours.id: (twice(1, 2),)}


def test_letters_of_an_anonymised_audit_name_no_other_department(written, tmp_path):
    """Letters are written later, from the auditor's own data."""
    written(anonymise=True)
    out = tmp_path / "letters"
    write_letters(out, read_finished(tmp_path), Notice(), {})
    texts = [letter_text(p) for p in out.rglob(f"2025-{OURS}/*.docx")]

    assert texts
    assert any(re.search(r"与部门\d号2025年度项目1“（项目名称略）”", text) for text in texts)
    assert not any(THEIRS in text.replace("请乙县水务局配合", "") for text in texts)


def test_the_auditor_can_look_up_whose_pseudonym_it_is(written, tmp_path):
    page = copies_of(written(anonymise=True)(f"departments/2025-{OURS}.html"))
    (spoken,) = set(re.findall(r"部门\d号", page))
    head, *rows = load_workbook(tmp_path / "findings.xlsx")["总览"].iter_rows(values_only=True)
    named = {row[head.index("在其他部门报告中的代号")]: row[0] for row in rows}

    assert named[spoken] in {THEIRS, THIRD}
    assert set(named.values()) >= {OURS, THEIRS, THIRD}
