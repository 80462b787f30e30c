"""Arrays that grow, in memory and on disk."""

from io import FileIO
from pathlib import Path

import numpy as np
import pytest

from cleaner.dedup.store import Partitions, Spool


@pytest.mark.parametrize("budget", [0, 100, 1 << 20])
def test_spans_are_read_back_wherever_they_lie(tmp_path, budget: int) -> None:
    spool = Spool(tmp_path / "values", budget)
    for start, stop in ((0, 10), (10, 10), (10, 40), (40, 41), (41, 60)):
        spool.append(np.arange(start, stop, dtype=np.uint32))
    assert spool.read(5, 45).tolist() == list(range(5, 45))
    spans = [(0, 10), (3, 3), (10, 40), (12, 13), (35, 60), (60, 60)]
    starts, stops = np.array(spans).T
    assert [piece.tolist() for piece in spool.slices(starts, stops)] == [list(range(a, b)) for a, b in spans]
    spool.close()


class Reluctant(FileIO):
    """A file that takes seven bytes at a time, as one on a full disk may take a part."""

    def write(self, data) -> int:
        return super().write(bytes(data)[:7])


def test_a_file_that_takes_only_a_part_is_written_whole(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", lambda self, mode, buffering: Reluctant(self, mode))
    spool = Spool(tmp_path / "values", 0)
    for start in (0, 50):
        spool.append(np.arange(start, start + 50, dtype=np.uint32))
    assert spool.read(0, 100).tolist() == list(range(100))
    spool.close()


def test_an_empty_spool_has_empty_spans(tmp_path) -> None:
    spool = Spool(tmp_path / "values", 100)
    assert spool.read(0, 0).size == 0
    assert [piece.size for piece in spool.slices(np.zeros(2, np.int64), np.zeros(2, np.int64))] == [0, 0]


def test_values_are_read_back_from_their_partition_in_order(tmp_path) -> None:
    partitions = Partitions(tmp_path, "part", 3, 64)
    for start in (0, 100):
        values = np.arange(start, start + 10, dtype=np.uint64)
        partitions.share(values, (values % np.uint64(2)).astype(np.uint8))
    found = [partitions.read(part).view(np.uint64).tolist() for part in range(3)]
    assert found == [[*range(0, 10, 2), *range(100, 110, 2)], [*range(1, 10, 2), *range(101, 110, 2)], []]
    partitions.close()
