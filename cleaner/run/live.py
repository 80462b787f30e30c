"""Inputs that come slowly: what is there is worked on while more is waited for."""

from __future__ import annotations

import os
import queue
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

from cleaner.io.inputs import STDIN

TICK = 0.2
"""Seconds without an item after which a batch goes off as it is."""
AHEAD = 16
"""Items that may be read before they are asked for."""

T = TypeVar("T")


def is_live(inputs: Iterable[str]) -> bool:
    """Whether one of the inputs may come slowly: standard input that is a pipe, a terminal or a socket."""
    if STDIN not in inputs:
        return False
    try:
        return not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError):  # it is not open, or no file
        return False


def ticking(items: Iterable[T], *, seconds: float = TICK) -> Iterator[T | None]:
    """The items, read in a thread of their own, and None whenever `seconds` have passed without one."""
    inbox: queue.Queue[_Read[T]] = queue.Queue(AHEAD)
    threading.Thread(target=_read, args=(items, inbox), daemon=True).start()
    while True:
        try:
            read = inbox.get(timeout=seconds)
        except queue.Empty:
            yield None
            continue
        if isinstance(read, _End):
            if read.error is not None:
                raise read.error
            return
        yield read[0]


class _End:
    """Stands after the last item."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


_Read = tuple[T] | _End


def _read(items: Iterable[T], inbox: queue.Queue[_Read[T]]) -> None:
    try:
        for item in items:
            inbox.put((item,))
    except BaseException as error:  # raised where the items are used
        inbox.put(_End(error))
    else:
        inbox.put(_End())
