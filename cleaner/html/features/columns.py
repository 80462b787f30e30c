"""What a column is, and all of them as the matrix that the trees take."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import count
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]
"""One named column a feature, each of shape (blocks,)."""


def matrix(columns: Columns, names: Sequence[str]) -> Floats:
    """(features, rows), in the order of `names`."""
    laid = np.concatenate([columns[name] for name in names], dtype=np.float32, casting="same_kind")
    return laid.reshape(len(names), -1)


def rows(prefix: str, names: Iterable[str], table: NDArray[Any]) -> Columns:
    """The rows of a table as columns of these names."""
    return {f"{prefix}{name}": row for name, row in zip(names, table, strict=True)}


def numbered(keys: Iterable[Key]) -> tuple[Ints, list[Key]]:
    """Each key as a small number, in the order of the first use; and the keys by their numbers."""
    index: defaultdict[Key, int] = defaultdict(count().__next__)
    return np.fromiter(map(index.__getitem__, keys), np.intp), list(index)
