"""Bytes to text, and the question whether a piece of data is a page or a text."""

from __future__ import annotations

import re
from typing import Literal

from cleaner.document import Document, site_of

Kind = Literal["auto", "html", "text"]

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
        bom = next((name for mark, name in _BOMS if head.startswith(mark)), "latin-1")
        head = head.decode(bom, errors="replace")
    return _OPENS_LIKE_HTML.match(head.lstrip("\ufeff")) is not None


def looks_binary(data: bytes) -> bool:
    """Whether `data` cannot be text in any encoding a text file is likely to have."""
    head = data[:SNIFF]
    if any(head.startswith(mark) for mark, _ in _BOMS):
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x1a\b" for byte in head)
    return b"\0" in head or control > len(head) // 20


def decode_text(data: bytes) -> tuple[str, str | None]:
    """The text in `data`, and what is wrong with it, if anything.

    UTF-8 or what a byte order mark says; else the encoding that charset-normalizer finds; UTF-8 in which
    only a few bytes are damaged stays UTF-8, with U+FFFD in their place.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        first_bad = error.start
    lenient = data.decode(encoding, errors="replace")
    bad = lenient.count("\ufffd")
    good = sum(char > "\x7f" for char in lenient) - bad
    if encoding == "utf-8" and good <= bad and (legacy := _legacy(data)):
        return legacy, None
    return lenient, (
        f"{bad} bytes or runs of bytes are not valid {encoding.upper()} (the first at byte {first_bad}) "
        "and were replaced by U+FFFD; convert the input to UTF-8 to keep them"
    )


def _legacy(data: bytes) -> str | None:
    """`data` in the 8-bit or East Asian encoding it is most likely to be in.

    Where charset-normalizer holds Western European text for as likely as anything, it is that.
    """
    from charset_normalizer import from_bytes

    found = from_bytes(data[:200_000])
    best = found.best()
    if best is None:
        return None
    western = any("cp1252" in match.could_be_from_charset for match in found)
    for encoding in ("cp1252", best.encoding) if western else (best.encoding,):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
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

    Raises TypeError where `data` is something else.
    """
    if not isinstance(data, bytes | str):
        raise TypeError(
            f"bytes or a string wanted, not {type(data).__name__}; files are read by cleaner.read"
        )
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
