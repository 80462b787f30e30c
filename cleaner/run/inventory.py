"""What a run reads, written down before it begins: so that a resumed run knows that it is still the same."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from cleaner.io.cloud import SCHEMES
from cleaner.io.inputs import STDIN, dispatch, paths_of
from cleaner.io.options import ReadOptions
from cleaner.io.record import shown
from cleaner.io.stream import Reading

Entry = dict[str, Any]
"""One input: `name`, and as far as they are known `files`, `bytes`, `modified` (newest, ISO) and `digest`."""


def take(inputs: Iterable[str], options: ReadOptions, *, skip: str) -> list[Entry]:
    """An entry for each input. The digest covers path, size and time of every file, not its content."""
    reading = Reading(options=options, say=_silent, dispatch=dispatch, skip=_identity(skip))
    return [_entry(name, reading) for name in inputs]


def total_bytes(inventory: Sequence[Entry]) -> int | None:
    """Bytes of all inputs; None when that is not known of one of them."""
    sizes = [entry.get("bytes") for entry in inventory]
    return None if None in sizes else sum(size for size in sizes if size)


def differences(then: Sequence[Entry], now: Sequence[Entry]) -> list[str]:
    """What is not the same about the inputs, in words."""
    if [entry["name"] for entry in then] != [entry["name"] for entry in now]:
        names = [", ".join(entry["name"] for entry in each) for each in (then, now)]
        return [f"the inputs were {names[0]} and are {names[1]}"]
    found = []
    for before, after in zip(then, now, strict=True):
        if before["name"] == STDIN:
            found.append("standard input cannot be read a second time: write it to a file first")
        for key, word in (("files", "files"), ("bytes", "bytes"), ("modified", "as its newest time")):
            if before.get(key) != after.get(key):
                found.append(f"{before['name']} had {before.get(key)} {word}, now {after.get(key)}")
                break
        else:
            if before.get("digest") != after.get("digest"):
                found.append(f"{before['name']}: files were renamed, or their sizes or times changed")
    return found


def _entry(name: str, reading: Reading) -> Entry:
    if name == STDIN:
        return {"name": name}
    if "://" in name:
        return _address(name)
    digest, count, size, newest = blake2b(digest_size=16), 0, 0, 0
    for path in paths_of(name, reading):
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError:
            digest.update(os.fsencode(path) + b"\0missing\n")
            continue
        if stat.S_ISREG(found.st_mode):
            count, size, newest = count + 1, size + found.st_size, max(newest, found.st_mtime_ns)
        digest.update(os.fsencode(path) + f"\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return {
        "name": shown(name),
        "files": count,
        "bytes": size,
        "modified": _iso(newest),
        "digest": digest.hexdigest(),
    }


def _address(name: str) -> Entry:
    if name.split("://", 1)[0].lower() in SCHEMES:
        from cleaner.io.cloud import describe

        return {"name": name, **{key: value for key, value in describe(name).items() if value is not None}}
    from cleaner.io.sql import without_password

    return {"name": without_password(name)}


def _iso(nanoseconds: int) -> str | None:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat() if nanoseconds else None


def _identity(folder: str) -> tuple[int, int]:
    from cleaner.io.folder import identity

    return identity(folder)


def _silent(message: str) -> None:
    del message
