"""Bytes -> str, in the order of the WHATWG encoding standard, then by detection where nothing is declared."""

import codecs
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

PRESCAN_BYTES = 4096
"""The standard looks for a declaration in the first 1024 bytes; pages with long comments need more."""
DETECT_BYTES = 60_000
"""How much of a page's text the detector sees: enough for a sure answer, little enough to be quick."""
_PIECE = 32_768
"""Bytes that are checked at a time: their characters stay in the processor's cache."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = (
    (re.compile(rb"(?:\s\0)*+<\0[!?a-zA-Z]\0"), "utf-16-le"),
    (re.compile(rb"(?:\0\s)*+\0<\0[!?a-zA-Z]"), "utf-16-be"),
)
"""How a page in UTF-16 begins that has lost its mark."""
_META = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>")
_ASCII_RUN = re.compile(rb"[\x00-\x7f]{24,}")

_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    # a page that can be read as ASCII up to its own declaration is not UTF-16, whatever it declares
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
    "utf-7": "utf-8",
}
"""Python's name of a declared encoding to the one that browsers use for it."""
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-big5": "big5hkscs",
}
"""Labels that the standard knows and Python does not."""


class Decoded(NamedTuple):
    """A page in UTF-8, the encoding it came in, and what said so."""

    utf8: bytes
    encoding: str
    source: str
    """`bom`, `utf-8` (valid as it is), `transport`, `meta`, `detected` or `given`."""

    @property
    def text(self) -> str:
        """The page as a string."""
        return self.utf8.decode("utf-8", "replace")


def decode(data: bytes | str, meta: Mapping[str, Any] | None = None) -> Decoded:
    """The page in UTF-8; `meta` may hold what the transport said, as `charset` or `content_type`."""
    if isinstance(data, str):
        return Decoded(data.encode("utf-8", "replace"), "str", "given")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _recoded(data[len(mark) :].decode(name, "replace"), name, "bom")
    for begins, name in _WIDE:
        if begins.match(data):
            return _recoded(data.decode(name, "replace"), name, "detected")
    valid = _valid_utf8(data)
    # the escapes of ISO-2022-JP are ASCII; one byte is found much faster than two
    if valid is None or (b"\x1b" in data and b"\x1b$" in data):
        for source, label in (("transport", _transport(meta or {})), ("meta", _declared(data))):
            named = _codec(label)
            text = data.decode(named, "replace") if named else None
            if named and text and text.count("\ufffd") <= 8 + len(text) // 500:
                return _recoded(text, named, source)
    # text that is valid UTF-8 was not written in another encoding by accident, whatever it declares
    return _detected(data) if valid is None else Decoded(valid, "utf-8", "utf-8")


def _recoded(text: str, encoding: str, source: str) -> Decoded:
    return Decoded(text.encode("utf-8", "replace"), encoding, source)


def _valid_utf8(data: bytes) -> bytes | None:
    """The page if it is UTF-8, perhaps cut in the middle of its last character."""
    if data.isascii():
        return data
    pieces = memoryview(data)
    at = 0
    try:
        while at < len(data):
            end = at + _PIECE
            at += codecs.utf_8_decode(pieces[at:end], "strict", end >= len(data))[1]
    except UnicodeDecodeError as error:
        at += error.start
        return data[:at] if at >= len(data) - 3 else None
    return data


def _transport(meta: Mapping[str, Any]) -> str | None:
    charset = meta.get("charset")
    if isinstance(charset, str):
        return charset
    for key in ("content_type", "content-type", "Content-Type"):
        found = _CHARSET.search(str(meta.get(key, "")))
        if found:
            return found[1]
    return None


def _declared(data: bytes) -> str | None:
    found = _META.search(data, 0, PRESCAN_BYTES)
    return found[1].decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    """The Python codec that browsers would use for `label`; None if it names no text encoding."""
    if not label:
        return None
    label = label.strip().lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding:
        return None
    return _SUPERSETS.get(info.name, info.name)


def _detected(data: bytes) -> Decoded:
    """By charset-normalizer on the page's text: markup and long ASCII runs tell it nothing."""
    from charset_normalizer import from_bytes  # few pages need it, and importing it takes a while

    sample = _ASCII_RUN.sub(b" ", _MARKUP.sub(b" ", data[: 20 * DETECT_BYTES]))[:DETECT_BYTES]
    best = from_bytes(sample).best() if sample.strip() else None
    name = _codec(best.encoding) if best else None
    lossy = data.decode("utf-8", "replace")
    # a UTF-8 page with some broken bytes loses less when read as what it is
    if name is None or lossy.count("\ufffd") <= len(lossy) // 1000:
        return _recoded(lossy, "utf-8", "detected")
    return _recoded(data.decode(name, "replace"), name, "detected")
