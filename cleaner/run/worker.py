"""The worker process: batches of items in, batches of results out, until the pipe closes."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from cleaner.run import frames
from cleaner.run.allocator import keep_freed_memory
from cleaner.run.beat import Beat
from cleaner.run.frames import Failure, Job, Lost, Work

LONGEST = 1e8
"""Seconds that every system can count; a budget may be longer, or infinite."""
GRACE = 3.0
"""A worker whose parent is gone and that hangs ends by itself after this many times its budget."""


def main() -> None:
    """Serve the parent on standard input and output."""
    gc.set_threshold(100_000)  # what is loaded stays: looking for garbage in it takes a twentieth of the time
    keep_freed_memory()
    source, sink = sys.stdin.buffer, _private_stdout()
    logging.getLogger().addHandler(logging.NullHandler())
    job: Job = frames.read(source)
    beat = Beat(job.beat)
    beat.unlink()  # both sides have it; a parent that is killed leaves none behind
    _limit_memory(job.memory)
    try:
        work = _load(job.factory)(job.argument)
    except Exception as error:  # told to the parent, which raises it
        frames.write(sink, frames.packed(error))
        return
    try:
        while True:
            frames.write(sink, _answer(work, source, beat, job))
    except (EOFError, BrokenPipeError):
        return


def _answer(work: Work, source: BinaryIO, beat: Beat, job: Job) -> bytes:
    """What the next task comes to, packed."""
    try:
        task, items = frames.read(source)
    except ValueError as error:
        return frames.packed(Lost(str(error)))
    _alarm(job.seconds * GRACE * len(items))
    results = _results(work, task, items, beat)
    _alarm(0)
    try:
        return frames.packed((task, results))
    except Exception as error:  # too deep, for one
        return frames.packed(Lost(f"{type(error).__name__}: {error}", task))


def _results(work: Work, task: int, items: list[Any], beat: Beat) -> list[Any]:
    turn = _Turns(task, len(items), beat)
    try:
        results = work(items, turn)
    except Exception:  # one of them is to blame: each alone will tell
        results = [_result(work, item, partial(turn, number)) for number, item in enumerate(items)]
    beat.rest()
    return results


def _result(work: Work, item: Any, begin: Callable[[], None]) -> Any:
    begin()
    try:
        [result] = work([item], lambda _: begin())
    except Exception as error:  # one document must never stop a run
        return Failure(f"{type(error).__name__}: {error}")
    return result


class _Turns:
    """Tells the parent whose turn it is, and since when: an item may come in several turns."""

    def __init__(self, task: int, items: int, beat: Beat) -> None:
        self._task, self._beat = task, beat
        self._spent = [0.0] * items
        self._item, self._begun = 0, time.monotonic()

    def __call__(self, item: int) -> None:
        now = time.monotonic()
        self._spent[self._item] += now - self._begun
        self._item, self._begun = item, now
        self._beat.start(self._task, item, now - self._spent[item])


def _private_stdout() -> BinaryIO:
    """The pipe to the parent, out of reach of libraries that print."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(pipe, "wb")


def _load(factory: str) -> Callable[[Any], Work]:
    module, _, name = factory.partition(":")
    loaded: Callable[[Any], Work] = getattr(importlib.import_module(module), name)
    return loaded


def _limit_memory(limit: int) -> None:
    if not limit:
        return
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    except (ImportError, ValueError, OSError):  # no such limit on this system
        pass


def _alarm(seconds: float) -> None:
    """Have the system end this process after `seconds`, even inside native code; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, min(seconds, LONGEST))
