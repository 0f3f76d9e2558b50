"""Work on untrusted files in processes that can be ended: by time, by memory, by a crash.

A worker that is ended costs the file it was reading and nothing else; another takes its place.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from auditor.domain import SkipKind
from auditor.settings import Limits

if sys.platform != "win32":
    import resource

Task = TypeVar("Task")
Result = TypeVar("Result")

_MEGABYTE = 1_000_000
# Seconds a worker has to put things away before it is ended for good.
_GRACE = 0.5
# Seconds a worker has to start on a machine under load, before the time for its file begins.
_START = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result."""

    kind: SkipKind
    reason: str


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    connection: Connection
    task: Task | None = None
    ready: bool = False
    deadline: float = 0.0


def run(
    tasks: deque[Task],
    work: Callable[[Task], Result],
    limits: Limits,
    jobs: int,
) -> Generator[tuple[Task, Result | Failure]]:
    """Each task with its result, as they are finished; tasks may be added while this runs.

    `work` is called in the workers, which import the module it stands in.
    """
    workers: list[_Worker[Task]] = []
    with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as folder:
        try:
            while tasks or any(w.task is not None for w in workers):
                while tasks and (w := _idle(workers, jobs, work, limits, folder)):
                    _begin(w, tasks.popleft(), limits)
                for worker, outcome in _finished(workers, limits):
                    task = worker.task
                    if isinstance(outcome, Failure):
                        _end(worker)
                        workers.remove(worker)
                    worker.task = None
                    if task is not None:
                        yield task, outcome
        finally:
            for worker in workers:
                _end(worker)


def _idle(
    workers: list[_Worker[Task]],
    jobs: int,
    work: Callable[[Task], Result],
    limits: Limits,
    folder: str,
) -> _Worker[Task] | None:
    """A worker without a task; a new one where there may be more."""
    free = next((worker for worker in workers if worker.task is None), None)
    if free is not None or len(workers) >= max(1, jobs):
        return free
    # A new interpreter and no copy of this one: it holds little memory, and is alike everywhere.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, work, limits.memory_megabytes, folder), daemon=True
    )
    worker: _Worker[Task] = _Worker(process, ours)
    with _uninterrupted():
        process.start()
        workers.append(worker)
    theirs.close()
    return worker


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until a worker is started, which holds it back until it can ignore it.

    It reaches every process of the terminal, and a worker that is still starting would tell of it
    in English. Windows has no such mask.
    """
    if sys.platform == "win32":
        yield
        return
    # It is started with the first worker and would take the mask away.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(worker: _Worker[Task], task: Task, limits: Limits) -> None:
    worker.task = task
    seconds = limits.file_seconds if worker.ready else _START
    worker.deadline = time.monotonic() + seconds
    # A worker that is gone is told by what it does not answer.
    with suppress(BrokenPipeError, ConnectionError):
        worker.connection.send(task)


def _finished(
    workers: list[_Worker[Task]], limits: Limits
) -> Iterator[tuple[_Worker[Task], Result | Failure]]:
    """Wait until a task is done, or has failed, or has taken too long."""
    busy = [worker for worker in workers if worker.task is not None]
    remaining = min(worker.deadline for worker in busy) - time.monotonic()
    ready = wait([worker.connection for worker in busy], max(0.0, remaining))
    for worker in busy:
        if worker.connection in ready:
            if (outcome := _received(worker, limits)) is not None:
                yield worker, outcome
        elif time.monotonic() >= worker.deadline:
            reason = (
                f"读取超过 {limits.file_seconds} 秒，已停止，"
                "请拆分后再审，或在配置中调高 file_seconds"
            )
            yield worker, Failure(SkipKind.TIMEOUT, reason)


def _received(worker: _Worker[Task], limits: Limits) -> Result | Failure | None:
    """What the worker answers; `None` where it only tells that it has started."""
    try:
        answered: tuple[bool, Result] | None = worker.connection.recv()
    except (EOFError, OSError):
        reason = "读取时程序异常退出，文件可能已损坏，请用 Office、WPS 打开后另存再审"
        return Failure(SkipKind.CRASHED, reason)
    if answered is None:
        worker.ready = True
        worker.deadline = time.monotonic() + limits.file_seconds
        return None
    done, result = answered
    if done:
        return result
    reason = (
        f"读取所需内存超过 {limits.memory_megabytes} MB，"
        "请拆分后再审，或在配置中调高 memory_megabytes"
    )
    return Failure(SkipKind.TOO_LARGE, reason)


def _end(worker: _Worker[Task]) -> None:
    worker.connection.close()
    if worker.task is not None or not worker.process.is_alive():
        worker.process.terminate()
    worker.process.join(_GRACE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


# ------------------------------------------------------------------------------------------------
# In the worker


def _serve(
    connection: Connection, work: Callable[[Task], Result], megabytes: int, folder: str
) -> None:
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # Ended in an orderly way, so that what the worker has started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _bound(megabytes)
    # What a reader makes has no cycles: looking for them takes a quarter of its time.
    gc.disable()
    connection.send(None)
    while True:
        try:
            task: Task = connection.recv()
        except (EOFError, OSError):
            return
        answer: tuple[bool, object]
        try:
            answer = True, work(task)
        except MemoryError:
            answer = False, None
        connection.send(answer)
        del task, answer
        gc.collect()


def _bound(megabytes: int) -> None:
    """Bound what this process may take beyond what it has, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123
            has = int(status.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = has + megabytes * _MEGABYTE
        bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_AS, (bound, most))
