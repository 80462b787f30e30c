"""How a parent and its workers talk: length, then that many bytes of pickle, through pipes."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

Work = Callable[[Sequence[Any], Callable[[int], None]], list[Any]]
"""Items to results, one for each; the second argument is called with the index of the item it turns to."""

_LENGTH = struct.Struct("<Q")
PIPE_BYTES = 1 << 20
"""A pipe this wide takes a batch without making its writer wait."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker process is told first."""

    factory: str
    """`package.module:name`; called once with `argument`, gives the `Work` that every task goes through."""
    argument: Any
    beat: str
    """Path of the file in which the worker says what it is doing: see beat.py."""
    seconds: float
    memory: int
    """Bytes of data a worker may hold; 0 for no limit."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Stands in the place of an item's result."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands in the place of a task that could not be sent, or not be read where it came."""

    reason: str
    number: int | None = None
    """The task's; None for the oldest that has no answer."""


def packed(value: Any) -> bytes:
    """A value as it travels. Raises what pickle does for one that cannot."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def write(stream: BinaryIO, data: bytes) -> None:
    """Send one value, packed."""
    stream.write(_LENGTH.pack(len(data)) + data if len(data) < PIPE_BYTES else _LENGTH.pack(len(data)))
    if len(data) >= PIPE_BYTES:
        stream.write(data)
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """The next value; EOFError when the other side is gone, ValueError when it cannot be made here."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    try:
        return pickle.loads(data)
    except Exception as error:  # a class that is not here, too little memory, too deep
        raise ValueError(f"{type(error).__name__}: {error}") from error


def widen(stream: BinaryIO) -> None:
    """Give a pipe a wide buffer where the system lets one (Linux)."""
    try:
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        pass
