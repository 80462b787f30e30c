"""From a run's folder to `report.html`: bounded in size, whatever the size of the run."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cleaner.document import VERDICTS
from cleaner.errors import InputError
from cleaner.files import cannot_write, replacing
from cleaner.report.compare import Comparison, compare
from cleaner.report.facts import Facts, Member, Size, Store, gathered, ranked
from cleaner.report.records import Article, Piece, article_at, lines, manifest

FULL_CLUSTERS = 40
"""Clusters shown with their members side by side."""
FULL_MEMBERS = 8
"""Copies compared in each of them."""
COMPARED_CHARACTERS = 4_000_000
"""Of all texts shown side by side; after that copies are only listed."""
LISTED_MEMBERS = 200
"""Members listed in each of them."""
LISTED_CLUSTERS = 10_000
"""Clusters in the table of all clusters."""
STRIPPED_DOCUMENTS = 150
STRIPPED_PIECES = 60
"""Removals listed for each of these documents."""
PIECE_CHARACTERS = 400
TITLE_CHARACTERS = 200
RULES = 60
SITES = 14
"""Rows and columns of the matrix of who copies whom."""
FLOWS = 60
PROBLEMS = 300


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy and what it shares with the original of its cluster."""

    member: Member
    comparison: Comparison | None
    """None where the original is not among the articles."""


@dataclass(frozen=True, slots=True)
class FullCluster:
    """A cluster shown in full."""

    size: Size
    original: Member
    copies: list[Copy]
    listed: list[Member]
    """Copies that are named but not compared."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document and what was taken out of it."""

    article: Article
    characters: int
    pieces: list[Piece]
    more: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who copies whom: `counts[i][j]` documents on `copying[i]` are copies of ones on `copied[j]`."""

    copying: list[str]
    copied: list[str]
    counts: list[list[int]]
    flows: list[tuple[str, str, int]]
    most: int
    cut: bool
    """There are more outlets, or more pairs of them."""


def write(run_dir: Path) -> Path:
    """Write `report.html` into the folder of a finished run and return its path.

    Reads `articles.jsonl`, `duplicates.jsonl`, `problems.jsonl` and `manifest.json`; all but the first may be
    missing. Raises `InputError` when the folder holds no run, `OutputError` when the page cannot be written.
    """
    articles = run_dir / "articles.jsonl"
    if not articles.is_file():
        raise InputError(
            f"{run_dir}: there is no articles.jsonl; give the folder that `cleaner run ... --out` wrote"
        )
    with gathered(run_dir, stripped=STRIPPED_DOCUMENTS) as (facts, store):
        page = _render(_view(run_dir, facts, store))
    report = run_dir / "report.html"
    try:
        with replacing(report) as new:
            new.write_text(page, encoding="utf-8")
    except OSError as error:
        raise cannot_write(str(report), error, again=f"call `cleaner report {run_dir}`") from error
    return report


def _view(run_dir: Path, facts: Facts, store: Store) -> dict[str, Any]:
    articles = run_dir / "articles.jsonl"
    sizes = store.sizes(LISTED_CLUSTERS)
    problems = [_problem(line.data) for line in islice(lines(run_dir / "problems.jsonl"), PROBLEMS)]
    return {
        "name": run_dir.resolve().name,
        "facts": facts,
        "compared": (run_dir / "duplicates.jsonl").exists(),
        "verdicts": sorted(facts.verdicts.items(), key=lambda item: (-item[1], _rank(item[0]))),
        "categories": ranked(facts.categories, 100),
        "rules": ranked(facts.rules, RULES),
        "clusters": list(_full_clusters(sizes[:FULL_CLUSTERS], articles, store)),
        "sizes": [[_clip(v, TITLE_CHARACTERS) if isinstance(v, str) else v for v in size] for size in sizes],
        "matrix": _matrix(store),
        "stripped": [
            _stripped(articles, offset) for _, _, offset in sorted(facts.most_stripped, reverse=True)
        ],
        "problems": problems,
        "problem_count": max(facts.problems, sum(1 for _ in lines(run_dir / "problems.jsonl"))),
        "manifest": list(_flat(manifest(run_dir / "manifest.json"))),
    }


def _rank(verdict: str) -> tuple[int, str]:
    return (VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS), verdict)


def _full_clusters(sizes: Sequence[Size], articles: Path, store: Store) -> Iterator[FullCluster]:
    budget = COMPARED_CHARACTERS
    for size in sizes:
        original, *copies = store.members(size.cluster, LISTED_MEMBERS)
        text = _text(articles, original)
        compared: list[Copy] = []
        for copy in copies[:FULL_MEMBERS]:
            other = _text(articles, copy)
            budget -= len(text) + len(other)
            if budget < 0:
                break
            compared.append(Copy(copy, compare(text, other) if text and other else None))
        yield FullCluster(size, original, compared, listed=copies[len(compared) :])


def _text(articles: Path, member: Member) -> str:
    return "" if member.offset is None else article_at(articles, member.offset).text


def _matrix(store: Store) -> Matrix:
    flows = store.flows(5_000)
    totals: dict[str, dict[str, int]] = {"from": {}, "to": {}}
    for copying, copied, count in flows:
        totals["from"][copying] = totals["from"].get(copying, 0) + count
        totals["to"][copied] = totals["to"].get(copied, 0) + count
    copying_sites, copied_sites = (
        sorted(total, key=lambda site: (-total[site], site))[:SITES] for total in totals.values()
    )
    counts = {(copying, copied): count for copying, copied, count in flows}
    table = [[counts.get((row, column), 0) for column in copied_sites] for row in copying_sites]
    most = max((count for _, _, count in flows), default=0)
    cut = len(flows) > FLOWS or max(len(total) for total in totals.values()) > SITES
    return Matrix(copying_sites, copied_sites, table, flows[:FLOWS], most, cut)


def _stripped(articles: Path, offset: int) -> Stripped:
    article = article_at(articles, offset)
    return Stripped(
        article=article,
        characters=sum(len(piece.text) for piece in article.removed),
        pieces=article.removed[:STRIPPED_PIECES],
        more=max(0, len(article.removed) - STRIPPED_PIECES),
    )


def _problem(line: bytes) -> dict[str, str]:
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        return {"id": "", "source": "", "problem": line.decode(errors="replace")}
    return {name: str(found.get(name) or "") for name in ("id", "source", "problem")}


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The manifest as (dotted name, value); long lists are cut."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:50], 1):
            yield from _flat(inner, f"{name} {number}")
        if len(value) > 50:
            yield name, f"and {len(value) - 50:,} more"
    elif value not in (None, ""):
        yield name, str(value)


def _render(view: dict[str, Any]) -> str:
    environment = Environment(
        loader=PackageLoader("cleaner.report", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(number="{:,}".format, percent=_percent, web=_web, clip=_clip, share=_share)
    assets = Path(__file__).parent / "assets"
    script = (assets / "report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html.jinja").render(
        **view,
        style=Markup((assets / "report.css").read_text("utf-8")),
        script=Markup(script),
        script_hash=digest,
        sizes_json=Markup(_json(view["sizes"])),
        title_characters=TITLE_CHARACTERS,
        piece_characters=PIECE_CHARACTERS,
    )


def _json(value: Any) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment there."""
    encoded = msgspec.json.encode(value).decode()
    return encoded.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _web(url: str | None) -> str | None:
    """The address if a browser may follow it safely."""
    return url if url and url.startswith(("http://", "https://")) else None


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
