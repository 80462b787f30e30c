"""Train the line scorer and measure it out of fold, through the real pipeline.

    python -m benchmarks.train_lines --cv       # the table of the card: sites scored by models without them
    python -m benchmarks.train_lines --save     # train on everything, write cleaner/text/lines-*.npz

Folds are by site. The second scorer is trained on what the first says of sites it has not seen, because that
is what it will meet. The label of a line is the share of its word trigrams that stand in the gold article.
"""

import argparse
import collections
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool

from benchmarks import shared
from benchmarks.oblivious import from_catboost
from cleaner.clutter.model import ObliviousTrees
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text.features import Floats, alphabet, first_look, measure, second_look, stack
from cleaner.text.normalise import normalise
from cleaner.text.scorer import LineScorer, log_odds
from cleaner.text.segment import segment

FOLDS = 4
SEED = 20250330
TREES = (120, 120)
DEPTH = 6
WEIGHT = {"fundus": 1.0, "wcxb": 0.35}
"""What a set counts for: fundus is news with a gold that a parser for that publisher selects."""


@dataclass
class Example:
    """A document as the scorer sees it, with its labels."""

    record: dict[str, Any]
    fold: int
    found: dict[str, Floats]
    size: Floats
    label: Floats
    weight: Floats
    odds: Floats | None = None


def examples() -> Iterator[Example]:
    """The documents of shared/data/text, cut as the pipeline cuts them."""
    tables = alphabet()
    for record in shared.dumps():
        text = normalise(record["dirty"])
        blocks = segment(text, limit=50_000)
        if not blocks:
            continue
        texts = [block.text for block in blocks]
        breaks, at = [], 0
        for block in blocks:
            breaks.append(text.count("\n", at, block.start))
            at = block.end
        lines = measure(texts, tables)
        label, weight = labels(texts, record["gold"])
        weight *= WEIGHT[record["set"]]
        found = first_look(texts, np.array(breaks, np.int64), lines)
        yield Example(record, fold_of(record["url"]), found, lines.size, label, weight)


def fold_of(url: str | None) -> int:
    """The same for all documents of a site, whatever the order they are read in."""
    return zlib.crc32(shared.site(url).encode()) % FOLDS


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


class Sample:
    """The rows of all documents in one array, so that a fold is a choice of rows."""

    def __init__(self, everything: Sequence[Example], *, second: bool) -> None:
        looks = [_look(example, second=second) for example in everything]
        self.names = sorted(looks[0])
        self.rows = np.concatenate([stack(look, self.names).T for look in looks])
        self.label = np.concatenate([example.label for example in everything])
        self.weight = np.concatenate([example.weight for example in everything])
        sizes = [len(example.label) for example in everything]
        self.fold = np.repeat([example.fold for example in everything], sizes)
        self.trees = TREES[second]

    def fit(self, without: int | None = None) -> ObliviousTrees:
        """An ensemble trained on every site, or on those that are not in the fold `without`."""
        counts = (self.weight > 0) & (self.fold != without)
        model = CatBoostClassifier(
            iterations=self.trees,
            depth=DEPTH,
            learning_rate=0.15,
            l2_leaf_reg=5,
            border_count=64,
            loss_function="CrossEntropy",
            thread_count=2,
            random_seed=SEED,
            allow_writing_files=False,
            verbose=0,
        )
        model.fit(Pool(self.rows[counts], self.label[counts], weight=self.weight[counts]))
        return from_catboost(model, self.names)


def _look(example: Example, *, second: bool) -> dict[str, Floats]:
    if not second:
        return example.found
    assert example.odds is not None
    return second_look(example.found, example.odds, example.size)


def train(everything: Sequence[Example], *, ship: bool) -> tuple[list[LineScorer], LineScorer | None]:
    """A scorer for each fold that has not seen its sites, and with `ship` one that has seen everything."""
    sample = Sample(everything, second=False)
    firsts = [sample.fit(without=fold) for fold in range(FOLDS)]
    first = sample.fit() if ship else None
    del sample
    for example in everything:
        model = firsts[example.fold]
        example.odds = log_odds(model.predict(stack(example.found, model.features)))
    sample = Sample(everything, second=True)
    tables = alphabet()
    folds = [LineScorer(firsts[fold], sample.fit(without=fold), tables) for fold in range(FOLDS)]
    return folds, LineScorer(first, sample.fit(), tables) if first else None


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
        article = cleaners[fold_of(record["url"])].clean(Document(id="x", text=record["dirty"]))
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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cv", action="store_true", help="measure out of fold")
    parser.add_argument(
        "--folds", type=Path, help="write the fold scorers here, or read them when they are there"
    )
    parser.add_argument("--sets", default="fundus,wcxb")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--save", action="store_true", help="train on everything and write the model files")
    given = parser.parse_args()
    start = time.time()
    everything = list(examples())
    print(f"{len(everything)} documents, {sum(len(e.label) for e in everything)} lines", file=sys.stderr)
    scorers, shipped = train(everything, ship=given.save)
    if given.folds:
        for number, scorer in enumerate(scorers):
            write(scorer, given.folds / str(number))
    if given.cv:
        records = [e.record for e in everything if e.record["set"] in given.sets.split(",")]
        table(scorers, records, given.worst)
    if shipped:
        write(shipped, Path(__file__).parent.parent / "cleaner" / "text")
    print(f"{time.time() - start:.0f} s", file=sys.stderr)


def write(scorer: LineScorer, folder: Path) -> None:
    """Both ensembles as files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    scorer.first.save(folder / "lines-1.npz")
    scorer.second.save(folder / "lines-2.npz")


if __name__ == "__main__":
    main()
