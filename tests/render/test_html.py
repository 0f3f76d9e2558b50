"""What a department sees."""

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.domain import Certainty, Field, Review, Severity
from auditor.render import html, words
from auditor.settings import Notice, Scoring, Settings

PAGE = "departments/2025-示例县农业农村局.html"


class Page(HTMLParser):
    """Collects what tests ask a page for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[k] for k in ("href", "src") if k in given]

    def handle_data(self, data):
        self.text += data


def pages(folder: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, Page(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "name"), [(PAGE, "department.html"), ("index.html",) * 2])
def test_a_page_is_what_was_approved(result, golden, tmp_path, path, name):
    """Set UPDATE_GOLDEN=1 to approve what is written now, and read the difference."""
    render.write(tmp_path, result, partial=True)
    actual = (tmp_path / path).read_text(encoding="utf-8")
    approved = golden / name
    if os.environ.get("UPDATE_GOLDEN"):
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(actual, encoding="utf-8", newline="\n")

    assert actual == approved.read_text(encoding="utf-8")


def test_the_first_page_says_how_good_the_text_is_and_what_the_grades_mean(result, tmp_path):
    render.write(tmp_path, result)
    page = Page((tmp_path / PAGE).read_text(encoding="utf-8")).text

    assert "（满分100）" in page
    assert "5条指标中，写得明确0条，欠明确0条，空泛5条。" in page
    assert "得分最低的是项目" in page
    assert "优90分及以上，良80分及以上，中60分及以上，差60分以下。" in page
    assert "待核：只是线索" in page


def test_a_fix_shows_the_text_it_is_about(result, tmp_path):
    render.write(tmp_path, result)
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    fixes = page[page.index('<ol class="fixes">') : page.index("</ol>")]

    assert "<q>服务质量提升</q>" in fixes
    assert "写成可核对的目标" in fixes


@pytest.fixture
def seven(make, found):
    """An audit with seven findings of one rule on seven projects, the last of them 待核."""
    where = document(
        *(
            project(indicator("数量指标", f"场次{n}", f"若干{n}"), name=f"项目{n}")
            for n in range(1, 9)
        ),
        department="示例县农业农村局",
    )
    findings = tuple(
        found(f"v{n}", "V01", where=where, seq=n, rows=(1,), fields=(Field.VALUE,), quote="若干")
        for n in range(1, 8)
    )
    unsure = found("u", "P04", where=where, seq=8, rows=(1,), certainty=Certainty.UNSURE)
    return make(where, findings=(*findings, unsure))


def test_of_many_places_of_a_fix_the_rest_is_reached_too(seven, tmp_path):
    render.write(tmp_path, seven)
    (path,) = (tmp_path / "departments").iterdir()
    page = path.read_text(encoding="utf-8")
    fixes = Page(page[page.index('<ol class="fixes">') : page.index("</ol>")])

    assert "1-01、2-01、3-01、4-01、5-01、6-01等7处（其余从7-01起）" in fixes.text
    assert "#f-7-01" in fixes.links


def test_what_is_only_a_lead_is_listed_apart_from_what_has_to_be_mended(seven, tmp_path):
    render.write(tmp_path, seven)
    (path,) = (tmp_path / "departments").iterdir()
    tasks = Page(path.read_text(encoding="utf-8").split('id="tasks"')[1]).text
    mend, check = tasks.split("单位负责人")[0].split("请先核对")

    assert "7-01" in mend
    assert "8-01" not in mend
    assert "8-01" in check
    assert "不一定有错" in check


def test_the_office_and_the_deadline_stand_in_the_head_where_they_are_configured(make, tmp_path):
    where = document(project(indicator("数量指标", "场次", "≥1场")))
    scoring = Scoring(minimum_rows=1)
    for name, notice, told in (
        ("neither", Notice(), ""),
        ("office", Notice(office="示例县财政局"), "审核单位：示例县财政局"),
        ("deadline", Notice(deadline="2026年3月1日"), "请于2026年3月1日前反馈"),
        (
            "both",
            Notice(office="示例县财政局", deadline="2026年3月1日"),
            "审核单位：示例县财政局　请于2026年3月1日前反馈",
        ),
    ):
        settings = Settings(scoring=scoring, notice=notice)
        render.write(tmp_path / name, make(where, settings=settings))
        (path,) = (tmp_path / name / "departments").iterdir()
        head = Page(path.read_text(encoding="utf-8").split("<main>")[1].split("<nav")[0]).text

        assert ("审核单位" in head, "前反馈" in head) == (
            bool(notice.office),
            bool(notice.deadline),
        )
        assert told in head


def test_a_small_project_is_told_why_it_has_no_grade(make, tmp_path):
    rows = (indicator("数量指标", f"场次{n}", "≥1场") for n in range(3))
    render.write(tmp_path, make(document(project(*rows)), settings=Settings()))
    (path,) = (tmp_path / "departments").iterdir()
    page = Page(path.read_text(encoding="utf-8").split('id="projects"')[1]).text

    assert "指标不足4条的项目只给得分、不评等级" in page


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("≥90%", ["≥90%"]),
        ("显著提升", ["显著提升"]),
        ("≥60百分比", ["≥60百分比"]),
        ("投入不少于100万元", ["100万元"]),
        ("达到 ≥ 12次以上", ["≥ 12次"]),
        ("由８０％升至９５％以上", ["８０％", "９５％"]),
        ("2025年12月31日前", ["2025年", "12月", "31日"]),
        ("没有数字的长文字可以断开", []),
        ("1" * 3_000, None),
        ("<b>数字&没有标签1", []),
    ],
)
def test_numbers_are_kept_whole_and_nothing_of_the_text_is_lost(text, parts):
    made = str(html._unbroken(text))
    kept = re.findall(r'<span class="whole">(.*?)</span>', made)

    assert Page(made).text == text
    assert max(map(len, kept), default=0) <= 20
    if parts is not None:
        assert kept == parts


def test_a_finding_on_many_rows_is_told_at_the_first_and_pointed_to_from_the_others(
    result, tmp_path
):
    render.write(tmp_path, result)
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    first, second, third, fourth = (
        page.split(f'id="r-1-{n}"')[1].split("</tr>")[0] for n in (1, 2, 3, 4)
    )

    assert "<b>1-04</b> 提示</a>" in first
    assert 'aria-label="1-04 提示 描述照抄名称"' in second
    assert 'aria-label="1-04 提示 描述照抄名称"' in fourth
    assert "1-04" not in third


def test_every_link_and_fragment_leads_somewhere(result, tmp_path):
    render.write(tmp_path, result)
    ids = {path.resolve(): page.ids for path, page in pages(tmp_path)}
    followed = 0
    for path, page in pages(tmp_path):
        for link in page.links:
            parts = urlsplit(link)
            assert not parts.scheme, f"{path.name} leads out of the folder: {link}"
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            assert target.is_file(), f"{path.name}: {link}"
            if parts.fragment:
                assert parts.fragment in ids[target], f"{path.name}: {link}"
            followed += 1

    assert followed > 30


def test_ids_are_unique_on_a_page(result, tmp_path):
    render.write(tmp_path, result)

    for _, page in pages(tmp_path):
        assert len(page.ids) == len(set(page.ids))


def scripts(text: str) -> list[str]:
    """What would run in the page."""
    return re.findall(r"<script>(.*?)</script>", text, re.DOTALL)


def test_pages_fetch_nothing(result, tmp_path):
    render.write(tmp_path, result)

    for path, page in pages(tmp_path):
        text = path.read_text(encoding="utf-8")
        assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
        assert not {"src", "srcset", "ping", "action"} & {name for name, _ in page.attributes}
        assert not re.search(r"url\(|@import|https?://|fetch\(|XMLHttp|WebSocket|import\(", text)
        assert '<html lang="zh-CN">' in text


def test_no_script_may_run_but_the_one_of_ours(result, tmp_path):
    render.write(tmp_path, result)

    for path, _ in pages(tmp_path):
        (script,) = scripts(path.read_text(encoding="utf-8"))
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in path.read_text(encoding="utf-8")


def test_a_department_report_leads_to_no_other_file(result, tmp_path):
    """It is sent alone."""
    render.write(tmp_path, result)

    assert all(link.startswith("#") for link in Page((tmp_path / PAGE).read_text("utf-8")).links)


def test_every_counting_finding_stands_on_the_page_once(result, tmp_path):
    render.write(tmp_path, result)
    page = Page((tmp_path / PAGE).read_text(encoding="utf-8"))

    anchors = [i for i in page.ids if i.startswith("f-")]

    assert sorted(anchors) == ["f-0-01", "f-1-01", "f-1-02", "f-1-03", "f-1-04", "f-2-01"]


def test_a_dismissed_finding_is_not_shown_and_the_others_keep_their_numbers(make, found, tmp_path):
    where = document(
        project(
            indicator("质量指标", "服务质量", "服务质量提升"),
            indicator("质量指标", "工作质量", "工作质量提升"),
        )
    )
    first, second = (
        found(f"id{n}", "V01", where=where, rows=(n,), fields=(Field.VALUE,), quote=text)
        for n, text in ((1, "服务质量提升"), (2, "工作质量提升"))
    )
    dismissed = replace(first, review=Review.FALSE_ALARM)
    render.write(tmp_path, make(where, findings=(dismissed, second)))
    page = Page((tmp_path / PAGE).read_text(encoding="utf-8"))

    assert [i for i in page.ids if i.startswith("f-")] == ["f-1-02"]


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7*7 }}{% for x in y %}",
    "entity": "&lt;b&gt; &amp; &#x3c;",
    "bidi": "\u202e反转\u2066文字",
    "control": "响\x07铃\x1b[31m\x00",
    "surrogate": "半\ud800个",
    "formula": "=cmd|' /C calc'!A0",
    "long": "长" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_as_text(make, found, tmp_path, text):
    where = document(
        project(
            indicator(text, text, text, description=text, basis=text),
            name=text,
            code=text,
            title=text,
            purpose=text,
            goals=(text,),
        ),
        paragraphs=[(text, text)],
        department=text[:200],
        id=f"{text[:50]}.docx",
    )
    findings = (
        found("x1", "V01", where=where, rows=(1,), fields=(Field.VALUE, Field.NAME), quote=text),
        found(
            "x2", "P04", where=where, seq=None, paragraph=1, fields=(Field.PARAGRAPH,), quote=text
        ),
        found(
            "x3", "D03", where=where, fields=(Field.GOALS,), quote=text, message=text, advice=text
        ),
    )
    render.write(tmp_path, make(where, findings=findings))

    for path, page in pages(tmp_path):
        assert len(scripts(path.read_text(encoding="utf-8"))) == 1
        assert page.tags.count("script") == (3 if path.name == "index.html" else 1)
        assert "img" not in page.tags
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.text)
    (path,) = (tmp_path / "departments").iterdir()
    assert words.shown(text) in Page(path.read_text(encoding="utf-8")).text


def test_a_name_of_two_hundred_characters_makes_a_file(make, tmp_path):
    where = document(project(indicator("数量指标", "场次", "≥1场")), department="名" * 200)
    render.write(tmp_path, make(where))
    (path,) = (tmp_path / "departments").iterdir()

    assert "名" * 200 in path.read_text(encoding="utf-8")


def test_five_hundred_rows_stay_under_two_megabytes(make, found, tmp_path):
    text = "组织开展辖区内企业安全生产隐患排查整治工作情况"
    where = document(
        *(
            project(
                *(
                    indicator("社会效益指标", text, "持续有效提升", description=text)
                    for _ in range(17)
                ),
                name=f"{text}{n}",
                goals=(text * 5,),
            )
            for n in range(30)
        )
    )
    findings = tuple(
        found(
            f"{seq}-{row}-{n}",
            rule,
            where=where,
            seq=seq,
            rows=(row,),
            fields=(Field.VALUE,),
            quote="持续有效提升",
            message=text * 3,
            advice=text * 3,
        )
        for seq in range(1, 31)
        for row in range(1, 18)
        for n, rule in enumerate(("V01", "C01", "P04"))
    )
    render.write(tmp_path, make(where, findings=findings))

    assert (tmp_path / PAGE).stat().st_size < 2_000_000


def luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "tint"),
        ("link", "paper"),
        ("link", "tint"),
        *((name, f"{name}-bg") for name in ("high", "medium", "low", "note")),
    ],
)
def test_colours_contrast_as_wcag_aa_asks(ink, paper):
    css = (Path(render.__file__).parent / "templates/style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+):#([0-9a-f]+)", css))
    light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_projects_without_findings_are_folded_and_others_stand_open(make, found, tmp_path):
    """A document of sixty projects is read by its faults."""
    where = document(
        project(indicator("数量指标", "场次", "若干"), name="甲"),
        project(indicator("数量指标", "次数", "≥2次"), name="乙"),
    )
    findings = (found("v", "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote="若干"),)
    render.write(tmp_path, make(where, findings=findings))
    page = (tmp_path / PAGE).read_text(encoding="utf-8")

    assert '<details class="fold" open>\n<summary><h2 id="p-1-title">' in page
    assert '<details class="fold">\n<summary><h2 id="p-2-title">' in page


def test_a_finding_that_costs_nothing_says_so(make, found, tmp_path):
    where = document(project(indicator("数量指标", "场次", "若干")))
    about = {"where": where, "rows": (1,), "fields": (Field.VALUE,), "quote": "若干"}
    findings = (
        found("v", "V01", **about),
        found("w", "P04", Severity.NOTE, **about, certainty=Certainty.UNSURE),
    )
    render.write(tmp_path, make(where, findings=findings))
    page = Page((tmp_path / PAGE).read_text(encoding="utf-8")).text
    certain, unsure = page.split("需要修改或核实的问题")[1].split("提示（1处")

    assert "项目得分−" in certain
    assert "不扣分" in unsure


def test_a_column_that_repeats_its_own_heading_is_not_shown(make, tmp_path):
    where = document(project(indicator("数量指标", "场次", "≥1场")))
    (form,) = where.projects
    where = replace(where, projects=(replace(form, other=(("备注", "备注"), ("联系人", "张三"))),))
    render.write(tmp_path, make(where))
    page = (tmp_path / PAGE).read_text(encoding="utf-8")

    assert "备注" not in page
    assert "张三" in page
