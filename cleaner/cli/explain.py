"""`cleaner explain`: a document with every removal in its place, and why."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cleaner.document import Article, Removal

COLOURS = {
    "related": "cyan", "share": "blue", "newsletter": "magenta", "promo": "magenta", "ad": "yellow",
    "comments": "green", "caption": "bright_black", "credit": "bright_black", "byline": "bright_blue",
    "dateline": "bright_blue", "bio": "bright_blue", "copyright": "yellow", "cookie": "yellow",
    "paywall": "red", "nav": "cyan", "liveblog": "green", "spam": "bright_red", "repeated": "bright_magenta",
    "template": "bright_cyan", "title": "white", "date": "white", "section": "white",
}  # fmt: skip


def explain(
    file: Annotated[str, typer.Argument(help="A page or a text; `-` reads standard input.")],
    url: Annotated[str | None, typer.Option(help="The address it came from.")] = None,
    rules: Annotated[
        list[str] | None, typer.Option("--rules", help="A folder with rule packs of yours; repeatable.")
    ] = None,
    restore: Annotated[
        list[str] | None,
        typer.Option(help="Print the text with the removals of this category or rule put back; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a document with each removal in its place: category, rule, weight and reason."""
    article = _clean(file, url, rules or [])
    if restore:
        names = set(restore)
        _unknown(names, article)
        sys.stdout.write(article.restore(categories=names, rules=names) + "\n")
    elif as_json:
        import msgspec

        row = {**article.to_dict(), "original": article.original}
        row["findings"] = [finding._asdict() for finding in article.findings]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(row), indent=2).decode() + "\n")
    else:
        _print(article)
    if article.problem is not None:
        print(f"cleaner: {file}: {article.problem}", file=sys.stderr)  # noqa: T201
        raise typer.Exit(1)


def _clean(file: str, url: str | None, rules: list[str]) -> Article:
    from cleaner.errors import InputError
    from cleaner.io.decode import Kind, document_from_data
    from cleaner.pipeline import Cleaner
    from cleaner.settings import Settings

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    cleaner = Cleaner(Settings(rule_dirs=tuple(rules)))
    kind: Kind = "html" if file.endswith((".html", ".htm")) else "auto"
    return cleaner.clean(document_from_data(data, id=file, url=url, kind=kind, source=file))


def _unknown(names: set[str], article: Article) -> None:
    from cleaner.document import CATEGORIES

    known = {*CATEGORIES, *(removal.rule for removal in article.removed)}
    for name in sorted(names - known):
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
    facts: list[Any] = [article.verdict, article.lang, article.published, article.title]
    removed = sum(len(removal.text) for removal in article.removed)
    share = f"{removed:,} of {len(article.original):,} characters removed"
    return " · ".join(str(fact) for fact in (*facts, share) if fact is not None)
