"""Stories listed below a story, with no heading to announce them: stamp, headline, summary, and again."""

from collections.abc import Collection

from cleaner.clutter.shape import Page, is_cut_off, is_headline, is_sentence

CARD_WORDS = 45
"""A summary in a list of stories has no more words than this."""
LEAST_STAMPS = 3
"""Dates, bylines, doubled headlines or summaries that break off; fewer prove no list."""
ABOVE = 3
"""So many paragraphs of the article stand above the list."""


def is_doubled(text: str) -> bool:
    """The same words twice, as a headline and the description of its picture are left by extractors.

    >>> is_doubled("Bridge closed in May Bridge closed in May"), is_doubled("No no no")
    (True, False)
    """
    half = len(text) // 2
    return len(text) > 16 and text[half].isspace() and text[:half] == text[half + 1 :]


def listed(measured: Page, stamped: Collection[int]) -> list[int]:
    """The blocks of a list of stories that ends the document; `stamped` are the dates and bylines in it."""
    start = _start(measured)
    if start is None:
        return []
    run = range(start, len(measured.blocks))
    stamps = [at for at in run if at in stamped or _is_stamp(measured.blocks[at].text)]
    summaries = sum(1 for at in run if measured.words[at] >= 8)
    if len(stamps) < LEAST_STAMPS or 3 * len(stamps) < summaries:
        return []
    first = stamps[0]
    if first > start and is_headline(measured.blocks[first - 1].text, measured.words[first - 1]):
        first -= 1
    above = [at for at in range(first) if measured.prose[at]]
    words = sum(measured.words[at] for at in range(first, len(measured.blocks)))
    if len(above) < ABOVE or words > sum(measured.words[:first]):
        return []
    return list(range(first, len(measured.blocks)))


def _is_stamp(text: str) -> bool:
    return is_cut_off(text) or is_doubled(text)


def _start(measured: Page) -> int | None:
    """Where the last blocks begin that are short, without three finished sentences in a row."""
    at = len(measured.blocks)
    sentences = 0
    while at > 0:
        text, words = measured.blocks[at - 1].text, measured.words[at - 1]
        if words > CARD_WORDS and not is_cut_off(text):
            break
        sentences = sentences + 1 if words >= 12 and is_sentence(text) else 0
        if sentences > 2:
            at += 2
            break
        at -= 1
    return at if 0 < at < len(measured.blocks) else None
