"""What a worker is doing, readable by its parent at any moment, also when the worker hangs or is dead."""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from typing import NamedTuple

_IDLE = -1.0
_BYTES = 24


class Reading(NamedTuple):
    """Which item a worker is on, since when."""

    task: int
    item: int
    since: float
    """`time.monotonic()`, which all processes of a machine share; later by the time spent on other items."""


class Beat:
    """Three numbers in a file that both processes map: task, item (-1: none), start."""

    def __init__(self, path: str) -> None:
        self.path = path
        with open(path, "r+b") as file:  # noqa: PTH123
            self._map = mmap.mmap(file.fileno(), _BYTES)
        self._cells = memoryview(self._map).cast("d")

    @classmethod
    def create(cls) -> Beat:
        """A new file in the system's folder for temporary files."""
        handle, path = tempfile.mkstemp(prefix="cleaner-beat-")
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(_BYTES))
        beat = cls(path)
        beat.rest()
        return beat

    def start(self, task: int, item: int, since: float) -> None:
        """The worker is on item `item` of task `task`, and has been since `since` (`time.monotonic()`)."""
        self._cells[1] = _IDLE
        self._cells[2] = since
        self._cells[0] = task
        self._cells[1] = item

    def rest(self) -> None:
        """The worker is between items."""
        self._cells[1] = _IDLE

    def read(self) -> Reading | None:
        """What the worker is on; None between items."""
        task, item, since = self._cells
        return None if item == _IDLE else Reading(int(task), int(item), since)

    def unlink(self) -> None:
        """Remove the file's name; the mapping stays."""
        with contextlib.suppress(OSError):
            os.unlink(self.path)  # noqa: PTH108
