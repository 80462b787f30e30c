"""gzip, zstd, bz2 and xz as one stream that ends early, and says why, instead of raising."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from cleaner.errors import InputError

CHUNK = 128 * 1024
GUARD_FROM = 64 * 1024 * 1024
"""The ratio of a small file says nothing; from this many unpacked bytes on it is watched."""

SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
_MAGIC = ((b"\x1f\x8b", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"), (b"BZh", ".bz2"), (b"\xfd7zXZ\x00", ".xz"))
_BZ2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
"""What the first block of a bz2 file, or its end, begins with: `BZh` and a digit alone may begin a text."""


class Codec(Protocol):
    """One compressed member being unpacked."""

    @property
    def eof(self) -> bool:
        """Whether the member is complete."""

    @property
    def unused_data(self) -> bytes:
        """What came after its end."""

    def unpack(self, data: bytes) -> bytes:
        """Up to CHUNK bytes more, of `data` and what is left of data given before."""

    @property
    def hungry(self) -> bool:
        """Whether it needs data to go on."""


class _Zlib:
    def __init__(self) -> None:
        import zlib

        self._codec = zlib.decompressobj(wbits=31)

    eof = property(lambda self: self._codec.eof)
    unused_data = property(lambda self: self._codec.unused_data)
    hungry = property(lambda self: not self._codec.unconsumed_tail)

    def unpack(self, data: bytes) -> bytes:
        return self._codec.decompress(self._codec.unconsumed_tail + data, CHUNK)


class _Stdlib:
    """bz2 and lzma, which keep what they have not used themselves."""

    def __init__(self, codec: Any) -> None:
        self._codec = codec

    eof = property(lambda self: self._codec.eof)
    unused_data = property(lambda self: self._codec.unused_data)
    hungry = property(lambda self: self._codec.needs_input)

    def unpack(self, data: bytes) -> bytes:
        unpacked: bytes = self._codec.decompress(data, CHUNK)
        return unpacked


class _Zstd:
    """zstandard's object has no limit on its output: it is given little at a time."""

    STEP = 4096

    def __init__(self) -> None:
        zstandard = require("zstandard", "zstd", "zstd files")
        self._codec: Any = zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()
        self._waiting = memoryview(b"")

    eof = property(lambda self: self._codec.eof)
    hungry = property(lambda self: not self._waiting)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._codec.unused_data) + bytes(self._waiting)

    def unpack(self, data: bytes) -> bytes:
        if data:
            self._waiting = memoryview(bytes(self._waiting) + data)
        pieces, size = [], 0
        while self._waiting and size < CHUNK and not self._codec.eof:
            step, self._waiting = self._waiting[: self.STEP], self._waiting[self.STEP :]
            pieces.append(self._codec.decompress(step))
            size += len(pieces[-1])
        return b"".join(pieces)


def _bz2() -> Codec:
    import bz2

    return _Stdlib(bz2.BZ2Decompressor())


def _xz() -> Codec:
    import lzma

    return _Stdlib(lzma.LZMADecompressor())


_CODECS: dict[str, Callable[[], Codec]] = {".gz": _Zlib, ".zst": _Zstd, ".bz2": _bz2, ".xz": _xz}


class Unpacked(io.RawIOBase):
    """The bytes of a compressed stream. Damage, truncation and bombs end it; `problem` then says why."""

    def __init__(self, raw: BinaryIO, suffix: str, *, max_ratio: int) -> None:
        self._raw = raw
        self._make = _CODECS[suffix]
        self._codec = self._make()
        self._magic = next(mark for mark, known in _MAGIC if known == suffix)
        self._max_ratio = max_ratio
        self._packed = self._unpacked = 0
        self._waiting = memoryview(b"")
        self._done = False
        self.problem: str | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`; never raises for bad data."""
        if not self._waiting and not self._done:
            self._waiting = memoryview(self._next())
        size = min(len(buffer), len(self._waiting))
        buffer[:size] = self._waiting[:size]
        self._waiting = self._waiting[size:]
        return size

    def _next(self) -> bytes:
        try:
            while not self._done:
                data = self._feed()
                if self._done:
                    break
                unpacked = self._codec.unpack(data)
                self._unpacked += len(unpacked)
                if self._unpacked > max(GUARD_FROM, self._max_ratio * self._packed):
                    return self._end(
                        f"unpacks to more than {self._max_ratio} times its size, as a decompression bomb "
                        "does; if it is none, raise --max-ratio"
                    )
                if unpacked:
                    return unpacked
        except InputError:
            raise
        except Exception as error:  # each library has its own exceptions for bad data
            return self._end(f"the compressed data is damaged ({error}); what came before is read")
        return b""

    def _feed(self) -> bytes:
        """More packed bytes if the codec needs any; sets `_done` at the end of the last member."""
        if self._codec.eof:
            rest = self._codec.unused_data or self._read()
            if not rest.strip(b"\0"):
                self._end(None)
                return b""
            if not rest.startswith(self._magic[: len(rest)]):
                self._end("there is something else after the end of the compressed data; it is not read")
                return b""
            self._codec = self._make()
            return rest
        if not self._codec.hungry:
            return b""
        data = self._read()
        if not data:
            self._end("the compressed data ends early (was it cut off?); what is there is read")
        return data

    def _read(self) -> bytes:
        data = self._raw.read(CHUNK)
        self._packed += len(data)
        return data

    def _end(self, problem: str | None) -> bytes:
        self._done = True
        self.problem = problem
        return b""

    def close(self) -> None:
        """Close the stream beneath as well."""
        if not self.closed:
            self._raw.close()
        super().close()


def packed_as(head: bytes) -> str | None:
    """The suffix of the compression whose files begin like `head`."""
    found = next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)
    if found == ".bz2" and not any(block.startswith(head[4:10]) for block in _BZ2_BLOCKS):
        return None
    return found


def strip_suffix(name: str) -> str:
    """`name` without the suffix of its compression."""
    lower = name.lower()
    for short, long in (
        (".tgz", ".tar"),
        (".tbz2", ".tar"),
        (".tbz", ".tar"),
        (".txz", ".tar"),
        (".tzst", ".tar"),
    ):
        if lower.endswith(short):
            return name[: -len(short)] + long
    return next((name[: -len(suffix)] for suffix in SUFFIXES if lower.endswith(suffix)), name)


def require(module: str, extra: str, what: str) -> Any:
    """The optional `module`, or an error that names the extra to install."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError(f"{what} need {module}: pip install 'cleanwire[{extra}]'") from None
