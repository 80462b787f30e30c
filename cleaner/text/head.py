"""The lines above an article: label them, and lift what they say into the article's metadata."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cleaner.document import Category, Finding, Metadata, Removal
from cleaner.extraction import Context
from cleaner.text.dates import calendar, date_in
from cleaner.text.headline import LIKELY, Candidate, candidates, is_running_text

HEAD = 14
"""Lines; metadata further down is not believed."""
_DATED = ("date", "dateline", "byline")
_HEAD_LINES = ("title", "byline", "date", "dateline", "section", "template", "repeated")
"""What is said of a line that may be the headline for all that."""
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’.\-]*"
_NAMES = re.compile(
    rf"{_NAME}(?: (?:(?:de|del|da|dos|di|von|van|der|den|ten|la|le|el|al|bin|ibn|y) )*{_NAME}){{1,3}}"
)
_AND = re.compile(
    r"(?:(?<!\s)\s+)?(?:,|&|;|\||/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bi\b|\ben\b|\boch\b|\bog\b|\bve\b|、|・)\s*"
)
_DASH = re.compile(r" (?:--|[–—-]) \S")
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^\d–—:.!?\"“”]{1,40}?(?:, [A-Z][\w.]{1,12})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: ?\([A-Za-z/ ]{2,20}\))?) (?:--|[–—-]) (?=\S)"
)


def label(context: Context) -> list[Finding]:
    """Findings for the section label, headline, byline and date lines that stand above the article."""
    first = _first_prose(context, 0)
    head = list(range(first))
    chosen = None if context.metadata.title else _headline(context)
    if chosen is not None and chosen.line >= first:
        head += range(chosen.line, _first_prose(context, chosen.line + 1))
    found: list[Finding] = []
    for number in head:
        block = context.blocks[number]
        kind = _kind(block.text, context.metadata.title)
        if chosen is not None and number == chosen.line:
            kind = ("title", round(chosen.chance, 3), "the likeliest headline above the article")
        elif kind is None and number == 0 and _is_label(block.text, context.page.words[0]):
            kind = ("section", 0.8, "a label above the headline")
        if kind is not None:
            category, weight, because = kind
            found.append(Finding(category, f"head.{category}", weight, block.start, block.end, because))
    return found


def _is_label(line: str, words: int) -> bool:
    return words <= 4 and line.endswith((":", "："))


def _first_prose(context: Context, start: int) -> int:
    """The first running text among the `HEAD` lines from `start` on, or the line after them."""
    end = min(start + HEAD, len(context.blocks))
    words = context.page.words
    return next((n for n in range(start, end) if is_running_text(context.blocks[n].text, words[n])), end)


def headlines(context: Context) -> list[Candidate]:
    """The lines that may be the headline, the likeliest first."""
    said = [finding for finding in context.findings if finding.weight >= 0.6]
    clutter = {finding.start for finding in said if finding.category not in _HEAD_LINES}
    stamps = {finding.start for finding in said if finding.category in _DATED}
    return sorted(candidates(context, clutter, stamps), key=lambda one: (-one.chance, one.line))


def _headline(context: Context) -> Candidate | None:
    """The likeliest line that is no byline and no date, if it is likely at all."""
    ranked = (one for one in headlines(context) if not is_stamp(context.blocks[one.line].text))
    best = next(ranked, None)
    return best if best is not None and best.chance >= LIKELY else None


def is_stamp(line: str) -> bool:
    """Whether a line is a byline or a date and nothing else."""
    return _kind(line, None) is not None


def _kind(line: str, title: str | None) -> tuple[Category, float, str] | None:
    if title and _same(line, title):
        return "title", 0.97, "repeats the title of the document"
    if len(line) > 120:
        return None
    if date_in(line):
        return "date", 0.9, "a date and nothing else, above the article"
    if names_in(line):
        return "byline", 0.9, "names whoever wrote the article"
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


def _same(line: str, title: str) -> bool:
    return "".join(filter(str.isalnum, line.casefold())) == "".join(filter(str.isalnum, title.casefold()))
