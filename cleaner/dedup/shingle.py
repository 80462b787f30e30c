"""Shingles of stored documents: token hashes in, distinct sorted gram hashes out."""

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, Placed


def distinct(grams: U32, bounds: I64, kept: NDArray[np.bool_] | None = None) -> tuple[U32, I64]:
    """Each document's grams sorted and without repeats; of those `kept` (grams,), when given."""
    counts = np.diff(bounds)
    keys = np.repeat(np.arange(counts.size, dtype=np.uint64) << np.uint64(32), counts)
    keys |= grams
    if kept is not None:
        keys = keys[kept]
    keys.sort()
    if keys.size:
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
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
    if keys.size:
        gram = keys >> np.uint64(16)
        keys = keys[np.concatenate(([True], gram[1:] != gram[:-1]))]
    starts = np.searchsorted(keys >> np.uint64(48), np.arange(counts.size + 1, dtype=np.uint64))
    values = (keys >> np.uint64(16)).astype(np.uint32)
    return values, starts.astype(np.int64), keys.astype(np.uint16)
