"""Inputs that come slowly."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from cleaner.run.batches import batched
from cleaner.run.live import ticking

TEXT = "Rain closed the harbour on Monday, the port said. Crews cleared the road and ferries ran again."
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def slowly(go_on: threading.Event) -> Iterator[str]:
    yield "first"
    go_on.wait()
    yield "second"


def test_ticks_come_while_an_item_is_waited_for() -> None:
    go_on = threading.Event()
    items = ticking(slowly(go_on), seconds=0.01)
    assert list(islice(items, 3)) == ["first", None, None]
    go_on.set()
    assert [item for item in items if item] == ["second"]


def test_an_error_of_the_source_is_raised_where_its_items_are_used() -> None:
    def broken() -> Iterator[str]:
        yield "first"
        raise ZeroDivisionError

    items = ticking(broken())
    assert next(items) == "first"
    with pytest.raises(ZeroDivisionError):
        list(items)


def test_a_tick_sends_off_what_there_is() -> None:
    class Item:
        size = 1

    batches = [len(batch.items) for batch in batched([None, Item(), None, None, Item(), Item()])]
    assert batches == [0, 1, 0, 1, 1]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_has_come_is_written_before_the_rest_is_there(workers: str) -> None:
    command = [sys.executable, "-m", "cleaner", "clean", "-", "--json", "--quiet", "--workers", workers]
    records = [json.dumps({"id": name, "text": f"{TEXT} {name}"}).encode() + b"\n" for name in "abc"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(60, process.kill)
        late.start()
        written = []
        for record in records:
            process.stdin.write(record)
            process.stdin.flush()
            written.append(process.stdout.readline())  # would wait for ever for a batch to fill
        process.stdin.close()
        assert process.wait() == 0
        late.cancel()
    assert [json.loads(line)["id"] for line in written] == ["a", "b", "c"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_input_is_waited_for_is_no_crash(how: signal.Signals) -> None:
    command = [sys.executable, "-m", "cleaner", "clean", "-", "--json", "--workers", "1"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps({"id": "a", "text": TEXT}).encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline()
        late = threading.Timer(60, process.kill)
        late.start()
        process.send_signal(how)
        assert process.wait() == 130
        late.cancel()
        said = process.stderr.read().decode()
    assert said.splitlines()[-1] == "cleaner: interrupted"
    assert "Fatal" not in said
