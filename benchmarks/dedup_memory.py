"""Memory and time of the near-duplicate engine as the collection grows, documents read from JSONL.

    python -m benchmarks.dedup_memory [--documents 250000,500000,1000000] [--kernel auto]

Writes invented documents (as in dedup_speed.py) to a temporary file and finds their copies, each size in
a process of its own; prints the peak resident set beyond what was held before the first document.
"""

import argparse
import json
import multiprocessing
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.dedup_speed import WORDS, texts_of, word_numbers

BLOCK = 20_000


def write(path: Path, count: int) -> None:
    """A block of documents again and again, its words in another order each time: new shingles."""
    block = word_numbers(BLOCK, seed=1)
    with path.open("w", encoding="utf-8") as lines:
        for at in range(0, count, BLOCK):
            shuffled = block[: count - at, np.random.default_rng(at).permutation(WORDS)]
            for number, text in enumerate(texts_of(shuffled, seed=at)):
                lines.write(json.dumps({"id": f"d{at + number:08}", "text": text}) + "\n")


def measure(path: str, kernel: str, memory: int) -> tuple[float, float, float, int]:
    """Peak megabytes beyond the start, CPU seconds, disk megabytes at the end of reading, clusters."""
    import msgspec

    from cleaner.dedup import Deduper
    from cleaner.dedup.kernels import kernels

    kernels(kernel, 1 << 40)  # type: ignore[arg-type]
    decode = msgspec.json.Decoder(dict[str, str]).decode
    before = resident("VmRSS")
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        with Deduper(kernel=kernel, memory=memory, folder=folder) as deduper, open(path, "rb") as lines:  # type: ignore[arg-type]  # noqa: PTH123
            for line in lines:
                record = decode(line)
                deduper.add(record["id"], record["text"])
            disk = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
            clusters = deduper.finish()
        found = sum(1 for row in clusters.rows() if row["role"] != "copy")
    seconds = time.process_time() - start
    return resident("VmHWM") - before, seconds, disk / 1e6, found


def resident(field: str) -> float:
    """Megabytes resident now (VmRSS) or at the most (VmHWM) in this process; Linux only.

    `getrusage` will not do: a child's peak starts at its parent's.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", default="250000,500000,1000000")
    parser.add_argument("--kernel", default="auto")
    parser.add_argument("--memory", type=int, default=384 << 20)
    arguments = parser.parse_args()
    print(f"{'documents':>10}{'peak MB':>10}{'CPU s':>10}{'documents/s':>13}{'disk MB':>10}{'clusters':>10}")
    for size in map(int, arguments.documents.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "documents.jsonl"
            write(path, size)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                peak, seconds, disk, found = pool.apply(
                    measure, (str(path), arguments.kernel, arguments.memory)
                )
        print(
            f"{size:>10,}{peak:>10,.0f}{seconds:>10,.0f}{size / seconds:>13,.0f}{disk:>10,.0f}{found:>10,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
