"""From what the user names (files, folders, patterns, addresses, `-`) to records."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from cleaner.io import archive, jsonl, page, table
from cleaner.io.cloud import SCHEMES
from cleaner.io.folder import walk
from cleaner.io.options import ReadOptions
from cleaner.io.page import cannot_read
from cleaner.io.record import File, Record, failed
from cleaner.io.stream import FORMATS, PAGES, Say, Stream, format_of

STDIN = "-"


def records(inputs: Iterable[str | os.PathLike[str]], options: ReadOptions, say: Say) -> Iterator[Record]:
    """The records of all inputs, in order. What cannot be read is a record with a problem."""
    for given in inputs:
        name = os.fspath(given)
        if name == STDIN:
            yield from dispatch(Stream(cast(BinaryIO, sys.stdin.buffer), STDIN, options), options, say)
        elif "://" in name:
            yield from _address(name, options, say)
        else:
            yield from _paths(name, options, say)


def dispatch(stream: Stream, options: ReadOptions, say: Say) -> Iterator[Record]:
    """The records of `stream` by the reader for its format."""
    found = stream.format(options)
    if found in PAGES:
        yield from page.read(stream, options, say)
    elif found == "jsonl":
        yield from jsonl.read(stream, options, say)
    elif found in ("csv", "tsv"):
        yield from table.read(stream, options, say)
    elif found == "zip":
        yield from archive.read_zip(stream, options, say, dispatch)
    elif found == "tar":
        yield from archive.read_tar(stream, options, say, dispatch)
    else:
        yield from _seldom(stream, found, options, say)


def _seldom(stream: Stream, found: str | None, options: ReadOptions, say: Say) -> Iterator[Record]:
    """The formats whose libraries are imported only when they are met."""
    if found == "parquet":
        from cleaner.io import parquet

        yield from parquet.read(stream, options, say)
    elif found == "warc":
        from cleaner.io import warc

        yield from warc.read(stream, options, say)
    elif found == "sqlite":
        from cleaner.io import sql

        yield from sql.read_sqlite(stream, options, say)
    else:
        yield failed(
            stream.name, f"no known format: it holds binary data; the formats are {', '.join(FORMATS)}"
        )


def _address(name: str, options: ReadOptions, say: Say) -> Iterator[Record]:
    if name.split("://", 1)[0].lower() not in SCHEMES:
        from cleaner.io import sql

        yield from sql.read_database(name, options, say)
        return
    from cleaner.io import cloud

    for found in cloud.open_all(name, options, say):
        if isinstance(found, Stream):
            with found.file:
                yield from dispatch(found, options, say)
        else:
            yield found


def _paths(name: str, options: ReadOptions, say: Say) -> Iterator[Record]:
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116
    except OSError as error:
        found = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
        if not found:
            yield failed(name, cannot_read(error))
        for path in found:
            if not os.path.isdir(path):  # noqa: PTH112 - paths may hold undecodable bytes
                yield from _file(path, options, say)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(name, options, say)
    else:
        yield from _file(name, options, say)


def _folder(folder: str, options: ReadOptions, say: Say) -> Iterator[Record]:
    others: dict[str, int] = {}
    for path in walk(folder, follow_links=options.follow_links, say=say):
        suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
        if not suffix or format_of(path) or options.input_format != "auto":
            yield from _file(path, options, say)
        else:
            others[suffix] = others.get(suffix, 0) + 1
    if others:
        listed = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        say(f"{folder}: passed over files of other kinds: {listed} (name a file itself to read it)")


def _file(path: str, options: ReadOptions, say: Say) -> Iterator[Record]:
    found = options.input_format if options.input_format != "auto" else format_of(path)
    if found in PAGES:
        kind = found if options.kind == "auto" else options.kind
        yield File(path, kind, options)
        return
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            yield from dispatch(Stream(file, path, options, path=path), options, say)
    except OSError as error:
        yield failed(path, cannot_read(error))
