"""Fit the weights that `cleaner/text/headline.py` finds headlines by, and say how well they do.

    python -m benchmarks.train_headline

Every dump of the shared texts whose page declares a title is read up to the stage that looks for headlines. A
candidate is right when it is that title, letters and digits compared, or has six tenths of the words of the
shorter of the two. Logistic regression with a ridge, folds by site; a fundus text counts as four of WCXB's.
"""

import argparse
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import shared
from cleaner.document import Document, Finding
from cleaner.extraction import Context
from cleaner.html.names import plain
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text import head
from cleaner.text.headline import LIKELY, WEIGHTS

FOLDS = 5
RIDGE = 1.0
ROUNDS = 30
NEWS = 4.0
"""What a text of fundus counts."""
ALIKE = 0.6

Numbers = NDArray[np.float64]


def titles() -> dict[tuple[str, str], tuple[str, str]]:
    """The title and the site of each page, by set and id."""
    found = {}
    for name in ("fundus", "wcxb"):
        for record in shared.read(shared.folder() / "data" / "pages" / f"{name}.jsonl.gz"):
            found[name, record["id"]] = (record.get("title") or "", shared.site(record.get("url")))
    return found


def contexts() -> Iterator[tuple[dict[str, Any], Context]]:
    """Each dump as it comes to the stage of the headlines for the first time."""
    seen: list[Context] = []

    def note(context: Context) -> list[Finding]:
        seen.append(context)
        return []

    cleaner = Cleaner(Settings(scorer=False))
    cleaner.labellers = tuple(
        (stage, note if label is head.label else label) for stage, label in cleaner.labellers
    )
    for record in shared.dumps():
        seen.clear()
        cleaner.clean(Document(id="-", text=record["dirty"]))
        yield record, seen[0]


def is_right(line: str, title: str) -> bool:
    """Whether `line` is the headline of a page with this title."""
    if plain(line) == plain(title):
        return True
    ours, theirs = set(line.casefold().split()), set(title.casefold().split())
    return len(ours) >= 4 and len(ours & theirs) >= ALIKE * min(len(ours), len(theirs))


def fit(columns: Numbers, right: Numbers, weight: Numbers) -> Numbers:
    """The weights of the columns, by Newton's method."""
    found = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (weight * (right - chance)) - RIDGE * found
        curve = (columns * (weight * chance * (1 - chance))[:, None]).T @ columns
        found += np.linalg.solve(curve + RIDGE * np.eye(len(found)), slope)
    return found


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    known = titles()
    rows: list[list[float]] = []
    right: list[bool] = []
    weight: list[float] = []
    fold: list[int] = []
    texts: list[list[int]] = []
    for record, context in contexts():
        title, site = known[record["set"], record["id"]]
        if not title:
            continue
        found = [one for one in head.headlines(context) if not head.is_stamp(context.blocks[one.line].text)]
        texts.append(list(range(len(rows), len(rows) + len(found))))
        for one in found:
            rows.append([one.columns[name] for name in WEIGHTS])
            right.append(is_right(context.blocks[one.line].text, title))
            weight.append(NEWS if record["set"] == "fundus" else 1.0)
            fold.append(zlib.crc32(site.encode()) % FOLDS)
    columns, truth = np.array(rows, float), np.array(right, float)
    weights, folds = np.array(weight), np.array(fold)
    chance = np.zeros(len(rows))
    for number in range(FOLDS):
        out = folds == number
        chance[out] = 1 / (1 + np.exp(-columns[out] @ fit(columns[~out], truth[~out], weights[~out])))
    outcome: Counter[str] = Counter()
    for numbers in texts:
        best = max(numbers, key=chance.__getitem__, default=None)
        there = any(truth[n] for n in numbers)
        if best is None or chance[best] < LIKELY:
            outcome["none, and there is one" if there else "none, and there is none"] += 1
        else:
            outcome["right" if truth[best] else "wrong"] += 1
    chosen = outcome["right"] + outcome["wrong"]
    print(f"{len(texts):,} texts, {len(rows):,} candidates; out of fold: {dict(outcome)}")
    print(f"of {chosen:,} headlines {outcome['right'] / chosen:.3f} are right")
    for name, value in zip(WEIGHTS, fit(columns, truth, weights), strict=True):
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
