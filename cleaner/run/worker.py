"""The worker process: batches of items in, batches of results out, until the pipe closes."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from cleaner.run import frames
from cleaner.run.beat import Beat
from cleaner.run.frames import Failure, Job

GRACE = 3.0
"""A worker whose parent is gone and that hangs ends by itself after this many times its budget."""


def main() -> None:
    """Serve the parent on standard input and output."""
    source, sink = sys.stdin.buffer, _private_stdout()
    logging.getLogger().addHandler(logging.NullHandler())
    job: Job = frames.read(source)
    beat = Beat(job.beat)
    _limit_memory(job.memory)
    try:
        work = _load(job.factory)(job.argument)
    except Exception as error:  # told to the parent, which raises it
        frames.write(sink, error)
        return
    frames.write(sink, None)
    try:
        while True:
            task, items = frames.read(source)
            _alarm(job.seconds * GRACE * len(items))
            results = _results(work, task, items, beat)
            _alarm(0)
            frames.write(sink, (task, results))
    except (EOFError, BrokenPipeError):
        return


def _results(work: Callable[[Any], Any], task: int, items: list[Any], beat: Beat) -> list[Any]:
    results = []
    for number, item in enumerate(items):
        beat.start(task, number)
        try:
            results.append(work(item))
        except Exception as error:  # one document must never stop a run
            results.append(Failure(f"{type(error).__name__}: {error}"))
    beat.rest()
    return results


def _private_stdout() -> BinaryIO:
    """The pipe to the parent, out of reach of libraries that print."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(pipe, "wb")


def _load(factory: str) -> Callable[[Any], Callable[[Any], Any]]:
    module, _, name = factory.partition(":")
    loaded: Callable[[Any], Callable[[Any], Any]] = getattr(importlib.import_module(module), name)
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
        signal.setitimer(signal.ITIMER_REAL, seconds)
