"""How fast runs are, how well workers add up, how much memory they take, how soon the command answers.

python -m benchmarks.runs html|text|memory|start [--documents N]

Other work on the machine falsifies wall-clock figures, so each is printed with the CPU time beside it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks import corpus, shared
from cleaner.clutter.indexcache import VARIABLE
from cleaner.io import read
from cleaner.io.record import Ready
from cleaner.run.lines import Making, line_maker
from cleaner.settings import Settings

COMMAND = [sys.executable, "-m", "cleaner"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("html", "text", "memory", "start"))
    parser.add_argument("--documents", type=int, default=0, help="how many (memory: by size of input, in MB)")
    arguments = parser.parse_args()
    {"html": html, "text": text, "memory": memory, "start": start}[arguments.what](arguments.documents)


def html(count: int) -> None:
    """One worker and two on the same pages, beyond the first quarter, in which the workers start."""
    pages = shared.folder() / "data" / "pages" / "wcxb"
    files = sorted(map(str, pages.iterdir()))[: count or 400]
    few = len(files) // 4
    seconds = {}
    for workers in (1, 2):
        run = [*COMMAND, "clean", "--quiet", "--workers", str(workers), "--json"]
        all_, first = measured(run + files), measured(run + files[:few])
        wall, cpu = all_[0] - first[0], all_[1] - first[1]
        seconds[workers] = wall
        more = len(files) - few
        print(
            f"{workers} workers: {more / wall:.1f} pages/s, {1000 * cpu / more:.2f} ms of CPU a page",
            flush=True,
        )
    print(f"two workers do {seconds[1] / seconds[2]:.2f} times the work of one")


def text(count: int) -> None:
    """A whole run against the sum of its stages on their own, on the documents beyond the first third.

    What is the same for any number of documents (starting processes, compiling kernels) is left out so.
    """
    few = count or 1000
    with tempfile.TemporaryDirectory() as folder:
        alone, cpu, wall = {}, {}, {}
        for size in (few, 3 * few):
            dump, out = Path(folder, f"{size}.jsonl"), Path(folder, f"out{size}")
            corpus.write(dump, size, words=400)
            alone[size] = stages(dump)
            run = [*COMMAND, "run", str(dump), "--out", str(out), "--quiet", "--no-report"]
            wall[size], cpu[size], _ = measured(run)
    many = 3 * few
    stage = {name: alone[many][name] - alone[few][name] for name in alone[many]}
    print(
        f"{many - few} documents: {(many - few) / (wall[many] - wall[few]):.0f}/s on {os.cpu_count()} cores"
    )
    print("CPU seconds of each stage alone:", {name: round(spent, 2) for name, spent in stage.items()})
    share = sum(stage.values()) / (cpu[many] - cpu[few])
    print(f"CPU seconds of the run: {cpu[many] - cpu[few]:.2f}; {share:.0%} of the stages' own rates")


def stages(dump: Path) -> dict[str, float]:
    """CPU seconds of reading, cleaning and finding copies, in one process without any of the machinery."""
    from cleaner.dedup import Deduper

    at = time.process_time()
    documents = list(read([dump]))
    spent = {"read": time.process_time() - at}
    make = line_maker(Making(Settings()))
    at = time.process_time()
    lines = [make(Ready(document)) for document in documents]
    spent["clean"] = time.process_time() - at
    at = time.process_time()
    with Deduper() as deduper:
        for line in lines:
            deduper.add(line.id, line.text, site=line.site, published=line.published, wire=line.wire)
        deduper.finish()
    spent["dedup"] = time.process_time() - at
    return spent


def memory(megabytes: int) -> None:
    """The resident memory of all processes together, for an input and one twice as large."""
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 2):
            dump, out = Path(folder, f"dump{times}.jsonl"), Path(folder, f"out{times}")
            size = corpus.write(dump, times * (megabytes or 100) * 330, words=400)
            fast = ["--no-rules", "--no-scorer", "--no-report"]
            wall, _, peak = measured(
                [*COMMAND, "run", str(dump), "--out", str(out), "--quiet", *fast], watch=True
            )
            print(f"{size / 1e6:.0f} MB in {wall:.0f} s: at most {peak / 1e6:.0f} MB resident", flush=True)


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


def measured(command: list[str], *, watch: bool = False) -> tuple[float, float, int]:
    """(wall seconds, CPU seconds of all processes, most bytes resident at once) of a command."""
    before, started, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while watch and process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.1)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, cpu, peak


def resident(pid: int) -> int:
    """Bytes of a process and its children; pages they share are counted once for each."""
    try:
        parent = psutil.Process(pid)
        return sum(int(each.memory_info().rss) for each in (parent, *parent.children(recursive=True)))
    except psutil.Error:
        return 0


if __name__ == "__main__":
    main()
