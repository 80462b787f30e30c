"""The pool gives one result for each item, in order, whatever the items do to its workers."""

import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.errors import CleanerError
from cleaner.run.batches import MAX_BYTES, Batch, batched
from cleaner.run.frames import Failure
from cleaner.run.pool import Pool

HERE = str(Path(__file__).parent)


@pytest.fixture(autouse=True)
def _workers_find_the_accidents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HERE)


class Unpicklable(str):
    __slots__ = ()

    def __reduce__(self) -> str:
        raise TypeError("not for others")


class Unknown(str):
    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("import no_such_module",)


def results(batches: list[list[str]], folder: Path, **options: Any) -> list[Any]:
    pool = Pool("accidents:worker", str(folder), **{"workers": 2, "seconds": 20.0, **options})
    found: list[Any] = []
    for batch, each in pool.run(Batch(items, 1) for items in batches):
        assert len(batch.items) == len(each)
        found += each
    return found


def test_results_come_in_the_order_of_the_items(tmp_path: Path) -> None:
    items = [[f"item {n}.{m}" for m in range(n % 5 + 1)] for n in range(60)]
    assert results(items, tmp_path) == [item.upper() for batch in items for item in batch]


def test_an_item_that_hangs_is_ended_and_only_that_one(tmp_path: Path) -> None:
    found = results([["a", "hang", "b"], ["c"], ["d", "e"]], tmp_path, seconds=1.0)
    assert [each for each in found if not isinstance(each, Failure)] == ["A", "B", "C", "D", "E"]
    assert isinstance(found[1], Failure)
    assert "longer than 1 seconds" in found[1].reason


def test_an_item_that_kills_its_worker_twice_is_given_up(tmp_path: Path) -> None:
    found = results([["a", "die", "b"], ["c", "die"], ["d"]], tmp_path)
    assert [each for each in found if not isinstance(each, Failure)] == ["A", "B", "C", "D"]
    assert [at for at, each in enumerate(found) if isinstance(each, Failure)] == [1, 4]
    assert "SIGSEGV" in found[1].reason


def test_an_item_whose_worker_died_once_is_done_in_the_end(tmp_path: Path) -> None:
    found = results([["a", "die-once x"], ["die-once y", "b"]], tmp_path)
    assert found == ["A", "DIE-ONCE X", "DIE-ONCE Y", "B"]


def test_an_item_that_cannot_be_sent_is_given_up_and_only_that_one(tmp_path: Path) -> None:
    found = results([["a", Unpicklable("b"), "c"], ["d"]], tmp_path)  # type: ignore[list-item]
    assert [each for each in found if not isinstance(each, Failure)] == ["A", "C", "D"]
    assert isinstance(found[1], Failure)
    assert "not for others" in found[1].reason


def test_an_item_that_cannot_be_made_again_in_a_worker_is_given_up(tmp_path: Path) -> None:
    found = results([["a", Unknown("b")], ["c"]], tmp_path)  # type: ignore[list-item]
    assert [found[0], found[2]] == ["A", "C"]
    assert isinstance(found[1], Failure)
    assert "no_such_module" in found[1].reason


def test_a_result_that_cannot_be_sent_back_is_given_up(tmp_path: Path) -> None:
    found = results([["a", "function", "b"]], tmp_path)
    assert [found[0], found[2]] == ["A", "B"]
    assert isinstance(found[1], Failure)


def test_workers_that_cannot_be_started_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("subprocess.Popen", mock.Mock(side_effect=OSError(24, "Too many open files")))
    with pytest.raises(CleanerError, match="Too many open files; give fewer workers"):
        results([["a"]], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_budget_may_be_without_end(tmp_path: Path) -> None:
    assert results([["a"]], tmp_path, seconds=float("inf")) == ["A"]


def test_an_exception_is_the_items_own(tmp_path: Path) -> None:
    found = results([["a", "raise too short"]], tmp_path)
    assert found == ["A", Failure("ValueError: too short")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit a process's memory")
def test_memory_is_limited(tmp_path: Path) -> None:
    found = results([["a", "eat", "b"]], tmp_path, memory=2 << 30)
    assert found[0::2] == ["A", "B"]
    assert isinstance(found[1], Failure)


def test_what_libraries_print_does_not_reach_the_results(tmp_path: Path) -> None:
    assert results([["print", "a"]], tmp_path) == ["PRINT", "A"]


def test_results_and_items_longer_than_a_pipe_get_through(tmp_path: Path) -> None:
    found = results([["long 3000000"], ["y" * 3_000_000], ["long 3000000"] * 4], tmp_path)
    assert [len(each) for each in found] == [3_000_000] * 6


def test_a_worker_that_cannot_be_made_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="cannot make a cleaner of 7"):
        list(Pool("accidents:broken", 7, workers=2).run([Batch(["a"], 1)]))


def test_workers_that_die_as_they_start_are_an_error_and_no_endless_loop() -> None:
    with pytest.raises(CleanerError, match="exit code 7"):
        list(Pool("accidents:stillborn", None, workers=2).run([Batch(["a"], 1)]))


def test_stopping_early_ends_the_workers(tmp_path: Path) -> None:
    pool = Pool("accidents:worker", str(tmp_path), workers=2)
    running = pool.run(Batch(["a"], 1) for _ in range(100))
    next(running)
    processes = [worker._process for worker in pool._workers]
    running.close()
    assert processes
    assert all(process.poll() is not None for process in processes)


def test_only_a_window_of_the_input_is_read_ahead(tmp_path: Path) -> None:
    taken = 0

    def source() -> Any:
        nonlocal taken
        for _ in range(10_000):
            taken += 1
            yield Batch(["a"], 10 << 20)

    running = Pool("accidents:worker", str(tmp_path), workers=2).run(source())
    next(running)
    assert taken <= 10
    running.close()


class Sized:
    def __init__(self, size: int) -> None:
        self.size = size


@given(st.lists(st.integers(0, 2 * MAX_BYTES), max_size=300))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
def test_batches_hold_all_items_in_order_and_are_bounded(sizes: list[int]) -> None:
    items = [Sized(size) for size in sizes]
    batches = list(batched(items))
    assert [item for batch in batches for item in batch.items] == items
    assert all(batch.items for batch in batches)
    assert all(batch.size <= MAX_BYTES or len(batch.items) == 1 for batch in batches)
    assert all(batch.size == sum(item.size for item in batch.items) for batch in batches)
