"""Shingles of stored documents: token hashes in, distinct sorted gram hashes out."""

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, Placed

Integers = TypeVar("Integers", bound=NDArray[Any])


def distinct_values(values: Integers) -> Integers:
    """The values sorted, without repeats; several times as fast as `np.unique`."""
    ascending = np.sort(values)
    return cast(Integers, ascending[_first_of_run(ascending)])


def _first_of_run(values: NDArray[Any]) -> NDArray[np.bool_]:
    first = np.ones(values.size, dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def distinct(grams: U32, bounds: I64, kept: NDArray[np.bool_] | None = None) -> tuple[U32, I64]:
    """Each document's grams sorted and without repeats; of those `kept` (grams,), when given."""
    counts = np.diff(bounds)
    keys = np.repeat(np.arange(counts.size, dtype=np.uint64) << np.uint64(32), counts)
    keys |= grams
    if kept is not None:
        keys = keys[kept]
    keys.sort()
    keys = keys[_first_of_run(keys)]
    starts = np.arange(counts.size + 1, dtype=np.uint64) << np.uint64(32)
    return keys.astype(np.uint32), np.searchsorted(keys, starts).astype(np.int64)


def placed(grams: U32, bounds: I64) -> Placed:
    """Each document's grams sorted and without repeats, with their first place; at most 65,536 documents."""
    counts = np.diff(bounds)
    if counts.size > 1 << 16:
        raise ValueError(f"{counts.size} documents at a time: at most {1 << 16}")
    place = np.arange(grams.size) - np.repeat(bounds[:-1], counts)
    keys = np.repeat(np.arange(counts.size, dtype=np.uint64) << np.uint64(48), counts)
    keys |= grams.astype(np.uint64) << np.uint64(16)
    keys |= place.astype(np.uint16)
    keys.sort()
    keys = keys[_first_of_run(keys >> np.uint64(16))]
    starts = np.searchsorted(keys >> np.uint64(48), np.arange(counts.size + 1, dtype=np.uint64))
    values = (keys >> np.uint64(16)).astype(np.uint32)
    return values, starts.astype(np.int64), keys.astype(np.uint16)
