"""Shingles of stored documents: token hashes in, distinct sorted gram hashes out."""

from itertools import pairwise
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, Grams, Placed

Integers = TypeVar("Integers", bound=NDArray[Any])


def distinct_values(values: Integers) -> Integers:
    """The values sorted, without repeats; several times as fast as `np.unique`."""
    ascending = np.sort(values)
    return cast(Integers, ascending[first_of_run(ascending)])


def first_of_run(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values differ from the one before them."""
    first = np.ones(values.size, dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def distinct(grams: U32, bounds: I64) -> Grams:
    """Each document's grams sorted and without repeats.

    Sorted document by document: a few hundred values in the cache sort ten times as fast as millions.
    """
    values = grams.copy()
    edges = bounds.tolist()
    for start, end in pairwise(edges):
        values[start:end].sort()
    first = _first_in_document(values, bounds)
    return values[first], np.searchsorted(first, bounds)


def placed(grams: U32, bounds: I64) -> Placed:
    """Each document's grams sorted, with their place in the document; equal ones by place."""
    place = np.arange(grams.size) - np.repeat(bounds[:-1], np.diff(bounds))
    keys = (grams.astype(np.uint64) << np.uint64(32)) | place.astype(np.uint64)
    for start, end in pairwise(bounds.tolist()):
        keys[start:end].sort()
    return (keys >> np.uint64(32)).astype(np.uint32), bounds, keys.astype(np.uint32)


def _first_in_document(values: U32, bounds: I64) -> I64:
    first = first_of_run(values)
    first[bounds[:-1][np.diff(bounds) > 0]] = True
    return np.flatnonzero(first)
