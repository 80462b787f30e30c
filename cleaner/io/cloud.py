"""Files that fsspec opens: `s3://`, `gs://`, `https://` and the like."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from textwrap import shorten
from typing import Any, BinaryIO, cast

from cleaner.io.compression import require
from cleaner.io.record import Record, failed
from cleaner.io.stream import FORMATS, Reading, Stream, format_of

SCHEMES = (
    "s3",
    "s3a",
    "gs",
    "gcs",
    "az",
    "abfs",
    "abfss",
    "http",
    "https",
    "hdfs",
    "ftp",
    "sftp",
    "file",
    "memory",
)


LONGEST = 300
"""Characters of another library's message that are quoted; some list every place they have looked in."""

LOG_IN = (
    "; set up credentials as for the store's own tools: aws configure, gcloud auth application-default login"
)


def open_all(address: str, reading: Reading) -> Iterator[Stream | Record]:
    """A stream for the file at `address`, or for each file below it when it is a folder or a pattern."""
    fsspec = _fsspec()
    try:
        files, path = fsspec.core.url_to_fs(address)
        paths = _paths(files, path, reading)
    except Exception as error:  # each file system has its own exceptions
        yield failed(address, _why(error))
        return
    # Not every web server can send a piece from the middle; any can be read as a stream.
    how = {"block_size": 0} if address.lower().startswith(("http://", "https://")) else {}
    for found in paths:
        name = address if found == path else files.unstrip_protocol(found)
        try:
            yield Stream(cast(BinaryIO, _Remote(files.open(found, "rb", **how))), name, reading.options)
        except Exception as error:
            yield failed(name, _why(error))


def describe(address: str) -> dict[str, Any]:
    """Size and time of what is at `address`, as far as its file system knows them."""
    fsspec = _fsspec()
    try:
        files, path = fsspec.core.url_to_fs(address)
        info = files.info(path)
    except Exception:
        return {}
    time = next(
        (
            info[key]
            for key in ("mtime", "LastModified", "last_modified", "updated", "created")
            if info.get(key)
        ),
        None,
    )
    return {
        "bytes": info.get("size"),
        "modified": None if time is None else str(time),
        "tag": info.get("ETag"),
    }


class _Remote(io.RawIOBase):
    """A file far away. What goes wrong while it is read ends it; `problem` then says what."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem: str | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`; never raises."""
        if self.problem is not None:
            return 0
        try:
            data = self._file.read(len(buffer))
        except Exception as error:  # each file system has its own exceptions
            self.problem = f"{_why(error)}; what came before is read. Try again, or download it first"
            return 0
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file far away as well."""
        if not self.closed:
            self._file.close()
        super().close()


def _fsspec() -> Any:
    logger = logging.getLogger("gcsfs")
    if not logger.handlers:  # without one of ours it prints what it raises, at length
        logger.addHandler(logging.NullHandler())
    return require("fsspec", "cloud", "addresses like s3:// and https://")


def _paths(files: Any, path: str, reading: Reading) -> list[str]:
    if any(char in path for char in "*?[") and not files.exists(path):
        return sorted(files.glob(path))
    if not path.startswith("http") and files.isdir(path):
        found = sorted(files.find(path))
        wanted = [each for each in found if format_of(each)]
        if len(wanted) < len(found):
            known = ", ".join(suffix for suffixes in FORMATS.values() for suffix in suffixes)
            reading.say(
                f"{path}: skipped {len(found) - len(wanted)} files whose names end in none of {known}"
            )
        return wanted
    return [path]


def _why(error: Exception) -> str:
    if isinstance(error, ImportError):
        return (
            "this kind of address needs another package; pip install 'cleanwire[cloud]' has those for s3, gs "
            f"and https ({error})"
        )
    cause = error.__cause__ or error  # any answer of a server but "here it is" comes as a file not found
    if isinstance(cause, FileNotFoundError) or getattr(cause, "status", None) == 404:
        return "there is no such file; check the address"
    said = f"cannot be read: {type(cause).__name__}: {shorten(str(cause), LONGEST)}"
    return said + LOG_IN if _is_locked_out(cause) else said


def _is_locked_out(error: BaseException) -> bool:
    """Whether a store wants to know who asks: botocore says so unasked, gcsfs gives the store's answer."""
    name = type(error).__name__
    return name == "NoCredentialsError" or (name == "HttpError" and getattr(error, "code", 0) in (401, 403))
