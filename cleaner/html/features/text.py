"""What can be counted in the characters of each block. Letters are told apart by case, digits and script."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Floats, Ints

PROSE_WORDS = 12
"""From this many words on a block can be prose."""
PROSE_LINKS = 0.4
"""Above this share of link characters it is not."""
UNSPACED_WORD = 1.7
"""Characters a word in scripts written without spaces, roughly."""

UPPER, LETTER, DIGIT, END, COMMA, UNSPACED, QUOTE, COLON, MARK, DASH = (1 << bit for bit in range(10))
"""Classes of characters; a character may have several."""
_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)
"""Thai and Lao, Burmese, Khmer, Japanese, Chinese."""
_COUNTED = np.array((UPPER, DIGIT, END, COMMA, QUOTE, COLON, MARK, DASH), np.uint16)
"""Classes of which a text has few characters."""


class Text(NamedTuple):
    """What the other columns need to know of each block's text."""

    chars: Floats
    words: Floats
    link_density: Floats
    prose: Flags
    ends: Flags
    """The block ends like a sentence."""


@cache
def character_classes() -> NDArray[np.uint16]:
    """(65536,) the classes of every character of the basic plane; built once, from constants alone."""
    table = np.zeros(0x10000, np.uint16)
    points = np.arange(0x10000, dtype=np.uint32)
    characters = points.view("U1")
    table[np.char.isalpha(characters)] |= LETTER
    table[np.char.isupper(characters)] |= UPPER
    table[np.char.isdigit(characters)] |= DIGIT
    for low, high in _UNSPACED_RANGES:
        table[low : high + 1] |= UNSPACED
    for flag, members in (
        (END, ".!?…。！？｡؟۔।॥։"),
        (COMMA, ",;、，；،؛"),
        (QUOTE, "\"'«»“”„‘’‚‹›「」『』"),
        (COLON, ":："),
        (MARK, "|/•·@©#►▶→»›+*\\®&"),
        (DASH, "-–—"),
    ):
        for member in members:
            table[ord(member)] |= flag
    return table


class _Points(NamedTuple):
    """The characters of all blocks in one array, each with its classes, and where each block lies in it."""

    points: NDArray[np.uint32]
    kinds: NDArray[np.uint16]
    bounds: Ints
    """The start of each block and the end of the last; a line break stands before each bound."""

    @property
    def starts(self) -> Ints:
        return self.bounds[:-1]

    @property
    def ends(self) -> Ints:
        return self.bounds[1:] - 1

    def has(self, flag: int) -> Flags:
        return np.asarray((self.kinds & np.uint16(flag)) != 0)

    def tally(self, where: Flags) -> Floats:
        """How many characters of each block are marked."""
        return np.diff(np.searchsorted(np.flatnonzero(where), self.bounds)).astype(np.float32)


def _points(texts: Sequence[str]) -> _Points:
    bounds = np.zeros(len(texts) + 1, np.intp)
    np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1, out=bounds[1:])
    whole = "\n".join(texts) + "\n"
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _Points(points, character_classes().take(points, mode="clip"), bounds)


def text(page: Outline, out: Columns) -> Text:
    """Add the columns without a prefix."""
    at = _points(page.texts)
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
    return Text(chars, words, density, (words >= PROSE_WORDS) & (density < PROSE_LINKS), stops)


def _counts(at: _Points, opens: Flags) -> tuple[Floats, Floats]:
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


def _edges(at: _Points, out: Columns) -> Flags:
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
