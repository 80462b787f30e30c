"""How fast runs are, how well workers add up, how much memory they take, how soon the command answers.

python -m benchmarks.runs html|text|memory|start [--documents N]
python -m benchmarks.runs memory [--megabytes 100] [--pages] [--no-dedup] [--folder DIR]

Other work on the machine falsifies wall-clock figures, so each is printed with the CPU time beside it.
`text` starts this program again with `stages`, for what it compares runs with.
"""

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec
import psutil

from benchmarks import corpus, shared
from cleaner.clutter.indexcache import VARIABLE
from cleaner.io import read
from cleaner.io.record import Ready
from cleaner.run.allocator import keep_freed_memory
from cleaner.run.batches import batched
from cleaner.run.frames import Work
from cleaner.run.lines import Making, line_maker
from cleaner.run.local import compare
from cleaner.settings import Settings

COMMAND = [sys.executable, "-m", "cleaner"]
ROUNDS, TEXT_ROUNDS = 3, 5
TURN = 0.3
"""Seconds that a command goes while those it is compared with stand still."""
QUIETLY = ["--quiet", "--no-report", "--overwrite"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("html", "text", "stages", "memory", "start"))
    parser.add_argument("--documents", type=int, default=0, help="how many, or how often to start")
    parser.add_argument("--megabytes", type=int, default=100, help="memory: size of the smaller input")
    parser.add_argument("--pages", action="store_true", help="memory: pages, not texts")
    parser.add_argument("--no-dedup", dest="dedup", action="store_false", help="memory: only clean")
    parser.add_argument("--folder", help="memory: where to put the inputs; stages: where they are")
    options = parser.parse_args()
    if options.what == "memory":
        memory(options)
    elif options.what == "stages":
        stages(Path(options.folder))
    else:
        {"html": html, "text": text, "start": start}[options.what](options.documents)


def html(count: int) -> None:
    """One worker and two on the same pages in turn, beyond the first quarter, in which the workers start."""
    pages = shared.folder() / "data" / "pages" / "wcxb"
    files = sorted(map(str, pages.iterdir()))[: count or 400]
    few = len(files) // 4
    more, ratios, efforts = len(files) - few, [], []
    for _ in range(ROUNDS):
        wall, cpu = {}, {}
        for workers in (1, 2):
            run = [*COMMAND, "clean", "--quiet", "--workers", str(workers), "--json"]
            all_, first = measured(run + files), measured(run + files[:few])
            wall[workers], cpu[workers] = all_[0] - first[0], all_[1] - first[1]
            print(
                f"{workers} workers: {more / wall[workers]:.1f} pages/s, "
                f"{1000 * cpu[workers] / more:.2f} ms of CPU a page",
                flush=True,
            )
        ratios.append(wall[1] / wall[2])
        efforts.append(2 * cpu[1] / cpu[2])
    print(
        f"two workers do {median(ratios):.2f} times the work of one (of {ROUNDS} rounds, the median), and "
        f"{median(efforts):.2f} times by the CPU time they need for it, which other work falsifies less"
    )


def text(count: int) -> None:
    """A whole run against the sum of its stages on their own: CPU time for a document.

    Of the run it is that of the documents beyond the first thousand: without starting processes and loading.
    """
    few, many = 1000, count or 9000
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        for name, size in (("few", few), ("many", many)):
            corpus.write(Path(folder, f"{name}.jsonl"), size, words=400)
        commands = {
            name: [*COMMAND, "run", f"{folder}/{name}.jsonl", "--out", f"{folder}/{name}", *QUIETLY]
            for name in ("few", "many")
        }
        commands["stages"] = [sys.executable, "-m", "benchmarks.runs", "stages", "--folder", folder]
        for _ in range(TEXT_ROUNDS):
            took = in_turn(commands)
            spent = msgspec.json.decode(Path(folder, "stages.json").read_bytes(), type=dict[str, float])
            cpu = (took["many"].cpu - took["few"].cpu) / (many - few)
            wall = (took["many"].wall - took["few"].wall) / (many - few)
            shares.append(sum(spent.values()) / many / cpu)
            each = ", ".join(f"{name} {1e6 * seconds / many:.0f}" for name, seconds in spent.items())
            print(
                f"{1 / wall:,.0f} documents/s with {cpu / wall:.2f} of {os.cpu_count()} cores at work; "
                f"microseconds of CPU for one: {1e6 * cpu:.0f}; alone {each}: {shares[-1]:.0%}",
                flush=True,
            )
    print(
        f"the run goes at {median(shares):.0%} of the stages' own rates (of {TEXT_ROUNDS} rounds, the median)"
    )


def stages(folder: Path) -> None:
    """CPU seconds of each stage for the documents of many.jsonl, in one process without the machinery."""
    gc.set_threshold(100_000)  # as in the command and its workers
    keep_freed_memory()
    make = line_maker(Making(Settings()))
    alone(folder / "few.jsonl", make)  # what is loaded with the first document does not count
    spent = alone(folder / "many.jsonl", make)
    (folder / "stages.json").write_bytes(msgspec.json.encode(spent))


def alone(dump: Path, make: Work) -> dict[str, float]:
    """CPU seconds of reading, cleaning, finding copies and writing."""
    from cleaner.dedup import Deduper

    spent = dict.fromkeys(("read", "clean", "dedup", "write"), 0.0)
    at = time.process_time()

    def count(stage: str) -> None:
        nonlocal at
        now = time.process_time()
        spent[stage] += now - at
        at = now

    with Deduper() as deduper, dump.with_suffix(".out").open("wb") as file:
        for batch in batched(map(Ready, read([dump]))):
            count("read")
            lines = make(batch.items, lambda number: None)
            count("clean")
            compare(deduper, lines)
            count("dedup")
            file.writelines(line.data for line in lines)
            count("write")
        clusters = deduper.finish()
        count("dedup")
        file.writelines(msgspec.json.encode(row) + b"\n" for row in clusters.rows())
        count("write")
    return spent


def memory(options: argparse.Namespace) -> None:
    """The memory of all processes together, for an input and one twice as large."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for size in options.megabytes, 2 * options.megabytes:
            dump, out = Path(folder, "dump.jsonl"), Path(folder, "out")
            if options.pages:
                count = corpus.write_pages(dump, shared.folder() / "data" / "pages", size * 1_000_000)
            else:
                count = size * 330
                corpus.write(dump, count, words=400)
            run = [*COMMAND, "run", str(dump), "--out", str(out), *QUIETLY]
            run += ["--workers", "2"] + ["--no-dedup"] * (not options.dedup)
            wall, cpu, peak = measured(run, watch=True)
            copies = "with" if options.dedup else "without"
            print(
                f"{dump.stat().st_size / 1e6:,.0f} MB, {count:,} documents, {copies} finding copies: "
                f"{wall:,.0f} s, {cpu:,.0f} s of CPU; at most {peak.resident / 1e6:,.0f} MB resident, "
                f"{peak.own / 1e6:,.0f} MB with shared pages counted once",
                flush=True,
            )
            for at, reading in peak.course():
                print(f"  at {at:.0%}: {reading / 1e6:,.0f} MB resident")


def start(count: int) -> None:
    """From the shell to the first output; for a page without the kept index of the rules, and with it."""
    page = min((shared.folder() / "data" / "pages" / "wcxb").iterdir())
    clean = ["clean", str(page)]
    with tempfile.TemporaryDirectory() as folder:
        for cache, arguments in (("", ["--help"]), ("", ["config"]), ("", clean), (folder, clean)):
            os.environ[VARIABLE] = cache
            times = [measured([*COMMAND, *arguments]) for _ in range(count or 5)]
            wall, cpu = min(time[0] for time in times), min(time[1] for time in times)
            kept = " with the index kept" if cache else ""
            print(f"cleaner {arguments[0]}{kept}: {wall:.2f} s, {cpu:.2f} s of CPU (best of {len(times)})")


class Took(NamedTuple):
    """Seconds of a command, all its processes together."""

    wall: float
    cpu: float


def in_turn(commands: Mapping[str, list[str]]) -> dict[str, Took]:
    """What the commands take, each going for some tenths of a second while the others stand still.

    So what else the machine does, which may slow it down to half for a while, hits all of them alike.
    """
    going = {name: psutil.Popen(command, stdout=subprocess.DEVNULL) for name, command in commands.items()}
    wall, took = dict.fromkeys(going, 0.0), {}
    for process in going.values():
        process.suspend()
    while going:
        for name, process in list(going.items()):
            started = time.monotonic()
            for each in (*process.children(recursive=True), process):
                each.resume()
            code, usage = ended(process.pid, started + TURN)
            wall[name] += time.monotonic() - started
            if usage is None:
                for each in (process, *process.children(recursive=True)):
                    each.suspend()
            else:
                if code:
                    sys.exit(f"{' '.join(commands[name])} ended with {code}")
                took[name] = Took(wall[name], usage.ru_utime + usage.ru_stime)
                del going[name]
    return took


def ended(pid: int, until: float) -> tuple[int, resource.struct_rusage | None]:
    """Exit code and usage of a child and its children; (0, None) if it goes on at the time `until`."""
    while time.monotonic() < until:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage
        time.sleep(0.005)
    return 0, None


class Memory:
    """What a process and its children hold, watched over time; bytes."""

    def __init__(self) -> None:
        self.resident = 0
        """The most at once, pages that processes share counted for each."""
        self.own = 0
        """The most at once, each page counted once."""
        self._readings: list[int] = []

    def watch(self, pid: int) -> None:
        """Take a reading."""
        try:
            parent = psutil.Process(pid)
            held = [each.memory_full_info() for each in (parent, *parent.children(recursive=True))]
        except psutil.Error:
            return
        self._readings.append(sum(each.rss for each in held))
        self.resident = max(self.resident, self._readings[-1])
        self.own = max(self.own, sum(getattr(each, "pss", each.rss) for each in held))

    def course(self) -> Iterator[tuple[float, int]]:
        """(share of the time, most bytes resident in the tenth before it)."""
        count = len(self._readings)
        for tenth in range(10 * (count >= 10)):
            part = self._readings[count * tenth // 10 : count * (tenth + 1) // 10]
            yield (tenth + 1) / 10, max(part)


def measured(command: list[str], *, watch: bool = False) -> tuple[float, float, Memory]:
    """(wall seconds, CPU seconds of all processes, memory) of a command."""
    before, started, held = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), Memory()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while watch and process.poll() is None:
        held.watch(process.pid)
        time.sleep(0.25)
    if process.wait() > 1:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, cpu, held


if __name__ == "__main__":
    main()
