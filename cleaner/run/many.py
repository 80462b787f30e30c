"""`clean_many`: documents in, articles out, in order, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from cleaner.config import WorkOptions
from cleaner.document import Article, Document
from cleaner.io.decode import document_from_data
from cleaner.io.record import Ready, Record
from cleaner.pipeline import Cleaner, failed
from cleaner.run.batches import batched
from cleaner.run.frames import Failure, Work
from cleaner.run.pool import Pool
from cleaner.settings import Settings


def clean_many(
    documents: Iterable[Document | bytes | str],
    *,
    settings: Settings,
    options: WorkOptions,
) -> Iterator[Article]:
    """See `cleaner.clean_many`."""
    workers = options.workers
    each = (_document(number, item) for number, item in enumerate(documents, 1))
    few = list(islice(each, 2))
    if workers == 0 or (workers is None and len(few) < 2):
        cleaner = Cleaner(settings)
        for some in batched(map(Ready, chain(few, each))):
            yield from cleaner.clean_all([record.document for record in some.items])
        return
    pool = Pool(
        "cleaner.run.many:article_maker",
        settings,
        workers=workers or cores(),
        seconds=options.seconds,
        memory=options.memory,
    )
    for batch, results in pool.run(batched(map(Ready, chain(few, each)))):
        for record, result in zip(batch.items, results, strict=True):
            yield failed(record.document, result.reason) if isinstance(result, Failure) else result


def article_maker(settings: Settings) -> Work:
    """The function that a worker passes records through."""
    cleaner = Cleaner(settings)

    def make(records: Sequence[Record], turn: Callable[[int], None]) -> list[Article]:
        documents = []
        for number, record in enumerate(records):
            turn(number)
            documents.append(record.load())
        return cleaner.clean_all(documents, turn)

    return make


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _document(number: int, item: Document | bytes | str) -> Document:
    if isinstance(item, Document):
        return item
    if isinstance(item, bytes | str):
        return document_from_data(item, id=str(number))
    return Document(id=str(number), problem=f"a {type(item).__name__}; give a Document, bytes or a string")
