"""JSONL, and JSON files that hold one array or one object."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import IO, Any

from cleaner.io.compression import CHUNK
from cleaner.io.decode import encoding_of
from cleaner.io.fields import Columns, choose_columns, document_from_fields
from cleaner.io.options import ReadOptions
from cleaner.io.record import JsonLine, Ready, Record, failed, parsed
from cleaner.io.stream import Reading, Stream

MAX_ARRAY = 1 << 30
"""Bytes of a JSON file that is no JSONL and must be parsed whole."""
MOST_BLANK = 100
"""Lines above the first that says whether a `.json` file is JSONL."""


def read(stream: Stream, reading: Reading) -> Iterator[Record]:
    """A record for each line that is not blank; lines are parsed where they are cleaned."""
    options = reading.options
    encoding = encoding_of(stream.file.peek(4)[:4])
    if encoding.startswith(("utf-16", "utf-32")):
        stream.file = io.BufferedReader(_Recoded(stream.file, encoding), CHUNK)
    elif stream.file.peek(3).startswith(codecs.BOM_UTF8):
        stream.file.read(len(codecs.BOM_UTF8))
    taken: list[bytes] = []
    if stream.stem.lower().endswith(".json"):
        taken = _first_lines(stream.file, options.max_line)
        if _is_whole(taken[-1:], stream.file, options.max_line):
            yield from _whole(b"".join(taken), stream, reading)
            return
    columns: Columns | None = None
    # Before the first line is taken: to look into a buffer that is empty would wait for more to come.
    waiting = stream.file.peek(1).split(b"\n")[:-1]
    for number, line in _lines(taken, stream.file, options.max_line):
        if line is None:
            yield failed(
                f"{stream.name}:{number}",
                f"the line has more than {options.max_line:,} bytes; raise --max-bytes to read it",
            )
            continue
        if columns is None:
            columns = _columns([line, *waiting], options, reading.guesses_of(stream.name))
        yield JsonLine(line, number, stream.name, columns or Columns(kind=options.kind))
    if columns is None and not stream.problem:
        reading.say(f"{stream.name}: there is no record in it")
    if stream.problem:
        yield failed(stream.name, stream.problem)


class _Recoded(io.RawIOBase):
    """A stream in UTF-16 or UTF-32, as PowerShell writes them, in UTF-8."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
        self._waiting = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`."""
        self._waiting = self._waiting or self._text.read(CHUNK).encode()
        size = min(len(buffer), len(self._waiting))
        buffer[:size], self._waiting = self._waiting[:size], self._waiting[size:]
        return size

    def close(self) -> None:
        """Close the stream beneath as well."""
        if not self.closed:
            self._text.close()
        super().close()


def _lines(taken: Sequence[bytes], file: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """(number, line) for each line that is not blank; None in place of one that is longer than `limit`.

    `taken` are the first lines, if any have been taken from the file.
    """
    following = iter(lambda: file.readline(limit + 1), b"")
    for number, line in enumerate(chain(taken, following), 1):
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := file.readline(CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif not line.isspace():
            yield number, line


def _columns(lines: list[bytes], options: ReadOptions, say: Callable[[str], None]) -> Columns | None:
    """Columns chosen from the fields of the first lines; None when none of them is an object."""
    names: dict[str, None] = {}
    for line in lines[:50]:
        record, _ = parsed(line)
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
    return choose_columns(names, options, say) if names else None


def _first_lines(file: io.BufferedReader, limit: int) -> list[bytes]:
    """The lines of a file up to the first that is not blank."""
    taken: list[bytes] = []
    while len(taken) < MOST_BLANK and (line := file.readline(limit + 1)):
        taken.append(line)
        if not line.isspace():
            break
    return taken


def _is_whole(first: Sequence[bytes], file: io.BufferedReader, limit: int) -> bool:
    """Whether a `.json` file is one JSON value: an array, or an object on one line or on several.

    `first` holds the first line that is not blank, if there is one.
    """
    for line in first:
        if line.lstrip().startswith(b"["):
            return True
        return len(line) <= limit and (not file.peek(1).strip() or parsed(line)[0] is None)
    return False


def _whole(taken: bytes, stream: Stream, reading: Reading) -> Iterator[Record]:
    """The records of a file that is one JSON value; `taken` has been taken from it."""
    data = taken + stream.file.read(MAX_ARRAY + 1 - len(taken))
    if len(data) > MAX_ARRAY or stream.problem:
        yield failed(
            stream.name, stream.problem or "JSON that is no JSONL is read up to 1 GB; convert it to JSONL"
        )
        return
    value, problem = parsed(data)
    if problem or value is None:
        yield failed(stream.name, problem or "the file holds no record")
    items = [] if value is None else _items(value, reading.options)
    if not items and not problem:
        reading.say(f"{stream.name}: there is no record in it")
    names = {name: None for item in items[:50] if isinstance(item, dict) for name in item}
    columns = choose_columns(names, reading.options, reading.guesses_of(stream.name))
    for number, item in enumerate(items, 1):
        source = f"{stream.name}#{number}"
        if isinstance(item, dict):
            yield Ready(document_from_fields(item, columns, source=source))
        else:
            yield failed(source, "no JSON object; each item must be one {...}")


def _items(value: Any, options: ReadOptions) -> list[Any]:
    """The records in a JSON value: an array, the one array in the answer of a news API, or one object."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        own = choose_columns(value, options)
        lists = [
            inner
            for inner in value.values()
            if isinstance(inner, list) and all(isinstance(item, dict) for item in inner)
        ]
        if own.html is None and own.text is None and len(lists) == 1:
            return lists[0]
    return [value]
