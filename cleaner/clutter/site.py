"""Site profiles: what stands on many different articles of one site is its template, whatever it says.

A profile is learned from cleaned articles of the site and counts, for each line, the different stories it
stood on. Copies of one story count once; other sites do not count at all, so that a syndicated paragraph
never becomes anybody's template. Where the articles came from HTML it also counts, for each place in the page
(a block's tag path), how much of what stood there was removed: a box that is clutter on every page so far is
clutter on the next.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from cleaner.clutter.fold import normalise
from cleaner.clutter.shape import count_words
from cleaner.clutter.shape import page as measure
from cleaner.document import Article, Block, Finding, site_of
from cleaner.errors import ConfigError, InputError
from cleaner.extraction import Context
from cleaner.files import cannot_write, replacing

FORMAT = "cleanwire-profiles-1"
RULE = "site.profile"
MIN_STORIES = 3
"""A line is believed to be template once it stood on so many different stories."""
SHORT, LONG = 0.2, 0.5
"""Share of a site's stories that a short line, and a paragraph, must stand on."""
PARAGRAPH = 12
"""Words; longer lines are paragraphs: newsrooms repeat background, so these need more evidence."""
MIN_PATHS = 3
PATH_SHARE = 0.95
MOST = 200
"""Articles of a site that are looked at in one learning, so that memory grows with the sites alone."""
SKETCH = 8
OWN = 0.25
"""Share of its paragraphs that a page must have to itself to be told from the others by these alone."""
FEW = 10
"""While a site has fewer stories, lines that stood on one only are remembered: the next may repeat them."""
STALE_AFTER = 5
"""A profile is stale when it matched none of so many new stories."""


class LineCount(msgspec.Struct, omit_defaults=True):
    """How often a line stood on a story of the site, where, and when last."""

    stories: int
    head: int = 0
    tail: int = 0
    seen: str = ""


class PathCount(msgspec.Struct, omit_defaults=True):
    """On how many stories this place in the page held text, and how many words of it stayed and went."""

    stories: int
    kept: int = 0
    removed: int = 0


class SiteProfile(msgspec.Struct):
    """What was learned about one site."""

    learned: str
    """Date of the first learning, ISO 8601."""
    seen: str
    """Date of the last learning in which the profile still matched."""
    stories: int = 0
    lines: dict[str, LineCount] = {}
    """By normalised text."""
    paths: dict[str, PathCount] = {}
    sketches: list[str] = []
    """Of each story, hashes of its paragraphs: so that a copy that comes later is known as one."""


class Profiles(msgspec.Struct):
    """The profiles of all sites; read-only while cleaning."""

    format: str = FORMAT
    sites: dict[str, SiteProfile] = {}

    @classmethod
    def load(cls, path: str | Path) -> "Profiles":
        """Read what `save` wrote."""
        try:
            found = msgspec.json.decode(Path(path).read_bytes(), type=cls)
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from error
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise ConfigError(f"{path}: not a file that `cleaner learn` wrote: {error}") from error
        if found.format != FORMAT:
            raise ConfigError(f"{path}: format {found.format}, this version reads {FORMAT}; learn it again")
        return found

    def save(self, path: str | Path) -> None:
        """Write the profiles as indented JSON, in the order of their names; all of it or nothing."""
        ordered = msgspec.json.encode(self, order="sorted")
        try:
            with replacing(Path(path)) as new:
                new.write_bytes(msgspec.json.format(ordered, indent=1) + b"\n")
        except OSError as error:
            raise cannot_write(str(path), error, again="learn again") from error

    def label(self, context: Context) -> list[Finding]:
        """A finding for each block that is the template of the context's site."""
        profile = self.sites.get(context.site or "")
        if profile is None or profile.stories < MIN_STORIES:
            return []
        found = []
        for block in context.blocks:
            because, weight = _line_evidence(profile, block)
            if not weight and block.path:
                because, weight = _path_evidence(profile, block)
            if weight:
                because = because.format(stories=profile.stories, site=context.site)
                found.append(Finding("template", RULE, weight, block.start, block.end, because))
        return found


def learn(
    articles: Iterable[Article], known: Profiles | None = None, *, today: date | None = None
) -> tuple[Profiles, list[str]]:
    """`known` with what `articles` add, and the sites whose profile is stale.

    The result does not depend on the order of the articles of different stories. Articles without a site
    teach nothing. Of a site with very many, those whose ids have the smallest hashes are looked at.
    """
    day = (today or date.today()).isoformat()
    sites: dict[str, list[_Page]] = defaultdict(list)
    for article in articles:
        if (site := article.site or site_of(article.url)) and article.blocks:
            pages = sites[site]
            pages.append(_Page(article.id, _keys(article.blocks), _paths(article)))
            if len(pages) >= 2 * MOST:
                del _chosen(pages)[MOST:]
    profiles = Profiles(sites=dict((known or Profiles()).sites))
    stale = []
    for site, pages in sorted(sites.items()):
        profiles.sites[site], matched = _learn_site(_chosen(pages)[:MOST], profiles.sites.get(site), day)
        if matched == 0:
            stale.append(site)
    return profiles, stale


class _Page(NamedTuple):
    """What a profile needs of an article."""

    id: str
    lines: dict[str, str]
    """Each line's key, and where it stands: `head`, `tail`, or nothing for between."""
    paths: dict[str, PathCount]


def _chosen(pages: list[_Page]) -> list[_Page]:
    """`pages`, sorted in place: the same ones come first in whatever order they were read."""
    pages.sort(key=lambda page: (_hash(page.id, 8), sorted(page.lines)))
    return pages


def _learn_site(pages: list[_Page], before: SiteProfile | None, day: str) -> tuple[SiteProfile, int | None]:
    """The profile with these pages, and how many of the new stories it had matched; None for too few."""
    profile = before or SiteProfile(learned=day, seen=day)
    old = {key for key, count in profile.lines.items() if _is_template(profile, key, count)}
    lines = {key: msgspec.structs.replace(count) for key, count in profile.lines.items()}
    paths = {key: msgspec.structs.replace(count) for key, count in profile.paths.items()}
    stories = _Stories(profile.sketches)
    spread = Counter(key for page in pages for key in page.lines)
    spread.update({key: count.stories for key, count in profile.lines.items()})
    most = (len(pages) + profile.stories) // 2
    matched = new = 0
    for page in sorted(pages, key=lambda each: (each.id, sorted(each.lines))):
        if not stories.add(_sketch([key for key in page.lines if spread[key] <= most], list(page.lines))):
            continue
        new += 1
        matched += any(key in old for key in page.lines)
        _add_lines(lines, page.lines, day)
        for path, count in page.paths.items():
            known = paths.setdefault(path, PathCount(0))
            known.stories += 1
            known.kept += count.kept
            known.removed += count.removed
    total = profile.stories + new
    updated = SiteProfile(
        learned=profile.learned,
        seen=day if matched or not old else profile.seen,
        stories=total,
        lines={key: count for key, count in sorted(lines.items()) if count.stories > 1 or total < FEW},
        paths=dict(sorted(paths.items())),
        sketches=stories.written(),
    )
    return updated, matched if old and new >= STALE_AFTER else None


class _Stories:
    """The stories seen so far, each as a few hashes; two that share half of them are one story."""

    def __init__(self, written: Iterable[str]) -> None:
        self.sketches: list[list[str]] = []
        self.having: dict[str, list[int]] = defaultdict(list)
        for sketch in written:
            self._append(sketch.split())

    def add(self, sketch: list[str]) -> bool:
        """Whether the story is new."""
        shared = Counter(number for mark in sketch for number in self.having.get(mark, ()))
        if not sketch or any(count * 2 >= len(sketch) for count in shared.values()):
            return False
        self._append(sketch)
        return True

    def written(self) -> list[str]:
        """For the file."""
        return [" ".join(sketch) for sketch in self.sketches]

    def _append(self, sketch: list[str]) -> None:
        for mark in sketch:
            self.having[mark].append(len(self.sketches))
        self.sketches.append(sketch)


def _keys(blocks: Sequence[Block]) -> dict[str, str]:
    """The lines of a page by key, each with its place: `head`, `tail` or nothing for between."""
    measured = measure(blocks)
    found: dict[str, str] = {}
    for number, block in enumerate(blocks):
        place = "head" if number < measured.head else "tail" if number >= measured.tail else ""
        if key := _key(block.text):
            found.setdefault(key, place)
    return found


def _key(text: str) -> str:
    """What a line is known by: its words; of a paragraph its first words and a hash of the rest."""
    words = normalise(text).encode("utf-8", "replace").decode()  # half a pair cannot be written to the file
    if len(words) <= 100:
        return words
    return f"{words[:60]}… #{_hash(words, 6)}"


def _sketch(own: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The smallest hashes of a page's own paragraphs, or of all its lines when it has none.

    `own` are the lines that do not stand on most pages, which are template and say nothing about which pages
    tell the same story; unless they are all copies of one, each with little of its own.
    """
    paragraphs = [key for key in keys if _is_paragraph(key)]
    own = [key for key in own if _is_paragraph(key)]
    few = len(own) < OWN * len(paragraphs)
    marks = sorted(_hash(k, 5) for k in (paragraphs if few else own) or keys)
    return marks[:SKETCH]


def _hash(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def _add_lines(lines: dict[str, LineCount], keys: dict[str, str], day: str) -> None:
    for key, place in keys.items():
        count = lines.setdefault(key, LineCount(0))
        count.stories += 1
        count.head += place == "head"
        count.tail += place == "tail"
        count.seen = max(count.seen, day)


def _paths(article: Article) -> dict[str, PathCount]:
    """The words that stayed and went, by place in the page."""
    gone = [(removal.start, removal.end) for removal in article.removed]
    found: dict[str, PathCount] = {}
    at = 0
    for block in article.blocks:
        if not block.path:
            continue
        while at < len(gone) and gone[at][1] <= block.start:
            at += 1
        count = found.setdefault(block.path, PathCount(1))
        words = count_words(block.text)
        if at < len(gone) and gone[at][0] <= block.start:
            count.removed += words
        else:
            count.kept += words
    return found


def _is_template(profile: SiteProfile, key: str, count: LineCount) -> bool:
    share = LONG if _is_paragraph(key) else SHORT
    return count.stories >= max(MIN_STORIES, share * profile.stories)


def _is_paragraph(key: str) -> bool:
    return key.count(" ") >= PARAGRAPH or "… #" in key


def _line_evidence(profile: SiteProfile, block: Block) -> tuple[str, float]:
    key = _key(block.text)
    count = profile.lines.get(key)
    if count is None or not _is_template(profile, key, count):
        return "", 0.0
    share = count.stories / profile.stories
    place = "head" if count.head * 2 > count.stories else "tail" if count.tail * 2 > count.stories else "body"
    because = f"stands in the {place} of {count.stories} of {{stories}} articles of {{site}}"
    return because, min(0.98, 0.85 + 0.13 * share)


def _path_evidence(profile: SiteProfile, block: Block) -> tuple[str, float]:
    count = profile.paths.get(block.path)
    if count is None or count.stories < MIN_PATHS:
        return "", 0.0
    share = count.removed / max(1, count.removed + count.kept)
    if share < PATH_SHARE:
        return "", 0.0
    return f"this place in the page held clutter on {count.stories} of {{stories}} articles of {{site}}", 0.7
