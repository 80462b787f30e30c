"""What is known about the article beside its text, each value with its source.

The order is the same for every field: what the document was handed in with, JSON-LD, OpenGraph and other meta
tags, microdata, what the page shows. The first source that says something usable wins.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Document, Metadata
from cleaner.html.dates import parse_date
from cleaner.html.head import Head, text_of
from cleaner.html.names import author_names, plain

_TITLE_BREAK = re.compile(r"\s+(?:[|–—·•»:-]|::)\s+|\s*[|»｜]\s*|：")
_BREAKS = " |–—·•»:-｜："
MOST_PARTS = 12
"""A title of more parts is a list, and no headline with the names of its site and section."""
_WORD = re.compile(r"\w+")
SAME_HEADLINE = 0.7
"""Two headlines of one story share so many of the words of the shorter one."""
_BYLINE = 120
"""Characters; what is longer is no line of names and dates."""
_NEXT = 6
"""Pieces of the page next below the headline in which its date may stand."""
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/_.-]|$)")
_LANG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\b")

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "publishdate", "pubdate",
    "publish-date", "publication_date", "article.published", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
MODIFIED_METAS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod")
AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "twitter:misc:written by", "byl", "sailthru.author",
    "dc.creator", "dcterms.creator", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_AUTHOR_ITEM = '[itemprop~="author"]'
_AUTHOR_CLASS = '[class*="author" i], [class*="byline" i]'
_AUTHOR_LINK = 'a[href*="/aut"]'
_ANY = re.compile("")
BYLINES = (
    ('[itemprop~="author"] [itemprop~="name"]', _AUTHOR_ITEM, _ANY),
    (_AUTHOR_ITEM, _AUTHOR_ITEM, _ANY),
    ('a[rel~="author"]', 'a[rel~="author"]', _ANY),
    (
        '[class*="byline" i] a[href*="auto" i], [class*="byline" i] a[href*="author" i]',
        _AUTHOR_CLASS,
        re.compile("byline", re.IGNORECASE),
    ),
    (
        '[class*="author-name" i], [class*="author_name" i], [class*="authorname" i],'
        ' [class*="byline__name" i]',
        _AUTHOR_CLASS,
        re.compile("author[-_]?name|byline__name", re.IGNORECASE),
    ),
    ('main a[href*="/author/"], article a[href*="/author/"]', _AUTHOR_LINK, _ANY),
    ('main a[href*="/autor"], article a[href*="/autor"]', _AUTHOR_LINK, _ANY),
    (
        '[class~="author" i], [class~="byline" i], [class*="article-author" i], [class*="article__author" i]',
        _AUTHOR_CLASS,
        re.compile(r"article(?:-|__)author|(?<!\S)(?:author|byline)(?!\S)", re.IGNORECASE),
    ),
    (
        '[class*="submitted" i] [class*="field--name-uid" i], [class*="submitted" i] [class~="username" i]',
        '[class*="submitted" i]',
        _ANY,
    ),
    ('[class*="byline" i] span, [class*="author" i] a, [class*="byline" i]', _AUTHOR_CLASS, _ANY),
)
"""Where a page shows its author, surest first; what every page has where that finds something, which most do
not and is asked for once; and what its classes then say, which is cheaper to search than the page again."""

Found = tuple[Any, str]


def read(head: Head, tree: LexborHTMLParser, document: Document, *, now: datetime | None = None) -> Metadata:
    """The metadata of a page. `tree` still has its head; `now` bounds the dates (default: the clock)."""
    reader = _Reader(head, tree, document, now or datetime.now(UTC))
    fields: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, find in reader.finders().items():
        value, source = next((found for found in find() if found[0] not in (None, "", ())), (None, ""))
        if value is not None:
            fields[name] = value
            sources[name] = source
    return Metadata(**fields, sources=sources)


class _Reader:
    """One page's sources, and a generator of candidates for each field."""

    def __init__(self, head: Head, tree: LexborHTMLParser, document: Document, now: datetime) -> None:
        self.head = head
        self.tree = tree
        self.document = document
        self.now = now
        self.article = head.article()

    def finders(self) -> dict[str, Callable[[], Iterator[Found]]]:
        """The fields in the order of `Metadata`."""
        return {
            "title": self.title,
            "authors": self.authors,
            "published": self.published,
            "modified": self.modified,
            "canonical_url": self.canonical,
            "site_name": self.site_name,
            "lang": self.language,
            "section": self.section,
            "tags": self.tags,
            "image": self.image,
            "paywalled": self.paywalled,
        }

    def title(self) -> Iterator[Found]:
        yield self.document.title, "document"
        declared = [
            (self._unbranded(value), source)
            for value, source in (
                (self.head.first("og:title") or "", "opengraph"),
                (text_of(self.article.get("headline")) or "", "json-ld"),
                (self.head.first("twitter:title") or "", "opengraph"),
                (self.head.title, "title"),
            )
            if value
        ]
        shown = [" ".join(node.text(separator=" ").split()) for node in self.head.headings[:8]]
        # of several declared titles the one that the page shows; social media are often told another
        for title, source in declared[:-1] if self.head.title else declared:
            if any(plain(title) == plain(heading) for heading in shown):
                yield title, source
        if not self.article.get("headline"):
            yield _heading_like([title for title, _ in declared], shown), "text"
        for title, source in declared:
            whole = next((heading for heading in shown if self._extends(title, heading)), None)
            yield whole, "text"
            parts = _TITLE_BREAK.split(title)
            longest = max(parts, key=len)
            if len(parts) > 1 and any(plain(longest) == plain(heading) for heading in shown):
                yield longest, source
            if any(len(title) > 12 and plain(title) in plain(heading) for heading in shown):
                yield title, source
        yield from declared
        yield self._shown('[itemprop~="headline"]'), "microdata"
        yield next(iter(shown), None), "text"

    @staticmethod
    def _extends(title: str, heading: str) -> bool:
        """Whether `title` is `heading` cut short, or `heading` with the site's name behind it."""
        short, long = plain(title.rstrip(".… ")), plain(heading)
        if len(short) < 15 or len(long) < 15:
            return False
        return (title.endswith(("...", "…")) and long.startswith(short)) or (
            short.startswith(long) and len(short) - len(long) < 25
        )

    def _unbranded(self, title: str) -> str:
        """A title without the site's name at its end or start."""
        brand = self._brand
        parts = _TITLE_BREAK.split(title)
        if not 2 <= len(parts) <= MOST_PARTS:
            return title
        for part, rest in (
            (parts[-1], _before_last(title, parts[-1])),
            (parts[0], _after_first(title, parts[0])),
        ):
            bare = plain(part)
            if (
                bare
                and len(rest) > 5
                and any(bare == name or (len(bare) > 4 and bare in name) for name in brand)
            ):
                return self._unbranded(rest) if len(parts) > 2 else rest
        return title

    @cached_property
    def _brand(self) -> frozenset[str]:
        return frozenset(plain(name) for name in (self._site, self._host) if name)

    @cached_property
    def _site(self) -> str | None:
        return self.head.first("og:site_name") or text_of(self.article.get("publisher"))

    @cached_property
    def _host(self) -> str:
        host = (
            urlsplit(self.document.url or self.head.canonical or self.head.first("og:url") or "").hostname
            or ""
        )
        parts = host.removeprefix("www.").split(".")
        return parts[-2] if len(parts) > 1 and len(parts[-2]) > 3 else parts[0]

    def authors(self) -> Iterator[Found]:
        yield self.document.authors, "document"
        sections = [
            name
            for name in (text_of(self.article.get("articleSection")), self.head.first("article:section"))
            if name
        ]
        sites = [name for name in (self._site, self._host) if name]
        people, others = _creators(self.article.get("author") or self.article.get("creator"))
        metas = [self.head.metas.get(name, [])[:8] for name in AUTHOR_METAS]
        yield author_names(people, sections=sections, sites=sites), "json-ld"
        for values in metas:
            yield author_names(values, sections=sections, sites=sites), "meta"
        signs: dict[str, str] = {}
        for selector, sign, classes in BYLINES:
            if sign not in signs:
                signs[sign] = "\n".join(node.attributes.get("class") or "-" for node in self.tree.css(sign))
            if not signs[sign] or not classes.search(signs[sign]):
                continue
            shown = [node.text(separator=" ") for node in self.tree.css(selector)[:4]]
            shown = [text for text in shown if len(text) < 120]
            yield author_names(shown, sections=sections, sites=sites)[:4], "text"
        # the site itself, where it names nobody else
        yield author_names(people + others, sections=sections), "json-ld"
        for values in metas:
            yield author_names(values, sections=sections), "meta"

    def published(self) -> Iterator[Found]:
        yield self.document.published, "document"
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield self._date(text_of(self.article.get(key))), "json-ld"
        for node in self.head.nodes:
            yield self._date(text_of(node.get("datePublished"))), "json-ld"
        yield from self._metas(PUBLISHED_METAS)
        for selector in (
            '[itemprop~="datePublished"]',
            "time[pubdate]",
            "article time[datetime]",
            "time[datetime]",
        ):
            yield self._date(self._attribute(selector, "datetime", "content")), "microdata"
        found = _URL_DATE.search(urlsplit(self.document.url or self.head.canonical or "").path)
        if found:
            yield self._date("-".join(found.groups())), "url"
        for selector in ("time", '[itemprop~="datePublished"]', '[class~="date" i], [class*="published" i]'):
            yield self._date((self._shown(selector) or "")[:80]), "text"
        for line in _below(next(iter(self.head.headings), None)):
            yield self._date(line), "text"
        if self.article or self.head.first("og:type") == "article":
            yield self._date(_searched(self.tree, self.document.url)), "htmldate"

    def modified(self) -> Iterator[Found]:
        yield self._date(text_of(self.article.get("dateModified"))), "json-ld"
        yield from self._metas(MODIFIED_METAS)
        yield self._date(self._attribute('[itemprop~="dateModified"]', "datetime", "content")), "microdata"

    def canonical(self) -> Iterator[Found]:
        for value, source in ((self.head.canonical, "link"), (self.head.first("og:url"), "opengraph")):
            if value:
                whole = _joined(self.document.url, value)
                yield whole if whole.startswith(("http://", "https://")) else None, source

    def site_name(self) -> Iterator[Found]:
        yield self.head.first("og:site_name"), "opengraph"
        yield text_of(self.article.get("publisher")), "json-ld"
        yield self.head.first("application-name", "apple-mobile-web-app-title"), "meta"

    def language(self) -> Iterator[Found]:
        yield self.document.lang, "document"
        yield _language(self.head.language), "html"
        yield _language(text_of(self.article.get("inLanguage"))), "json-ld"
        yield _language(self.head.first("og:locale")), "opengraph"
        yield _language(self.head.first("content-language", "language", "dc.language")), "meta"

    def section(self) -> Iterator[Found]:
        yield text_of(self.article.get("articleSection")), "json-ld"
        yield self.head.first("article:section", "section", "parsely-section", "cxenseparse:section"), "meta"

    def tags(self) -> Iterator[Found]:
        yield _listed(self.article.get("keywords")), "json-ld"
        yield tuple(dict.fromkeys(self.head.metas.get("article:tag", ()))), "opengraph"
        for name in ("news_keywords", "keywords", "parsely-tags"):
            yield _listed(self.head.first(name)), "meta"

    def image(self) -> Iterator[Found]:
        for value, source in (
            (_image(self.article.get("image")), "json-ld"),
            (self.head.first("og:image", "og:image:url", "og:image:secure_url"), "opengraph"),
            (self.head.first("twitter:image", "twitter:image:src"), "meta"),
        ):
            if value:
                yield _joined(self.document.url or self.head.canonical, value), source

    def paywalled(self) -> Iterator[Found]:
        free = self.article.get("isAccessibleForFree")
        if isinstance(free, (bool, str)):
            yield str(free).casefold() in ("false", "no", "0"), "json-ld"
        tier = (self.head.first("article:content_tier") or "").casefold()
        if tier in ("free", "metered", "locked"):
            yield tier != "free", "meta"

    def _date(self, value: str | None) -> str | None:
        return parse_date(value, now=self.now)

    def _metas(self, wanted: Iterable[str]) -> Iterator[Found]:
        for name in wanted:
            for value in self.head.metas.get(name, ())[:3]:
                yield self._date(value), "meta"

    def _shown(self, selector: str) -> str | None:
        node = self.tree.css_first(selector)
        return " ".join(node.text(separator=" ").split()) or None if node is not None else None

    def _attribute(self, selector: str, *attributes: str) -> str | None:
        node: LexborNode | None = self.tree.css_first(selector)
        return (
            next((v for a in attributes if (v := node.attributes.get(a))), None) if node is not None else None
        )


def _creators(value: object) -> tuple[list[str], list[str]]:
    """The names of JSON-LD authors: those of people or unsaid, those of organisations."""
    people: list[str] = []
    others: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:30]:
        if isinstance(item, str):
            people.append(item)
        elif isinstance(item, dict):
            named = item.get("name")
            for name in named if isinstance(named, list) else [named]:
                text = text_of(name)
                if text:
                    (others if "Organization" in str(item.get("@type")) else people).append(text)
        elif isinstance(item, list):
            people += _creators(item)[0]
    return people, others


def _heading_like(titles: list[str], headings: list[str]) -> str | None:
    """The page's only heading of some length, if it shares most of its words with a declared title."""
    long = [heading for heading in headings if len(plain(heading)) >= 12]
    if len(long) != 1:
        return None
    words = set(_WORD.findall(long[0].casefold()))
    for title in titles:
        declared = set(_WORD.findall(title.casefold()))
        if len(words & declared) >= SAME_HEADLINE * max(1, min(len(words), len(declared))):
            return long[0]
    return None


def _before_last(title: str, part: str) -> str:
    return title[: title.rindex(part)].rstrip(_BREAKS)


def _after_first(title: str, part: str) -> str:
    return title[title.index(part) + len(part) :].lstrip(_BREAKS)


def _joined(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address.strip())
    except ValueError:
        return address


def _language(value: str | None) -> str | None:
    """A language tag in the usual case: `pt-BR`, `zh-Hant`."""
    found = _LANG.match(value or "")
    if not found:
        return None
    script, region = found[2], found[3]
    return "-".join(filter(None, (found[1].lower(), script and script.title(), region and region.upper())))


def _below(heading: LexborNode | None) -> Iterator[str]:
    """The short lines next after `heading`: bylines and dates of pages that mark up neither stand there."""
    node = heading
    for _ in range(_NEXT):
        while node is not None and node.next is None:
            node = node.parent
        node = node.next if node is not None else None
        line = " ".join((node.text(separator=" ") or "").split()) if node is not None else ""
        if 0 < len(line) <= _BYLINE:
            yield line


def _listed(value: object) -> tuple[str, ...]:
    """Keywords, given as a list or with commas."""
    items = value if isinstance(value, list) else [value]
    found: dict[str, None] = {}
    for item in items[:100]:
        for part in (text_of(item) or "").split(","):
            if part.strip():
                found.setdefault(part.strip())
    return tuple(found)


def _image(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) and value else None


def _searched(tree: LexborHTMLParser, url: str | None) -> str | None:
    """What htmldate finds in a page that declares no date."""
    source = tree.raw_html
    if not source or len(source) > 1_000_000:
        return None
    from htmldate import find_date

    try:
        return find_date(
            source.decode("utf-8", "replace"), url=url, original_date=True, extensive_search=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
