"""Shingles of stored documents: token hashes in, distinct sorted gram hashes out."""

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, Kernels


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


def distinct_grams(kernel: Kernels, tokens: U32, bounds: I64, size: int) -> tuple[U32, I64]:
    """Sorted distinct grams of `size` tokens of each document."""
    return distinct(*kernel.grams(tokens, bounds, size))
