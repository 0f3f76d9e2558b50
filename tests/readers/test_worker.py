"""Work in a process that is ended costs its own task and no other."""

from __future__ import annotations

import os
import time
from collections import deque
from pathlib import Path

import pytest

from auditor.domain import SkipKind
from auditor.readers import worker
from auditor.settings import Limits

LIMITS = Limits(file_seconds=3, memory_megabytes=500)


def work(task: str) -> str:
    if task == "hang":
        time.sleep(600)
    if task == "abort":
        os.abort()
    if task == "leave":
        os._exit(0)
    if task == "eat":
        return "x" * len(bytearray(5_000_000_000))
    if task.startswith("note "):
        Path(task.removeprefix("note ")).write_text(str(os.getpid()), "ascii")
        time.sleep(600)
    return task.upper()


def results(*tasks: str, jobs: int = 2) -> dict[str, str | SkipKind]:
    return {
        task: given.kind if isinstance(given, worker.Failure) else given
        for task, given in worker.run(deque(tasks), work, LIMITS, jobs)
    }


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_task_is_answered_whatever_befalls_the_others(jobs: int) -> None:
    assert results("a", "hang", "b", "abort", "leave", "c", jobs=jobs) == {
        "a": "A",
        "b": "B",
        "c": "C",
        "hang": SkipKind.TIMEOUT,
        "abort": SkipKind.CRASHED,
        "leave": SkipKind.CRASHED,
    }


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is not bounded here")
def test_a_task_that_takes_too_much_memory_is_ended() -> None:
    assert results("eat", "a") == {"eat": SkipKind.TOO_LARGE, "a": "A"}


def test_tasks_may_be_added_while_others_run() -> None:
    tasks = deque(["a"])
    seen = []
    for task, given in worker.run(tasks, work, LIMITS, 1):
        seen.append((task, given))
        if task == "a":
            tasks.extend(["b", "c"])

    assert seen == [("a", "A"), ("b", "B"), ("c", "C")]


def test_no_worker_is_left_when_the_run_is_given_up(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    running = worker.run(deque([f"note {note}", "a"]), work, LIMITS, 2)
    assert next(running) == ("a", "A")
    while not note.exists() or not note.read_text():
        time.sleep(0.05)

    running.close()

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_reasons_name_the_limit_and_what_to_do() -> None:
    (_, given), *_ = worker.run(deque(["hang"]), work, Limits(file_seconds=1), 1)

    assert isinstance(given, worker.Failure)
    assert given.reason == "读取超过 1 秒，已停止，请拆分后再审，或在配置中调高 file_seconds"
