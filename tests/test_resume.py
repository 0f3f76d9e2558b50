"""A long audit that was ended goes on where it stopped, and ends as if it had not been."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor import cli
from auditor.settings import Settings
from auditor.unfinished import unfinished

DOCUMENTS = Path(__file__).parent.parent / "corpora" / "documents"
INTERRUPTED = 130


def contents(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def audit(*arguments: str | Path) -> int:
    return cli.main(["audit", *map(str, arguments), "--jobs", "1"])


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output folder of an audit that was ended after its third file."""

    def progress(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    @contextmanager
    def ending() -> Iterator[object]:
        yield progress

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(cli, "_progress", ending)
        assert audit(DOCUMENTS, "--out", out) == INTERRUPTED
    return out


def kept(out: Path) -> list[Path]:
    return sorted((out / ".unfinished").glob("*.json"))


def test_an_ended_audit_goes_on_to_the_same_bytes(
    capsys: pytest.CaptureFixture[str], ended: Path, tmp_path: Path
) -> None:
    assert len(kept(ended)) >= 3
    assert not (ended / "data").exists()

    assert audit(DOCUMENTS, "--out", ended, "--resume") == 0
    assert "不再重读" in capsys.readouterr().out
    assert audit(DOCUMENTS, "--out", tmp_path / "whole") == 0

    assert contents(ended) == contents(tmp_path / "whole")
    assert not (ended / ".unfinished").exists()


def renamed(out: Path) -> None:
    """Give what was kept a department by which it is known again."""
    for path in kept(out):
        documents = json.loads(path.read_bytes())
        for document in documents:
            document["department"] = "记下的局"
        path.write_text(json.dumps(documents), "utf-8")


def departments(out: Path) -> list[str]:
    lines = (out / "data" / "documents.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["department"] for line in lines]


def test_what_was_read_is_not_read_again(ended: Path) -> None:
    count = len(kept(ended))
    renamed(ended)

    audit(DOCUMENTS, "--out", ended, "--resume")

    assert departments(ended).count("记下的局") == count


def test_an_audit_that_does_not_go_on_reads_all_anew(ended: Path) -> None:
    renamed(ended)

    audit(DOCUMENTS, "--out", ended)

    assert "记下的局" not in departments(ended)


def test_files_that_changed_since_are_read_again(tmp_path: Path, ended: Path) -> None:
    renamed(ended)
    changed = shutil.copytree(DOCUMENTS, tmp_path / "changed")
    for path in changed.iterdir():
        path.write_bytes(path.read_bytes() + b"\n\n")

    audit(changed, "--out", ended, "--resume")

    assert "记下的局" not in departments(ended)


def test_other_settings_read_again(tmp_path: Path, ended: Path) -> None:
    renamed(ended)
    config = tmp_path / "配置.toml"
    config.write_text("[limits]\ncells = 100000\n", "utf-8")

    audit(DOCUMENTS, "--out", ended, "--resume", "--config", config)

    assert "记下的局" not in departments(ended)


@pytest.mark.parametrize("damage", ["", "[", '[{"id": 1}]', "\0" * 100], ids=range(4))
def test_what_was_kept_and_is_damaged_is_read_again(
    ended: Path, tmp_path: Path, damage: str
) -> None:
    for path in kept(ended):
        path.write_text(damage, "utf-8")

    assert audit(DOCUMENTS, "--out", ended, "--resume") == 0
    audit(DOCUMENTS, "--out", tmp_path / "whole")

    assert contents(ended) == contents(tmp_path / "whole")


def test_a_folder_that_cannot_be_written_costs_the_store_and_no_document(tmp_path: Path) -> None:
    (tmp_path / ".unfinished").write_bytes(b"")
    store = unfinished(tmp_path, Settings(), resume=True)

    store.put("甲.txt", b"", ())

    assert store.get("甲.txt", b"") is None
    assert store.count() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
def test_ctrl_c_is_answered_by_one_line_though_workers_are_still_starting(tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to every process; the workers must leave the answer to the first."""
    began = tmp_path / "began"
    slow = f"""
import os, pathlib, signal, sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    pathlib.Path({str(began)!r}).write_text(str(os.getpid()), "ascii")
    time.sleep(5)
else:  # a shell that runs the tests in the background has Ctrl-C ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""
    (tmp_path / "sitecustomize.py").write_text(slow, "utf-8")
    command = [sys.executable, "-m", "auditor", "audit", str(DOCUMENTS), "--jobs", "2"]
    run = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        start_new_session=True,
    )
    while not (began.exists() and (worker := began.read_text("ascii"))):
        assert run.poll() is None
        time.sleep(0.05)
    os.kill(int(worker), signal.SIGINT)  # whichever comes first
    time.sleep(0.5)
    os.killpg(run.pid, signal.SIGINT)

    out, err = run.communicate(timeout=60)

    assert (run.returncode, out) == (INTERRUPTED, "")
    assert err.strip() == "已中止，未写完的文件不保留；审核可加 --resume 接着做"
