"""Items into batches: large enough that sending one costs little, small enough to spread the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

MAX_ITEMS = 64
MAX_BYTES = 384 * 1024
SINGLE = 4
"""The first batches hold one item each, so that the first results come soon and few items use all workers."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that travel together."""

    items: Sequence[Any]
    size: int
    """About how many bytes they are."""


class Sized(Protocol):
    """An item that knows about how many bytes it is."""

    @property
    def size(self) -> int:
        """Bytes."""


T = TypeVar("T", bound=Sized)


def batched(items: Iterable[T | None]) -> Iterator[Batch]:
    """Batches of at most MAX_ITEMS items and MAX_BYTES bytes (one item may be larger); they begin small.

    None among the items says that there is none yet: what there is goes off, even if that is nothing.
    """
    batch: list[T] = []
    size = made = 0
    for item in items:
        if item is None:
            yield Batch(batch, size)
            batch, size = [], 0
            continue
        if batch and (size + item.size > MAX_BYTES or len(batch) >= _most(made)):
            yield Batch(batch, size)
            batch, size, made = [], 0, made + 1
        batch.append(item)
        size += item.size
    if batch:
        yield Batch(batch, size)


def _most(made: int) -> int:
    return min(MAX_ITEMS, 1 << min(30, made // SINGLE))
