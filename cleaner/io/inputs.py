"""From what the user names (files, folders, patterns, addresses, `-`) to records."""

from __future__ import annotations

import glob
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError
from cleaner.io import page
from cleaner.io.cloud import SCHEMES
from cleaner.io.compression import strip_suffix
from cleaner.io.folder import identity, walk
from cleaner.io.options import ReadOptions
from cleaner.io.page import cannot_read
from cleaner.io.record import File, Record, failed
from cleaner.io.stream import FORMATS, PAGES, Reading, Stream, format_of

STDIN = "-"


def records(
    inputs: Iterable[str | os.PathLike[str]],
    options: ReadOptions,
    say: Callable[[str], None],
    *,
    tally: Callable[[int], None] | None = None,
    skip: str | os.PathLike[str] | None = None,
) -> Iterator[Record]:
    """The records of all inputs, in order. What cannot be read is a record with a problem.

    `tally` is told how many bytes of files have been read; nothing below the folder `skip` is read.
    """
    passed = identity(os.fspath(skip)) if skip is not None else None
    reading = Reading(options=options, say=say, tally=tally, dispatch=dispatch, skip=passed)
    for given in inputs:
        name = os.fspath(given)
        if name == STDIN:
            yield from dispatch(Stream(cast(BinaryIO, sys.stdin.buffer), STDIN, options), reading)
        elif "://" in name:
            yield from _address(name, reading)
        else:
            yield from _paths(name, reading)


def paths_of(name: str, reading: Reading) -> Iterator[str]:
    """The files that the path, folder or pattern `name` stands for; the path itself when there is none."""
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116
    except (OSError, ValueError):  # a name may hold what no path can
        found = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
        for path in found or [name]:
            if not os.path.isdir(path):  # noqa: PTH112
                yield path
            elif "**" not in name:  # such a pattern names what is in its folders as well
                yield from _known_files(path, reading)
        return
    if stat.S_ISDIR(mode):
        yield from _known_files(name, reading)
    else:
        yield name


def dispatch(stream: Stream, reading: Reading) -> Iterator[Record]:
    """The records of `stream` by the reader for its format, which is imported when it is first met."""
    try:
        yield from _by_format(stream, stream.format(reading.options), reading)
    except InputError as error:  # a library that is missing
        yield failed(stream.name, str(error))


def _by_format(stream: Stream, found: str | None, reading: Reading) -> Iterator[Record]:
    if found in PAGES:
        yield from page.read(stream, reading)
    elif found == "jsonl":
        from cleaner.io import jsonl

        yield from jsonl.read(stream, reading)
    elif found in ("csv", "tsv"):
        from cleaner.io import table

        yield from table.read(stream, reading)
    elif found in ("zip", "tar"):
        from cleaner.io import archive

        yield from (archive.read_zip if found == "zip" else archive.read_tar)(stream, reading)
    else:
        yield from _seldom(stream, found, reading)


def _seldom(stream: Stream, found: str | None, reading: Reading) -> Iterator[Record]:
    """The formats whose libraries are imported only when they are met."""
    if found == "parquet":
        from cleaner.io import parquet

        yield from parquet.read(stream, reading)
    elif found == "warc":
        from cleaner.io import warc

        yield from warc.read(stream, reading)
    elif found == "sqlite":
        from cleaner.io import sql

        yield from sql.read_sqlite(stream, reading)
    else:
        yield failed(
            stream.name, f"no known format: it holds binary data; the formats are {', '.join(FORMATS)}"
        )


def _address(name: str, reading: Reading) -> Iterator[Record]:
    from cleaner.io import cloud, sql

    try:
        if name.split("://", 1)[0].lower() not in SCHEMES:
            yield from sql.read_database(name, reading)
            return
        for found in cloud.open_all(name, reading):
            if isinstance(found, Stream):
                with found:
                    yield from dispatch(found, reading)
            else:
                yield found
    except InputError as error:  # a library that is missing
        yield failed(name, str(error))


def _paths(name: str, reading: Reading) -> Iterator[Record]:
    for path in paths_of(name, reading):
        yield from _file(path, reading)


def _known_files(folder: str, reading: Reading) -> Iterator[str]:
    """The files below `folder` that have a suffix of a known format, or none."""
    others: dict[str, int] = {}
    empty = True
    inside = (reading.skip,) if reading.skip else ()
    for path in walk(folder, follow_links=reading.options.follow_links, say=reading.say, inside=inside):
        suffix = os.path.splitext(strip_suffix(path))[1].lower()  # noqa: PTH122
        if not suffix or format_of(path) or reading.options.input_format != "auto":
            yield path
        else:
            others[suffix] = others.get(suffix, 0) + 1
            continue
        empty = False
    if empty:
        reading.say(f"{folder}: there is nothing to read in it")
    if others:
        listed = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        reading.say(f"{folder}: skipped files of other kinds: {listed} (name a file itself to read it)")


def _file(path: str, reading: Reading) -> Iterator[Record]:
    options = reading.options
    found = options.input_format if options.input_format != "auto" else format_of(path)
    try:
        about = os.stat(path)  # noqa: PTH116
    except OSError as error:
        yield failed(path, cannot_read(error))
        return
    except ValueError as error:
        yield failed(path, f"no name of a file: {error}; check the path")
        return
    try:
        if found in PAGES and stat.S_ISREG(about.st_mode):  # a pipe gives what it has once, so here
            if reading.tally:
                reading.tally(about.st_size)
            yield File(path, found if options.kind == "auto" else options.kind, options, about.st_size)
            return
        with Stream(cast(BinaryIO, _Counted(path, reading.tally)), path, options, path=path) as stream:
            yield from dispatch(stream, reading)
    except OSError as error:
        yield failed(path, cannot_read(error))


class _Counted(io.FileIO):
    """A file that tells how much of it has been read."""

    def __init__(self, path: str, tally: Callable[[int], None] | None) -> None:
        super().__init__(path, "rb")
        self._tally = tally

    def readinto(self, buffer: Any) -> int | None:
        """As `io.FileIO.readinto`."""
        size = super().readinto(buffer)
        if self._tally and size:
            self._tally(size)
        return size
