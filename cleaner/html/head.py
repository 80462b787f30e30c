"""What a page declares about itself: meta tags, links and JSON-LD, read before the scripts are stripped."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.html.features import Hints
from cleaner.text.normalise import html_leftovers

ARTICLE_TYPES = frozenset((
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle",
    "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "TechArticle", "ScholarlyArticle",
    "SatiricalArticle", "Review", "CriticReview", "Recipe", "HowTo", "DiscussionForumPosting",
))  # fmt: skip
"""schema.org types of which a page's main text is one."""

_MAX_LD = 3_000_000
"""Characters of JSON-LD that are read; more is data, not a description."""
_MAX_NODES = 2_000
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed")
"""Where an object that describes the page may hold another."""
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPER = re.compile(
    r"^(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?:(?://|/\*)\s*)?\]\]>\s*(?:\*/)?)$"
)
"""The comment or CDATA marks that some pages put around JSON."""
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_TAG = re.compile(r"<[^<>]{1,300}>")

Node = dict[str, Any]


@dataclass(slots=True)
class Head:
    """The declarations of a page, as found."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Values by lower-case name, property or itemprop, in page order."""
    title: str = ""
    """The `title` element."""
    headings: list[LexborNode] = field(default_factory=list)
    """The `h1` elements of the page."""
    canonical: str | None = None
    language: str | None = None
    nodes: list[Node] = field(default_factory=list)
    """All JSON-LD objects that have a type, graphs and lists unfolded."""

    def article(self) -> Node:
        """The JSON-LD object that describes the page's article; empty if none does."""
        articles = [node for node in self.nodes if not ARTICLE_TYPES.isdisjoint(types(node))]
        return next((node for node in articles if "headline" in node), articles[0] if articles else {})

    def first(self, *names: str) -> str | None:
        """The first value that one of these meta names has."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None

    def hints(self) -> Hints:
        """What the block scorer may compare blocks with."""
        article = self.article()
        titles = [text_of(article.get("headline")), self.first("og:title", "twitter:title"), self.title]
        descriptions = [
            text_of(article.get("description")),
            self.first("og:description", "twitter:description"),
            self.first("description"),
        ]
        bodies = [body_of(node["articleBody"]) for node in self.nodes if "articleBody" in node]
        return Hints(
            titles=tuple(dict.fromkeys(title for title in titles if title)),
            descriptions=tuple(dict.fromkeys(text for text in descriptions if text)),
            body=max(bodies, key=len, default=""),
        )


def read_head(tree: LexborHTMLParser) -> Head:
    """Everything declared in `tree`, wherever it stands: many pages put meta tags into the body."""
    head = Head()
    root = tree.root
    if root is None:
        return head
    declared = root.attributes
    head.language = declared.get("lang") or declared.get("xml:lang")
    size = 0
    for node in tree.css('meta[content], link[rel~="canonical" i], title, script[type*="ld+json" i], h1'):
        tag = node.tag
        if tag == "h1":
            head.headings.append(node)
        elif tag == "meta":
            _add_meta(head, node.attributes)
        elif tag == "link":
            head.canonical = head.canonical or node.attributes.get("href")
        elif tag == "title":
            head.title = head.title or " ".join(node.text().split())
        else:
            source = node.text()
            size += len(source)
            if size <= _MAX_LD:
                head.nodes += _typed(_loads(source))
    return head


def _add_meta(head: Head, attributes: dict[str, str | None]) -> None:
    value = " ".join((attributes.get("content") or "").split())
    for key in ("property", "name", "itemprop"):
        if name := attributes.get(key):
            head.metas.setdefault(name.strip().lower(), []).append(value)


def types(node: Node) -> frozenset[str]:
    """The schema.org types of a JSON-LD object, without their address."""
    return frozenset(name.rsplit("/", 1)[-1] for name in _listed(node.get("@type")) if isinstance(name, str))


def text_of(value: object) -> str | None:
    """A JSON-LD value as text: a string, the first of a list, or an object's name or value."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline") or value.get("url")
        else:
            break
    if not isinstance(value, str):
        return None
    if "&" in value or "<" in value:
        value = _TAG.sub(" ", html.unescape(value))
    return " ".join(value.split()) or None


def body_of(value: object) -> str:
    """A declared body with a line for each paragraph: a string, perhaps of HTML, or a list of them."""
    texts = [text if isinstance(text, str) else text_of(text) or "" for text in _listed(value)]
    whole = "\n".join(
        html_leftovers(html.unescape(text)) if "&" in text or "<" in text else text for text in texts
    )
    return "\n".join(filter(None, (" ".join(line.split()) for line in whole.splitlines())))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _loads(source: str) -> object:
    """JSON as pages write it: in a comment, with raw line breaks, with a comma too many."""
    source = source.strip()
    try:
        return msgspec.json.decode(source)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass
    mended = _CONTROL.sub(" ", _WRAPPER.sub("", source)).strip().rstrip(";")
    mended = _TRAILING_COMMA.sub(r"\1", mended)
    try:
        return msgspec.json.decode(mended)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None


def _typed(loaded: object) -> Iterator[Node]:
    """The objects with a type, outer ones first; bounded in number, so that no page is a trap."""
    queue = [loaded]
    seen = 0
    while queue and seen < _MAX_NODES:
        value = queue.pop(0)
        seen += 1
        if isinstance(value, list):
            queue[:0] = value[: _MAX_NODES - seen]
        elif isinstance(value, dict):
            if "@type" in value:
                yield value
            queue += [value[key] for key in _INNER if isinstance(value.get(key), (dict, list))]
