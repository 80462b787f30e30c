"""Readers and writers: files, folders, archives, tables and databases to documents; articles to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cleaner.document import Article, Document
from cleaner.io.options import ReadOptions

__all__ = ["ReadOptions", "read", "write"]


def read(
    inputs: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
    options: ReadOptions | None = None,
    *,
    say: Callable[[str], None] | None = None,
    **changes: Any,
) -> Iterator[Document]:
    """The documents in `inputs`: files, folders, patterns, archives, addresses, `-` for standard input.

    `changes` replace fields of `options`: `read("dump.jsonl.gz", text_field="body")`. `say` is told what was
    guessed and what was passed over. What cannot be read comes out as a document with `problem`, whose
    `source` names file and line.
    """
    from dataclasses import replace

    from cleaner.io.inputs import records

    chosen = replace(options or ReadOptions(), **changes)
    each = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    return (record.load() for record in records(each, chosen, say or _silent))


def _silent(message: str) -> None:
    del message


def write(
    articles: Iterable[Article],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002
    overwrite: bool = False,
) -> int:
    """Write `articles` to `path` and return how many there were.

    The format is what the path's suffix says (JSONL where it says nothing), compression included. "txt",
    "markdown" and "html" make a folder of a path without their suffix. Raises `OutputError` where `path`
    exists already or there is no such format.
    """
    from cleaner.io.render import encoded, row_of
    from cleaner.io.writers import format_for, open_writer

    count, name = 0, os.fspath(path)
    chosen = format or format_for(name) or "jsonl"
    with open_writer(name, chosen, overwrite=overwrite) as writer:
        for article in articles:
            writer.write(encoded(row_of(article, chosen)))
            count += 1
    return count
