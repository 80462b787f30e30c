"""Sorted values without repeats."""

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

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
