"""The lines above an article: label them, and lift what they say into the article's metadata."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cleaner.document import Category, Finding, Metadata, Removal
from cleaner.extraction import Context
from cleaner.text.dates import calendar, date_in

HEAD = 14
"""Lines; metadata further down is not believed."""
TITLE_WORDS = (3, 24)
TITLE_CHARACTERS = 115
"""A longer first line is a standfirst as often as a headline; the headline that stays does less harm."""
BODY_WORDS = 40
"""A headline heads something: at least so many words of running text follow."""

_DATED = ("date", "dateline", "byline")
_CHROME = ("nav", "cookie", "newsletter", "promo", "paywall")
"""What stands on a page above the headline, not between the headline and the text."""
_HEAD_LINES = ("title", "byline", "date", "dateline", "section", "template", "repeated")
"""What is said of a line that may be the headline for all that."""
_CLOSING, _STOPS = "\"'”’»)」』", frozenset(".!?。！？।…")
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’.\-]*"
_NAMES = re.compile(
    rf"{_NAME}(?: (?:(?:de|del|da|dos|di|von|van|der|den|ten|la|le|el|al|bin|ibn|y) )*{_NAME}){{1,3}}"
)
_AND = re.compile(
    r"\s*(?:,|&|;|\||/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bi\b|\ben\b|\boch\b|\bog\b|\bve\b|、|・)\s*"
)
_CLOCK = re.compile(r"\d{1,2}[.:h]\d\d\b")
_DASH = re.compile(r" (?:--|[–—-]) \S")
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^\d–—:.!?\"“”]{1,40}?(?:, [A-Z][\w.]{1,12})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: ?\([A-Za-z/ ]{2,20}\))?) (?:--|[–—-]) (?=\S)"
)


def label(context: Context) -> list[Finding]:
    """Findings for the section label, headline, byline and date lines that stand above the first prose."""
    blocks, words = context.blocks[:HEAD], context.page.words
    first = next((n for n, block in enumerate(blocks) if _is_prose(block.text, words[n])), len(blocks))
    found: list[Finding] = []
    headline = None if context.metadata.title else _headline(context, first)
    for number, block in enumerate(blocks[:first]):
        kind = _kind(block.text, context.metadata.title)
        if kind is None and number == headline:
            kind = ("title", 0.6, "the first headline above the article")
        elif kind is None and number == 0 and block.text.endswith((":", "：")) and words[0] <= 4:
            kind = ("section", 0.7, "a label above the headline")
        if kind is not None:
            category, weight, because = kind
            found.append(Finding(category, f"head.{category}", weight, block.start, block.end, because))
    return found


def _headline(context: Context, first: int) -> int | None:
    """Which of the lines above the first prose is the headline: the first below the page's own navigation."""
    said = [finding for finding in context.findings if finding.weight >= 0.6]
    clutter = {finding.start for finding in said if finding.category not in _HEAD_LINES}
    chrome = {finding.start for finding in said if finding.category in _CHROME}
    able = [
        number
        for number, block in enumerate(context.blocks[:first])
        if block.start not in clutter
        and _kind(block.text, None) is None
        and _is_headline(block.text, context.page.words[number])
        and not _runs_on(context, number)
        and _heads_prose(context, number)
    ]
    top = max((n for n, block in enumerate(context.blocks[:first]) if block.start in chrome), default=-1)
    return next((number for number in able if number > top), able[0] if able else None)


def _kind(line: str, title: str | None) -> tuple[Category, float, str] | None:
    if title and _same(line, title):
        return "title", 0.97, "repeats the title of the document"
    if len(line) > 120:
        return None
    if date_in(line):
        return "date", 0.85, "a date and nothing else, above the article"
    if names_in(line):
        return "byline", 0.85, "names whoever wrote the article"
    return None


def lift(metadata: Metadata, removed: Sequence[Removal], opening: str) -> Metadata:
    """`metadata` with the fields that are still unset taken from the lines that were `removed` as such.

    `opening` is the first line that was kept; it may open with a dateline, which stays in the text.
    """
    sources = dict(metadata.sources)
    title, authors, published, section = (
        metadata.title,
        metadata.authors,
        metadata.published,
        metadata.section,
    )
    for removal in removed:
        text = removal.text.strip()
        if removal.category == "title" and not title:
            title, sources["title"] = text, "text"
        elif removal.category == "byline" and not authors and (names := names_in(text)):
            authors, sources["authors"] = names, "text"
        elif removal.category in _DATED and not published and (day := date_in(text)):
            published, sources["published"] = day, "text"
        elif removal.category == "section" and not section:
            section, sources["section"] = text.rstrip(":："), "text"
    dateline = metadata.dateline
    opening = opening[:120]
    if (
        not dateline
        and _DASH.search(opening)
        and (match := _DATELINE.match(opening))
        and _is_place(match["place"])
    ):
        dateline, sources["dateline"] = match["place"], "text"
    if sources == dict(metadata.sources):
        return metadata
    return replace(
        metadata,
        title=title,
        authors=authors,
        published=published,
        section=section,
        dateline=dateline,
        sources=sources,
    )


def names_in(line: str) -> tuple[str, ...]:
    """The people of a byline; empty when the line is none.

    >>> names_in("By Ana Diaz and Tom Roe"), names_in("By the river Tom Roe fished")
    (('Ana Diaz', 'Tom Roe'), ())
    """
    folded = line.casefold()
    if not folded.startswith(calendar().by):
        return ()
    for opening in calendar().by:
        if folded.startswith(opening):
            rest = line[len(opening) :]
            if rest[:1] in (" ", ":", "："):
                parts = [part.strip(" :：.") for part in _AND.split(rest) if part.strip(" :：.")]
                if (
                    parts
                    and _NAMES.fullmatch(parts[0])
                    and sum(bool(_NAMES.fullmatch(p)) for p in parts) * 2 > len(parts)
                ):
                    return tuple(part for part in parts if _NAMES.fullmatch(part))
            return ()
    return ()


def _is_place(text: str) -> bool:
    """Capitals throughout (`NEW YORK`), or few words that all start with one."""
    words = text.replace("(", " ").split()
    return bool(words) and len(words) <= 6 and all(not word[0].islower() for word in words)


def _is_headline(line: str, words: int) -> bool:
    low, high = TITLE_WORDS
    if not low <= words <= high or len(line) > TITLE_CHARACTERS:
        return False
    if _CLOCK.match(line):  # an entry of a live blog
        return False
    first, last = line[0], line[-1]
    return not first.islower() and last not in ".:;,。：、" and not line.endswith(("...", "…"))


def _runs_on(context: Context, number: int) -> bool:
    """Is the line a sentence that goes on in the next one, as where lines were wrapped?"""
    below = context.blocks[number + 1 : number + 2]
    return bool(below) and below[0].text[0].islower()


def _heads_prose(context: Context, number: int) -> bool:
    words = 0
    for block, size in zip(
        context.blocks[number + 1 : number + 12], context.page.words[number + 1 :], strict=False
    ):
        words += size if _is_prose(block.text, size) else 0
        if words >= BODY_WORDS:
            return True
    return False


def _is_prose(line: str, words: int) -> bool:
    return words >= 28 or (words >= 9 and line.rstrip(_CLOSING)[-1:] in _STOPS)


def _same(line: str, title: str) -> bool:
    return "".join(filter(str.isalnum, line.casefold())) == "".join(filter(str.isalnum, title.casefold()))
