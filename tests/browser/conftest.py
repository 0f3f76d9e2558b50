"""Chromium without a network, and the reports of the five public documents."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from auditor.cli import main

DOCUMENTS = Path(__file__).parents[2] / "corpora/documents"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Whatever Chromium the computer has; its absence fails, for a skipped test shows nothing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("no Chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as kit:
        started = kit.chromium.launch(executable_path=found)
        yield started
        started.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of an audit of the five documents."""
    out = tmp_path_factory.mktemp("reports")
    assert main(["audit", str(DOCUMENTS), "--out", str(out), "--jobs", "1"]) == 0
    return out


HOSTILE = (
    "<script>document.title='taken'</script>",
    '"><img src=x onerror="document.title=1">',
    "</style></script><h1>",
    "\u202e反转\u2066文字",
    "响\x07铃\x1b[31m",
    "=cmd|' /C calc'!A0",
    "A" * 3_000,
    "长" * 10_000,
)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of an audit of cells that mean harm, under a name of 200 characters."""
    folder = tmp_path_factory.mktemp("hostile")
    head = (
        "部门名称,年度,项目名称,一级指标,二级指标,三级指标,绩效指标描述,指标值,指标值确定依据,分值"
    )
    rows = [
        [name, "2025", f"{text[:60]}项目", "产出指标", "数量指标", *[text] * 4, "10"]
        for name, texts in (("名" * 200, HOSTILE[-2:]), ("甲</style><script>局", HOSTILE[:-2]))
        for text in texts
    ]
    given = folder / "rows.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(","), *rows])
    assert main(["audit", str(given), "--out", str(folder / "out"), "--jobs", "1"]) == 0
    return folder / "out"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of an audit of 130 departments, more than a page of the overview holds."""
    folder = tmp_path_factory.mktemp("many")
    head = "部门名称,年度,项目名称,预算数,一级指标,二级指标,三级指标,绩效指标描述,指标值"
    values = ("≥6场", "≥95%", "明显提升", "按时完成", "达到要求")
    rows = [
        [f"第{n:03}号局", "2025", f"培训项目{n}", f"{n}.5", *kinds, f"培训{n + m}场次", "", value]
        for n in range(130)
        for m, (kinds, value) in enumerate(
            ((("产出指标", "数量指标"), "≥6场"), (("效益指标", "社会效益指标"), values[n % 5]))
        )
    ]
    given = folder / "rows.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(","), *rows])
    assert main(["audit", str(given), "--out", str(folder / "out"), "--jobs", "1"]) == 0
    return folder / "out"
