"""Memory of a worker that lives long: extractions one after another in one process, from all sets in turn.

    python -m benchmarks.pages_memory [--pages 20000] [--write]

Resident memory is read after every 1,000 pages. The pages are held compressed; what grows is the engine's.
"""

import argparse
import gc
import gzip
import time
from itertools import cycle, islice
from pathlib import Path

import psutil

from benchmarks import gold, shared
from cleaner.document import Document
from cleaner.html import extract
from cleaner.settings import Settings

RESULTS = Path(__file__).with_name("results") / "pages_memory.txt"
SETS = ("fundus", "wcxb", "segments", "extra")
EVERY = 1_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    folder = shared.folder()
    pages = [gzip.compress(raw, 1) for name in SETS for _, raw in gold.records(folder, name)]
    process, settings = psutil.Process(), Settings()
    gc.collect()
    lines = [f"{len(pages):,} pages in turn; resident memory in MB after so many extractions"]
    lines.append(f"{0:8,} {process.memory_info().rss / 1e6:8.1f}")
    start = time.process_time()
    for number, packed in enumerate(islice(cycle(pages), args.pages), 1):
        extract(Document(id=str(number), html=gzip.decompress(packed)), settings)
        if number % EVERY == 0:
            lines.append(f"{number:8,} {process.memory_info().rss / 1e6:8.1f}")
            print(lines[-1], flush=True)
    lines.append(
        f"{1000 * (time.process_time() - start) / args.pages:.1f} ms of CPU a page, unpacking included"
    )
    table = "\n".join(lines) + "\n"
    print(table)
    if args.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(table)


if __name__ == "__main__":
    main()
