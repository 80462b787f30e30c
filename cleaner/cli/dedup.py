"""`cleaner dedup`: articles in, a line for every document out: its cluster, what kind of copy, of which."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.cli._words import count, to_file
from cleaner.config import Config, DedupOptions, load
from cleaner.files import cannot_write
from cleaner.io.options import ReadOptions
from cleaner.io.writers import open_writer
from cleaner.run.ids import Ids, renamed
from cleaner.settings import Settings

if TYPE_CHECKING:
    from cleaner.dedup import Clusters, Deduper
    from cleaner.document import Article, Document
    from cleaner.run.progress import Progress


@with_options(ReadOptions, DedupOptions)
def dedup(
    inputs: Inputs,
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
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence", help="Tell the longest shared passages and what differs; holds all texts in memory."
        ),
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the output if it exists.")] = False,
    quiet: Quiet = False,
    config_file: ConfigFile = None,
    **given: Any,
) -> None:
    """Find copies among articles.

    Pages are cleaned first; text is compared as it is, without what repeats on each site. Exit status: 0 when
    all went well, 1 when documents could not be read (they are in the output, each alone).
    """
    from cleaner.dedup import Deduper, explained
    from cleaner.run.allocator import keep_freed_memory
    from cleaner.run.progress import choose

    keep_freed_memory()
    if field is not None:
        given["text_field"] = field
    config = load(given, file=config_file)
    options = config.make(DedupOptions)
    texts: dict[str, str] = {}
    deduper = Deduper(
        threshold=options.threshold,
        keep=options.original,
        prefer=options.prefer,
        stories=stories,
        memory=options.dedup_memory,
    )
    with deduper, choose(quiet=quiet, log_json=False) as progress:
        try:
            clusters = _find(inputs, config, deduper, progress, texts if evidence else None)
        except OSError as error:  # of its own files: what cannot be read is a document's problem
            again = "run again, or name another folder in TMPDIR"
            raise cannot_write(tempfile.gettempdir(), error, again=again) from error
    if evidence:
        clusters = explained(clusters, texts)
    _write(clusters, to_file(output), as_json=as_json, overwrite=overwrite)
    copies = len(clusters) - len(set(clusters.cluster_of().values()))
    found = (
        count(len(clusters), "document"),
        count(len(clusters.clusters), "cluster"),
        count(copies, "copy"),
    )
    progress.say(", ".join(found))
    if progress.problems:
        raise typer.Exit(1)


def _find(
    inputs: list[str],
    config: Config,
    deduper: Deduper,
    progress: Progress,
    texts: dict[str, str] | None,
) -> Clusters:
    """Give every document to the deduper, and its text to `texts`, and tell how far it is."""
    from cleaner.io.inputs import records
    from cleaner.run.inventory import take, total_bytes
    from cleaner.run.summary import Summary

    reading = config.make(ReadOptions)
    progress.start(total_bytes(take(inputs, reading, skip="")))
    summary = Summary()
    documents = (record.load() for record in records(inputs, reading, progress.say, tally=progress.read))
    ids = Ids()
    for found in _comparable(documents, config.make(Settings)):
        document = _settled(found, ids)
        if document.problem:
            summary.problems += 1
            progress.problem(document.source or document.id, document.problem)
        deduper.add_document(document)
        if texts is not None:
            texts[document.id] = document.text or ""
        summary.documents += 1
        progress.document(summary)
    return deduper.finish(progress.phase)


def _settled(document: Document | Article, known: Ids) -> Document | Article:
    """`document`, with another id and a problem if an earlier one has its id."""
    new = known.name_for(document.id)
    if new == document.id:
        return document
    problem = "; ".join(filter(None, (document.problem, renamed(document.id, new))))
    return replace(document, id=new, problem=problem)


def _comparable(documents: Iterable[Document], settings: Settings) -> Iterator[Document | Article]:
    """Documents with text; pages cleaned."""
    from cleaner.pipeline import Cleaner

    cleaner: Cleaner | None = None
    for document in documents:
        if document.html is not None and document.text is None:
            cleaner = cleaner or Cleaner(settings)
            yield cleaner.clean(document)
        else:
            yield document


def _write(clusters: Clusters, output: str | None, *, as_json: bool, overwrite: bool) -> None:
    import msgspec

    whole = {"settings": clusters.settings, "clusters": clusters.clusters, "pairs": clusters.pairs}
    with open_writer(output, "jsonl", overwrite=overwrite) as writer:
        for value in [whole] if as_json else clusters.rows():
            writer.write(msgspec.json.encode(value) + b"\n")
