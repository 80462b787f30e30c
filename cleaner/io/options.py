"""How inputs are read: the fields of a record, the format, the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cleaner.errors import ConfigError
from cleaner.io.decode import Kind
from cleaner.settings import check_at_least

InputFormat = Literal[
    "auto", "html", "text", "jsonl", "csv", "tsv", "parquet", "warc", "zip", "tar", "sqlite"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Every option of reading. Fields that are not named are guessed from the first records, aloud."""

    kind: Kind = "auto"
    """What the content is: auto, html or text."""
    input_format: InputFormat = "auto"
    """Format of the inputs: auto (by name and content), or html, text, jsonl, csv, tsv, parquet, warc, zip,
    tar, sqlite."""
    id_field: str | None = None
    """Field or column with the document's id; a dotted name reaches into nested JSON."""
    text_field: str | None = None
    """Field or column with extracted text."""
    html_field: str | None = None
    """Field or column with a page's HTML."""
    url_field: str | None = None
    """Field or column with the page's address."""
    date_field: str | None = None
    """Field or column with the date of publication."""
    query: str | None = None
    """SQL that selects the documents of a database; order it, or a run cannot be resumed."""
    max_bytes: int = 20_000_000
    """A document with more bytes than this is not read and comes out with `problem`."""
    max_ratio: int = 400
    """An input that unpacks to more than this many times its size is not read on: it is a bomb."""
    follow_links: bool = True
    """Follow symbolic links in folders, but not to a folder above the link."""

    def __post_init__(self) -> None:
        """Raise ConfigError for a kind or format that there is not, and for limits below zero."""
        for name, value, known in (
            ("kind", self.kind, get_args(Kind)),
            ("input_format", self.input_format, get_args(InputFormat)),
        ):
            if value not in known:
                raise ConfigError(f"{name} = {value!r}: choose one of {', '.join(known)}")
        check_at_least(0, max_bytes=self.max_bytes, max_ratio=self.max_ratio)

    @property
    def max_line(self) -> int:
        """Bytes in a line of JSONL or a row of CSV: a document of `max_bytes` with its JSON escapes."""
        return 2 * self.max_bytes
