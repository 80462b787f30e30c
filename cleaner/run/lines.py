"""Records to finished lines of JSONL: what the worker processes do for the commands."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import msgspec
from msgspec.structs import replace

from cleaner.config import WorkOptions
from cleaner.document import Article, Document, stripped_share
from cleaner.io.record import Record
from cleaner.io.render import encoded, row_of
from cleaner.pipeline import Cleaner, failed
from cleaner.run.batches import Batch, batched
from cleaner.run.frames import Failure, Work
from cleaner.settings import Settings


class Line(msgspec.Struct, frozen=True, gc=False):
    """An article as its line of `articles.jsonl`, and what the run must know of it without parsing that.

    A struct of msgspec: these are sent from process to process, and pickle takes half as long over them.
    """

    data: bytes
    """JSON with a line break at the end: what `render.row_of` makes of the article."""
    id: str
    text: str
    site: str | None
    url: str | None
    published: str | None
    wire: str | None
    title: str | None
    source: str | None
    problem: str | None
    verdict: str
    removed: dict[str, int]
    """Characters removed, by category."""
    stripped: float
    """See `document.stripped_share`."""
    size: int
    """Bytes read."""
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """CPU time of reading, cleaning and encoding: its share of its batch's."""


@dataclass(frozen=True, slots=True)
class Making:
    """What lines are made with and of."""

    settings: Settings
    format: str = "jsonl"
    """The output's: see `render.row_of`."""


def line_maker(making: Making) -> Work:
    """The function that a worker passes records through."""
    cleaner = Cleaner(making.settings)

    def make(records: Sequence[Record], turn: Callable[[int], None]) -> list[Line]:
        documents = []
        times = [time.thread_time()]
        for number, record in enumerate(records):
            turn(number)
            documents.append(record.load())
        times.append(time.thread_time())
        articles = cleaner.clean_all(documents, turn)
        times.append(time.thread_time())
        rows = [encoded(row_of(article, making.format)) for article in articles]
        times.append(time.thread_time())
        read, clean, encode = ((after - before) / len(records) for before, after in pairwise(times))
        return [
            line_of(article, document, row, (read, clean, encode))
            for article, document, row in zip(articles, documents, rows, strict=True)
        ]

    return make


def line_of(
    article: Article,
    document: Document,
    data: bytes,
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Line:
    """What is known of an article whose line is `data`."""
    removed: dict[str, int] = {}
    for removal in article.removed:
        removed[removal.category] = removed.get(removal.category, 0) + removal.end - removal.start
    return Line(
        data,
        article.id,
        article.text,
        article.site,
        article.url,
        article.published,
        article.wire,
        article.title,
        article.source,
        article.problem,
        article.verdict,
        removed,
        stripped_share(article.text, article.removed),
        len(document.html or document.text or ""),
        seconds,
    )


def lines(
    records: Iterable[Record | None],
    making: Making,
    options: WorkOptions,
    *,
    ids: Ids | None = None,
    verbose: bool = False,
) -> Iterator[list[Line]]:
    """A line for each record, in order and in batches, each with an id of its own.

    None for a record: see `live.ticking`.
    """
    known = Ids() if ids is None else ids
    for batch, results in _results(records, making, options, verbose):
        yield [
            known.settle(_given_up(record, result, making) if isinstance(result, Failure) else result)
            for record, result in zip(batch.items, results, strict=True)
        ]


def _given_up(record: Record, failure: Failure, making: Making) -> Line:
    document = record.load()
    article = failed(document, failure.reason)
    return line_of(article, document, encoded(row_of(article, making.format)))


def _results(
    records: Iterable[Record | None], making: Making, options: WorkOptions, verbose: bool
) -> Iterator[tuple[Batch, list[Any]]]:
    batches = batched(records)
    if options.workers == 0:
        make = line_maker(making)
        return ((batch, make(batch.items, lambda number: None)) for batch in batches if batch.items)
    from cleaner.run.many import cores
    from cleaner.run.pool import Pool

    pool = Pool(
        "cleaner.run.lines:line_maker",
        making,
        workers=options.workers or cores(),
        seconds=options.seconds,
        memory=options.memory,
        verbose=verbose,
    )
    return pool.run(batches)


class Ids:
    """The ids given so far, 16 bytes each: an open hash table of 64-bit digests.

    That two different ids have the same digest happens in one run of ten million documents in 400,000; the
    second document is then taken for a duplicate and gets another id, which does no harm.
    """

    def __init__(self) -> None:
        self._cells = array("Q", bytes(8 * 1024))
        self._used = 0
        self._documents = 0

    def settle(self, line: Line) -> Line:
        """`line`, with another id and a problem if an earlier one has its id."""
        self._documents += 1
        if self.add(line.id):
            return line
        number, new = self._documents, f"{line.id}#{self._documents}"
        while not self.add(new):
            number, new = number + 1, f"{line.id}#{number + 1}"
        problem = (
            f"an earlier document has the id {line.id!r}; this one is called {new!r} "
            "(make ids unique, or name another --id-field)"
        )
        article = msgspec.json.decode(line.data)
        problem = "; ".join(filter(None, (line.problem, problem)))
        article |= {"id": new, "problem": problem}
        return replace(line, data=msgspec.json.encode(article) + b"\n", id=new, problem=problem)

    def recall(self, name: str) -> None:
        """An earlier part of the run has given this id."""
        self._documents += 1
        self.add(name)

    def add(self, name: str) -> bool:
        """Whether the id `name` is new."""
        if 2 * self._used >= len(self._cells):
            self._grow()
        digest = (
            int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
            or 1
        )
        return self._put(self._cells, digest)

    def _put(self, cells: array[int], digest: int) -> bool:
        mask = len(cells) - 1
        at = digest & mask
        while cells[at]:
            if cells[at] == digest:
                return False
            at = (at + 1) & mask
        cells[at] = digest
        self._used += 1
        return True

    def _grow(self) -> None:
        larger = array("Q", bytes(16 * len(self._cells)))
        self._used = 0
        for digest in self._cells:
            if digest:
                self._put(larger, digest)
        self._cells = larger
