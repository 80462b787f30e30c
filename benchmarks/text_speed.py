"""How many texts a second one core cleans, and which stage takes how long, beside jusText and trafilatura.

    python -m benchmarks.text_speed [--documents 300] [--rounds 5]

Processor time, the best of some rounds, on texts of 1.5 to 6 thousand characters of shared/data/text; a rate
"of 3 KB" counts characters, three thousand to the text. The stages are timed in a run of their own: the clock
costs something too. Other programs on the machine slow everything down, so compare rows of one run only.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import shared
from benchmarks.text import justext, trafilatura
from cleaner import pipeline
from cleaner.clutter import strip, verdict
from cleaner.document import Document, Finding
from cleaner.extraction import Context
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text import head

Clean = Callable[[dict[str, Any]], Any]
SIZES = range(1500, 6000)
"""Characters of the texts that are timed."""
PEER_SHARE = 4
"""The other programs are slow: they are timed on one text in so many."""


def texts(number: int) -> list[dict[str, Any]]:
    """The first texts of the right size as an extractor left them."""
    found: list[dict[str, Any]] = []
    for record in shared.dumps():
        if record["via"] != "dump" and len(record["dirty"]) in SIZES:
            found.append(record)
        if len(found) == number:
            break
    return found


def cleaning(settings: Settings) -> Clean:
    cleaner = Cleaner(settings)
    return lambda record: cleaner.clean(Document(id="x", text=record["dirty"]))


def seconds(clean: Clean, records: Sequence[dict[str, Any]], rounds: int) -> float:
    """Processor time for all records, in the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for record in records:
            clean(record)
        best = min(best, time.process_time() - start)
    return best


def stages(records: Sequence[dict[str, Any]], rounds: int) -> Counter[str]:
    """Processor time of each stage in the round that took least."""
    cleaner = Cleaner(Settings())
    spent: Counter[str] = Counter()
    best: Counter[str] = Counter()
    for _ in range(rounds):
        spent.clear()
        for record in records:
            _clean_timed(cleaner, Document(id="x", text=record["dirty"]), spent)
        if not best or spent.total() < best.total():
            best = spent.copy()
    return best


def _clean_timed(cleaner: Cleaner, document: Document, spent: Counter[str]) -> None:
    """What `Cleaner.clean` does in its first look at a text, with a clock after every stage."""
    clock = time.process_time_ns
    start = clock()

    def lap(name: str) -> None:
        nonlocal start
        now = clock()
        spent[name] += now - start
        start = clock()

    extraction = pipeline.text.extract(document, cleaner.settings)
    lap("repair and cut into lines")
    found: list[Finding] = []
    context = Context(
        original=extraction.original,
        blocks=extraction.blocks,
        metadata=extraction.metadata,
        site=None,
        findings=found,
    )
    _ = context.page
    lap("measure the lines")
    for stage, label in cleaner.labellers:
        found += label(context)
        lap(stage.name)
    removed = strip.removals(extraction.original, strip.decide(extraction, found, keep=cleaner.settings.keep))
    lap("decide")
    kept = pipeline.cut(extraction.original, [(removal.start, removal.end) for removal in removed])
    head.lift(extraction.metadata, removed, kept.partition("\n")[0])
    lap("cut and lift")
    verdict.judge(kept, extraction, found)
    lap("verdict")
    cleaner.agencies.credit(context.blocks, extraction.metadata.authors)
    lap("agency")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    records = texts(given.documents)
    size = sum(len(record["dirty"]) for record in records) / len(records)
    print(f"{len(records)} texts of {size:,.0f} characters on average, one thread, processor time\n")
    print(f"{'program':32} {'texts/s':>9} {'of 3 KB/s':>9}")
    for name, clean, share in (
        ("cleaner", cleaning(Settings()), 1),
        ("cleaner without line scorer", cleaning(Settings(scorer=False)), 1),
        ("justext", justext, PEER_SHARE),
        ("trafilatura", trafilatura, PEER_SHARE),
    ):
        some = records[::share]
        characters = sum(len(record["dirty"]) for record in some)
        try:
            took = seconds(clean, some, given.rounds if share == 1 else 1)
        except ImportError:
            print(f"{name:32} not installed")
            continue
        print(f"{name:32} {len(some) / took:9,.0f} {characters / 3000 / took:9,.0f}", flush=True)
    print("\nstage, microseconds a text (the second look at texts that lost much is left out)")
    for name, took in stages(records, given.rounds).most_common():
        print(f"{name:32} {took / len(records) / 1000:9,.0f}")


if __name__ == "__main__":
    main()
