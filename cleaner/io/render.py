"""Articles for people to read: plain text, Markdown, HTML. Made where the article still has its blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from cleaner.document import Article
from cleaner.io.record import whole_letters


class Form(NamedTuple):
    """A way to show an article, and how several share a file."""

    suffix: str
    render: Callable[[Article], str]
    head: str = ""
    """Stands once at the beginning of each file."""
    between: str = ""


def row_of(article: Article, format_name: str) -> dict[str, Any]:
    """What a writer of this format is given: every field, or the text as people read it, as `rendered`."""
    if format_name in FORMS:
        return {"id": article.id, "rendered": FORMS[format_name].render(article)}
    return article.to_dict()


def encoded(row: Mapping[str, Any]) -> bytes:
    """A line of JSON. What a caller or a database may hand over and JSON cannot hold becomes text.

    Half a surrogate pair becomes U+FFFD.
    """
    try:
        return msgspec.json.encode(row, enc_hook=str) + b"\n"
    except UnicodeEncodeError:
        return msgspec.json.encode(whole_letters(row), enc_hook=str) + b"\n"


def _text(article: Article) -> str:
    return "\n\n".join(filter(None, (article.title, article.text))) + "\n"


def _markdown(article: Article) -> str:
    from cleaner.html.output import to_markdown

    return to_markdown(article)


def _html(article: Article) -> str:
    from cleaner.html.output import to_html

    return to_html(article)


FORMS = {
    "txt": Form(".txt", _text, between="\n---\n\n"),
    "markdown": Form(".md", _markdown, between="\n---\n\n"),
    "html": Form(".html", _html, head='<!doctype html>\n<meta charset="utf-8">\n'),
}
