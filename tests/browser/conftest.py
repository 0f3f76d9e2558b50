"""Chromium without a network, and the reports of the five public documents."""

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
