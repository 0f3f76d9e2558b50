"""A Chinese Windows console speaks GBK: nothing may fail there, and every line must be readable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = sorted((Path(__file__).parents[1] / "corpora" / "documents").iterdir())[-1]

# Windows hands over file names as text whatever the console speaks; here that takes a UTF-8 locale.
GBK_CONSOLE = {
    **{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
    "PYTHONIOENCODING": "gbk",
    "PYTHONUTF8": "0",
    "LC_ALL": "C.UTF-8",
}


def auditor(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status and both streams as the console shows them."""
    result = subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=folder,
        env=GBK_CONSOLE,
        capture_output=True,
        check=False,
    )
    return result.returncode, result.stdout.decode("gbk"), result.stderr.decode("gbk")


@pytest.fixture
def document(tmp_path: Path) -> str:
    (tmp_path / "公开.txt").write_bytes(DOCUMENT.read_bytes())
    return "公开.txt"


def test_audit_tells_its_counts_in_readable_words(tmp_path: Path, document: str) -> None:
    status, out, err = auditor(tmp_path, "audit", document, "--out", "报告")

    assert (status, err) == (0, "")
    assert "公开.txt：" in out
    assert "?" not in out


def test_file_that_cannot_be_read_is_named_in_one_chinese_line(tmp_path: Path) -> None:
    (tmp_path / "坏文件🙂.txt").write_bytes(bytes(range(256)) * 8)

    status, _, err = auditor(tmp_path, "audit", "坏文件🙂.txt", "--out", "报告")

    assert status == 3
    assert err.startswith("坏文件")
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_wrong_use_is_one_chinese_line(tmp_path: Path) -> None:
    status, out, err = auditor(tmp_path, "audit", "没有.txt")

    assert (status, out) == (2, "")
    assert err.splitlines() == ["没有.txt：没有这个文件或文件夹"]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["audit", "--help"], ["rules"], ["doctor"]], ids=" ".join
)
def test_what_is_printed_can_be_shown(tmp_path: Path, arguments: list[str]) -> None:
    """A character that GBK lacks would be printed as a question mark."""
    status, out, err = auditor(tmp_path, *arguments)

    assert (status, err) == (0, "")
    assert "?" not in out


def test_every_rule_can_be_explained(tmp_path: Path) -> None:
    _, listed, _ = auditor(tmp_path, "rules")
    codes = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    assert codes

    status, out, err = auditor(tmp_path, "explain", codes[0])

    assert (status, err) == (0, "")
    assert codes[0] in out
    assert "?" not in out


def test_one_row_can_be_asked_about(tmp_path: Path, document: str) -> None:
    status, out, err = auditor(tmp_path, "why", document, "1", "1")

    assert (status, err) == (0, "")
    assert "三级指标：" in out
