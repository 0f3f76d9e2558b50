"""Reports after a review, with replies, and two audits compared, as a browser shows them."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from auditor.cli import main
from tests.browser.conftest import DOCUMENTS
from tests.browser.test_pages import WIDTHS, opened
from tests.review.conftest import fill, reviewed, tables

DEPARTMENT = "2021-河北卢龙经济开发区管理委员会"


@pytest.fixture(scope="module")
def answered(reports, tmp_path_factory):
    """The page of a department with confirmed findings, an addition and a reply; a comparison."""
    folder = tmp_path_factory.mktemp("answered")
    findings = tables(reports / "findings.xlsx", "问题清单")
    said = {r["问题标识"]: {"复核结论": "确认"} for r in findings[::2]}
    book = reviewed(reports, folder / "a.xlsx", said)
    row = next(
        r["行标识"] for r in tables(book, "指标明细") if f"{r['年度']}-{r['部门']}" == DEPARTMENT
    )
    added = {row: {"补充问题": "没有写明计算口径"}}
    book = fill(book, folder / "b.xlsx", "指标明细", "行标识", added)
    form = reports / "replies" / f"{DEPARTMENT}.xlsx"
    replies = {r["问题标识"]: {"整改措施": "改写"} for r in tables(form, "整改回复")}
    reply = fill(form, folder / "c.xlsx", "整改回复", "问题标识", replies)
    out, compared = folder / "out", folder / "compared"
    main(["audit", str(DOCUMENTS), "--reviewed", str(book), str(reply), "--out", str(out)])
    main(["compare", str(reports), str(out), "--out", str(compared)])
    return [out / "departments" / f"{DEPARTMENT}.html", compared / "compare.html"]


def test_axe_finds_nothing_and_nothing_stands_outside(browser, answered):
    for path in answered:
        with opened(browser, path) as page:
            for folded in page.locator("details").all():
                folded.evaluate("e => e.open = true")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.locator("html").evaluate("e => e.scrollWidth") <= width
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_additions_and_replies_are_reached_from_the_contents(browser, answered, scripts):
    with opened(browser, answered[0], scripts=scripts) as page:
        for name, told in (("补充的问题", "没有写明计算口径"), ("整改情况", "改写")):
            page.get_by_role("link", name=name, exact=True).click()
            section = page.locator(f"section{page.url[page.url.index('#') :]}")

            assert section.get_by_role("cell", name=told).first.is_visible()


def test_every_link_leads_somewhere(browser, answered):
    for path in answered:
        with opened(browser, path) as page:
            targets = page.locator("a[href^='#']").evaluate_all(
                "all => all.map(a => a.getAttribute('href').slice(1))"
            )
            ids = set(page.locator("[id]").evaluate_all("all => all.map(e => e.id)"))

            assert targets
            assert set(targets) - ids == set()
