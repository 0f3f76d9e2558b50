"""The pages as a browser shows and prints them, from the disk and without a network."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

WIDTHS = (360, 768, 1280, 1920)
PHONES = (360, 390, 600)


def pages(reports: Path) -> list[Path]:
    """The overview, the longest report and the shortest."""
    departments = sorted((reports / "departments").iterdir(), key=lambda p: p.stat().st_size)
    return [reports / "index.html", departments[-1], departments[0]]


@contextmanager
def opened(
    browser: Browser, path: Path, *, scripts: bool = True, width: int = 1280
) -> Iterator[Page]:
    """The page in a tab of its own; any complaint of the browser fails the test."""
    context = browser.new_context(
        java_script_enabled=scripts, offline=True, viewport={"width": width, "height": 900}
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(r.url) if r.url != page.url else None)
    page.goto(path.as_uri())
    yield page
    context.close()
    assert [c for c in complaints if c != path.as_uri()] == []


def printed(page: Page) -> list[str]:
    """The text of each sheet of paper."""
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        sizes = {tuple(round(n) for n in pdf[n].get_size()) for n in range(len(pdf))}
        assert sizes == {(595, 842)}, "A4 upright"
        return [sheet.get_textpage().get_text_bounded() for sheet in pdf]


def test_axe_finds_nothing(browser, reports):
    for path in pages(reports):
        with opened(browser, path) as page:
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_nothing_stands_outside_the_page(browser, reports, scripts):
    for path in sorted(reports.rglob("*.html")):
        with opened(browser, path, scripts=scripts) as page:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                wide = page.locator("html").evaluate("e => e.scrollWidth")
                assert wide <= width, path.name


NARROW = """all => all.map(e => {
    const text = document.createRange();
    text.selectNodeContents(e);
    return [e.textContent, e.clientWidth, text.getBoundingClientRect().height, e.scrollWidth];
})"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", PHONES)
def test_the_ranking_can_be_read_on_a_phone(browser, reports, width, scripts):
    """Each entry stands in a line with its name, two at most, and ends inside its frame."""
    with opened(browser, reports / "index.html", scripts=scripts, width=width) as page:
        for table in ("#ranking", "#heat"):
            names = page.locator(f"{table} tbody th").evaluate_all(NARROW)
            assert names
            assert min(room for _, room, _, _ in names) >= 90
        cells = page.locator("#ranking tbody td").evaluate_all(NARROW)
        assert cells
        assert [c for c in cells if c[2] > 2 * 30 or c[3] > c[1] + 1] == []
        frame = page.locator("#ranking").locator("..")
        assert frame.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        assert page.locator("html").evaluate("e => e.scrollWidth") <= width


def test_hostile_text_is_shown_prints_and_does_nothing(browser, hostile):
    paths = sorted(hostile.rglob("*.html"))
    assert len(paths) == 3
    for path in paths:
        with opened(browser, path) as page:
            assert page.title().endswith(("质量报告", "检查总览"))
            assert page.locator("img").count() == 0
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.locator("html").evaluate("e => e.scrollWidth") <= width
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert printed(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_every_finding_can_be_read(browser, reports, scripts):
    for path in pages(reports)[1:]:
        with opened(browser, path, scripts=scripts) as page:
            findings = page.locator(".card li")
            assert findings.count() > 10
            for finding in findings.all()[:5]:
                assert finding.is_visible()
            assert page.locator("#tasks tbody tr").count() > 5


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_all_is_printed_or_two_pages(browser, reports, scripts):
    for path in pages(reports)[1:]:
        with opened(browser, path, scripts=scripts) as page:
            numbers = [n.inner_text() for n in page.locator(".card li .id").all()]
            full = printed(page)
            text = "".join(full)
            assert all(number in text for number in numbers if number)
            assert "本报告用到的规则" in text
            name = page.title()[:8]
            assert all(name in sheet for sheet in full), "running header"
            assert all(f"第 {n} 页" in sheet for n, sheet in enumerate(full, 1))

            page.check("#brief")
            brief = printed(page)
            assert len(brief) <= 2
            assert "先改哪些" in brief[0]
            assert "整改清单" not in "".join(brief).replace("整改清单、规则说明", "")


def test_a_print_is_economical(browser, reports):
    """A sheet for every three findings, and a few for the whole."""
    for path in pages(reports)[1:]:
        with opened(browser, path) as page:
            findings = page.locator(".card li").count()
            assert len(printed(page)) <= 6 + findings / 4, path.name


def test_folded_projects_are_printed(browser, reports):
    with opened(browser, pages(reports)[1]) as page:
        page.get_by_role("button", name="全部收起").click()
        assert not page.locator(".card").first.is_visible()
        assert page.locator(".card .id").first.text_content() in "".join(printed(page))


def test_findings_are_filtered_by_severity_and_by_words(browser, reports):
    with opened(browser, pages(reports)[1]) as page:
        every = page.locator(".card li").count()
        for severity in ("中", "低", "提示"):
            page.get_by_role("search").get_by_label(severity, exact=True).uncheck()
        severe = page.locator(".card:not([hidden])")
        assert {c.get_attribute("data-severity") for c in severe.all()} == {"高"}
        page.get_by_label("含有文字").fill("没有这样的文字")
        assert severe.count() == 0
        assert f"显示0处，共{every}处" in page.locator("output").inner_text()


def test_a_link_to_a_finding_shows_it_whatever_is_folded_or_filtered(browser, reports):
    with opened(browser, pages(reports)[1]) as page:
        page.get_by_role("button", name="全部收起").click()
        page.get_by_label("含有文字").fill("没有这样的文字")
        page.locator(".fixes a").first.click()
        target = page.locator(page.locator(".fixes a").first.get_attribute("href") or "")
        assert target.is_visible()


def test_projects_are_sorted_by_the_keyboard(browser, reports):
    with opened(browser, pages(reports)[1]) as page:
        button = page.get_by_role("button", name="得分")
        button.focus()
        page.keyboard.press("Enter")
        scores = page.locator("table[data-sort] tbody tr td:nth-child(3)").all_inner_texts()
        assert [float(s) for s in scores] == sorted(float(s) for s in scores)
        assert page.locator("[aria-sort=ascending]").count() == 1


def test_the_first_thing_a_keyboard_reaches_leads_past_the_head(browser, reports):
    for path in pages(reports):
        with opened(browser, path) as page:
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip"


CELLS = """body => [...body.rows].map(row => [...row.cells].map(cell => [
    cell.tagName, cell.textContent, cell.className, cell.dataset.label ?? null,
    cell.querySelector("a")?.getAttribute("href") ?? null,
    cell.querySelector("a")?.getAttribute("aria-label") ?? null]))"""


def test_the_script_draws_departments_as_the_page_came(browser, reports):
    """What is read with scripts off is what the script shows before anybody asks for more."""
    index = reports / "index.html"
    shown = []
    for scripts in (True, False):
        with opened(browser, index, scripts=scripts) as page:
            for table in ("#ranking", "#heat"):
                shown.append(page.locator(f"{table} tbody").evaluate(CELLS))
    assert shown[0][0]
    assert shown[:2] == shown[2:]


def test_departments_are_found_sorted_and_filtered(browser, reports):
    with opened(browser, reports / "index.html") as page:
        data = json.loads(page.locator("#data").text_content() or "")
        page.get_by_role("button", name="得分").first.click()
        scores = page.locator("#ranking tbody td:nth-child(5)").all_inner_texts()
        assert [float(s) for s in scores] == sorted(d[4] for d in data)
        page.get_by_label("部门名称").fill(data[0][0])
        assert page.locator("#ranking tbody tr").count() == 1
        assert "1份报告" in page.locator("output").inner_text()


def test_many_departments_are_leafed_sorted_and_found(browser, many):
    with opened(browser, many / "index.html") as page:
        rows = page.locator("#ranking tbody tr")
        assert rows.count() == 100
        page.get_by_role("button", name="下一页").click()
        assert rows.count() == 30
        page.locator("#ranking").get_by_role("button", name="部门").click()
        assert rows.first.locator("th").inner_text() == "第000号局"
        page.get_by_label("部门名称").fill("第12")
        assert rows.count() == 10
        grades = page.get_by_role("combobox", name="等级")
        grades.select_option("不评等级")
        assert rows.count() == 10
        grades.select_option("优")
        assert rows.count() == 0


def test_without_scripts_every_department_is_reached_by_leafing(browser, many):
    reached = set()
    for path in sorted(many.glob("index*.html")):
        with opened(browser, path, scripts=False) as page:
            reached |= set(page.locator("#ranking tbody th").all_inner_texts())
            assert page.locator("nav.leaves a").count() == 2
    assert len(reached) == 130


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_table_over_many_sheets_is_headed_on_each(browser, many, scripts):
    """Chromium leaves buttons out of the heading that it repeats."""
    with opened(browser, many / "index.html", scripts=scripts) as page:
        sheets = [s for s in printed(page) if s.count("号局") > 40 and "问题热图" not in s]

    assert sheets
    assert all("部门" in sheet for sheet in sheets)


def test_the_overview_of_many_stands_inside_the_page(browser, many):
    with opened(browser, many / "index.html") as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.locator("html").evaluate("e => e.scrollWidth") <= width
        assert Axe().run(page).violations_count == 0


def test_on_a_phone_both_sides_of_a_copy_are_told_apart(browser, reports):
    """Columns stand one below the other there, far from their headings."""
    path = pages(reports)[1]
    with opened(browser, path, width=360) as page:
        sides = page.locator(".sides tbody tr").first.locator("td")
        said = sides.evaluate_all("all => all.map(e => getComputedStyle(e, '::before').content)")

    assert [re.sub('[" ]', "", text) for text in said] == ["前者：", "后者："]


LINES = """all => all.map(e => [e.textContent, e.getClientRects().length])"""


def test_short_values_stand_in_one_line_on_screen_and_paper(browser, reports):
    for path in pages(reports)[1:]:
        with opened(browser, path) as page:
            for media, sheet, room in (
                ("screen", 1280, 1280),
                ("screen", 360, 360),
                ("print", 794, 688),
            ):
                page.emulate_media(media=media)
                page.set_viewport_size({"width": sheet, "height": 900})
                page.locator("body").evaluate("(e, room) => e.style.maxWidth = `${room}px`", room)
                values = page.locator(".rows .whole").evaluate_all(LINES)
                assert len(values) > 20
                assert [text for text, lines in values if lines != 1] == []


def sheet_lines(page: Page) -> Iterator[list[str]]:
    """The lines of each sheet between its margins, from top to bottom, across its columns."""
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        for sheet in pdf:
            text, lines = sheet.get_textpage(), []
            boxes = [text.get_rect(n) for n in range(text.count_rects())]
            feet = {box[1] for box in boxes if 46 < box[1] < 842 - 50}
            while feet:
                foot = min(feet)
                lines.insert(0, text.get_text_bounded(0, foot - 1, 595, foot + 9).strip())
                feet = {f for f in feet if f > foot + 8}
            yield lines


def test_no_sheet_holds_but_a_signature_and_no_heading_ends_one(browser, reports):
    for path in sorted((reports / "departments").iterdir()):
        with opened(browser, path) as page:
            shown = page.locator("h2, h3:not(.hidden), summary").all_inner_texts()
            titles = {re.sub(r"^[▾▸]\s*", "", title.strip()) for title in shown}
            sheets = list(sheet_lines(page))
        assert len(titles & {line for sheet in sheets for line in sheet}) > 5
        for sheet in sheets:
            assert sheet[-1] not in titles
            signed = [n for n, line in enumerate(sheet) if line.startswith("单位负责人")]
            assert all(n >= 3 for n in signed), "what is signed stands above"


def test_the_heat_map_of_a_few_is_on_one_sheet(browser, reports):
    with opened(browser, reports / "index.html") as page:
        names = page.locator("#heat tbody th").all_inner_texts()
        (sheet,) = [s for s in printed(page) if "问题热图" in s]

    assert all(name in sheet.split("问题热图")[1].replace("\r\n", "") for name in names)
