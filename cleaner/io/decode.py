"""Bytes to text, and the question whether a piece of data is a page or a text."""

from __future__ import annotations

import codecs
import re
from typing import Literal, get_args

from cleaner.document import Document, site_of
from cleaner.errors import ConfigError

Kind = Literal["auto", "html", "text"]

REPLACED = "\ufffd"
"""Stands where bytes could not be decoded."""
SNIFF = 4096
"""How much of the data decides what it is, in bytes or characters."""

_OPENS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|main|article|section|header|nav|div|p|h[1-6]"
    r"|table|ul|ol|span|figure|blockquote|img|a|b|i|em|strong|font|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def looks_like_html(data: bytes | str) -> bool:
    """Whether the first thing in `data` is a tag or comment of HTML.

    >>> looks_like_html(b"  <!DOCTYPE html><p>Rain."), looks_like_html("<3 from the editors")
    (True, False)
    """
    head = data[:SNIFF]
    if isinstance(head, bytes):
        head = head.decode(_marked(head) or "latin-1", errors="replace")
    return _OPENS_LIKE_HTML.match(head.lstrip("\ufeff")) is not None


def looks_binary(data: bytes) -> bool:
    """Whether `data` cannot be text in any encoding a text file is likely to have."""
    head = data[:SNIFF]
    if _marked(head):
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x1a\b" for byte in head)
    return b"\0" in head or control > len(head) // 20


def decode_text(data: bytes) -> tuple[str, str | None]:
    """The text in `data`, and what is wrong with it, if anything.

    UTF-8 or what a byte order mark says; else the encoding that charset-normalizer finds; UTF-8 in which
    only a few bytes are damaged stays UTF-8, with U+FFFD in their place.
    """
    encoding = _marked(data) or "utf-8"
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        first_bad = error.start
    if encoding == "utf-8" and (legacy := _legacy(data)):
        return data.decode(legacy), None
    lenient = data.decode(encoding, errors="replace")
    return lenient, (
        f"{lenient.count(REPLACED)} bytes or runs of bytes are not valid {encoding.upper()} (the first at "
        f"byte {first_bad}) and were replaced by U+FFFD; convert the input to UTF-8 to keep them"
    )


def encoding_of(head: bytes) -> str:
    """The encoding of a text that begins with `head`, by the rules of `decode_text`."""
    if marked := _marked(head):
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # which may end within a character
    except UnicodeDecodeError:
        return _legacy(head[: head.rfind(b"\n") + 1] or head) or "utf-8"
    return "utf-8"


def _marked(data: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((name for mark, name in _BOMS if data.startswith(mark)), None)


def _legacy(data: bytes) -> str | None:
    """The 8-bit or East Asian encoding that `data` is most likely to be in; None where it is nearly UTF-8.

    Where charset-normalizer holds Western European text for as likely as anything, it is that.
    """
    lenient = data.decode(errors="replace")
    bad = lenient.count(REPLACED)
    if sum(char > "\x7f" for char in lenient) > 2 * bad:
        return None
    from charset_normalizer import from_bytes

    found = from_bytes(data[:200_000])
    best = found.best()
    if best is None:
        return None
    western = any("cp1252" in match.could_be_from_charset for match in found)
    for encoding in ("cp1252", best.encoding) if western else (best.encoding,):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def document_from_data(
    data: bytes | str,
    *,
    id: str,  # noqa: A002
    url: str | None = None,
    kind: Kind = "auto",
    lang: str | None = None,
    source: str | None = None,
) -> Document:
    """A document of one page or text; what cannot be decoded comes with `problem`.

    Raises TypeError where `data` is something else, ConfigError for a kind that there is not.
    """
    if kind not in get_args(Kind):
        raise ConfigError(f"kind = {kind!r}: choose one of {', '.join(get_args(Kind))}")
    if not isinstance(data, bytes | str):
        raise TypeError(
            f"bytes or a string wanted, not {type(data).__name__}; files are read by cleaner.read"
        )
    if not isinstance(url, str | None):
        raise TypeError(f"url: a string wanted, not {type(url).__name__}")
    if kind == "html" or (kind == "auto" and looks_like_html(data)):
        return Document(id=id, html=data, url=url, site=site_of(url), lang=lang, source=source)
    text, problem = (data, None) if isinstance(data, str) else _decoded(data)
    return Document(id=id, text=text, url=url, site=site_of(url), lang=lang, source=source, problem=problem)


def _decoded(data: bytes) -> tuple[str | None, str | None]:
    if looks_binary(data):
        return (
            None,
            "neither a page nor a text: it holds binary data (give --input-format if it is a data file)",
        )
    return decode_text(data)
