"""`cleaner dedup`: articles in, a line for every document out: its cluster, what kind of copy, of which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli._console import Console
from cleaner.cli._options import with_options
from cleaner.config import DedupOptions, load
from cleaner.io.options import ReadOptions
from cleaner.io.writers import open_writer

if TYPE_CHECKING:
    from cleaner.dedup import Clusters
    from cleaner.document import Article, Document


@with_options(ReadOptions, DedupOptions)
def dedup(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, addresses, or - for standard input.")
    ],
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="File to write; by default standard output.")
    ] = None,
    field: Annotated[
        str | None, typer.Option("--field", help="Field or column with the text; the same as --text-field.")
    ] = None,
    stories: Annotated[
        bool, typer.Option("--stories", help="Group also what tells the same story in other words.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write clusters and pairs as one JSON value.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing on standard error but errors.")
    ] = False,
    **given: Any,
) -> None:
    """Find copies among articles.

    Pages are cleaned first; text is compared as it is, without what repeats on each site. Exit status: 0 when
    all went well, 1 when documents could not be read (they are in the output, each alone).
    """
    from cleaner.dedup import Deduper
    from cleaner.io import read

    if field is not None:
        given["text_field"] = field
    console = Console(quiet=quiet)
    config = load(given, classes=(ReadOptions, DedupOptions))
    options = config.make(DedupOptions)
    with Deduper(
        threshold=options.threshold,
        keep=options.original,
        prefer=options.prefer,
        stories=stories,
        memory=options.dedup_memory,
    ) as deduper:
        for document in _comparable(read(inputs, config.make(ReadOptions), say=console.say), console):
            deduper.add_document(document)
        clusters = deduper.finish()
    _write(clusters, output, as_json=as_json, overwrite=overwrite)
    copies = len(clusters) - len({row["cluster"] for row in clusters.rows()})
    console.say(f"{len(clusters):,} documents, {len(clusters.clusters):,} clusters, {copies:,} copies")
    if console.problems:
        raise typer.Exit(1)


def _comparable(documents: Iterable[Document], console: Console) -> Iterator[Document | Article]:
    """Documents with text; pages cleaned; the problems of the rest reported."""
    from cleaner.pipeline import Cleaner

    cleaner: Cleaner | None = None
    for document in documents:
        if document.html is not None and document.text is None:
            cleaner = cleaner or Cleaner()
            article = cleaner.clean(document)
            if article.problem:
                console.problem(article.source or article.id, article.problem)
            yield article
            continue
        if document.problem:
            console.problem(document.source or document.id, document.problem)
        yield document


def _write(clusters: Clusters, output: str | None, *, as_json: bool, overwrite: bool) -> None:
    import msgspec

    whole = {"settings": clusters.settings, "clusters": clusters.clusters, "pairs": clusters.pairs}
    with open_writer(output, "jsonl", overwrite=overwrite) as writer:
        for value in [whole] if as_json else clusters.rows():
            writer.write_json(msgspec.json.encode(value) + b"\n")
