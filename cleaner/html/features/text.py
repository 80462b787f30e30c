"""What can be counted in the characters of each block. Letters are told apart by case, digits and script."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Floats
from cleaner.html.features.points import (
    COLON,
    COMMA,
    DASH,
    DIGIT,
    END,
    LETTER,
    MARK,
    QUOTE,
    UNSPACED,
    UPPER,
    Points,
)

PROSE_WORDS = 12
"""From this many words on a block can be prose."""
PROSE_LINKS = 0.4
"""Above this share of link characters it is not."""
UNSPACED_WORD = 1.7
"""Characters a word in scripts written without spaces, roughly."""

_COUNTED = np.array((UPPER, DIGIT, END, COMMA, QUOTE, COLON, MARK, DASH), np.uint16)
"""Classes of which a text has few characters."""


class Text(NamedTuple):
    """What the other columns need to know of each block's text."""

    points: Points
    chars: Floats
    words: Floats
    link_density: Floats
    prose: Flags
    ends: Flags
    """The block ends like a sentence."""


def text(page: Outline, out: Columns) -> Text:
    """Add the columns without a prefix."""
    at = Points.of(page.texts)
    chars = np.maximum(at.ends - at.starts, 1).astype(np.float32)
    unspaced = at.has(UNSPACED)
    body = at.has(LETTER | DIGIT) & ~unspaced
    opens = body.copy()
    opens[1:] &= ~body[:-1]
    capitals, (uppers, digits, sentences, commas, quotes, colons, marks, dashes) = _counts(at, opens)
    written_on = at.tally(unspaced)
    words = at.tally(opens) + written_on / np.float32(UNSPACED_WORD)
    spoken = np.maximum(words, 1)
    links = np.array(page.link_chars, np.float32)
    density = np.minimum(links / chars, 1)
    out |= {
        "words": words,
        "chars": chars,
        "word_length": chars / spoken,
        "lines": at.tally(at.points == ord("\n")) - 1,
        "links": np.array(page.links, np.float32),
        "link_density": density,
        "link_chars": links,
        "emphasis": np.minimum(np.array(page.emphasis_chars, np.float32) / chars, 1),
        "hidden": np.array(page.hidden, np.float32),
        "sentences": sentences,
        "sentence_words": words / (sentences + 1),
        "commas": commas / spoken,
        "digits": digits / chars,
        "capitals": capitals / spoken,
        "shouting": uppers / chars,
        "quotes": quotes / spoken,
        "colons": colons,
        "marks": marks / spoken,
        "mark_count": marks,
        "dashes": dashes / spoken,
        "unspaced": written_on / chars,
    }
    stops = _edges(at, out)
    out["early_colon"] = np.array([text.find(":", 0, 30) > 0 for text in page.texts], np.float32)
    _copies(page.texts, out)
    return Text(at, chars, words, density, (words >= PROSE_WORDS) & (density < PROSE_LINKS), stops)


def _counts(at: Points, opens: Flags) -> tuple[Floats, Floats]:
    """Words of each block that start with a capital; (classes, blocks) characters of `_COUNTED` classes."""
    found = np.flatnonzero(at.kinds & np.bitwise_or.reduce(_COUNTED))
    kinds = at.kinds[found]
    marked = np.empty((len(_COUNTED) + 1, len(found)), bool)
    np.not_equal(kinds & _COUNTED[:, None], 0, out=marked[:-1])
    marked[-1] = marked[0] & opens[found]
    running = np.zeros((len(marked), len(found) + 1), np.int32)
    np.cumsum(marked, axis=1, out=running[:, 1:])
    counts = np.diff(running[:, np.searchsorted(found, at.bounds)]).astype(np.float32)
    return counts[-1], counts[:-1]


def _edges(at: Points, out: Columns) -> Flags:
    """How a block starts and ends; whether it ends like a sentence."""
    starts, ends = at.starts, at.ends
    first, last = at.kinds[starts], at.kinds[ends - 1]
    opening, closing = at.points[starts], at.points[ends - 1]
    # a closing quote or bracket may follow the full stop
    before = at.kinds[np.maximum(ends - 2, starts)]
    shut = ((last & QUOTE) != 0) | (closing == ord(")"))
    stops: Flags = ((last & END) != 0) | (shut & ((before & END) != 0))
    dots = (closing == ord(".")) & (at.points[np.maximum(ends - 3, starts)] == ord("."))
    out |= {
        "stops": stops,
        "ends_colon": (last & COLON) != 0,
        "ends_cut": (closing == ord("…")) | (dots & (ends - starts > 3)),
        "starts_upper": (first & UPPER) != 0,
        "starts_lower": ((first & LETTER) != 0) & ((first & (UPPER | UNSPACED)) == 0),
        "bracketed": ((opening == ord("(")) & (closing == ord(")")))
        | ((opening == ord("[")) & (closing == ord("]"))),
    }
    return stops


def _copies(texts: Sequence[str], out: Columns) -> None:
    """How often a block's text stands on the page, and how often before it."""
    seen: dict[str, int] = {}
    earlier = []
    for own in texts:
        before = seen.get(own, 0)
        earlier.append(before)
        seen[own] = before + 1
    out["copies"] = np.array([seen[own] for own in texts], np.float32)
    out["copy_number"] = np.array(earlier, np.float32)
