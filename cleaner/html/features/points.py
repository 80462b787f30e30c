"""Texts as arrays: the code points of all of them in one, each with the classes of its character."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features.columns import Flags, Floats, Ints

UPPER, LETTER, DIGIT, END, COMMA, UNSPACED, QUOTE, COLON, MARK, DASH, SPACE = (1 << bit for bit in range(11))
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


@cache
def character_classes() -> NDArray[np.uint16]:
    """(65536,) the classes of every character of the basic plane; built once, from constants alone."""
    table = np.zeros(0x10000, np.uint16)
    points = np.arange(0x10000, dtype=np.uint32)
    characters = points.view("U1")
    table[np.char.isalpha(characters)] |= LETTER
    table[np.char.isupper(characters)] |= UPPER
    table[np.char.isdigit(characters)] |= DIGIT
    table[np.char.isspace(characters)] |= SPACE
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


class Points(NamedTuple):
    """The characters of several texts in one array, each with its classes, and where each text lies in it."""

    points: NDArray[np.uint32]
    kinds: NDArray[np.uint16]
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
        return np.asarray((self.kinds & np.uint16(flag)) != 0)

    def tally(self, where: Flags) -> Floats:
        """How many characters of each text are marked."""
        return np.diff(np.searchsorted(np.flatnonzero(where), self.bounds)).astype(np.float32)

    def rows(self, at: Ints) -> Ints:
        """The number of the text in which each of these places stands; they must rise."""
        counts = np.diff(np.searchsorted(at, self.bounds))
        return np.repeat(np.arange(len(counts)), counts)

    def bare(self) -> list[str]:
        """The texts without white space."""
        solid = np.flatnonzero(~self.has(SPACE))
        whole = self.points[solid].tobytes().decode("utf-32-le", "surrogatepass")
        bounds = np.searchsorted(solid, self.bounds).tolist()
        return [whole[start:end] for start, end in pairwise(bounds)]


def hashed(letters: NDArray[Any], starts: Ints, powers: NDArray[Any]) -> NDArray[Any]:
    """The hashes of words whose letters stand one after another, in the type of `powers`.

    `letters` is consumed; there is at least one word. Letters past the last power are all multiplied by it.
    """
    places = np.arange(len(letters))
    letters *= powers.take(places - np.repeat(starts, np.diff(starts, append=len(letters))), mode="clip")
    return np.asarray(np.add.reduceat(letters, starts, dtype=powers.dtype))
