"""The seed corpus: its documents as the public API takes them, and their gold."""

import csv
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cleaner import Document
from cleaner.resources import data_dir

SEEDS = data_dir("seeds")


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
