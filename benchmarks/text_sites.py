"""What site profiles add on `dump`, simulated: the shared data has no site with six pages.

    python -m benchmarks.text_sites FOLDS [--pages N]

FOLDS is what `benchmarks.train_lines --folds` wrote. For each page five siblings are made: the page's own
furniture (lines of fewer than six or more than 24 words that are not in its gold: menus, labels, legal text;
headlines and teasers differ from page to page and are left out) around the gold of five other pages. The
profile is learned from the siblings, and the page is cleaned with and without it by a model that has not seen
its site.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import shared
from benchmarks.train_lines import FOLDS, cleaner_with, fold_of, labels
from cleaner.clutter.site import learn
from cleaner.document import Document
from cleaner.pipeline import LABELLERS, Cleaner
from cleaner.text.scorer import LineScorer

SITE = "simulated.example"


def siblings(record: dict[str, Any], others: Sequence[dict[str, Any]]) -> list[Document]:
    """Five pages of the same furniture around other articles."""
    lines = [line.strip() for line in record["dirty"].split("\n") if line.strip()]
    label, _ = labels(lines, record["gold"])
    furniture = [
        (number, line)
        for number, (line, share) in enumerate(zip(lines, label, strict=True))
        if share < 0.3 and not 6 <= len(line.split()) <= 24
    ]
    first = next((number for number, share in enumerate(label) if share > 0.7), len(lines) // 2)
    head = [line for number, line in furniture if number < first]
    tail = [line for number, line in furniture if number >= first]
    return [
        Document(id=other["id"], text="\n".join([*head, other["gold"], *tail]), site=SITE) for other in others
    ]


def with_profiles(cleaner: Cleaner, documents: Sequence[Document]) -> Cleaner:
    """`cleaner` with a profile learned from `documents`."""
    profiles, _ = learn(map(cleaner.clean, documents), today=date(2025, 3, 30))
    full = Cleaner.__new__(Cleaner)
    full.__dict__.update(cleaner.__dict__)
    stage = next(stage for stage in LABELLERS if stage.name == "site profiles")
    full.labellers = ((stage, profiles.label), *cleaner.labellers)
    return full


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folds", type=Path)
    parser.add_argument("--pages", type=int, default=152)
    given = parser.parse_args()
    score = shared.bench("text").score
    records = [record for record in shared.dumps(("fundus",)) if record["via"] == "dump"]
    cleaners = [cleaner_with(LineScorer.load(given.folds / f"{fold}.npz")) for fold in range(FOLDS)]
    rows = []
    for number, record in enumerate(records[: given.pages]):
        cleaner = cleaners[fold_of(record)]
        others = [records[(number + step) % len(records)] for step in (11, 23, 37, 53, 71)]
        profiled = with_profiles(cleaner, siblings(record, others))
        page = Document(id="page", text=record["dirty"])
        rows.append(
            (
                score(record, cleaner.clean(page).text),
                score(record, profiled.clean(replace(page, site=SITE)).text),
            )
        )
    for name, column in (("without a profile", 0), ("with a profile", 1)):
        got = [row[column] for row in rows]
        kept = sum(row["content_left"] for row in got) / sum(row["content"] for row in got)
        print(f"{name}: {len(got)} pages, F1 {sum(r['after'] for r in got) / len(got):.4f}, kept {kept:.4f}")


if __name__ == "__main__":
    main()
