"""A named run of bytes, unpacked, with its format found from its name or its first bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from posixpath import splitext
from typing import BinaryIO, Self, cast

from cleaner.io.compression import CHUNK, Unpacked, packed_as, strip_suffix
from cleaner.io.decode import looks_binary, looks_like_html
from cleaner.io.options import ReadOptions
from cleaner.io.record import Record, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every reader is given beside its stream."""

    options: ReadOptions
    say: Callable[[str], None]
    """Is told what was guessed and what was passed over."""
    tally: Callable[[int], None] | None = None
    """Is told how many bytes of the inputs have been read."""
    dispatch: Callable[[Stream, Reading], Iterator[Record]]
    """Reads a stream within the stream: the member of an archive."""
    skip: tuple[int, int] | None = None
    """Device and inode of a folder that is not read: the one that is written to."""
    guessed: set[str] = field(default_factory=set)
    """What has been told of guesses: a folder may hold thousands of files that are all alike."""

    def guesses_of(self, name: str) -> Callable[[str], None]:
        """What is to be told the guesses about the input `name`; it passes on those that are new."""

        def tell(guess: str) -> None:
            if guess not in self.guessed:
                self.guessed.add(guess)
                self.say(f"{name}: {guess}")

        return tell


FORMATS = {
    "html": (".html", ".htm", ".xhtml", ".shtml"),
    "text": (".txt", ".text"),
    "jsonl": (".jsonl", ".ndjson", ".jl", ".json"),
    "csv": (".csv",),
    "tsv": (".tsv", ".tab"),
    "parquet": (".parquet", ".pq"),
    "warc": (".warc", ".wet", ".arc"),
    "zip": (".zip",),
    "tar": (".tar",),
    "sqlite": (".sqlite", ".sqlite3", ".db", ".db3"),
}
_BY_SUFFIX = {suffix: name for name, suffixes in FORMATS.items() for suffix in suffixes}
PAGES = ("html", "text")
"""Formats in which one file is one document."""

MAX_PACKED = 3
"""Layers of compression around one stream; more are a bomb or a mistake."""
_JSON = re.compile(rb'\s*[{\[]\s*["{\[}\]]')


class Stream:
    """The bytes of an input, ready to read: `file` is buffered and can `peek`."""

    def __init__(
        self, raw: BinaryIO, name: str, options: ReadOptions, *, path: str | None = None, depth: int = 0
    ):
        self.name = shown(name)
        """As the user would write it: `dump.zip!pages/a.html.gz`."""
        self.stem = name
        """The name without the suffixes of compression."""
        self.path = path
        """Of the file that holds exactly these bytes, when there is one."""
        self.depth = depth
        """Archives around this stream."""
        self._raw = raw
        self.file = _buffered(raw)
        self._layers: list[Unpacked] = []
        for _ in range(MAX_PACKED):
            suffix = packed_as(self.file.peek(10)[:10])
            if suffix is None:
                break
            self._layers.append(Unpacked(cast(BinaryIO, self.file), suffix, max_ratio=options.max_ratio))
            self.file = io.BufferedReader(self._layers[-1], CHUNK)
            self.stem = strip_suffix(self.stem)
            self.path = None

    def __enter__(self) -> Self:
        """The stream itself; it is closed at the end of the `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and what it is read from."""
        self.file.close()

    @property
    def problem(self) -> str | None:
        """What ended the stream before its time, once it has been read; None when nothing did."""
        layers = (self._raw, *self._layers)
        return next((problem for layer in layers if (problem := getattr(layer, "problem", None))), None)

    def format(self, options: ReadOptions) -> str | None:
        """The format: as the user says, by suffix, or by the first bytes; None for what is none of them."""
        if options.input_format != "auto":
            return options.input_format
        return format_of(self.stem) or sniff(self.file.peek(CHUNK))

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """The same bytes in a file one can seek in; on disk when they are many."""
        if self.path is not None:
            with open(self.path, "rb") as file:  # noqa: PTH123 - paths may hold undecodable bytes
                yield file
            return
        import tempfile

        with tempfile.SpooledTemporaryFile(max_size=64 * 1024 * 1024) as spool:
            while chunk := self.file.read(CHUNK):
                spool.write(chunk)
            spool.seek(0)
            yield cast(BinaryIO, spool)


def format_of(name: str) -> str | None:
    """The format that the suffix of `name` stands for, compression aside."""
    return _BY_SUFFIX.get(splitext(strip_suffix(name))[1].lower())


def sniff(head: bytes) -> str | None:
    """The format of data that begins with `head`; None for binary data of no known kind."""
    for magic, found in (
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"PAR1", "parquet"),
        (b"WARC/", "warc"),
        (b"SQLite format 3\0", "sqlite"),
    ):
        if head.startswith(magic):
            return found
    if head[257:262] == b"ustar":
        return "tar"
    if looks_like_html(head):
        return "html"
    if _JSON.match(head):
        return "jsonl"
    return None if looks_binary(head) else "text"


def _buffered(raw: BinaryIO) -> io.BufferedReader:
    if isinstance(raw, io.BufferedReader):
        return raw
    return io.BufferedReader(cast(io.RawIOBase, raw), CHUNK)
