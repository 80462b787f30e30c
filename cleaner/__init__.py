"""cleanwire: clean, deduplicated articles from scraped news. Every public name is here; all else may move."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cleaner.dedup import Cluster, Clusters, Deduper, Pair, dedup
    from cleaner.document import Article, Block, Document, Finding, Metadata, Removal
    from cleaner.errors import (
        CleanerError,
        ConfigError,
        IndexMismatchError,
        InputError,
        OutputError,
        RuleError,
    )
    from cleaner.explanation import ExplainedBlock, Explanation
    from cleaner.io import read, write
    from cleaner.pipeline import Cleaner
    from cleaner.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Cleaner",
    "CleanerError",
    "Cluster",
    "Clusters",
    "ConfigError",
    "Deduper",
    "Document",
    "ExplainedBlock",
    "Explanation",
    "Finding",
    "IndexMismatchError",
    "InputError",
    "Metadata",
    "OutputError",
    "Pair",
    "Removal",
    "RuleError",
    "Settings",
    "clean",
    "clean_many",
    "dedup",
    "explain",
    "read",
    "write",
]

# Importing the package costs nothing: each name is imported when it is first used.
_HOME = {
    "cleaner.dedup": ("Cluster", "Clusters", "Deduper", "Pair", "dedup"),
    "cleaner.document": ("Article", "Block", "Document", "Finding", "Metadata", "Removal"),
    "cleaner.errors": (
        "CleanerError",
        "ConfigError",
        "IndexMismatchError",
        "InputError",
        "OutputError",
        "RuleError",
    ),
    "cleaner.explanation": ("ExplainedBlock", "Explanation"),
    "cleaner.io": ("read", "write"),
    "cleaner.pipeline": ("Cleaner",),
    "cleaner.settings": ("Settings",),
}


def clean(
    data: bytes | str,
    *,
    url: str | None = None,
    kind: Literal["auto", "html", "text"] = "auto",
    lang: str | None = None,
    settings: Settings | None = None,
    cleaner: Cleaner | None = None,
) -> Article:
    """The article in one page or text.

    `kind` says what `data` is; "auto" takes it for HTML when it opens like HTML. Building a `Cleaner` takes
    longer than cleaning a page: to clean many, pass one as `cleaner`, in the place of `settings`, or use
    `clean_many`. Never raises for a bad document: see `Article.problem`.
    """
    from cleaner.errors import ConfigError
    from cleaner.io.decode import document_from_data
    from cleaner.pipeline import Cleaner

    if cleaner is not None and settings is not None:
        raise ConfigError("both settings and a cleaner, which has its own: give one of them")
    document = document_from_data(data, id=url or "-", url=url, kind=kind, lang=lang)
    return (cleaner or Cleaner(settings)).clean(document)


def explain(
    data: bytes | str,
    *,
    url: str | None = None,
    kind: Literal["auto", "html", "text"] = "auto",
    lang: str | None = None,
    settings: Settings | None = None,
    cleaner: Cleaner | None = None,
) -> Explanation:
    """The article in one page or text, and for each block what was said about it and what became of it.

    Arguments as for `clean`.
    """
    from cleaner.explanation import Explanation

    article = clean(data, url=url, kind=kind, lang=lang, settings=settings, cleaner=cleaner)
    return Explanation.of(article)


def clean_many(
    documents: Iterable[Document | bytes | str],
    *,
    workers: int | None = None,
    settings: Settings | None = None,
    seconds: float = 30.0,
) -> Iterator[Article]:
    """One article for each document, in the order of the documents, whatever happens to any of them.

    Documents are read as they are needed and never held all at once. `workers` is the number of processes
    (None: one a core; 0: none, clean in this process, where `seconds` is not enforced). A document that takes
    longer than `seconds`, or that kills its worker twice, comes out with `problem`. Bytes and strings stand
    for documents without an address; their id is their number, from 1.
    """
    from cleaner.config import WorkOptions
    from cleaner.run.many import clean_many as run
    from cleaner.settings import Settings

    if isinstance(documents, str | bytes):
        raise TypeError(f"many documents wanted, not one {type(documents).__name__}; for one there is clean")
    options = WorkOptions(workers=workers, seconds=seconds)
    return run(documents, settings=settings or Settings(), options=options)


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
