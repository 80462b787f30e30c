"""Reading lists that a user has (ftr-site-config, Adblock cosmetic filters) into site rules.

What has no equal in plain CSS (procedural filters, scripts, most of XPath) is left out and counted.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleaner.clutter.siterules import EVERY_SITE, SiteFile, is_css
from cleaner.errors import InputError

_COSMETIC = re.compile(r"^([^#\s]*)(##|#@#)(.+)$")
_PROCEDURAL = re.compile(
    r":(?:has-text|matches|xpath|upward|remove|style|min-text|watch|if|if-not|nth-ancestor|contains|-abp)\b"
    r"|^\+js|^\^|^script:inject"
)
_STEP = re.compile(r"(/{1,2})([\w-]+|\*)((?:\[[^\]]*\])*)")
_PREDICATE = re.compile(r"\[([^\]]*)\]")
_EQUALS = re.compile(r"^@(id|class|[\w-]+)\s*=\s*(['\"])([^'\"]+)\2$")
_CONTAINS = re.compile(r"^contains\(\s*@(id|class|[\w-]+)\s*,\s*(['\"])([^'\"]+)\2\s*\)$")
_STARTS = re.compile(r"^starts-with\(\s*@(id|class|[\w-]+)\s*,\s*(['\"])([^'\"]+)\2\s*\)$")
_WORD = re.compile(
    r"^contains\(\s*concat\(\s*' '\s*,\s*(?:normalize-space\()?@class\)?\s*,\s*' '\s*\)"
    r"\s*,\s*' ([\w-]+) '\s*\)$"
)
_SITE = re.compile(r"^(?:\*|\w[\w.-]*)$")
_NAME = re.compile(r"^[\w-]+$")


class Imported(NamedTuple):
    """The sites of a list, and how many of its lines have no equal here."""

    sites: tuple[SiteFile, ...]
    skipped: int


def read_list(path: Path) -> Imported:
    """A file of either kind, told apart by its lines; InputError where it is neither."""
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if any(_COSMETIC.match(line) for line in lines):
        return read_cosmetic(lines, source=path.name)
    if any(re.match(r"(?:body|title|strip|strip_id_or_class|test_url)\s*:", line) for line in lines):
        return read_site_config(lines, site=path.stem.lstrip("."), source=path.name)
    raise InputError(
        f"{path}: no line is an Adblock cosmetic filter (`site##selector`) or an ftr-site-config directive "
        "(`strip: //div`); nothing else can be imported"
    )


def read_cosmetic(lines: Iterable[str], *, source: str = "") -> Imported:
    """Element-hiding filters of Adblock lists: `a.com,b.com##div.ad`, `##.ad`, `a.com#@#.ad`.

    >>> read_cosmetic(["a.example##.promo", "a.example#@#.quote", "##.ad:has-text(x)"]).sites[0].strip
    ('.promo',)
    """
    strip: dict[str, list[str]] = {}
    keep: dict[str, list[str]] = {}
    skipped = 0
    for line in lines:
        found = _COSMETIC.match(line.strip())
        if found is None or line.startswith("!"):
            continue
        domains, kind, selector = found.groups()
        names = [name for name in domains.split(",") if name] or [EVERY_SITE]
        if _PROCEDURAL.search(selector) or not is_css(selector) or not all(map(_SITE.match, names)):
            skipped += 1
            continue
        for name in names:
            (strip if kind == "##" else keep).setdefault(name.lower(), []).append(selector.strip())
    sites = sorted({*strip, *keep})
    return Imported(
        tuple(
            SiteFile(site=site, strip=_distinct(strip, site), keep=_distinct(keep, site), source=source)
            for site in sites
        ),
        skipped,
    )


def read_site_config(lines: Iterable[str], *, site: str, source: str = "") -> Imported:
    """An ftr-site-config file; its name is the site. Its XPaths become CSS where CSS can say the same.

    >>> read_site_config(["strip: //div[@id='x']", "strip_id_or_class: ad"], site="a.example").sites[0].strip
    ('div#x', '#ad, .ad')
    """
    found: dict[str, list[str]] = {"strip": [], "body": []}
    skipped = 0
    for line in lines:
        directive, _, value = line.partition(":")
        directive, value = directive.strip(), value.strip()
        if directive == "strip_id_or_class":
            name = value.strip("'\"")
            selectors = [f"#{name}, .{name}"] if _NAME.match(name) else []
            key = "strip"
        elif directive in ("strip", "body"):
            key, selectors = directive, list(_paths(value))
        else:
            continue
        skipped += not selectors
        found[key] += selectors
    file = SiteFile(
        site=site,
        strip=tuple(dict.fromkeys(found["strip"])),
        body=tuple(dict.fromkeys(found["body"])),
        source=source,
    )
    return Imported((file,) if file.strip or file.body else (), skipped)


def to_toml(file: SiteFile) -> str:
    """The file as it is kept in `sites/`."""
    import msgspec

    rows = [f"site   = {_quoted(file.site)}"]
    if file.source:
        rows.append(f"source = {_quoted(file.source)}")
    for name in ("strip", "body", "keep"):
        if values := getattr(file, name):
            listed = "".join(f"  {msgspec.json.encode(value).decode()},\n" for value in values)
            rows.append(f"{name} = [\n{listed}]")
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    import msgspec

    return msgspec.json.encode(text).decode()


def _distinct(table: dict[str, list[str]], site: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.get(site, ())))


def _paths(xpath: str) -> Iterator[str]:
    """The selectors for the alternatives of an XPath; none if one of them has no equal."""
    selectors = [_path(part.strip()) for part in xpath.split("|")]
    if all(selectors):
        yield from (selector for selector in selectors if selector)


def _path(xpath: str) -> str | None:
    steps = list(_STEP.finditer(xpath))
    if not steps or "".join(step[0] for step in steps) != xpath:
        return None
    selector = ""
    for number, step in enumerate(steps):
        conditions = [_condition(predicate) for predicate in _PREDICATE.findall(step[3])]
        if None in conditions or (step[2] == "*" and not conditions):
            return None
        name = "" if step[2] == "*" else step[2]
        join = "" if number == 0 else (" > " if step[1] == "/" else " ")
        selector += join + name + "".join(condition or "" for condition in conditions)
    return selector


def _condition(predicate: str) -> str | None:
    """One XPath predicate as a CSS condition."""
    predicate = predicate.strip()
    if found := _WORD.match(predicate):
        return f".{found[1]}"
    for pattern, operator in ((_EQUALS, "="), (_CONTAINS, "*="), (_STARTS, "^=")):
        if found := pattern.match(predicate):
            if operator == "=" and found[1] == "id" and _NAME.match(found[3]):
                return f"#{found[3]}"
            return f'[{found[1]}{operator}"{found[3]}"]'
    return None
