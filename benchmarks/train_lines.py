"""Train the line scorer and measure it out of fold, through the real pipeline.

    python -m benchmarks.train_lines --cv       # the table of the card: sites scored by models without them
    python -m benchmarks.train_lines --save     # train on everything, write cleaner/text/lines.npz

Folds are by site. The label of a line is the share of its word trigrams that stand in the gold article.
"""

import argparse
import collections
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool

from benchmarks import shared
from benchmarks.oblivious import from_catboost
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text.features import LETTER, LOWER, NAMES, UPPER, Floats, alphabet, columns
from cleaner.text.normalise import normalise
from cleaner.text.scorer import LineScorer
from cleaner.text.segment import segment

FOLDS = 4
SEED = 20250330
TREES, DEPTH, RATE = 240, 6, 0.1
CASELESS = 8
"""One document in so many is read as if its script had no capitals."""
WEIGHT = {"fundus": 1.0, "wcxb": 0.35, "extra": 0.7}
"""What a set counts for: fundus is news with a gold that a parser for that publisher selects."""


@dataclass
class Example:
    """A document as the scorer sees it, with its labels."""

    record: dict[str, Any]
    fold: int
    columns: Floats
    label: Floats
    weight: Floats


def examples(records: Iterable[dict[str, Any]]) -> Iterator[Example]:
    """The documents, cut as the pipeline cuts them."""
    tables = alphabet()
    kind = tables.kind.copy()
    kind[(kind == LOWER) | (kind == UPPER)] = LETTER
    caseless = tables._replace(kind=kind)
    for record in records:
        text = normalise(record["dirty"])
        blocks = segment(text, limit=50_000)
        if not blocks:
            continue
        texts = [block.text for block in blocks]
        breaks, at = [], 0
        for block in blocks:
            breaks.append(text.count("\n", at, block.start))
            at = block.end
        # Few documents are in a script without capitals; some of the others stand in for them.
        blind = zlib.crc32(record["id"].encode()) % CASELESS == 0
        label, weight = labels(texts, record["gold"])
        yield Example(
            record,
            fold_of(record),
            columns(texts, breaks, caseless if blind else tables),
            label,
            weight * WEIGHT[record["set"]],
        )


def fold_of(record: dict[str, Any]) -> int:
    """The same for all documents of an outlet, whatever the set and the order they are read in."""
    outlet = record["id"].rsplit("_", 3)[0] if record["set"] == "fundus" else shared.site(record["url"])
    return zlib.crc32(outlets().get(outlet, outlet).encode()) % FOLDS


@cache
def outlets() -> dict[str, str]:
    """The names that fundus has for its outlets, by their addresses: other sets have pages of them too."""
    return {shared.site(r["url"]): r["id"].rsplit("_", 3)[0] for r in shared.dumps(("fundus",)) if r["url"]}


def labels(texts: Sequence[str], gold: str) -> tuple[Floats, Floats]:
    """Share of each line that stands in the gold, and what the line counts for."""
    scorer = shared.bench("text")
    tokens = scorer.words(gold)
    gold_grams = set(scorer.grams(tokens))
    gold_lines = {" ".join(scorer.words(line)) for line in gold.split("\n")}
    joined = f" {' '.join(tokens)} "
    label, weight = np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32)
    for number, text in enumerate(texts):
        words = scorer.words(text)
        weight[number] = min(len(words), 60) ** 0.75
        if len(words) < 4:
            own = " ".join(words)
            label[number] = 1.0 if own in gold_lines else 0.2 if f" {own} " in joined else 0.0
            weight[number] *= 0.3 if 0 < label[number] < 1 else 1.0
        else:
            own_grams = scorer.grams(words)
            label[number] = sum(gram in gold_grams for gram in own_grams) / len(own_grams)
    return label, weight


def train(everything: Sequence[Example], *, ship: bool) -> list[LineScorer]:
    """A scorer for each fold that has not seen its sites; with `ship`, one more that has seen everything."""
    rows = np.concatenate([example.columns for example in everything], axis=1).T
    label = np.concatenate([example.label for example in everything])
    weight = np.concatenate([example.weight for example in everything])
    fold = np.repeat([example.fold for example in everything], [len(e.label) for e in everything])
    found = []
    for without in [*range(FOLDS), *([None] if ship else [])]:
        counts = (weight > 0) & (fold != without)
        model = CatBoostClassifier(
            iterations=TREES,
            depth=DEPTH,
            learning_rate=RATE,
            l2_leaf_reg=5,
            border_count=64,
            loss_function="CrossEntropy",
            thread_count=2,
            random_seed=SEED,
            allow_writing_files=False,
            verbose=0,
        )
        model.fit(Pool(rows[counts], label[counts], weight=weight[counts]))
        found.append(LineScorer(from_catboost(model, NAMES), alphabet()))
    return found


def cleaner_with(scorer: LineScorer) -> Cleaner:
    """The real pipeline, with `scorer` in the place of the shipped one."""
    cleaner = Cleaner(Settings(scorer=False))
    full = Cleaner.__new__(Cleaner)
    full.__dict__.update(cleaner.__dict__)
    full.settings = Settings()
    full.labellers = (*cleaner.labellers, *stage_of("line scorer", scorer))
    return full


def stage_of(name: str, scorer: LineScorer) -> list[Any]:
    from cleaner.pipeline import LABELLERS

    return [(stage, scorer.label) for stage in LABELLERS if stage.name == name]


def table(scorers: Sequence[LineScorer], records: Sequence[dict[str, Any]], worst: int = 0) -> None:
    """What shared/bench/text.py prints, each document cleaned by the scorer that has not seen its site."""
    score = shared.bench("text").score
    cleaners = [cleaner_with(scorer) for scorer in scorers]
    rows: dict[tuple[str, str], list[dict[str, Any]]] = collections.defaultdict(list)
    for record in records:
        article = cleaners[fold_of(record)].clean(Document(id="x", text=record["dirty"]))
        assert article.problem is None, article.problem
        rows[record["set"], record["via"]].append({**score(record, article.text), "id": record["id"]})
    print("| set | via | pages | F1 before | F1 after | clutter removed | content kept | harmed |")
    print("|---|---|---|---|---|---|---|---|")
    for (name, via), got in sorted(rows.items()):
        mean = {key: sum(row[key] for row in got) / len(got) for key in ("before", "after", "harmed")}
        total = {key: max(1, sum(row[key] for row in got)) for key in ("clutter", "content")}
        left = {key: sum(row[f"{key}_left"] for row in got) for key in ("clutter", "content")}
        print(
            f"| {name} | {via} | {len(got)} | {mean['before']:.4f} | {mean['after']:.4f} | "
            f"{1 - left['clutter'] / total['clutter']:.4f} | {left['content'] / total['content']:.5f} | "
            f"{mean['harmed']:.3f} |",
            flush=True,
        )
        for row in sorted(got, key=lambda row: row["after"] - row["before"])[:worst]:
            print("   ", row["id"], f"{row['before']:.3f} -> {row['after']:.3f}")


def _counts(record: dict[str, Any]) -> bool:
    """All of the news, and two in five of the WCXB pages: more makes it no better on news."""
    return record["set"] != "wcxb" or zlib.crc32(record["id"].encode()) % 5 < 2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cv", action="store_true", help="measure out of fold")
    parser.add_argument(
        "--folds", type=Path, help="write the fold scorers here, or read them when they are there"
    )
    parser.add_argument("--sets", default="fundus,wcxb")
    parser.add_argument("--more", type=Path, help="train on these dumps too: see benchmarks.dumps")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--save", action="store_true", help="train on everything and write the model files")
    given = parser.parse_args()
    start = time.time()
    everything = list(examples(record for record in shared.dumps() if _counts(record)))
    measured = len(everything)
    if given.more:
        everything += examples(shared.read(given.more))
    print(f"{len(everything)} documents, {sum(len(e.label) for e in everything)} lines", file=sys.stderr)
    scorers = train(everything, ship=given.save)
    if given.folds:
        for number, scorer in enumerate(scorers[:FOLDS]):
            scorer.trees.save(given.folds / f"{number}.npz")
    if given.cv:
        records = [e.record for e in everything[:measured] if e.record["set"] in given.sets.split(",")]
        table(scorers[:FOLDS], records, given.worst)
    if given.save:
        scorers[FOLDS].trees.save(Path(__file__).parent.parent / "cleaner" / "text" / "lines.npz")
    print(f"{time.time() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
