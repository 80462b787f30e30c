"""HTML and text files: one file, one document."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

from cleaner.document import Document
from cleaner.io.options import ReadOptions
from cleaner.io.record import Data, Record, failed
from cleaner.io.stream import Reading, Stream


def read(stream: Stream, reading: Reading) -> Iterator[Record]:
    """The one document in `stream`."""
    options = reading.options
    kind = stream.format(options) if options.kind == "auto" else options.kind
    yield read_page(stream, kind, options)


def read_page(stream: Stream, kind: Any, options: ReadOptions) -> Record:
    """The content of `stream` as one record, if it is not too long."""
    data = stream.file.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        return failed(stream.name, f"more than {options.max_bytes:,} bytes; raise --max-bytes to read it")
    return Data(data, stream.name, kind, stream.problem)


def read_file(path: str, kind: Any, options: ReadOptions) -> Document:
    """The document in the file at `path`; never raises."""
    try:
        with Stream(open(path, "rb"), path, options) as stream:  # noqa: PTH123
            return read_page(stream, kind, options).load()
    except OSError as error:
        return failed(path, cannot_read(error)).load()
    except Exception as error:  # a worker must go on
        return failed(path, f"cannot be read: {type(error).__name__}: {error}").load()


def cannot_read(error: OSError) -> str:
    """Why a file cannot be opened or read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or run as its owner"
    if isinstance(error, IsADirectoryError):
        return "the folder cannot be listed; change its permissions or run as its owner"
    if error.errno == errno.ELOOP:
        return "a symbolic link that leads to itself; remove it"
    return f"cannot be read: {error.strerror or error}"
