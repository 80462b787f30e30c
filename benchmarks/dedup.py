"""Accuracy of the near-duplicate engine by relation, on bodies, raw pages and cleaned pages.

    python -m benchmarks.dedup [--fields body,text,cleaned] > benchmarks/results/dedup.txt

Needs the development data beside the repository (`../shared`, or the folder CLEANWIRE_SHARED names), scores
with its `bench/dedup.py`, and prints how far signatures are from the exact Jaccard index on verified pairs.
"""

import argparse
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks import shared
from cleaner.dedup import Clusters, Sketch, dedup
from cleaner.document import Article, Document


def documents(gold: list[dict[str, Any]], field: str) -> Iterator[Document | Article]:
    for record in gold:
        yield Document(
            id=record["id"],
            text=record["text" if field == "cleaned" else field],
            url=record["url"],
            site=record["site"],
            title=record["title"],
            published=record["date"],
        )


def cleaned(gold: list[dict[str, Any]]) -> Iterator[Article]:
    from cleaner.pipeline import Cleaner

    cleaner = Cleaner()
    yield from (cleaner.clean(document) for document in documents(gold, "cleaned"))  # type: ignore[arg-type]


def report(name: str, scores: dict[str, Any], clusters: Clusters, seconds: float) -> None:
    print(f"\n{name}: ARI {scores['ari']:.4f}  precision {scores['precision']:.4f}")
    print(f"  {len(clusters) / seconds:,.0f} documents/s of CPU, cleaning included where there is any")
    print(f"  {'relation':<22}{'documents':>10}{'linked':>10}{'joined wrongly':>16}")
    for relation, row in scores["by_relation"].items():
        linked = "" if row["linked"] is None else f"{row['linked']:.3f}"
        print(f"  {relation:<22}{row['docs']:>10}{linked:>10}{row['fooled']:>16.3f}")


def signature_error(gold: list[dict[str, Any]], clusters: Clusters) -> None:
    text = {record["id"]: record["body"] for record in gold}
    pairs = [pair for cluster in clusters.clusters for pair in cluster.edges]
    errors = [abs(Sketch.of(text[pair.a]).jaccard(Sketch.of(text[pair.b])) - pair.jaccard) for pair in pairs]
    print(
        f"\nsignatures: mean error {np.mean(errors):.4f} over {len(errors):,} copies and originals, 128 slots"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fields", default="body,text,cleaned")
    arguments = parser.parse_args()
    gold = list(shared.read(shared.folder() / "data" / "dedup" / "synd-dev.jsonl.gz"))
    score = shared.bench("dedup").score
    for field in arguments.fields.split(","):
        start = time.process_time()
        items = cleaned(gold) if field == "cleaned" else documents(gold, field)
        clusters = dedup(items)
        seconds = time.process_time() - start
        scores = score(gold, {row["id"]: row["cluster"] for row in clusters.rows()})
        report(field, scores, clusters, seconds)
        if field == "body":
            signature_error(gold, clusters)


if __name__ == "__main__":
    main()
