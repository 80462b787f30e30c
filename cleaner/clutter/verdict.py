"""What a page is: an article, or one of the things that scrapers bring home instead.

The phrases that give a page away are rules with a `verdict` (`rules/<language>/page.toml`); here is only how
much else must stand on the page for it to be an article all the same.
"""

import re
from collections.abc import Sequence

from cleaner.clutter.shape import (
    PROSE_WORDS,
    Page,
    count_all,
    count_words,
    is_headline,
    is_prose,
    is_sentence,
)
from cleaner.document import Block, Finding, Verdict
from cleaner.extraction import Extraction

WALL_WORDS = 120
"""With less prose than this, one line of a consent wall or bot check says what the page is."""
MISSING_WORDS = 60
"""With less prose than this, `page not found` is believed."""
TEASED_WORDS = 250
"""A paywalled page shows less of its article than this."""
STUB_WORDS = 40
"""Less text than this is no article."""
LIST_LINES = 8
"""A page with so many headlines and teasers cut short, and hardly any prose, lists stories."""
SPAM_LINES = 3
STAMPS = 3
"""So many lines that only live blogs have ..."""
CLOCKS = 4
"""... or times of day, each alone above a paragraph, and it is one."""
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?: ?(?:[ap]\.?m\.?|uhr|h))?$", re.IGNORECASE)


def judge(
    text: str, extraction: Extraction, findings: Sequence[Finding] = (), measured: Page | None = None
) -> Verdict:
    """The verdict on a page whose stripped text is `text` and about which `findings` were made.

    `measured` saves counting again what was counted: most lines of `text` are its blocks.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    words, prose = _count(lines, measured)
    signs = [finding.verdict for finding in findings if finding.verdict is not None].count
    for verdict, given in (
        ("blocked", signs("blocked") > 0 and prose < WALL_WORDS),
        ("empty", signs("empty") > 0 and prose < MISSING_WORDS),
        ("spam", signs("spam") >= SPAM_LINES and 4 * signs("spam") >= len(lines)),
        ("liveblog", signs("liveblog") >= STAMPS or _clocks(extraction.blocks) >= CLOCKS),
        ("paywalled", _paywalled(sum(words), signs("paywalled"), extraction)),
        ("listing", _listing(lines, words, prose, signs("listing"))),
        ("empty", not lines),
        ("stub", sum(words) < STUB_WORDS),
    ):
        if given:
            return verdict  # type: ignore[return-value]
    return "article"


def _count(lines: Sequence[str], measured: Page | None) -> tuple[list[int], int]:
    """The words of each line, and how many of them all stand in prose."""
    known: dict[str, tuple[int, bool]] = {}
    if measured is not None:
        texts = [block.text for block in measured.blocks]
        known = dict(zip(texts, zip(measured.words, measured.prose, strict=True), strict=True))
    if new := [line for line in lines if line not in known]:
        known.update((line, (n, is_prose(line, n))) for line, n in zip(new, count_all(new), strict=True))
    counted = [known[line] for line in lines]
    return [words for words, _ in counted], sum(words for words, prose in counted if prose)


def _paywalled(words: int, signs: int, extraction: Extraction) -> bool:
    """Something asks for money or a password, and not much of a story is there."""
    return words < TEASED_WORDS and (signs > 0 or extraction.metadata.paywalled is True)


def _clocks(blocks: Sequence[Block]) -> int:
    """How many blocks are a time of day and nothing else, with a sentence among the next two."""
    return sum(
        1
        for at, block in enumerate(blocks)
        if len(block.text) < 12
        and _CLOCK.match(block.text)
        and any(is_sentence(below.text) and count_words(below.text) >= 8 for below in blocks[at + 1 : at + 3])
    )


def _listing(lines: Sequence[str], words: Sequence[int], prose: int, signs: int) -> bool:
    """Headlines and teasers make up the page, or it says that it is one of many."""
    if signs >= 2 and prose < 4 * PROSE_WORDS:
        return True
    if prose >= 2 * PROSE_WORDS:
        return False
    listed = sum(
        1
        for line, n in zip(lines, words, strict=True)
        if is_headline(line, n) or line.rstrip().endswith(("…", "..."))
    )
    return listed >= LIST_LINES and 2 * listed >= len(lines)
