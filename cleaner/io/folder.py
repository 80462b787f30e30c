"""Folders of any size: files in the order of their names, links followed once, memory bounded."""

from __future__ import annotations

import heapq
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO

RUN = 100_000
"""Names of one folder that are sorted in memory; more are sorted in pieces on disk."""


Identity = tuple[int, int]
"""Device and inode of a folder."""


def walk(
    folder: str, *, follow_links: bool, say: Callable[[str], None], inside: tuple[Identity, ...] = ()
) -> Iterator[str]:
    """The paths of the files below `folder`, hidden ones left out, sorted by name folder by folder.

    A link to a folder that the walk is already inside of is a loop and is passed over; so is a link to any
    folder above the link, which would bring in what the user did not name. So are the folders in `inside`.
    """
    yield from _walk(folder, (*inside, identity(folder)), follow_links, say)


def _walk(
    folder: str, inside: tuple[Identity, ...], follow_links: bool, say: Callable[[str], None]
) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            names = _sorted(
                entry.name + ("/" if _is_folder(entry, follow_links) else "")
                for entry in entries
                if not entry.name.startswith(".") and (follow_links or not entry.is_symlink())
            )
    except OSError as error:
        say(f"{folder}: cannot be listed: {error.strerror or error}")
        yield folder  # reading it fails with a problem, so that it is accounted for
        return
    for name in names:
        path = f"{folder.rstrip('/')}/{name}" if folder != "." else name
        if not name.endswith("/"):
            yield path
            continue
        here = identity(path)
        if here in inside or _leads_up(path.rstrip("/")):
            say(f"{path}: skipped: a link to a folder above it, or the folder that is written to")
        else:
            yield from _walk(path.rstrip("/"), (*inside, here), follow_links, say)


def _is_folder(entry: os.DirEntry[str], follow_links: bool) -> bool:
    """Whether to descend; a link that leads nowhere is a file, and reading it tells what is wrong."""
    try:
        return entry.is_dir(follow_symlinks=follow_links)
    except OSError:
        return False


def _leads_up(path: str) -> bool:
    """Whether `path` is a link to a folder above it."""
    if not os.path.islink(path):  # noqa: PTH114
        return False
    there, here = os.path.realpath(path), os.path.realpath(os.path.dirname(path))  # noqa: PTH120
    return os.path.commonpath((there, here)) == there


def identity(folder: str) -> Identity:
    """What is the same for all paths to one folder."""
    try:
        found = os.stat(folder)  # noqa: PTH116
    except OSError:
        return (-1, -1)
    return (found.st_dev, found.st_ino)


def _sorted(names: Iterator[str]) -> Iterator[str]:
    """`names` sorted, through files of RUN names each when there are more than that."""
    files: list[IO[bytes]] = []
    run: list[str] = []
    for name in names:
        run.append(name)
        if len(run) == RUN:
            files.append(_spill(sorted(run)))
            run = []
    return _merged(files, sorted(run))


def _spill(names: list[str]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _merged
    file.write(b"".join(os.fsencode(name) + b"\0" for name in names))
    file.seek(0)
    return file


def _merged(files: list[IO[bytes]], rest: list[str]) -> Iterator[str]:
    if not files:
        yield from rest
        return
    with ExitStack() as stack:
        for file in files:
            stack.enter_context(file)
        yield from heapq.merge(*(_names(file) for file in files), rest)


def _names(file: IO[bytes]) -> Iterator[str]:
    tail = b""
    while chunk := file.read(1 << 16):
        *whole, tail = (tail + chunk).split(b"\0")
        yield from map(os.fsdecode, whole)
