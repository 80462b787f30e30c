"""Articles to files: JSONL, CSV, Parquet, SQLite, or a folder of texts or pages; compressed by suffix.

Every writer takes the mappings that `render.row_of` makes. A file gets its name only when it is whole.
"""

from __future__ import annotations

import io
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from cleaner.errors import OutputError
from cleaner.files import cannot_write, replacing
from cleaner.io.compression import require, strip_suffix
from cleaner.io.render import FORMS, Form

LONGEST_NAME = 200
"""Bytes of an id in the name of a file; file systems take 255 with all that stands around it."""
FORMATS = ("jsonl", "csv", "parquet", "sqlite", *FORMS)
_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".txt": "txt",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}

PLAIN = (
    "id", "url", "site", "title", "published", "modified", "lang", "section", "dateline", "image",
    "canonical_url", "site_name", "paywalled", "text", "verdict", "wire", "problem", "source",
)  # fmt: skip
"""Columns of the tables that hold one value."""
NESTED = ("authors", "tags", "sources", "removed", "meta")
"""Columns that hold JSON."""


class Writer(Protocol):
    """Takes articles one by one."""

    def write(self, line: bytes) -> None:
        """Add one article: the line of JSON that `render.encoded` makes of its row."""


def format_for(path: str) -> str | None:
    """The format that the suffix of an output's name stands for, compression aside."""
    return _SUFFIXES.get(Path(strip_suffix(path)).suffix.lower())


@contextmanager
def open_writer(path: str | None, format_name: str, *, overwrite: bool = False) -> Iterator[Writer]:
    """A writer to `path` (None: standard output); txt, markdown and html make a folder of a bare name."""
    if format_name not in FORMATS:
        raise OutputError(f"there is no format {format_name!r}; choose one of {', '.join(FORMATS)}")
    if path is not None and not overwrite and _would_lose(Path(path)):
        raise OutputError(f"{path} exists already; give --overwrite to replace it")
    try:
        with _OPENERS[format_name](path) as writer:
            yield writer
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write(path or "standard output", error, again="run again") from error


class _Jsonl:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, line: bytes) -> None:
        self._file.write(line)


class _Rows(ABC):
    """What a writer is that makes something else of the JSON."""

    def write(self, line: bytes) -> None:
        self.add(msgspec.json.decode(line))

    @abstractmethod
    def add(self, article: Mapping[str, Any]) -> None: ...


class _Csv(_Rows):
    def __init__(self, file: BinaryIO) -> None:
        import csv

        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._rows = csv.DictWriter(self._text, (*PLAIN, *NESTED))
        self._rows.writeheader()

    def add(self, article: Mapping[str, Any]) -> None:
        self._rows.writerow(_row(article))

    def detach(self) -> None:
        self._text.detach()


class _Sheet(_Rows):
    """Articles one after the other in one file."""

    def __init__(self, file: BinaryIO, form: Form) -> None:
        self._file, self._form, self._before = file, form, form.head

    def add(self, article: Mapping[str, Any]) -> None:
        self._file.write((self._before + article["rendered"]).encode("utf-8", "replace"))
        self._before = self._form.between


class _Folder(_Rows):
    """A file for each article, named after its id."""

    def __init__(self, folder: Path, form: Form) -> None:
        self._folder, self._form, self._number = folder, form, 0
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, article: Mapping[str, Any]) -> None:
        # The number keeps names apart that differ only in what a file name cannot hold.
        self._number += 1
        name = re.sub(r"[^\w.-]+", "-", article["id"]).strip("-.")[-80:]
        name = name.encode()[-LONGEST_NAME:].decode(errors="ignore")
        path = self._folder / f"{self._number:06}-{name}{self._form.suffix}"
        path.write_text(self._form.head + article["rendered"], encoding="utf-8", errors="replace")


class _Parquet(_Rows):
    ROWS = 1000

    def __init__(self, file: BinaryIO) -> None:
        arrow = require("pyarrow", "parquet", "Parquet files")
        parquet = require("pyarrow.parquet", "parquet", "Parquet files")
        string = arrow.string()
        columns = {name: arrow.bool_() if name == "paywalled" else string for name in (*PLAIN, *NESTED)}
        self._schema = arrow.schema(list(columns.items()))
        self._arrow, self._writer = arrow, parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, article: Mapping[str, Any]) -> None:
        self._rows.append(_row(article))
        if len(self._rows) == self.ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        self._flush()
        self._writer.close()


class _Sqlite(_Rows):
    def __init__(self, path: Path) -> None:
        import sqlite3

        self._connection = sqlite3.connect(path)
        names = (*PLAIN, *NESTED)
        self._connection.execute(f"CREATE TABLE articles ({', '.join(names)})")
        self._insert = f"INSERT INTO articles VALUES ({', '.join('?' * len(names))})"

    def add(self, article: Mapping[str, Any]) -> None:
        row = _row(article)
        self._connection.execute(self._insert, [row[name] for name in (*PLAIN, *NESTED)])

    def close(self) -> None:
        self._connection.execute("CREATE INDEX articles_id ON articles (id)")
        self._connection.commit()
        self._connection.close()


def _row(article: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: article.get(name) for name in PLAIN}
    for name in NESTED:
        row[name] = msgspec.json.encode(article[name]).decode() if article.get(name) else None
    return row


@contextmanager
def _jsonl(path: str | None) -> Iterator[Writer]:
    with _packed(path) as file:
        yield _Jsonl(file)


@contextmanager
def _csv(path: str | None) -> Iterator[Writer]:
    with _packed(path) as file:
        writer = _Csv(file)
        yield writer
        writer.detach()


@contextmanager
def _parquet(path: str | None) -> Iterator[Writer]:
    with _packed(path) as file:
        writer = _Parquet(file)
        yield writer
        writer.close()


@contextmanager
def _sqlite(path: str | None) -> Iterator[Writer]:
    if path is None:
        raise OutputError("a SQLite file cannot be written to standard output; name one with -o")
    if strip_suffix(path) != path:
        raise OutputError(f"{path}: a SQLite file is not written packed; name one without that suffix")
    import sqlite3

    with replacing(Path(path)) as new:
        try:
            writer = _Sqlite(new)
            yield writer
            writer.close()
        except sqlite3.OperationalError as error:  # the disk, most likely; it does not tell as an OSError
            raise OutputError(f"{path}: cannot be written: {error}; make room and run again") from error


def _read_by_people(form: Form) -> Callable[[str | None], Any]:
    @contextmanager
    def opener(path: str | None) -> Iterator[Writer]:
        if path is None or format_for(path):
            with _packed(path) as file:
                yield _Sheet(file, form)
        else:
            yield _Folder(Path(path), form)

    return opener


_OPENERS: dict[str, Callable[[str | None], Any]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "sqlite": _sqlite,
    **{name: _read_by_people(form) for name, form in FORMS.items()},
}


@contextmanager
def _packed(path: str | None) -> Iterator[BinaryIO]:
    """A file to write to, compressed as its suffix says."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if _is_device(Path(path)):
        with open(path, "wb") as device:  # noqa: PTH123
            yield device
        return
    with replacing(Path(path)) as new, new.open("wb") as raw, _compressor(path, raw) as file:
        yield file


def _compressor(path: str, raw: BinaryIO) -> Any:
    suffix = Path(path).suffix.lower()
    if suffix == ".gz":
        import gzip

        return gzip.GzipFile("", "wb", fileobj=raw, mtime=0)  # the same articles, the same bytes
    if suffix == ".bz2":
        import bz2

        return bz2.BZ2File(raw, "wb")
    if suffix == ".xz":
        import lzma

        return lzma.LZMAFile(raw, "wb")
    if suffix == ".zst":
        return (
            require("zstandard", "zstd", "zstd files")
            .ZstdCompressor(level=6)
            .stream_writer(raw, closefd=False)
        )
    return nullcontext(raw)


def _would_lose(path: Path) -> bool:
    """Whether there is something at `path` that would be replaced."""
    if path.is_dir():
        return any(path.iterdir())
    return path.exists() and not _is_device(path)


def _is_device(path: Path) -> bool:
    """Whether `path` is no file but a pipe, a terminal or the like: it is written to and never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()
