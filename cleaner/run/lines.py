"""Records to finished lines of JSONL: what the worker processes do for the commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from cleaner.run.ids import Ids, renamed
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
            _settled(_given_up(record, result, making) if isinstance(result, Failure) else result, known)
            for record, result in zip(batch.items, results, strict=True)
        ]


def _given_up(record: Record, failure: Failure, making: Making) -> Line:
    document = record.load()
    article = failed(document, failure.reason)
    return line_of(article, document, encoded(row_of(article, making.format)))


def _settled(line: Line, known: Ids) -> Line:
    """`line`, with another id and a problem if an earlier one has its id."""
    new = known.name_for(line.id)
    if new == line.id:
        return line
    problem = "; ".join(filter(None, (line.problem, renamed(line.id, new))))
    article = msgspec.json.decode(line.data) | {"id": new, "problem": problem}
    return replace(line, data=msgspec.json.encode(article) + b"\n", id=new, problem=problem)


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
