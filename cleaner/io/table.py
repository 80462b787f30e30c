"""CSV and TSV, as they come: other separators, quoted line breaks, rows with too few or too many columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Any

from cleaner.io.decode import REPLACED, encoding_of
from cleaner.io.fields import Columns, choose_columns, document_from_fields, missing_column
from cleaner.io.record import Ready, Record, failed, with_problem
from cleaner.io.stream import Reading, Stream

SEPARATORS = ",;\t|"
LONGEST_NAME = 100
"""Characters of the name of a column."""
SURPLUS = "(beyond the header)"
"""The name under which what a row has more than the header is handed through."""


_Row = tuple[int, list[str], str | None]
"""The line a row begins on, its fields, and its problem."""


def read(stream: Stream, reading: Reading) -> Iterator[Record]:
    """A record for each row after the header."""
    head = stream.file.peek(1 << 16)
    encoding = encoding_of(head)
    if not encoding.startswith("utf"):
        reading.say(f"{stream.name}: taken for {encoding}, as it is not UTF-8")
    text = io.TextIOWrapper(stream.file, encoding=encoding, errors="replace", newline="")
    try:
        yield from _rows(stream, text, _separator(stream, head, encoding, reading), reading)
    finally:
        text.detach()  # the stream is closed by who opened it


def _rows(stream: Stream, text: io.TextIOWrapper, separator: str, reading: Reading) -> Iterator[Record]:
    # The limit of the csv module is the process's; ours is checked row by row below.
    csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))
    rows: Iterator[_Row] = _Rows(text, separator, limit=reading.options.max_line)
    header = next(rows, None)
    if header is None:
        yield failed(stream.name, "the file is empty; a header with the names of the columns is needed")
        return
    _, names, _ = header
    if _is_data(names):
        names = [str(number) for number, _ in enumerate(names, 1)]
        reading.say(f"{stream.name}: the first row holds no names; the columns are called 1 to {len(names)}")
        rows = chain([header], rows)
    wrong = missing_column(names, reading.options)
    if wrong:
        yield failed(stream.name, wrong)
        return
    columns = choose_columns(names, reading.options, reading.guesses_of(stream.name))
    line = 0
    for line, row, problem in rows:
        yield _record(f"{stream.name}:{line}", names, row, problem, columns)
    if not line and not stream.problem:
        reading.say(f"{stream.name}: there is no row under the header")
    if stream.problem:
        yield failed(stream.name, stream.problem)


def _is_data(row: list[str]) -> bool:
    """Whether a first row is no header: names of columns are short, and none is an address."""
    return any(len(field) > LONGEST_NAME or field.startswith(("http://", "https://")) for field in row)


class _Rows(Iterator[_Row]):
    """Each row that is not blank."""

    def __init__(self, text: io.TextIOWrapper, separator: str, *, limit: int) -> None:
        self._text = _Lines(text, limit)
        self._damage = f"bytes that are not valid {text.encoding.upper()} were replaced by U+FFFD"
        self._reader = csv.reader(self._text, delimiter=separator)

    def __next__(self) -> _Row:
        while True:
            line = self._text.number + 1
            self._text.taken = 0
            try:
                row = next(self._reader)
            except csv.Error as error:
                return line, [], f"not valid CSV: {error}; is a quote not closed?"
            if self._text.cut:
                self._text.cut = False
                return (
                    line,
                    row,
                    "the row is too long and was cut short (is a quote not closed?); raise --max-bytes",
                )
            if self._text.ended:  # the row was not complete when there were no more lines
                return line, row, "the file ends inside quotes: are those that open here closed?"
            if row:
                damaged = any(REPLACED in field for field in row)
                return line, row, self._damage if damaged else None


class _Lines(Iterator[str]):
    """The lines of a text; a row that takes more than `limit` characters is made to end."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self.number = 0
        self.taken = 0
        """Characters of the current row so far."""
        self.cut = False
        self.ended = False

    def __next__(self) -> str:
        line = self._text.readline(self._limit + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(line) > self._limit:
            while (rest := self._text.readline(1 << 16)) and not rest.endswith("\n"):
                pass
        self.taken += len(line)
        if self.taken > self._limit:
            self.cut = True
            self.taken = 0
            return '"\n'  # closes the quote that made the row so long
        return line


def _separator(stream: Stream, head: bytes, encoding: str, reading: Reading) -> str:
    if stream.stem.lower().endswith((".tsv", ".tab")):
        return "\t"
    first = head.decode(encoding, errors="replace").split("\n", 1)[0]
    best = max(SEPARATORS, key=first.count)
    if best != ",":
        reading.say(f"{stream.name}: the columns are separated by {best!r}")
    return best


def _record(source: str, header: list[str], row: list[str], problem: str | None, columns: Columns) -> Record:
    if not row:
        return failed(source, problem or "an empty row")
    fields: dict[str, Any] = dict(zip(header, row, strict=False))
    if any(row[len(header) :]):
        fields[SURPLUS] = row[len(header) :]
    document = document_from_fields(fields, columns, source=source)
    if len(row) < len(header) or SURPLUS in fields:
        problem = problem or (
            f"{len(row)} columns where the header has {len(header)}; check the quotes around its fields"
        )
    return Ready(with_problem(document, problem))
