"""PDF files with a text layer: forms drawn in the ways of many programs are read alike."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from auditor.domain import Document, Field, Scope, SkipKind
from auditor.errors import UnreadableError
from auditor.readers.read import read_bytes
from auditor.settings import Limits, Settings
from auditor.tables import understand
from tests.readers import office_writer
from tests.readers.forms import BEIJING, FORMS, XIAN, YANTAI, Form, Project, Table
from tests.readers.pdf_writer import Style, draw, picture_pages

STYLES = {
    "strokes": Style(),
    "boxes": Style(lines="boxes", height=300),
    "bars": Style(lines="bars", height=360, running_head="某局预算公开"),
    "double lines": Style(lines="double", height=330),
    "dashes": Style(lines="dashes", height=300),
    "dots": Style(lines="dots", height=330),
    "open at page breaks": Style(closed=False, height=280),
    "hidden over page breaks": Style(closed=False, merged="clipped", height=300),
    "turned": Style(turned=True, height=420),
    "struck twice": Style(bold=True),
}


BEIJING_TABLE = next(item for item in BEIJING.content if isinstance(item, Table))
BEIJING_WIDTHS, BEIJING_ROWS = BEIJING_TABLE.widths, BEIJING_TABLE.rows
#: Long tables whose columns of projects, at the left, no upright line parts.
UNRULED = ("Beijing", "Beijing, whole", "Changsha", "Changchun", "Sichuan", "Guangzhou", "Quanzhou")


def read(data: bytes) -> Document:
    return understand(read_bytes(data, "例.pdf", Settings()), "例.pdf")


def projects_of(document: Document) -> tuple[Project, ...]:
    return tuple(
        Project(
            one.name,
            tuple((i.level1, i.level2, i.name, i.value) for i in one.indicators),
            one.goals,
            one.scope is Scope.WHOLE,
        )
        for one in document.projects
    )


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_read_whole(form: Form, style: Style) -> None:
    document = read(draw(form, style))

    assert projects_of(document) == form.projects
    assert (document.department, document.year) == (form.department, form.year)
    assert document.coverage.rows_read == document.coverage.rows_found
    assert document.skipped == ()


def test_wrapped_lines_are_one_paragraph_and_running_heads_none() -> None:
    duty = (
        "（{}）负责全市航道、港口、码头的规划、建设、养护和管理，承担航标设置、维护和水上交通安全"
        "监督管理工作，组织实施重点项目。"
    )
    duties = [duty.format(number) for number in "一二三四五六七八九十"]
    form = Form(("第一部分 部门概况", "一、主要职责", *duties), ())

    document = read(draw(form, Style(running_head="某福市港口发展局2026年部门预算", height=300)))

    assert [p.text for p in document.paragraphs] == duties


def test_each_form_of_a_series_keeps_its_title() -> None:
    """The title stands in the same spot of every page, as a running head does."""
    document = read(draw(YANTAI, Style(height=330)))

    assert [p.title for p in document.projects] == ["政策和项目预算绩效目标表"] * 2


@pytest.mark.parametrize("name", UNRULED)
def test_columns_that_no_line_parts_are_told_apart_by_their_gaps(name: str) -> None:
    document = read(draw(FORMS[name], Style(unruled=4)))

    assert projects_of(document) == FORMS[name].projects


@pytest.mark.parametrize("name", FORMS)
def test_a_table_whose_columns_cannot_be_told_apart_is_told(name: str) -> None:
    document = read(draw(FORMS[name], Style(unruled=99)))

    assert projects_of(document) == FORMS[name].projects or document.skipped


def test_rows_say_on_which_page_they_stand() -> None:
    document = read(draw(BEIJING, Style(height=280)))

    places = [i.place for p in document.projects for i in p.indicators]
    assert [place.page for place in places] == sorted(place.page or 0 for place in places)
    assert len({place.page for place in places}) > 1
    assert len({(place.page, place.row) for place in places}) == len(places)


def test_parts_of_a_project_have_amounts_and_goals_of_their_own() -> None:
    """The sum is ours, so that no rule relies on it."""
    heading, below, first, *_ = BEIJING_ROWS
    other = "^|12.00|12.00||另一部分按期完成。|产出指标|数量指标|另一部分株数|≥|6|株"
    table = Table(BEIJING_WIDTHS, (heading, below, first, other), heading=2)

    (one,) = read(draw(Form(("2026年项目支出绩效目标表", "金额单位：万元", table), ()))).projects

    assert one.budget == Decimal("100.5")
    assert Field.BUDGET in one.doubtful
    assert one.goals[-1] == "另一部分按期完成。"


def test_a_form_left_blank_is_no_project() -> None:
    rows = ("一级指标|二级指标|三级指标|指标值", "产出指标|数量指标||", "^|质量指标||")
    blank = Form(("专项资金绩效目标表", Table((8, 8, 14, 8), rows)), ())

    assert read(draw(blank)).projects == ()


@pytest.mark.parametrize(
    ("name", "created", "year"),
    [
        ("2026-某局.pdf", "2026-02", 2026),
        ("2026-某局.pdf", "2025-11", 2026),
        ("2026-某局.pdf", "2021-03", None),
        ("2026-某局.pdf", None, None),
        ("2025-2026-某局.pdf", "2026-02", None),
    ],
)
def test_a_year_in_the_name_alone_is_not_believed(
    name: str, created: str | None, year: int | None
) -> None:
    rows = ("一级指标|二级指标|三级指标|指标值", "产出指标|数量指标|巡诊次数|≥12次")
    raw = read_bytes(draw(Form((Table((8, 8, 14, 8), rows),), ())), name, Settings())

    assert understand(replace(raw, created=created), name).year == year


# ------------------------------------------------------------------------------------------------
# What cannot be read


def refused(data: bytes, limits: Limits | None = None) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_bytes(data, "例.pdf", Settings(limits=limits or Limits()))
    return caught.value


def test_a_password_to_open_is_told_and_one_to_change_is_no_hindrance() -> None:
    assert refused(draw(XIAN, password="geheim")).kind == SkipKind.ENCRYPTED
    assert projects_of(read(draw(XIAN, password=""))) == XIAN.projects


def test_a_scan_is_told_from_a_document() -> None:
    error = refused(picture_pages(2))

    assert error.kind == SkipKind.NO_TEXT_LAYER
    assert "扫描" in error.reason


def test_a_scanned_page_among_others_is_named() -> None:
    document = read(draw(XIAN, Style(pictures=1)))

    assert projects_of(document) == XIAN.projects
    assert [(s.kind, s.part) for s in document.skipped] == [(SkipKind.NO_TEXT_LAYER, "第 2 页")]


@pytest.mark.parametrize("end", [0, 8, 200, 0.5, 0.9])
def test_a_file_cut_short_is_refused_or_read_as_far_as_it_goes(end: float) -> None:
    data = draw(XIAN)
    cut = data[: int(end if end >= 1 else end * len(data))]

    try:
        document = read(cut)
    except UnreadableError:
        return
    assert projects_of(document) == XIAN.projects or document.skipped


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_file_is_refused_or_read(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(draw(BEIJING, STYLES["hidden over page breaks"]))
    for _ in range(chance.choice((1, 5, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)

    with suppress(UnreadableError):
        read(bytes(data))


def test_pages_beyond_the_limit_are_told() -> None:
    limits = Limits(pages=1)
    raw = read_bytes(draw(BEIJING, Style(height=280)), "例.pdf", Settings(limits=limits))

    (skipped,) = raw.skipped
    assert skipped.kind is SkipKind.TOO_LARGE
    assert (skipped.part or "").startswith("第 2")


def test_too_many_cells_are_refused() -> None:
    assert refused(draw(BEIJING), Limits(cells=10)).kind == SkipKind.TOO_LARGE


# ------------------------------------------------------------------------------------------------
# The same forms from an office program

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def printed_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return office_writer.printed(FORMS, tmp_path_factory.mktemp("office"), OFFICE)


@pytest.mark.parametrize("program", ["text", "sheet"])
@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_an_office_program_prints_is_read_whole(
    name: str, program: str, printed_forms: dict[tuple[str, str], bytes]
) -> None:
    form, document = FORMS[name], read(printed_forms[name, program])

    assert projects_of(document) == form.projects
    assert (document.department, document.year) == (form.department, form.year)
    assert document.skipped == ()
