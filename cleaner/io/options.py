"""How inputs are read: the fields of a record, the format, the limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Every option of reading. Fields that are not named are guessed from the first records, aloud."""

    kind: str = "auto"
    """What the content is: auto, html or text."""
    input_format: str = "auto"
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

    @property
    def max_line(self) -> int:
        """Bytes in a line of JSONL or a row of CSV: a document of `max_bytes` with its JSON escapes."""
        return 2 * self.max_bytes
