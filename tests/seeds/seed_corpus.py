"""The seed corpus: its documents as the public API takes them, and their gold."""

import csv
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from cleaner import Article, Cleaner, Document
from cleaner.resources import data_dir

SEEDS = data_dir("seeds")
STRICT = True
"""Whether a known failure that passes is a failure, so that it is taken off the list."""


@dataclass(frozen=True, kw_only=True)
class Gold:
    """What a document must come out as; the fields are explained in seeds/README.md."""

    file: str
    says: str
    lang: str
    verdict: str
    relation: str
    record: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    cluster: str | None = None
    of: str | None = None
    text: tuple[str, ...] | None = None
    keeps: tuple[str, ...] = ()
    removed: tuple[dict[str, str], ...] = field(default=())

    @property
    def id(self) -> str:
        """The path, with the record's id for a dump."""
        return f"{self.file}#{self.record}" if self.record else self.file


@cache
def golds() -> tuple[Gold, ...]:
    return tuple(_gold(path) for path in sorted((SEEDS / "gold").rglob("*.toml")))


@cache
def documents() -> dict[str, Document]:
    """The documents by id, in the order of their paths."""
    return {document.id: document for document in _documents()}


@cache
def articles() -> dict[str, Article]:
    """The cleaned documents by id."""
    cleaner = Cleaner()
    return {name: cleaner.clean(document) for name, document in documents().items()}


@cache
def known_failures() -> dict[str, list[str]]:
    """Ids of seeds by the name of the check they do not pass yet."""
    return tomllib.loads(Path(__file__).with_name("known_failures.toml").read_text("utf-8"))


def cases(check: Callable[..., None], some: Iterable[Gold]) -> list[ParameterSet]:
    """Test parameters; a known failure is expected to fail."""
    known = known_failures().get(check.__name__, [])
    expected = pytest.mark.xfail(raises=AssertionError, strict=STRICT)
    return [pytest.param(gold, id=gold.id, marks=[expected] if gold.id in known else []) for gold in some]


def words(text: str) -> list[str]:
    """Words; characters where words are not spaced."""
    spaced = "".join(
        f" {char} " if "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" else char for char in text
    )
    return spaced.split()


def _gold(path: Path) -> Gold:
    fields = tomllib.loads(path.read_text("utf-8"))
    return Gold(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    )


def _documents() -> Iterator[Document]:
    for path in sorted((SEEDS / "pages").rglob("*.html")):
        yield Document(id=path.relative_to(SEEDS).as_posix(), html=path.read_bytes())
    for path in sorted((SEEDS / "texts").rglob("*.txt")):
        yield Document(id=path.relative_to(SEEDS).as_posix(), text=path.read_text("utf-8"))
    for path in sorted((SEEDS / "dumps").iterdir()):
        for row in _rows(path):
            yield Document(
                id=f"dumps/{path.name}#{row['id']}",
                text=row["text"],
                url=row["url"],
                title=row["title"],
                published=row["published"],
            )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return (
            [json.loads(line) for line in lines] if path.suffix == ".jsonl" else list(csv.DictReader(lines))
        )
