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
from auditor.render import words

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
