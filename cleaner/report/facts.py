"""What a run's files say in sum, gathered in one pass with bounded memory."""

import heapq
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cleaner.report.records import Article, Duplicate, Line, decoded

MAX_RULES = 20_000
"""Rules that are counted one by one; a run with more (of many site profiles) counts the rest together."""
OTHERS = "(other rules)"


class Member(NamedTuple):
    """A document of a cluster."""

    id: str
    cluster: str
    role: str
    relation: str | None
    of: str | None
    jaccard: float | None
    containment: float | None
    why: str | None
    offset: int | None
    """Where its line starts in articles.jsonl."""
    outlet: str
    title: str
    published: str | None


class Size(NamedTuple):
    """A cluster in the table of all clusters."""

    cluster: str
    members: int
    outlets: int
    original: str
    title: str


@dataclass(slots=True)
class Tally:
    """How often something was removed."""

    documents: int = 0
    pieces: int = 0
    characters: int = 0
    category: str = ""
    reason: str = ""
    example: str = ""


@dataclass(slots=True)
class Facts:
    """The counts of a run."""

    documents: int = 0
    kept: int = 0
    """Characters of article text."""
    removed: int = 0
    """Characters of removed text."""
    problems: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    categories: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, Tally] = field(default_factory=dict)
    clusters: int = 0
    clustered: int = 0
    """Documents in clusters of two and more."""
    most_stripped: list[tuple[int, int, int]] = field(default_factory=list)
    """(characters removed, -line, offset) of the documents that lost most."""

    @property
    def copies(self) -> int:
        """Documents that are a copy of another."""
        return self.clustered - self.clusters


class Store:
    """The documents of clusters, in a database on disk: a run may have more of them than memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN")
        self._db.execute(
            "CREATE TABLE member (id TEXT PRIMARY KEY, cluster TEXT, role TEXT, relation TEXT, of TEXT,"
            " jaccard REAL, containment REAL, why TEXT, offset INTEGER, outlet TEXT DEFAULT '',"
            " title TEXT DEFAULT '', published TEXT)"
        )

    def add(self, duplicates: Iterator[Duplicate]) -> None:
        """Keep the documents that are not alone."""
        self._db.executemany(
            "INSERT OR REPLACE INTO member (id, cluster, role, relation, of, jaccard, containment, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (d.id, d.cluster, d.role, d.relation, d.of, d.jaccard, d.containment, d.why)
                for d in duplicates
                if d.role != "unique"
            ),
        )
        self._db.execute("CREATE INDEX by_cluster ON member (cluster)")

    def describe(self, article: Article, offset: int) -> None:
        """Note what the report says about a document, if it is in a cluster."""
        self._db.execute(
            "UPDATE member SET offset = ?, outlet = ?, title = ?, published = ? WHERE id = ?",
            (offset, article.outlet, article.title or "", article.published, article.id),
        )

    def count(self) -> tuple[int, int, Counter[str]]:
        """Clusters of two and more, the documents in them, their relations."""
        clusters, members = self._db.execute(
            "SELECT count(*), coalesce(sum(n), 0) FROM"
            " (SELECT count(*) AS n FROM member GROUP BY cluster HAVING n > 1)"
        ).fetchone()
        relations = self._db.execute(
            "SELECT relation, count(*) FROM member WHERE relation IS NOT NULL GROUP BY relation"
        )
        return clusters, members, Counter(dict(relations.fetchall()))

    def sizes(self, most: int) -> list[Size]:
        """The largest clusters."""
        found = self._db.execute(
            "SELECT cluster, count(*) AS n, count(DISTINCT nullif(outlet, '')),"
            " max(CASE role WHEN 'original' THEN id END), max(CASE role WHEN 'original' THEN title END)"
            " FROM member GROUP BY cluster HAVING n > 1 ORDER BY n DESC, cluster LIMIT ?",
            (most,),
        )
        return [Size(c, n, sites, original or c, title or "") for c, n, sites, original, title in found]

    def members(self, cluster: str, most: int) -> list[Member]:
        """The original, then the copies by date and id."""
        found = self._db.execute(
            f"SELECT {', '.join(Member._fields)}"
            " FROM member WHERE cluster = ?"
            " ORDER BY role <> 'original', published IS NULL, published, id LIMIT ?",
            (cluster, most),
        )
        return [Member(*row) for row in found]

    def flows(self, most: int) -> list[tuple[str, str, int]]:
        """(copying outlet, copied outlet, documents), most first; only where both are known."""
        return self._db.execute(
            "SELECT copy.outlet, source.outlet, count(*) AS n FROM member AS copy"
            " JOIN member AS source ON source.id = copy.of"
            " WHERE copy.outlet <> '' AND source.outlet <> '' AND copy.id <> source.id"
            " GROUP BY copy.outlet, source.outlet ORDER BY n DESC, copy.outlet, source.outlet LIMIT ?",
            (most,),
        ).fetchall()


@contextmanager
def gathered(run_dir: Path, *, stripped: int) -> Iterator[tuple[Facts, Store]]:
    """The facts of the run in `run_dir`, with `stripped` documents that lost most text."""
    with TemporaryDirectory(prefix="cleaner-report-") as scratch:
        database = sqlite3.connect(Path(scratch) / "members.db", isolation_level=None)
        try:
            store = Store(database)
            store.add(duplicate for duplicate, _ in decoded(run_dir / "duplicates.jsonl", Duplicate))
            facts = Facts()
            for article, line in decoded(run_dir / "articles.jsonl", Article):
                _count(facts, article, line, stripped)
                store.describe(article, line.offset)
            facts.clusters, facts.clustered, facts.relations = store.count()
            yield facts, store
        finally:
            database.close()


def _count(facts: Facts, article: Article, line: Line, stripped: int) -> None:
    facts.documents += 1
    facts.kept += len(article.text)
    facts.verdicts[article.verdict or "unknown"] += 1
    facts.problems += article.problem is not None
    lost = sum(len(piece.text) for piece in article.removed)
    facts.removed += lost
    _tally(facts, article)
    if lost:
        entry = (lost, -line.number, line.offset)
        if len(facts.most_stripped) < stripped:
            heapq.heappush(facts.most_stripped, entry)
        else:
            heapq.heappushpop(facts.most_stripped, entry)


def _tally(facts: Facts, article: Article) -> None:
    seen: set[tuple[str, str]] = set()
    for piece in article.removed:
        rule = piece.rule if piece.rule in facts.rules or len(facts.rules) < MAX_RULES else OTHERS
        for name, tallies in ((piece.category, facts.categories), (rule, facts.rules)):
            tally = tallies.setdefault(name, Tally(category=piece.category, reason=piece.reason))
            tally.pieces += 1
            tally.characters += len(piece.text)
            tally.example = tally.example or piece.text[:200]
            if (key := (name, piece.category)) not in seen:
                seen.add(key)
                tally.documents += 1


def ranked(tallies: dict[str, Tally], most: int) -> Sequence[tuple[str, Tally]]:
    """The tallies that removed most text, by characters and name."""
    return heapq.nsmallest(most, tallies.items(), key=lambda item: (-item[1].characters, item[0]))
