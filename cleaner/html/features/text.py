"""What can be counted in the words and characters of each block."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Floats, Ints, numbered
from cleaner.html.features.points import END, QUOTE, Points
from cleaner.html.features.words import Words

PROSE_WORDS = 12
"""From this many words on a block can be prose."""
PROSE_LINKS = 0.4
"""Above this share of link characters it is not."""


class Text(NamedTuple):
    """What the other columns need to know of each block's text."""

    spelt: Words
    """The words of all blocks, and after them those of what the head declares."""
    chars: Floats
    words: Floats
    link_density: Floats
    prose: Flags
    """Blocks of running text; of several that say the same, the first alone."""
    ends: Flags
    """The block ends like a sentence."""


def text(page: Outline, spelt: Words, out: Columns) -> Text:
    """Add the columns without a prefix."""
    count = len(page.texts)
    starts, ends = spelt.at.starts[:count], spelt.at.ends[:count]
    chars = (ends - starts).astype(np.float32)
    words = spelt.counts(count)
    density = np.minimum(np.array(page.link_chars, np.float32) / chars, 1)
    stops = _stops(spelt.at, starts, ends)
    copies, first = _copies(page.texts)
    out |= {"words": words, "chars": chars, "link_density": density, "stops": stops, "copies": copies}
    prose = (words >= PROSE_WORDS) & (density < PROSE_LINKS) & first
    return Text(spelt, chars, words, density, prose, stops)


def _stops(at: Points, starts: Ints, ends: Ints) -> Flags:
    """Whether a block ends like a sentence; a closing quote or bracket may follow the full stop."""
    last = at.kinds[ends - 1]
    before = at.kinds[np.maximum(ends - 2, starts)]
    shut = ((last & QUOTE) != 0) | (at.points[ends - 1] == ord(")"))
    return np.asarray(((last & END) != 0) | (shut & ((before & END) != 0)))


def _copies(texts: Sequence[str]) -> tuple[Ints, Flags]:
    """How often a block's text stands on the page, and whether it stands nowhere above."""
    number = numbered(texts)[0]
    first = np.ones(len(number), bool)
    np.greater(number[1:], np.maximum.accumulate(number)[:-1], out=first[1:])
    return np.bincount(number)[number], first
