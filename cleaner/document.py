"""The document model: what flows through the pipeline, from what was read to what comes out."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

Kind = Literal["paragraph", "heading", "list_item", "quote", "table", "caption", "preformatted", "line"]

Category = Literal[
    # what a rule or a scorer may call clutter
    "related", "share", "newsletter", "promo", "ad", "comments", "caption", "credit", "byline", "dateline",
    "bio", "copyright", "cookie", "paywall", "nav", "liveblog", "spam", "repeated", "template",
    # lines that are lifted into a field of the article
    "title", "date", "section",
]  # fmt: skip
CATEGORIES: tuple[Category, ...] = get_args(Category)

Verdict = Literal["article", "stub", "paywalled", "blocked", "listing", "liveblog", "spam", "empty"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_ABSOLUTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One input. Exactly one of `html` and `text` is set, unless `problem` says why it could not be read.

    A document with content and a `problem` was read in part: it is cleaned, and its article has the problem.
    """

    id: str
    html: bytes | str | None = None
    text: str | None = None
    url: str | None = None
    site: str | None = None
    lang: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    source: str | None = None
    """Where it was read: `path`, `path:line`, `archive.zip!member`."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """The fields of the input record that mean nothing to the cleaner; handed through to the output."""
    problem: str | None = None


class Block(NamedTuple):
    """A paragraph, heading, list item or line; `text == original[start:end]`.

    A tuple, not a dataclass: a page has hundreds and a tuple is made four times as fast.
    """

    text: str
    kind: Kind
    start: int
    end: int
    level: int = 0
    """Heading level 1-6 or list depth; 0 where it has no meaning."""
    path: str = ""
    """Tag path in the page, `body>article>div.story>p`; empty for text."""


class Finding(NamedTuple):
    """A label on `original[start:end]`: what it is, who says so, how surely, and why."""

    category: Category
    rule: str
    """Id of the rule, heuristic or scorer: `en.share.handle`, `heuristic.headline-run`, `text.scorer`."""
    weight: float
    """Evidence that this is clutter, 0 to 1; negative evidence (a spare) is below 0."""
    start: int
    end: int
    because: str
    verdict: Verdict | None = None
    """What the page is if little else stands on it: a line of a consent wall, a paywall, a soft 404."""


class Removal(NamedTuple):
    """A piece of the original that is not in the article's text, and why."""

    category: Category
    rule: str
    reason: str
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about an article beside its text; `sources` says where each value was found."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601 date or date and time."""
    modified: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    lang: str | None = None
    """BCP 47, lower-case primary tag first: `en`, `pt-BR`."""
    section: str | None = None
    dateline: str | None = None
    """Place (and agency) a story opens with, as written: `TOKYO (AP)`."""
    tags: tuple[str, ...] = ()
    image: str | None = None
    paywalled: bool | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field name to source: `{"title": "json-ld", "published": "text line 1"}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The result for one document. Nothing is lost: `restore()` gives back the text before stripping."""

    id: str
    text: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    verdict: Verdict = "empty"
    wire: str | None = None
    """The agency the text credits, read before the credit is stripped; None where none is named."""
    problem: str | None = None
    """Why the document could not be (wholly) handled; None when all went well."""
    removed: tuple[Removal, ...] = ()
    """In order of `start`; never overlapping."""
    findings: tuple[Finding, ...] = ()
    """Every label, also those too weak to remove anything."""
    original: str = ""
    """The document's whole text, before stripping; all offsets point into it."""
    blocks: tuple[Block, ...] = ()
    """The blocks of `original`, kept or not."""
    url: str | None = None
    site: str | None = None
    source: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str | None:
        """The headline; not repeated in `text`, unless the settings keep it there."""
        return self.metadata.title

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of people or organisations, in page order."""
        return self.metadata.authors

    @property
    def published(self) -> str | None:
        """ISO 8601 date or date and time."""
        return self.metadata.published

    @property
    def lang(self) -> str | None:
        """BCP 47 tag."""
        return self.metadata.lang

    def restore(
        self, *, categories: str | Collection[str] | None = None, rules: str | Collection[str] | None = None
    ) -> str:
        """The text before stripping, or with only the removals of these categories or rules put back."""
        if categories is None and rules is None:
            return self.original
        given = ([names] if isinstance(names, str) else names or () for names in (categories, rules))
        back = {name for names in given for name in names}
        gone = [(r.start, r.end) for r in self.removed if r.category not in back and r.rule not in back]
        return cut(self.original, gone)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready mapping; the metadata's fields stand beside the article's, unset ones are left out."""
        known = self.metadata
        fields: dict[str, Any] = {
            "id": self.id,
            "url": self.url,
            "site": self.site,
            "title": known.title,
            "authors": list(known.authors),
            "published": known.published,
            "modified": known.modified,
            "lang": known.lang,
            "section": known.section,
            "dateline": known.dateline,
            "tags": list(known.tags),
            "image": known.image,
            "canonical_url": known.canonical_url,
            "site_name": known.site_name,
            "paywalled": known.paywalled,
            "sources": dict(known.sources),
            "text": self.text,
            "verdict": self.verdict,
            "wire": self.wire,
            "problem": self.problem,
            "removed": [removal._asdict() for removal in self.removed],
            "source": self.source,
            "meta": dict(self.meta),
        }
        always = ("id", "text", "verdict", "removed")
        return {
            name: value for name, value in fields.items() if name in always or value not in (None, [], {})
        }


def stripped_share(text: str, removed: Iterable[Any]) -> float:
    """The share of a text, 0 to 1, that cleaning took off; `removed` have `rule`, `start` and `end`.

    What the elements of a page told to be no part of the article does not count: it never was in a text.
    """
    gone = sum(removal.end - removal.start for removal in removed if not removal.rule.startswith("html."))
    return gone / (gone + len(text)) if gone else 0.0


def cut(original: str, spans: Iterable[tuple[int, int]]) -> str:
    """`original` without `spans`, with the white space around each gap reduced to one separator.

    A gap inside a line leaves one space at most; a gap of whole lines leaves the wider of the breaks that
    stood before and after it, so that paragraphs stay paragraphs.
    """
    pieces: list[str] = []
    at = 0
    for start, end in merge(spans, original):
        pieces.append(original[at:start])
        at = end
    pieces.append(original[at:])
    kept = [piece for piece in pieces if piece and not piece.isspace()]
    parts = [piece.strip() for piece in kept[:1]]
    for before, after in pairwise(kept):
        parts += (_separator(before, after), after.strip())
    return "".join(parts)


def merge(spans: Iterable[tuple[int, int]], original: str) -> list[tuple[int, int]]:
    """Sorted spans without overlaps; those with only white space between them become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and (start <= merged[-1][1] or original[merged[-1][1] : start].isspace()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _separator(before: str, after: str) -> str:
    """What stays of the white space at the end of one piece and the start of the next."""
    left, right = before[len(before.rstrip()) :], after[: len(after) - len(after.lstrip())]
    wider = max(left, right, key=lambda space: (space.count("\n"), bool(space)))
    return wider if "\n" in wider else " " if wider else ""


def site_of(url: str | None) -> str | None:
    """The host of a web address without `www.`; None where there is none or the address is broken.

    >>> site_of("https://www.Example.org:8080/a"), site_of("example.org/a?next=http://b.example")
    ('example.org', 'example.org')
    """
    if not url:
        return None
    try:
        host = urlsplit(url if _ABSOLUTE.match(url) else f"//{url}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".").removeprefix("www.")
    return None if not host or any(map(str.isspace, host)) else host
