"""Which of the lines above an article is its headline: the likeliest, or none.

What tells a headline from a menu's label or a section's name is that the story below uses its words. The
chance is a logistic regression's, which `benchmarks/train_headline.py` fits.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from math import exp, log, log1p
from operator import mul
from typing import NamedTuple

from cleaner.clutter.fold import UNSPACED
from cleaner.clutter.shape import FULL_STOPS
from cleaner.document import Block
from cleaner.extraction import Context

LINES = 60
"""A headline stands among the first so many lines of a text."""
WORDS = (3, 24)
CHARACTERS = 115
"""A longer first line is a standfirst as often as a headline; the headline that stays does less harm."""
BODY_WORDS, BODY_LINES = 40, 11
"""A headline heads something: at least so much running text stands so near below it."""
ABOVE_WORDS = 80
"""More running text than this stands above no headline; notices about cookies, say, may."""
STORY_WORDS = 200
"""The running text below a line of which it may have its words."""
NEAR = 4
"""A byline or a date stands at most so many lines below its headline."""
STEM = 4
"""Letters of a word's beginning that its forms share; shorter words say little."""
UNSPACED_STEM = 12
"""Characters to a stem, on average; where there are more, words may not be spaced."""
LIKELY = 0.25
"""The chance from which the likeliest line is taken for the headline."""
WEIGHTS = {
    "bias": -3.71,
    "told": 3.19,
    "words": 1.17,
    "prose_above": -0.47,
    "gap": -0.76,
    "on_prose": -0.66,
    "bullet": -2.06,
    "stamped": 1.10,
}
"""Log-odds for each unit of the columns of `candidates`."""

_CLOCK = re.compile(r"\d{1,2}[.:h]\d\d\b")
_BULLETS = tuple("-•*–")
_CLOSING, _STOPS = "\"'”’»)」』", frozenset(f"{FULL_STOPS}…")


class Candidate(NamedTuple):
    """A line that may be the headline: its index in the document, and the columns in the order of WEIGHTS."""

    line: int
    columns: dict[str, float]

    @property
    def chance(self) -> float:
        """The chance, 0 to 1, that it is."""
        return 1 / (1 + exp(-sum(map(mul, WEIGHTS.values(), self.columns.values()))))


def candidates(context: Context, clutter: Collection[int], stamps: Collection[int]) -> list[Candidate]:
    """The lines that may be the headline by their shape and by what follows them.

    `clutter` are the starts of lines known to be something else, `stamps` those of bylines and dates.
    """
    blocks, sizes = context.blocks, context.page.words
    prose: list[int] = []
    above = [0]
    for block, size in zip(blocks[: LINES + BODY_LINES], sizes, strict=False):
        prose.append(size if block.start not in clutter and is_running_text(block.text, size) else 0)
        above.append(above[-1] + prose[-1])
        if above[max(0, len(prose) - BODY_LINES)] > ABOVE_WORDS:
            break
    story: str | None = None
    found = []
    for number in range(min(LINES, len(prose))):
        if above[number] > ABOVE_WORDS:
            break
        block, text = blocks[number], blocks[number].text
        if (
            block.start in clutter
            or not _is_shaped(text, sizes[number])
            or above[min(number + 1 + BODY_LINES, len(prose))] - above[number + 1] < BODY_WORDS
            or _runs_on(blocks, number)
        ):
            continue
        below = next(at for at in range(number + 1, len(prose)) if prose[at])
        if story is None:
            story = _prose_from(below, context)
        columns = {
            "bias": 1.0,
            "told": _told(text, story),
            "words": log(sizes[number]),
            "prose_above": log1p(above[number]),
            "gap": log1p(below - number - 1),
            "on_prose": below == number + 1,
            "bullet": text.startswith(_BULLETS),
            "stamped": any(block.start in stamps for block in blocks[number + 1 : number + 1 + NEAR]),
        }
        found.append(Candidate(number, columns))
    return found


def _is_shaped(line: str, words: int) -> bool:
    """The shape of a headline above a story, narrower than that of a teaser (`shape.is_headline`)."""
    if not WORDS[0] <= words <= WORDS[1] or len(line) > CHARACTERS:
        return False
    if _CLOCK.match(line):  # an entry of a live blog
        return False
    return not line[0].islower() and line[-1] not in ".:;,。：、" and not line.endswith(("...", "…"))


def is_running_text(line: str, words: int) -> bool:
    """Running text, though it be a short sentence."""
    return words >= 28 or (words >= 9 and line.rstrip(_CLOSING)[-1:] in _STOPS)


def _runs_on(blocks: Sequence[Block], number: int) -> bool:
    """Is the line a sentence that goes on in the next one, as where lines were wrapped?"""
    below = blocks[number + 1 : number + 2]
    return bool(below) and below[0].text[0].islower()


def _prose_from(start: int, context: Context) -> str:
    """`STORY_WORDS` of running text from the line `start` on, whole lines, folded, a space before each."""
    blocks, sizes = context.blocks, context.page.words
    texts, left = [], STORY_WORDS
    for number in range(start, len(blocks)):
        if is_running_text(blocks[number].text, sizes[number]):
            texts.append(blocks[number].text)
            left -= sizes[number]
            if left <= 0:
                break
    return f" {' '.join(texts).casefold()}"


def _told(line: str, story: str) -> float:
    """The share of the line's longer words that are in the story, by their beginnings; 0.5 if it has none.

    Where words are not spaced, pairs of characters are looked for.
    """
    # marks at the end of a word do not reach its stem, and taking off those before it would cost too much
    stems = {f" {word[:STEM]}" for word in line.casefold().split() if len(word) >= STEM}
    number, told = len(stems), sum(map(story.__contains__, stems))
    if number * UNSPACED_STEM < len(line) and not line.isascii() and (pairs := _pairs(line)):
        number, told = number + len(pairs), told + len(pairs & _pairs(story))
    return told / number if number else 0.5


def _pairs(text: str) -> set[str]:
    return set(map("".join, pairwise(UNSPACED.findall(text))))
