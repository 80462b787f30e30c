"""`cleaner explain`: documents with every removal in its place, and why."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli._options import ConfigFile, Inputs, Quiet, with_options
from cleaner.config import load
from cleaner.errors import InputError
from cleaner.io.inputs import records
from cleaner.io.options import ReadOptions
from cleaner.run.progress import Progress
from cleaner.settings import Settings

if TYPE_CHECKING:
    from cleaner.document import Article, Document, Removal

COLOURS = {
    "related": "cyan", "share": "blue", "newsletter": "magenta", "promo": "magenta", "ad": "yellow",
    "comments": "green", "caption": "bright_black", "credit": "bright_black", "byline": "bright_blue",
    "dateline": "bright_blue", "bio": "bright_blue", "copyright": "yellow", "cookie": "yellow",
    "paywall": "red", "nav": "cyan", "liveblog": "green", "spam": "bright_red", "repeated": "bright_magenta",
    "template": "bright_cyan", "title": "white", "date": "white", "section": "white",
}  # fmt: skip


@with_options(Settings, ReadOptions)
def explain(
    inputs: Inputs,
    *,
    only: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="<str>", help="Of many documents the one with this id; repeatable."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="The address of what does not say its own.")] = None,
    restore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="<str>",
            help="Print the text with the removals of this category or rule put back; repeatable.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, an object for each document.")] = False,
    quiet: Quiet = False,
    config_file: ConfigFile = None,
    **given: Any,
) -> None:
    """Show documents with each removal in its place: category, rule, weight and reason.

    Exit status: 0 when all went well, 1 when documents had problems.
    """
    from cleaner.pipeline import Cleaner

    progress = Progress(quiet=quiet)
    config = load(given, file=config_file)
    found = (record.load() for record in records(inputs, config.make(ReadOptions), progress.say))
    cleaner = Cleaner(config.make(Settings))
    for document in _chosen(found, only):
        article = cleaner.clean(document if document.url else replace(document, url=url))
        if restore:
            _unknown(restore, article)
            sys.stdout.write(article.restore(categories=set(restore), rules=set(restore)) + "\n")
        elif as_json:
            sys.stdout.write(_json(article) + "\n")
        else:
            _print(article)
        if article.problem is not None:
            progress.problem(article.source or article.id, article.problem)
    if progress.problems:
        raise typer.Exit(1)


def _chosen(documents: Iterable[Document], only: Sequence[str] | None) -> Iterator[Document]:
    """All of the documents, or those with the ids in `only`; InputError when one of them is missing."""
    if not only:
        yield from documents
        return
    missing = dict.fromkeys(only)
    for document in documents:
        if document.id in missing:
            del missing[document.id]
            yield document
            if not missing:
                return
    raise InputError(f"no document has the id {', '.join(missing)}; `cleaner clean` writes the ids it reads")


def _json(article: Article) -> str:
    import msgspec

    row = {**article.to_dict(), "original": article.original}
    row["findings"] = [finding._asdict() for finding in article.findings]
    return msgspec.json.format(msgspec.json.encode(row), indent=2).decode()


def _unknown(names: Sequence[str], article: Article) -> None:
    from cleaner.document import CATEGORIES

    known = {*CATEGORIES, *(removal.rule for removal in article.removed)}
    for name in sorted(set(names) - known):
        print(f"cleaner: {name} is no category, and no rule of that name removed anything", file=sys.stderr)  # noqa: T201


def _print(article: Article) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    console.print(Text(_heading(article), style="bold"))
    at = 0
    for group in _groups(article):
        if kept := article.original[at : group[0].start].strip("\n"):
            console.print(Text(kept))
        colour = COLOURS.get(group[0].category, "white")
        console.print(Text(_label(group), style=f"dim {colour}"))
        for line in (line for removal in group for line in removal.text.split("\n") if line.strip()):
            console.print(Text.assemble(("− ", colour), (line, f"{colour} strike")))
        at = group[-1].end
    if kept := article.original[at:].strip("\n"):
        console.print(Text(kept))
    if article.removed:
        console.print(Text(_sums(article), style="bold"))
    console.print()


def _groups(article: Article) -> Iterator[list[Removal]]:
    """The removals; those of one rule with nothing kept between them together."""
    group: list[Removal] = []
    for removal in article.removed:
        if group and not (
            (removal.category, removal.rule) == (group[-1].category, group[-1].rule)
            and not article.original[group[-1].end : removal.start].strip()
        ):
            yield group
            group = []
        group.append(removal)
    if group:
        yield group


def _label(group: Sequence[Removal]) -> str:
    """Category, rule, weight and reason of removals that are shown together, by the surest of them."""
    surest = max(group, key=lambda removal: removal.weight)
    count = "" if len(group) == 1 else f" · {len(group)} pieces"
    return f"▼ {surest.category} · {surest.rule} · {surest.weight:.2f}{count} · {surest.reason}"


def _sums(article: Article) -> str:
    """How many pieces of each category are gone, the most frequent first."""
    counts = Counter(removal.category for removal in article.removed)
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "removed: " + ", ".join(f"{count} {category}" for category, count in ranked)


def _heading(article: Article) -> str:
    facts: list[Any] = [article.id, article.verdict, article.lang, article.published, article.title]
    removed = sum(len(removal.text) for removal in article.removed)
    share = f"{removed:,} of {len(article.original):,} characters removed"
    return " · ".join(str(fact) for fact in (*facts, share) if fact is not None)
