"""What the readers yield: records that are cheap to cut out and become documents where they are cleaned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from cleaner.document import Document
from cleaner.io.decode import decode_text, document_from_data
from cleaner.io.fields import Columns, document_from_fields
from cleaner.io.options import ReadOptions

DEEPEST = 100
"""Levels of nesting in a record. With some hundreds more it may be read in one place and not in another."""
_DEEP = f"the JSON is nested more than {DEEPEST} levels deep; take out what is nested so"
_NESTS = (dict, list)  # a tuple: a union is made anew each time it is looked at
_HALF = re.compile("[\ud800-\udfff]")


class Record(Protocol):
    """A document-to-be. Records travel to the worker processes; `load` runs there and never raises.

    They are structs of msgspec, which pickle takes less time over than over dataclasses.
    """

    @property
    def size(self) -> int:
        """About how many bytes it is, to make batches of."""

    def load(self) -> Document:
        """The document, or one whose `problem` says why there is none."""


class Ready(msgspec.Struct, frozen=True):
    """A document that the reader had to make anyway."""

    document: Document

    @property
    def size(self) -> int:
        """Characters or bytes of content."""
        return len(self.document.html or self.document.text or "")

    def load(self) -> Document:
        """The document."""
        return self.document


class Data(msgspec.Struct, frozen=True):
    """The content of one file or archive member, whole."""

    data: bytes
    name: str
    kind: Any
    problem: str | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def load(self) -> Document:
        """Decode the content; an earlier problem is carried along."""
        document = document_from_data(self.data, id=self.name, kind=self.kind, source=self.name)
        return with_problem(document, self.problem)


class File(msgspec.Struct, frozen=True):
    """A page or text file that is read where it is cleaned."""

    path: str
    kind: Any
    options: ReadOptions
    size: int

    def load(self) -> Document:
        """Read, unpack and decode the file."""
        from cleaner.io.page import read_file

        return read_file(self.path, self.kind, self.options)


class JsonLine(msgspec.Struct, frozen=True):
    """A line of JSONL."""

    line: bytes
    number: int
    name: str
    columns: Columns

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.line)

    def load(self) -> Document:
        """Parse the line and pick the document's fields."""
        source = f"{self.name}:{self.number}"
        record, problem = parsed(self.line)
        if not isinstance(record, dict):
            problem = problem or "the line is JSON but no object; each line must be one {...}"
            return Document(id=source, source=source, problem=problem)
        return with_problem(document_from_fields(record, self.columns, source=source), problem)


def with_problem(document: Document, problem: str | None) -> Document:
    """`document` with one problem more."""
    if problem is None:
        return document
    from dataclasses import replace

    return replace(document, problem="; ".join(filter(None, (problem, document.problem))))


def failed(source: str, problem: str) -> Ready:
    """The record that stands for what could not be read."""
    name = shown(source)
    return Ready(Document(id=name, source=name, problem=problem))


def whole_letters(value: Any) -> Any:
    """`value` with U+FFFD for each half of a surrogate pair in it, which no file can hold."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {whole_letters(key): whole_letters(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [whole_letters(item) for item in value]
    return value


def shown(path: str) -> str:
    r"""`path` as it can be written: bytes in it that are not UTF-8, as `\udcff`."""
    return path.encode("utf-8", "backslashreplace").decode()


def parsed(data: bytes) -> tuple[Any, str | None]:
    """The value of some JSON, and what is wrong with it."""
    try:
        value, problem = _decoded(data)
    except RecursionError:
        return None, _DEEP
    return (None, _DEEP) if _is_deep(value) else (value, problem)


def _decoded(data: bytes) -> tuple[Any, str | None]:
    try:
        return msgspec.json.decode(data), None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"not valid JSON: {error}; correct it or remove it"
    import json

    text, damage = decode_text(data)
    try:
        # The standard library reads what others write: NaN, halves of surrogate pairs, tabs in strings.
        return whole_letters(json.loads(text, strict=False)), damage
    except ValueError:
        return None, problem


def _is_deep(value: Any) -> bool:
    """Whether lists and objects lie more than DEEPEST levels in one another."""
    level = [value] if isinstance(value, _NESTS) else []
    for _ in range(DEEPEST):
        if not level:
            return False
        inside = (each.values() if isinstance(each, dict) else each for each in level)
        level = [one for some in inside for one in some if isinstance(one, _NESTS)]
    return bool(level)
