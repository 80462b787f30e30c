"""Texts as arrays: the code points of all of them in one, each with the classes of its character."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features.columns import Flags, Ints

UPPER, LETTER, DIGIT, END, QUOTE, UNSPACED, DENSE = (1 << bit for bit in range(7))
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
_DENSE_RANGES = (*_UNSPACED_RANGES, (0xAC00, 0xD7A3))
"""And Korean: scripts in which two characters say as much as a word's beginning elsewhere."""


@cache
def character_classes() -> NDArray[np.uint8]:
    """(65536,) the classes of every character of the basic plane; built once, from constants alone."""
    table = np.zeros(0x10000, np.uint8)
    points = np.arange(0x10000, dtype=np.uint32)
    characters = points.view("U1")
    table[np.char.isalpha(characters)] |= LETTER
    table[np.char.isupper(characters)] |= UPPER
    table[np.char.isdigit(characters)] |= DIGIT
    for flag, ranges in ((UNSPACED, _UNSPACED_RANGES), (DENSE, _DENSE_RANGES)):
        for low, high in ranges:
            table[low : high + 1] |= flag
    for flag, members in (
        (END, ".!?…。！？｡؟۔।॥։"),
        (QUOTE, "\"'«»“”„‘’‚‹›「」『』"),
    ):
        for member in members:
            table[ord(member)] |= flag
    return table


class Points(NamedTuple):
    """The characters of several texts in one array, each with its classes, and where each text lies in it."""

    points: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    bounds: Ints
    """The start of each text and the end of the last; a line break stands before each bound."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Points":
        """The points of at least one text."""
        bounds = np.zeros(len(texts) + 1, np.intp)
        np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1, out=bounds[1:])
        whole = "\n".join(texts) + "\n"
        points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
        return cls(points, character_classes().take(points, mode="clip"), bounds)

    @property
    def starts(self) -> Ints:
        """Where each text starts."""
        return self.bounds[:-1]

    @property
    def ends(self) -> Ints:
        """Where each text ends."""
        return self.bounds[1:] - 1

    def has(self, flag: int) -> Flags:
        """Which characters are of a class."""
        return np.asarray((self.kinds & np.uint8(flag)) != 0)

    def rows(self, at: Ints) -> Ints:
        """The number of the text in which each of these places stands; they must rise."""
        firsts = at.searchsorted(self.bounds)
        return np.arange(len(firsts) - 1).repeat(firsts[1:] - firsts[:-1])
