"""WARC and WET through fastwarc: the pages of a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from cleaner.document import Document, site_of
from cleaner.io.compression import require
from cleaner.io.decode import decode_text
from cleaner.io.options import ReadOptions
from cleaner.io.record import Ready, Record, failed
from cleaner.io.stream import Reading, Stream

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


def read(stream: Stream, reading: Reading) -> Iterator[Record]:
    """A record for each response, resource or conversion that holds a page or text and was no redirect."""
    warc = require("fastwarc.warc", "warc", "WARC files")
    kinds = warc.WarcRecordType.response | warc.WarcRecordType.resource | warc.WarcRecordType.conversion
    passed_over, name = 0, stream.name
    records = warc.ArchiveIterator(
        _Forward(stream.file), record_types=kinds, parse_http=True, auto_decode="all", stream_detect=False
    )
    while True:
        try:
            record = next(records, None)
        except BaseException as error:
            if not _is_damage(error):
                raise
            yield failed(stream.name, f"damaged or cut off after {name} ({error}); what came before is read")
            break
        if record is None:
            break
        name = f"{stream.name}:{record.record_id}"
        if _is_page(record):
            yield _record(record, name, reading.options)
        else:
            passed_over += 1
    if stream.problem:
        yield failed(stream.name, stream.problem)
    if passed_over:
        reading.say(
            f"{stream.name}: skipped records that are no pages (images, redirects, ...): {passed_over}"
        )


class _Forward:
    """A stream as fastwarc wants it: with a position, and a `seek` that it has but does not use."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """As `io.RawIOBase.read`."""
        data = self._file.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Only to where the stream is."""
        if (offset, whence) in ((self._at, 0), (0, 1)):
            return self._at
        raise OSError("the stream can only be read forward")


def _is_damage(error: BaseException) -> bool:
    """Whether an exception speaks of the data. Panics of fastwarc's Rust code are no `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _is_page(record: Any) -> bool:
    content_type = record.http_content_type if record.http_headers else record.headers.get("Content-Type", "")
    status = record.http_headers.status_code if record.http_headers else 200
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    return kind in _PAGES and not (status is not None and 300 <= status < 400) and record.content_length > 0


def _record(record: Any, name: str, options: ReadOptions) -> Record:
    url = record.headers.get("WARC-Target-URI")
    length = record.content_length
    data = record.reader.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        long = f"more than {options.max_bytes:,} bytes; raise --max-bytes to read it"
        return Ready(Document(id=record.record_id, url=url, site=site_of(url), source=name, problem=long))
    encoded = record.http_headers is not None and record.http_headers.get("Content-Encoding")
    short = not encoded and len(data) < length
    text = record.http_headers is None and "text/plain" in record.headers.get("Content-Type", "text/plain")
    html, decoded, problem = data, None, None
    if options.kind == "text" or (options.kind == "auto" and text):
        html, (decoded, problem) = None, decode_text(data)
    meta = {"warc_date": record.headers.get("WARC-Date")}
    if record.http_headers is not None:
        meta["http_status"] = record.http_headers.status_code
        meta["charset"] = record.http_charset
    return Ready(
        Document(
            id=record.record_id,
            html=html,
            text=decoded,
            url=url,
            site=site_of(url),
            source=name,
            meta={key: value for key, value in meta.items() if value is not None},
            problem="the record ends early (was the file cut off?)" if short else problem,
        )
    )
