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
    folder above the link, which would bring in what the user did not name. So are the folders in `inside`,
    and what is no file: a pipe would be waited for, a device may have no end.
    """
    above = [*inside, identity(folder)]
    under_way = [_paths_in(folder, follow_links, say)]  # no recursion: folders may lie very deep
    while under_way:
        path = next(under_way[-1], None)
        if path is None:
            under_way.pop()
            above.pop()
        elif not path.endswith("/"):
            yield path
        elif (here := identity(path)) in above or _leads_up(path[:-1]):
            say(f"{path}: skipped: a link to a folder above it, or the folder that is written to")
        else:
            above.append(here)
            under_way.append(_paths_in(path[:-1], follow_links, say))


def _paths_in(folder: str, follow_links: bool, say: Callable[[str], None]) -> Iterator[str]:
    """What is in a folder, by name, folders with a slash at the end; the folder where it cannot be listed."""
    here = folder.rstrip("/")
    try:
        with os.scandir(folder) as entries:
            names = _sorted(
                entry.name + ("/" if _is_folder(entry, follow_links) else "")
                for entry in entries
                if not entry.name.startswith(".") and (follow_links or not entry.is_symlink())
                if not _is_special(entry, say)
            )
    except OSError as error:
        say(f"{folder}: cannot be listed: {error.strerror or error}")
        return iter([here])  # reading it fails with a problem, so that it is accounted for
    return names if folder == "." else (f"{here}/{name}" for name in names)


def _is_folder(entry: os.DirEntry[str], follow_links: bool) -> bool:
    """Whether to descend; a link that leads nowhere is a file, and reading it tells what is wrong."""
    try:
        return entry.is_dir(follow_symlinks=follow_links)
    except OSError:
        return False


def _is_special(entry: os.DirEntry[str], say: Callable[[str], None]) -> bool:
    """Whether something is there that is neither a file nor a folder."""
    try:
        if entry.is_file() or entry.is_dir():
            return False
        entry.stat()
    except OSError:  # a link that leads nowhere
        return False
    say(f"{entry.path}: skipped: a pipe, socket or device; name it itself to read it")
    return True


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
