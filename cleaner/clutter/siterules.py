"""Selectors that a user's lists give for a site's pages: `sites/<domain>.toml` below a rule folder.

    site  = "example.com"          # and its subdomains; "*" is every site
    strip = ["div.promo", "#tools"]
    body  = ["div.story-text"]
    keep  = ["div.promo-quote"]    # never stripped

A site file adds to what the cleaner knows, or spares from it; it cannot switch a rule off.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from cleaner.document import site_of
from cleaner.errors import RuleError

EVERY_SITE = "*"
TOGETHER = 50
"""Selectors that are asked as one: most pages have nothing for any of them."""

_BRACKETS = re.compile(r"""\[(?:"[^"]*"|'[^']*'|[^\]"'])*\]""")
_PARENTHESES = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"[.#]-?[A-Za-z_][\w-]*")


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site's selectors (CSS)."""

    site: str
    strip: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    source: str = ""
    """The list that they were imported from."""


class Selectors:
    """Selectors by a class or id that a page must have for them to find anything. Immutable.

    A list for every site has thousands, of which a page has use for a few: the others are not asked.
    """

    def __init__(self, selectors: Sequence[str]) -> None:
        self.all = tuple(selectors)
        self._named: dict[str, list[int]] = {}
        unnamed: list[str] = []
        for number, selector in enumerate(self.all):
            if names := telling_names(selector):
                for name in names:
                    self._named.setdefault(name, []).append(number)
            else:
                unnamed.append(selector)
        self.unnamed = tuple(tuple(unnamed[at : at + TOGETHER]) for at in range(0, len(unnamed), TOGETHER))
        """Those without such a name, in groups."""

    def named(self, names: Collection[str]) -> list[str]:
        """The selectors that may find something on a page with these `.class` and `#id` (lower case)."""
        able = {number for name in self._named.keys() & names for number in self._named[name]}
        return [self.all[number] for number in sorted(able)]


class PageRules(NamedTuple):
    """What the files that hold for a page say, each file's selectors by themselves."""

    strip: tuple[Selectors, ...] = ()
    body: tuple[Selectors, ...] = ()
    keep: tuple[Selectors, ...] = ()


class SiteRules:
    """The selectors of all sites. Immutable."""

    def __init__(self, files: Iterable[SiteFile] = ()) -> None:
        merged: dict[str, SiteFile] = {}
        for written in files:
            site = site_of(written.site) or written.site
            file = msgspec.structs.replace(written, site=site)
            merged[site] = _merge(merged[site], file) if site in merged else file
        self._sites: Mapping[str, SiteFile] = merged
        self._ready = {
            site: tuple(map(Selectors, (file.strip, file.body, file.keep))) for site, file in merged.items()
        }

    @classmethod
    def load(cls, dirs: Sequence[str | Path]) -> "SiteRules":
        """The files `sites/*.toml` of each folder; RuleError names the first that is wrong."""
        return cls(_read(path) for folder in dirs for path in sorted((Path(folder) / "sites").glob("*.toml")))

    def files(self) -> tuple[SiteFile, ...]:
        """One for each site, by name."""
        return tuple(self._sites[site] for site in sorted(self._sites))

    def for_url(self, url: str | None) -> PageRules | None:
        """The selectors for a page: those of its host, of the domains above it, and of every site."""
        if not self._sites:
            return None
        host = site_of(url) or ""
        labels = host.split(".")
        names = [".".join(labels[i:]) for i in range(len(labels))] if host else []
        found = [self._ready[name] for name in (*names, EVERY_SITE) if name in self._ready]
        return PageRules(*zip(*found, strict=True)) if found else None


def telling_names(selector: str) -> frozenset[str]:
    """Classes and ids of which one is on every page that the selector finds something on; none if unknown.

    >>> sorted(telling_names("div.ad-box > a, #Promo:not(.x)"))
    ['#promo', '.ad-box']
    >>> telling_names("a[href^='https://ads.'], .ad")
    frozenset()
    """
    bare = _BRACKETS.sub("", selector)
    while (inner := _PARENTHESES.sub("", bare)) != bare:
        bare = inner
    longest = [max(_NAME.findall(part), key=len, default="") for part in bare.split(",")]
    return frozenset(map(str.lower, longest)) if all(longest) and "\\" not in selector else frozenset()


def _merge(one: SiteFile, other: SiteFile) -> SiteFile:
    return SiteFile(
        site=one.site,
        strip=tuple(dict.fromkeys((*one.strip, *other.strip))),
        body=tuple(dict.fromkeys((*one.body, *other.body))),
        keep=tuple(dict.fromkeys((*one.keep, *other.keep))),
        source=one.source or other.source,
    )


def _read(path: Path) -> SiteFile:
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), SiteFile)
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{path}: {error}; see docs/rules.md for the keys of a site file") from None
    for selector in (*file.strip, *file.body, *file.keep):
        if not is_css(selector):
            raise RuleError(f"{path}: {selector!r} is no CSS selector that can be used; correct or remove it")
    return file


def is_css(selector: str) -> bool:
    """Whether the parser of pages understands a selector."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True
