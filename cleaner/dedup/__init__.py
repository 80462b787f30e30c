"""Near-duplicate engine: which documents are copies of which, how, and whose copy is the original."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

from cleaner.dedup.deduper import THRESHOLD, Deduper
from cleaner.dedup.evidence import explain
from cleaner.dedup.kernels import KernelName
from cleaner.dedup.model import RELATIONS, Cluster, Clusters, Pair, Passage, Relation
from cleaner.dedup.sketch import Sketch
from cleaner.document import Article, Document, site_of
from cleaner.errors import InputError
from cleaner.settings import Keep

__all__ = [
    "RELATIONS",
    "Cluster",
    "Clusters",
    "Deduper",
    "Keep",
    "Pair",
    "Passage",
    "Relation",
    "Sketch",
    "dedup",
    "explain",
    "explained",
]


def dedup(
    items: Iterable[Document | Article | Mapping[str, Any]],
    *,
    keep: Keep = "wire-original",
    prefer: tuple[str, ...] = (),
    threshold: float = THRESHOLD,
    stories: bool = False,
    memory: int = 1 << 30,
    kernel: KernelName = "auto",
    evidence: bool = False,
) -> Clusters:
    """The clusters of copies among documents, articles or mappings with `id` and `text`.

    With `stories`, clusters also hold what tells the same story in other words.

    `threshold` is the Jaccard index of 5-word shingles from which two texts are copies; excerpts and trimmed
    copies are found by containment whatever it is. The answer does not depend on the order of the items,
    or on `kernel`. `memory` is a budget in bytes. With `evidence` every pair carries its longest
    shared passages and what differs, for which all texts are held in memory. Raises InputError when two
    items have one id, and for what has no text: pages must be cleaned first.
    """
    texts: dict[str, str] = {}
    with Deduper(
        keep=keep, prefer=prefer, threshold=threshold, stories=stories, memory=memory, kernel=kernel
    ) as deduper:
        for number, item in enumerate(items):
            if isinstance(item, Mapping):
                _add_mapping(deduper, item, number)
            elif isinstance(item, Document | Article):
                deduper.add_document(item)
            else:
                raise InputError(f"document {number + 1} is {type(item).__name__}: give it an id and a text")
            if evidence:
                texts.update([_text_of(item)])
        clusters = deduper.finish()
    return explained(clusters, texts) if evidence else clusters


def explained(clusters: Clusters, texts: Mapping[str, str]) -> Clusters:
    """`clusters` with the passages and differences of every pair filled in from the texts."""
    return replace(
        clusters,
        clusters=tuple(
            replace(
                cluster,
                edges=tuple(explain(pair, texts[pair.a], texts[pair.b]) for pair in cluster.edges),
            )
            for cluster in clusters.clusters
        ),
        pairs=tuple(explain(pair, texts[pair.a], texts[pair.b]) for pair in clusters.pairs),
    )


def _text_of(item: Document | Article | Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(item, Mapping):
        return str(item["id"]), item.get("text") or ""
    return item.id, item.text or ""


def _add_mapping(deduper: Deduper, item: Mapping[str, Any], number: int) -> None:
    for name in ("id", "text"):
        if name not in item:
            raise InputError(f"document {number + 1} has no field {name!r}: give every document one")
    text, published = item.get("text"), item.get("published") or item.get("date")
    if not isinstance(text, str | None):
        raise InputError(f"document {number + 1} has a text that is {type(text).__name__}: give a string")
    if isinstance(published, date):
        published = published.isoformat()
    deduper.add(
        str(item["id"]),
        text or "",
        site=item.get("site") or site_of(item.get("url")),
        published=None if published is None else str(published),
        wire=item.get("wire"),
        source=item.get("source"),
        verdict=item.get("verdict"),
    )


class _CallableModule(ModuleType):
    """Lets `cleaner.dedup(...)` be the function although `cleaner.dedup` is this package."""

    def __call__(self, *arguments: Any, **options: Any) -> Clusters:
        return dedup(*arguments, **options)


sys.modules[__name__].__class__ = _CallableModule
