"""zip and tar: each member is an input of its own, read in the archive's order."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from cleaner.io.compression import GUARD_FROM
from cleaner.io.options import ReadOptions
from cleaner.io.record import Record, failed
from cleaner.io.stream import Reading, Stream

MAX_DEPTH = 3
"""Archives in archives; deeper is a bomb."""


def read_zip(stream: Stream, reading: Reading) -> Iterator[Record]:
    """The documents in the members of a zip."""
    options = reading.options
    with stream.seekable() as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            yield failed(
                stream.name,
                stream.problem or f"not a whole zip file ({error}): was it cut off? Try `zip -FF`",
            )
            return
        with archive:
            packed = max(1, sum(info.compress_size for info in archive.infolist()))
            allowed = max(GUARD_FROM, options.max_ratio * packed)
            for info in archive.infolist():
                if info.is_dir() or _hidden(info.filename):
                    continue
                name = f"{stream.name}!{info.filename}"
                allowed -= info.file_size
                if allowed < 0 or info.file_size > max(GUARD_FROM, options.max_ratio * info.compress_size):
                    yield failed(name, _bomb(options))
                    allowed += info.file_size
                    continue
                yield from _zip_member(archive, info, name, stream, reading)


def read_tar(stream: Stream, reading: Reading) -> Iterator[Record]:
    """The documents in the files of a tar; it is read as a stream, once."""
    name, links = stream.name, 0
    try:
        file = _LastRead(stream.file)
        with tarfile.open(fileobj=cast(BinaryIO, file), mode="r|") as archive:
            for member in archive:
                links += member.islnk() or member.issym()
                if not member.isfile() or _hidden(member.name):
                    continue
                name = f"{stream.name}!{member.name}"
                content = archive.extractfile(member)
                if content is not None:
                    yield from _member(content, name, stream, reading)
        if file.last.strip(b"\0"):  # a tar ends in blocks of zeros; tarfile does not mind when it does not
            raise tarfile.ReadError("there is no end of archive")
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        yield failed(
            stream.name, stream.problem or f"the tar file is damaged or cut off after {name} ({error})"
        )
        return
    if stream.problem:
        yield failed(stream.name, stream.problem)
    if links:
        reading.say(f"{stream.name}: skipped links, which hold nothing themselves: {links}")


class _LastRead:
    """A stream that remembers the last block that was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        """As `io.RawIOBase.read`."""
        data = self._file.read(size)
        self.last = data[-tarfile.BLOCKSIZE :] or self.last
        return data


def _zip_member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    outer: Stream,
    reading: Reading,
) -> Iterator[Record]:
    try:
        with archive.open(info) as file:
            yield from _member(file, name, outer, reading)
    except RuntimeError as error:  # what zipfile raises for a member with a password
        yield failed(name, f"cannot be read: {error}; unpack the archive with its password first")
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        yield failed(name, f"this member of the zip is damaged: {error}")
    except Exception as error:
        if not type(error).__module__.startswith(("zlib", "lzma", "_lzma", "bz2")):
            raise
        yield failed(name, f"this member of the zip is damaged: {error}")


def _member(file: IO[bytes], name: str, outer: Stream, reading: Reading) -> Iterator[Record]:
    if outer.depth >= MAX_DEPTH:
        yield failed(name, f"an archive in {MAX_DEPTH} archives is not opened; unpack the outer ones first")
        return
    inner = Stream(cast(BinaryIO, file), name, reading.options, depth=outer.depth + 1)
    yield from reading.dispatch(inner, reading)


def _hidden(name: str) -> bool:
    """Whether a member is no document but something its system left there: `.DS_Store`, `__MACOSX/`."""
    return any(
        (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in name.split("/")
    )


def _bomb(options: ReadOptions) -> str:
    return (
        f"unpacks to more than {options.max_ratio} times its size, as a decompression bomb does; "
        "if it is none, raise --max-ratio"
    )
