"""What goes in and out of the process: no connection, and no slow library before it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = sorted((Path(__file__).parents[1] / "corpora" / "documents").iterdir())[-1]

WATCHED = """
import os, sys

def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"}:
        os.write(2, f"{event} {arguments}".encode())
        os._exit(99)

sys.addaudithook(watch)
from auditor.cli import main
sys.exit(main())
"""

LOADED = """
import sys
from auditor.cli import main
main()
print(*sorted({"spacy", "jieba", "rjieba", "sklearn", "numpy", "pandas"} & set(sys.modules)),
      file=sys.stderr)
"""


def python(code: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_an_audit_opens_no_connection(tmp_path: Path) -> None:
    result = python(WATCHED, tmp_path, "audit", str(DOCUMENT), "--out", "out", "--jobs", "1")

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [["--help"], ["rules"]], ids=" ".join)
def test_short_commands_do_not_wait_for_the_language_libraries(
    tmp_path: Path, arguments: list[str]
) -> None:
    result = python(LOADED, tmp_path, *arguments)

    assert (result.returncode, result.stderr.strip()) == (0, "")
