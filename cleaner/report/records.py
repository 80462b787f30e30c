"""The lines of a run's files, as far as the report needs them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from cleaner.document import site_of
from cleaner.errors import InputError

T = TypeVar("T")


class Piece(msgspec.Struct):
    """A removal."""

    category: str
    rule: str = ""
    reason: str = ""
    text: str = ""


class Article(msgspec.Struct):
    """A line of `articles.jsonl`."""

    id: str
    text: str = ""
    verdict: str = ""
    url: str | None = None
    site: str | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    published: str | None = None
    wire: str | None = None
    problem: str | None = None
    removed: list[Piece] = []

    @property
    def address(self) -> str | None:
        """Where the article was published, if it says so."""
        return self.url or self.canonical_url

    @property
    def outlet(self) -> str:
        """The site, the best that is known; "" where nothing is."""
        return self.site or site_of(self.address) or self.site_name or ""


class Duplicate(msgspec.Struct):
    """A line of `duplicates.jsonl`."""

    id: str
    cluster: str
    role: str
    relation: str | None = None
    of: str | None = None
    jaccard: float | None = None
    containment: float | None = None
    why: str | None = None


class Line(NamedTuple):
    """A line of a file and where it starts."""

    data: bytes
    number: int
    offset: int


def lines(path: Path) -> Iterator[Line]:
    """The lines of a file that are not empty; none when there is no such file."""
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            if data.strip():
                yield Line(data, number, offset)
            offset += len(data)


def decoded(path: Path, kind: type[T]) -> Iterator[tuple[T, Line]]:
    """The records of a JSONL file. Raises `InputError` with file and line for one that is none."""
    decoder = msgspec.json.Decoder(kind)
    for line in lines(path):
        try:
            yield decoder.decode(line.data), line
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"{path}, line {line.number}: {error}; it was not written by `cleaner run`: run it again"
            ) from None


def article_at(path: Path, offset: int) -> Article:
    """The article whose line starts at this byte."""
    with path.open("rb") as file:
        file.seek(offset)
        return msgspec.json.decode(file.readline(), type=Article)


def manifest(path: Path) -> dict[str, Any]:
    """The manifest, or an empty one."""
    try:
        found = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return {}
    except msgspec.DecodeError as error:
        raise InputError(
            f"{path}: {error}; the report reads what `cleaner run` wrote: run it again"
        ) from None
    return found if isinstance(found, dict) else {}
