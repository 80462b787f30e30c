"""A pool of worker processes that keeps order, survives its workers' deaths and ends what takes too long.

Workers are started as plain subprocesses, not through `multiprocessing`: a program that calls the cleaner is
then never imported a second time, and needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from cleaner.errors import CleanerError, ConfigError
from cleaner.run import frames
from cleaner.run.batches import Batch
from cleaner.run.beat import Beat
from cleaner.run.frames import Failure, Job, Lost

AHEAD = 2
"""Tasks a worker has at most: one in hand, one waiting in its pipe."""
WINDOW = 32
"""Batches for each worker that may be finished or under way before the oldest one is done."""
WINDOW_BYTES = 64 * 1024 * 1024
BARREN = 5
"""Workers that may die in a row without having begun an item before the pool gives up."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from cleaner.run.worker import main; main()"
)


@dataclass(slots=True)
class _Task:
    """Items of one batch that are sent together; more than one task a batch after an accident."""

    number: int
    batch: int
    places: list[int]
    """Indices of the items in their batch."""
    alone: bool = False
    """The retry of an item that a worker died on."""


@dataclass(slots=True)
class _Slot:
    """A batch under way, with the results so far."""

    batch: Batch
    results: list[Any]
    missing: int


class Pool:
    """`workers` processes, each of which passes items through the function that `factory(argument)` makes."""

    def __init__(
        self,
        factory: str,
        argument: Any,
        *,
        workers: int,
        seconds: float = 30.0,
        memory: int = 0,
        verbose: bool = False,
    ) -> None:
        self._job = (factory, argument, seconds, memory)
        self._seconds = seconds
        self._verbose = verbose
        self._limit = max(1, workers)
        self._workers: list[_Worker] = []
        self._inbox: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._waiting: deque[_Task] = deque()
        self._slots: dict[int, _Slot] = {}
        self._tasks = 0
        self._barren = 0

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[Any]]]:
        """Each batch with the results of its items, in order; `Failure` for an item that has none.

        A batch without items only makes the pool look after what is under way.
        """
        source, next_in, next_out, ended = iter(batches), 0, 0, False
        try:
            while True:
                while not ended and self._has_room(next_out, next_in):
                    batch = next(source, None)
                    if batch is None:
                        ended = True
                        break
                    if not batch.items:
                        break
                    self._slots[next_in] = _Slot(batch, [None] * len(batch.items), len(batch.items))
                    self._add(next_in, list(range(len(batch.items))))
                    next_in += 1
                    self._send()
                while next_out in self._slots and not self._slots[next_out].missing:
                    slot = self._slots.pop(next_out)
                    next_out += 1
                    yield slot.batch, slot.results
                if ended and not self._slots:
                    return
                if not self._has_room(next_out, next_in) or ended:
                    self._receive(wait=True)
                while self._receive(wait=False):
                    pass
        finally:
            self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _has_room(self, next_out: int, next_in: int) -> bool:
        """Whether another batch may be read: a worker wants one and not too much is under way."""
        if len(self._waiting) >= 1:
            return False
        under_way = sum(slot.batch.size for slot in self._slots.values())
        free = len(self._workers) < self._limit or any(
            len(w.tasks) < AHEAD and not w.is_alone for w in self._workers
        )
        return free and next_in - next_out < WINDOW * self._limit and under_way < WINDOW_BYTES

    def _add(self, batch: int, places: list[int], *, alone: bool = False) -> None:
        if places:
            self._tasks += 1
            self._waiting.append(_Task(self._tasks, batch, places, alone))

    def _send(self) -> None:
        """Hand waiting tasks to workers with the least to do, starting workers while there may be more."""
        while self._waiting:
            task = self._waiting[0]
            worker = min(self._workers, key=lambda w: (w.is_alone, len(w.tasks)), default=None)
            if (worker is None or worker.tasks) and len(self._workers) < self._limit:
                worker = self._start()
            if worker is None or worker.is_alone or len(worker.tasks) >= (1 if task.alone else AHEAD):
                return
            self._waiting.popleft()
            items = self._slots[task.batch].batch.items
            worker.send(task, [items[place] for place in task.places])

    def _start(self) -> _Worker:
        factory, argument, seconds, memory = self._job
        try:
            worker = _Worker(self._inbox, self._verbose)
        except OSError as error:
            raise CleanerError(
                f"a worker process cannot be started: {error}; give fewer workers, or 0 for none"
            ) from error
        worker.greet(Job(factory, argument, worker.beat.path, seconds, memory))
        self._workers.append(worker)
        return worker

    def _receive(self, *, wait: bool) -> bool:
        """Take in one message from a worker, if there is one, or find that one has taken too long."""
        try:
            worker, message = self._inbox.get(timeout=min(0.5, self._seconds / 4) if wait else 0)
        except queue.Empty:
            self._enforce_budget()
            return False
        if isinstance(message, BaseException):
            if isinstance(message, EOFError):
                self._bury(worker)
            elif isinstance(message, MemoryError):
                raise ConfigError(f"memory = {self._job[3]}: a worker needs more to begin; raise --memory")
            else:
                raise message
        elif isinstance(message, Lost):
            self._retry(worker, message)
        else:
            self._accept(worker, *message)
        self._send()
        return True

    def _accept(self, worker: _Worker, number: int, results: list[Any]) -> None:
        self._barren = 0
        task = worker.tasks.popleft()
        if task.number != number:
            raise CleanerError(f"a worker answered task {number} when {task.number} was next")
        for place, result in zip(task.places, results, strict=True):
            self._settle(task.batch, place, result)

    def _retry(self, worker: _Worker, lost: Lost) -> None:
        """Send each item of a task that did not come through by itself; one that is alone is to blame."""
        number = worker.tasks[0].number if lost.number is None else lost.number
        (task,) = (task for task in worker.tasks if task.number == number)
        worker.tasks.remove(task)
        if len(task.places) == 1:
            reason = (
                f"cannot be handed to a worker process or back ({lost.reason}); clean it with workers = 0"
            )
            self._settle(task.batch, task.places[0], Failure(reason))
        else:
            for place in task.places:
                self._add(task.batch, [place])

    def _settle(self, batch: int, place: int, result: Any) -> None:
        slot = self._slots[batch]
        slot.results[place] = result
        slot.missing -= 1

    def _enforce_budget(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            reading = worker.beat.read()
            if (
                reading
                and worker.tasks
                and reading.task == worker.tasks[0].number
                and now - reading.since > self._seconds
            ):
                worker.late = True
                worker.kill()

    def _bury(self, worker: _Worker) -> None:
        """Settle or retry what a dead worker had: only the item it died on is under suspicion."""
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        reading = worker.beat.read()
        worker.kill()
        suspect: tuple[_Task, int] | None = None
        if reading and worker.tasks and worker.tasks[0].number == reading.task:
            suspect = (worker.tasks[0], reading.item)
            self._barren = 0
        else:
            self._barren += 1
            if self._barren > BARREN:
                raise CleanerError(
                    f"worker processes die as they start ({worker.ended_how}); run with --debug to see why"
                )
        for task in worker.tasks:
            if suspect and task is suspect[0]:
                self._judge(task, suspect[1], worker)
            else:
                self._add(task.batch, task.places, alone=task.alone)

    def _judge(self, task: _Task, item: int, worker: _Worker) -> None:
        place = task.places[item]
        self._add(task.batch, task.places[:item])
        if worker.late:
            reason = f"took longer than {self._seconds:g} seconds; raise --seconds to give it more"
            self._settle(task.batch, place, Failure(reason))
        elif task.alone:
            reason = f"ended its worker process twice ({worker.ended_how})"
            self._settle(task.batch, place, Failure(reason))
        else:
            self._add(task.batch, [place], alone=True)
        self._add(task.batch, task.places[item + 1 :])


@dataclass(eq=False)
class _Worker:
    """A process, a thread that writes to it and one that reads from it, so that nobody waits for a pipe."""

    inbox: queue.SimpleQueue[tuple[_Worker, Any]]
    verbose: bool
    tasks: deque[_Task] = field(default_factory=deque)
    late: bool = False
    beat: Beat = field(default_factory=Beat.create)

    def __post_init__(self) -> None:
        import json

        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, json.dumps([entry or os.getcwd() for entry in sys.path])],  # noqa: PTH109
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if self.verbose else subprocess.DEVNULL,
                env={"OMP_NUM_THREADS": "1", **os.environ},  # the workers are the threads: numpy starts none
                start_new_session=True,  # Ctrl-C is the parent's
            )
        except OSError:
            self.beat.unlink()
            raise
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._to = cast(BinaryIO, self._process.stdin)
        self._from = cast(BinaryIO, self._process.stdout)
        frames.widen(self._to)
        frames.widen(self._from)
        threading.Thread(target=self._write, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def is_alone(self) -> bool:
        """Whether the worker is trying an item that another died on."""
        return any(task.alone for task in self.tasks)

    @property
    def ended_how(self) -> str:
        """The signal or exit code of the dead process."""
        code = self._process.wait()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def greet(self, job: Job) -> None:
        """Tell the process what to do."""
        self._outbox.put(job)

    def send(self, task: _Task, items: list[Any]) -> None:
        """Give the process a task."""
        self.tasks.append(task)
        self._outbox.put((task.number, items))

    def kill(self) -> None:
        """End the process, whatever it is doing, and its threads with it."""
        self._process.kill()
        self._outbox.put(None)
        self._process.wait()
        self.beat.unlink()

    def _write(self) -> None:
        try:
            while (message := self._outbox.get()) is not None:
                if (data := self._packed(message)) is not None:
                    frames.write(self._to, data)
        except OSError:  # the reading thread tells of the death
            pass
        with contextlib.suppress(OSError):
            self._to.close()

    def _packed(self, message: Any) -> bytes | None:
        try:
            return frames.packed(message)
        except Exception as error:  # a caller's object that cannot be pickled
            lost = error if isinstance(message, Job) else Lost(f"{type(error).__name__}: {error}", message[0])
            self.inbox.put((self, lost))
            return None

    def _read(self) -> None:
        try:
            while True:
                self.inbox.put((self, frames.read(self._from)))
        except (EOFError, OSError, ValueError):
            self.inbox.put((self, EOFError()))
        finally:
            self._from.close()
