"""How many texts a second one core cleans, and which stage takes how long, beside jusText and trafilatura.

    python -m benchmarks.text_speed [--documents 300] [--rounds 5]

Processor time, the best of some rounds, on texts of 1.5 to 6 thousand characters of shared/data/text; a rate
"of 3 KB" counts characters, three thousand to the text. The cleaner is given texts in batches as large as
`clean_many` and `run` make. Stages are timed in a run of their own: the clock costs something too. Other
programs on the machine slow everything down, so compare rows of one run only.
"""

import argparse
import gc
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
from cleaner.together import Ask

CleanAll = Callable[[Sequence[dict[str, Any]]], Any]
BATCH = 64
"""Documents at a time, as `clean_many` and `run` give them to the cleaner."""
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


def cleaning(settings: Settings, batch: int) -> CleanAll:
    """The cleaner, given so many documents at a time."""
    cleaner = Cleaner(settings)

    def clean(records: Sequence[dict[str, Any]]) -> None:
        documents = [Document(id="x", text=record["dirty"]) for record in records]
        for at in range(0, len(documents), batch):
            cleaner.clean_all(documents[at : at + batch])

    return clean


def one_by_one(clean: Callable[[dict[str, Any]], Any]) -> CleanAll:
    return lambda records: [clean(record) for record in records]


def seconds(clean: CleanAll, records: Sequence[dict[str, Any]], rounds: int) -> float:
    """Processor time for all records, in the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        clean(records)
        best = min(best, time.process_time() - start)
    return best


def stages(records: Sequence[dict[str, Any]], rounds: int) -> Counter[str]:
    """Processor time of each stage in the round that took least."""
    cleaner = Cleaner(Settings())
    documents = [Document(id="x", text=record["dirty"]) for record in records]
    spent: Counter[str] = Counter()
    best: Counter[str] = Counter()
    for _ in range(rounds):
        spent.clear()
        for at in range(0, len(documents), BATCH):
            _clean_timed(cleaner, documents[at : at + BATCH], spent)
        if not best or spent.total() < best.total():
            best = spent.copy()
    return best


def _clean_timed(cleaner: Cleaner, documents: Sequence[Document], spent: Counter[str]) -> None:
    """What `Cleaner.clean_all` does in its first look at texts, with a clock after every stage."""
    clock = time.process_time_ns
    start = clock()

    def lap(name: str) -> None:
        nonlocal start
        now = clock()
        spent[name] += now - start
        start = clock()

    extractions = [pipeline.text.extract(document, cleaner.settings) for document in documents]
    lap("repair and cut into lines")
    found: list[list[Finding]] = [[] for _ in documents]
    contexts = [
        Context(original=each.original, blocks=each.blocks, metadata=each.metadata, site=None, findings=said)
        for each, said in zip(extractions, found, strict=True)
    ]
    for context in contexts:
        _ = context.page
    lap("measure the lines")
    for stage, label in cleaner.labellers:
        for before, said in zip(found, _answers(label, contexts), strict=True):
            before.extend(said)
        lap(stage.name)
    together = list(zip(extractions, contexts, found, strict=True))
    gone = [strip.decide(each.blocks, said, words=each.page.words) for _, each, said in together]
    removed = [strip.removals(each.original, some) for each, some in zip(extractions, gone, strict=True)]
    lap("decide")
    kept = [
        pipeline.cut(each.original, [(removal.start, removal.end) for removal in some])
        for each, some in zip(extractions, removed, strict=True)
    ]
    for extraction, some, text in zip(extractions, removed, kept, strict=True):
        head.lift(extraction.metadata, some, text.partition("\n")[0])
    lap("cut and lift")
    for (extraction, context, said), text in zip(together, kept, strict=True):
        verdict.judge(text, extraction, said, context.page)
    lap("verdict")
    for extraction, context, _ in together:
        cleaner.agencies.credit(context.blocks, extraction.metadata.authors)
    lap("agency")


def _answers(label: pipeline.Labeller, contexts: Sequence[Context]) -> Sequence[Sequence[Finding]]:
    said = [label(context) for context in contexts]
    asked = next((each.answer for each in said if isinstance(each, Ask)), None)
    return asked(contexts) if asked else [each for each in said if not isinstance(each, Ask)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    gc.set_threshold(100_000)  # as in the command and its workers
    records = texts(given.documents)
    size = sum(len(record["dirty"]) for record in records) / len(records)
    print(f"{len(records)} texts of {size:,.0f} characters on average, one thread, processor time\n")
    print(f"{'program':32} {'texts/s':>9} {'of 3 KB/s':>9}")
    for name, clean, share in (
        ("cleaner", cleaning(Settings(), BATCH), 1),
        ("cleaner without line scorer", cleaning(Settings(scorer=False), BATCH), 1),
        ("cleaner, one text at a time", cleaning(Settings(), 1), 1),
        ("justext", one_by_one(justext), PEER_SHARE),
        ("trafilatura", one_by_one(trafilatura), PEER_SHARE),
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
