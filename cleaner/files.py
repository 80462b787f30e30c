"""Files that appear whole or not at all, and what to say when they cannot be written."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from threading import get_ident

from cleaner.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` that becomes `path` when all went well, and is removed when not.

    The folder is made where there is none. Two processes or threads that write the same file do not meet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.part")
    try:
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_all(file: RawIOBase, data: bytes | bytearray) -> None:
    """Write `data` to a file without a buffer, which may take a part at a time (a disk that fills up)."""
    with memoryview(data) as left:
        at = 0
        while at < len(left):
            at += file.write(left[at:]) or 0


def cannot_write(name: str, error: OSError, *, again: str) -> OutputError:
    """Why `name` cannot be written, and what to do: make that possible and then `again`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(f"{name}: no space left on the disk; make room and {again}")
    if error.errno == errno.EFBIG:
        return OutputError(f"{name}: no larger file is allowed; raise the limit (ulimit -f) and {again}")
    if isinstance(error, PermissionError):
        return OutputError(f"{name}: no permission to write it; change that of its folder and {again}")
    return OutputError(f"{name}: cannot be written: {error.strerror or error}")
