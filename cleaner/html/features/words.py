"""The words of texts as numbers: those of a whole page are looked up, compared and counted at once."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features.columns import Flags, Floats, Ints
from cleaner.html.features.points import DENSE, DIGIT, LETTER, UNSPACED, UPPER, Points, character_classes

Hashes = NDArray[np.uint32]

UNSPACED_WORD = 1.7
"""Characters a word in scripts written without spaces, roughly."""
STEM = 6
"""So many letters of a word's beginning are free of endings; shorter words have no stem."""

_BASE = 0x01000193
_PAIR = np.uint32(0x9E3779B1)
_USUAL = 1 << 16
"""Letters of a page for which the powers of the base are kept."""


class Words(NamedTuple):
    """The words of several texts, in order: runs of letters and digits in whatever case, all digits the same.

    Where words are not written apart, each character is one. A word's hash is the sum of its letters, each
    times a power of `_BASE`, modulo 2**32; that of any part of it comes from running sums (Karp and Rabin,
    "Efficient randomized pattern-matching algorithms", 1987).
    """

    at: Points
    rows: Ints
    """The number of the text that each word stands in."""
    starts: Ints
    """Where each word starts among the characters."""
    opens: Ints
    """Where each word starts among the letters of all, and their number."""
    sums: Hashes
    """The running sums of these letters, from 0 on."""
    hashes: Hashes

    @classmethod
    def of(cls, at: Points, *, humps: bool = False) -> "Words":
        """All words of the texts; with `humps` one also starts at a capital after a small letter."""
        places = np.flatnonzero(at.has(LETTER | DIGIT))
        kinds = at.kinds.take(places)
        opens = np.ones(len(places) + 1, bool)
        np.greater(places[1:] - places[:-1], 1, out=opens[1:-1])
        alone = (kinds & UNSPACED) != 0
        if alone.any():
            opens[:-1] |= alone
            opens[1:-1] |= alone[:-1]
        if humps:
            upper = (kinds & UPPER) != 0
            opens[1:-1] |= upper[1:] > upper[:-1]
        bounds = np.flatnonzero(opens)
        starts = places.take(bounds[:-1])
        sums = np.zeros(len(places) + 1, np.uint32)
        letters = _small_letters().take(at.points.take(places), mode="clip")
        np.add.accumulate(letters * _powers(len(places))[0], dtype=np.uint32, out=sums[1:])
        hashes = _between(sums, bounds[:-1], bounds[1:])
        return cls(at, at.rows(starts), starts, bounds, sums, hashes)

    def counts(self, many: int) -> Floats:
        """(many,) the words of the first texts, characters of unspaced scripts by what they make."""
        kinds = self.at.kinds.take(self.starts) & UNSPACED
        size = np.where(kinds, np.float32(1 / UNSPACED_WORD), np.float32(1)) if kinds.any() else None
        return np.bincount(self.rows, size, many)[:many].astype(np.float32)

    def pairs(self) -> tuple[Hashes, Ints]:
        """The hashes of two words in turn of one text, and the number of the text of each."""
        same = np.flatnonzero(self.rows[1:] == self.rows[:-1])
        return self.hashes.take(same) * _PAIR + self.hashes.take(same + 1), self.rows.take(same)

    def stems(self, asked: Flags) -> tuple[Hashes, Ints]:
        """The stems of the words in the texts asked for, and the number of the text of each.

        In scripts in which two characters say as much as six letters elsewhere, they are the stem.
        """
        told = asked.take(self.rows)
        starts, ends = self.opens[:-1], self.opens[1:]
        long = np.flatnonzero(told & (ends - starts >= STEM))
        first = starts.take(long)
        stems, rows = _between(self.sums, first, first + STEM), self.rows.take(long)
        dense = (self.at.kinds.take(self.starts) & DENSE) != 0
        if dense.any():
            dense &= told & ((self.at.kinds.take(self.starts + 1) & DENSE) != 0)
            pairs = self.starts[dense]
            stems = np.append(stems, self.at.points[pairs] + self.at.points[pairs + 1] * np.uint32(_BASE))
            rows = np.append(rows, self.rows[dense])
        return stems, rows


def _between(sums: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """The hashes of the letters from each start to each end."""
    return np.asarray((sums.take(ends) - sums.take(starts)) * _powers(len(sums))[1].take(starts))


def _powers(many: int) -> Hashes:
    """(2, many) the powers of the base and of its inverse."""
    return _usual_powers()[:, :many] if many <= _USUAL else _computed_powers(many)


@cache
def _usual_powers() -> Hashes:
    return _computed_powers(_USUAL)


def _computed_powers(many: int) -> Hashes:
    steps = np.ones((2, many), np.uint32)
    steps[:, 1:] = np.array([[_BASE], [pow(_BASE, -1, 1 << 32)]], np.uint32)
    return np.asarray(np.multiply.accumulate(steps, axis=1, dtype=np.uint32))


@cache
def _small_letters() -> Hashes:
    """(65536,) the small letter of every character of the basic plane, or itself; "0" for digits."""
    table = np.arange(0x10000, dtype=np.uint32)
    table[(character_classes() & DIGIT) != 0] = ord("0")
    for point in np.flatnonzero(character_classes() & UPPER).tolist():
        small = chr(point).lower()
        if len(small) == 1:
            table[point] = ord(small)
    return table
