"""Arrays that grow while documents come in, in memory up to a budget and in files beyond it."""

import os
from bisect import bisect_left, bisect_right
from io import FileIO
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, U64
from cleaner.files import write_all

_GAP = 16_384
"""Values between two wanted documents that are read along rather than skipped."""


class Spool:
    """An array of uint32 that grows at its end; once it exceeds `budget` bytes it lives in a file."""

    def __init__(self, path: Path, budget: int) -> None:
        self._path = path
        self._budget = budget
        self._chunks: list[U32] = []
        self._starts: list[int] = []
        self._in_memory = 0
        self._on_disk = 0
        self._file: FileIO | None = None

    def __len__(self) -> int:
        """How many values it holds."""
        return self._on_disk + self._in_memory

    def append(self, values: U32) -> None:
        """Add `values` at the end."""
        self._chunks.append(values)
        self._starts.append(self._in_memory)
        self._in_memory += values.size
        if 4 * self._in_memory > self._budget:
            self._spill()

    def read(self, start: int, stop: int) -> U32:
        """The values from `start` to `stop`."""
        if stop <= self._on_disk:
            return self._from_file(start, stop)
        if self._on_disk:
            self._spill()
            return self._from_file(start, stop)
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, stop)
        spans = zip(self._starts[first:last], self._chunks[first:last], strict=True)
        pieces = [chunk[max(0, start - at) : stop - at] for at, chunk in spans]
        return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, dtype=np.uint32), *pieces])

    def slices(self, starts: I64, stops: I64) -> list[U32]:
        """The values of each span; the spans in ascending order."""
        if self._on_disk == 0:
            return self._in_chunks(starts, stops)
        pieces: list[U32] = []
        breaks = np.flatnonzero(starts[1:] - stops[:-1] > _GAP) + 1
        for group_starts, group_stops in zip(np.split(starts, breaks), np.split(stops, breaks), strict=True):
            if group_starts.size == 0:
                continue
            first = int(group_starts[0])
            span = self.read(first, int(group_stops[-1]))
            spans = zip(group_starts.tolist(), group_stops.tolist(), strict=True)
            pieces += [span[a - first : b - first] for a, b in spans]
        return pieces

    def _in_chunks(self, starts: I64, stops: I64) -> list[U32]:
        if not self._chunks:
            return [np.zeros(0, dtype=np.uint32)] * starts.size
        begins = np.array(self._starts, dtype=np.int64)
        numbers = np.searchsorted(begins, starts, side="right") - 1
        offsets = begins[numbers]
        spans = zip(numbers.tolist(), (starts - offsets).tolist(), (stops - offsets).tolist(), strict=True)
        pieces = [self._chunks[number][start:stop] for number, start, stop in spans]
        sizes = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        for place in np.flatnonzero(sizes < stops - starts).tolist():  # reaches into the next chunk
            pieces[place] = self.read(int(starts[place]), int(stops[place]))
        return pieces

    def close(self) -> None:
        """Let go of the memory and delete the file."""
        self._chunks, self._starts = [], []
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = None

    def _spill(self) -> None:
        if self._file is None:
            self._file = self._path.open("w+b", buffering=0)
        self._file.seek(0, os.SEEK_END)
        for chunk in self._chunks:
            write_all(self._file, chunk.tobytes())
        self._on_disk += self._in_memory
        self._chunks, self._starts, self._in_memory = [], [], 0

    def _from_file(self, start: int, stop: int) -> U32:
        if self._file is None or stop <= start:
            return np.zeros(0, dtype=np.uint32)
        self._file.seek(4 * start)
        values = np.fromfile(self._file, dtype=np.uint32, count=stop - start)
        if values.size != stop - start:
            raise OSError(f"{self._path}: shorter than was written; is the disk full?")
        return values


class Partitions:
    """Rows of equal width sorted into numbered partitions, read back one partition at a time."""

    def __init__(self, folder: Path, name: str, count: int, budget: int) -> None:
        share = max(1, budget // count)
        self._parts = [Spool(folder / f"{name}-{part:03}.u32", share) for part in range(count)]

    def __len__(self) -> int:
        """How many partitions there are."""
        return len(self._parts)

    def append(self, part: int, rows: NDArray[np.uint32]) -> None:
        """Add rows (or single values) to a partition."""
        self._parts[part].append(rows.reshape(-1))

    def share(self, values: U64, parts: NDArray[np.uint8]) -> None:
        """Add each of `values` (read back as two uint32) to the partition that `parts` names."""
        ordered = values[np.argsort(parts, kind="stable")].view(np.uint32)  # by one byte: a counting sort
        edges = 2 * np.concatenate(([0], np.cumsum(np.bincount(parts, minlength=len(self)))))
        for part, (start, end) in enumerate(pairwise(edges.tolist())):
            if start < end:
                self._parts[part].append(ordered[start:end])

    def read(self, part: int) -> U32:
        """Everything in a partition, flat, in the order in which it was added."""
        spool = self._parts[part]
        return spool.read(0, len(spool))

    def close(self) -> None:
        """Delete all of it."""
        for spool in self._parts:
            spool.close()
