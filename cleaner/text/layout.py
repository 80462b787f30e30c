"""Where documents that are measured together begin and end, and sums that stay within a document."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which lines belong to which document; the documents follow each other, and none is empty."""

    document: Ints
    """(lines,) number of the line's document."""
    index: Ints
    """(lines,) number of the line in its document."""
    first: Ints
    """(documents,) its first line."""
    count: Ints
    """(documents,) its lines."""

    @classmethod
    def of(cls, counts: Sequence[int]) -> "Layout":
        """The layout of documents of so many lines each."""
        count = np.array(counts, np.int64)
        first = np.cumsum(count) - count
        document = np.repeat(np.arange(len(count)), count)
        return cls(document, np.arange(len(document)) - first[document], first, count)

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(documents,) the sums of `values`, (lines,)."""
        return np.add.reduceat(values, self.first)

    def grid(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(documents, 1 + most lines) running sums of `values`, from 0; short documents repeat their last."""
        cells = np.zeros((len(self.count), int(self.count.max()) + 1))
        cells[self.document, self.index + 1] = values
        return np.cumsum(cells, axis=1)


def stretch(sums: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Of each document, first line and end of the stretch with the greatest gain (Kadane's algorithm).

    `sums` are running sums of the lines' gains as `Layout.grid` makes them.
    """
    end = np.argmax(sums - np.minimum.accumulate(sums, axis=1), axis=1)
    reached = np.arange(sums.shape[1]) <= end[:, None]
    return np.argmin(np.where(reached, sums, np.inf), axis=1), end
