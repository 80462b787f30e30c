"""Files that grow while a run goes on: what is committed stays, what came after is cut off on resuming."""

from __future__ import annotations

import os
from pathlib import Path

from cleaner.errors import OutputError
from cleaner.files import write_all
from cleaner.run.manifest import publish

BUFFER = 1 << 20


class GrowingFile:
    """`name.part`, appended to and synced at every commit; renamed to `name` at the end.

    Not a buffered file of the standard library: after a write that failed (a full disk) nothing may be
    written again on closing.
    """

    def __init__(self, folder: Path, name: str, *, committed: int) -> None:
        self._path = folder / name
        self.part = folder / f"{name}.part"
        if committed and not self.part.exists() and self._path.exists():
            self.part = self._path  # killed after the renaming, before the manifest said so
        self._file = self.part.open("r+b" if committed else "wb", buffering=0)
        there = self._file.seek(0, os.SEEK_END)
        if there < committed:
            self._file.close()
            raise OutputError(
                f"{self.part} has {there:,} bytes but {committed:,} were written to it; it was changed. "
                "Start again with --overwrite"
            )
        self._file.truncate(committed)
        self._file.seek(committed)
        self._waiting = bytearray()
        self.size = committed
        """Bytes so far, those that wait to be written included."""

    def write(self, data: bytes) -> None:
        """Append."""
        self._waiting += data
        self.size += len(data)
        if len(self._waiting) >= BUFFER:
            self._flush()

    def commit(self) -> int:
        """Have everything on disk; the size to remember."""
        self._flush()
        os.fsync(self._file.fileno())
        return self.size

    def publish(self) -> None:
        """Give the file its name."""
        if self.part != self._path:
            publish(self.part, self._path)

    def close(self) -> None:
        """Let go of the file; what was not committed may be lost."""
        self._file.close()

    def _flush(self) -> None:
        write_all(self._file, self._waiting)
        self._waiting = bytearray()
