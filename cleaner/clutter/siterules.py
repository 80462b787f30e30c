"""Selectors that a user's lists give for a site's pages: `sites/<domain>.toml` below a rule folder.

    site  = "example.com"          # and its subdomains; "*" is every site
    strip = ["div.promo", "#tools"]
    body  = ["div.story-text"]
    keep  = ["div.promo-quote"]    # never stripped

A site file adds to what the cleaner knows, or spares from it; it cannot switch a rule off.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from cleaner.document import site_of
from cleaner.errors import RuleError

EVERY_SITE = "*"


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site's selectors (CSS)."""

    site: str
    strip: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    source: str = ""
    """The list that they were imported from."""


class SiteRules:
    """The selectors of all sites. Immutable."""

    def __init__(self, files: Iterable[SiteFile] = ()) -> None:
        merged: dict[str, SiteFile] = {}
        for file in files:
            merged[file.site] = _merge(merged[file.site], file) if file.site in merged else file
        self._sites: Mapping[str, SiteFile] = merged

    @classmethod
    def load(cls, dirs: Sequence[str | Path]) -> "SiteRules":
        """The files `sites/*.toml` of each folder; RuleError names the first that is wrong."""
        return cls(_read(path) for folder in dirs for path in sorted((Path(folder) / "sites").glob("*.toml")))

    def files(self) -> tuple[SiteFile, ...]:
        """One for each site, by name."""
        return tuple(self._sites[site] for site in sorted(self._sites))

    def for_url(self, url: str | None) -> SiteFile | None:
        """The selectors for a page: those of its host, of the domains above it, and of every site."""
        if not self._sites:
            return None
        host = site_of(url) or ""
        labels = host.split(".")
        names = [".".join(labels[i:]) for i in range(len(labels))] if host else []
        found = SiteFile(site=host)
        for name in (*names, EVERY_SITE):
            if name in self._sites:
                found = _merge(found, self._sites[name])
        return found


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
