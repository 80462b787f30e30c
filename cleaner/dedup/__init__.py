"""Near-duplicate engine: which documents are copies of which, how, and whose copy is the original."""

import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from cleaner.dedup.deduper import THRESHOLD, Deduper, site_of
from cleaner.dedup.keep import Keep
from cleaner.dedup.kernels import KernelName
from cleaner.dedup.model import RELATIONS, Cluster, Clusters, Pair, Passage, Relation
from cleaner.dedup.sketch import Sketch
from cleaner.document import Article, Document
from cleaner.errors import InputError

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
]


def dedup(
    items: Iterable[Document | Article | Mapping[str, Any]],
    *,
    keep: Keep = "wire-original",
    prefer: tuple[str, ...] = (),
    threshold: float = THRESHOLD,
    stories: bool = False,
    workers: int = 1,
    memory: int = 1 << 30,
    kernel: KernelName = "auto",
) -> Clusters:
    """The clusters of copies among documents, articles or mappings with `id` and `text`.

    `threshold` is the Jaccard index of 5-word shingles from which two texts are copies; excerpts and trimmed
    copies are found by containment whatever it is. The answer does not depend on the order of the items,
    on `workers` or on `kernel`. `memory` is a budget in bytes. Raises InputError when two items have one id.
    """
    with Deduper(
        keep=keep, prefer=prefer, threshold=threshold, stories=stories, memory=memory, kernel=kernel
    ) as deduper:
        for number, item in enumerate(items):
            if isinstance(item, Mapping):
                _add_mapping(deduper, item, number)
            else:
                deduper.add_document(item)
        return deduper.finish()


def _add_mapping(deduper: Deduper, item: Mapping[str, Any], number: int) -> None:
    if "id" not in item:
        raise InputError(f"document {number + 1} has no field 'id': give every document one")
    deduper.add(
        str(item["id"]),
        item.get("text") or "",
        site=item.get("site") or site_of(item.get("url")),
        published=item.get("published") or item.get("date"),
        wire=item.get("wire"),
        source=item.get("source"),
    )


class _CallableModule(ModuleType):
    """Lets `cleaner.dedup(...)` be the function although `cleaner.dedup` is this package."""

    def __call__(self, *arguments: Any, **options: Any) -> Clusters:
        return dedup(*arguments, **options)


sys.modules[__name__].__class__ = _CallableModule
