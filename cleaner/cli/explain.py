"""`cleaner explain`: a document with every removal in its place, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cleaner.document import Article

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
    from cleaner.document import Document
    from cleaner.errors import InputError
    from cleaner.pipeline import Cleaner
    from cleaner.settings import Settings

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    cleaner = Cleaner(Settings(rule_dirs=tuple(rules)))
    if file.endswith((".html", ".htm")) or data.lstrip()[:1] == b"<":
        return cleaner.clean(Document(id=file, html=data, url=url, source=file))
    text = data.decode("utf-8", errors="replace")
    return cleaner.clean(Document(id=file, text=text, url=url, source=file))


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
    for removal in article.removed:
        if kept := article.original[at : removal.start].strip("\n"):
            console.print(Text(kept))
        colour = COLOURS.get(removal.category, "white")
        label = f"− {removal.category} · {removal.rule} · {removal.weight:.2f} · {removal.reason}"
        console.print(Text(label, style=f"dim {colour}"))
        console.print(Text(removal.text, style=f"{colour} strike"))
        at = removal.end
    if kept := article.original[at:].strip("\n"):
        console.print(Text(kept))


def _heading(article: Article) -> str:
    facts: list[Any] = [article.verdict, article.lang, article.published, article.title]
    removed = sum(len(removal.text) for removal in article.removed)
    share = f"{removed:,} of {len(article.original):,} characters removed"
    return " · ".join(str(fact) for fact in (*facts, share) if fact is not None)
