"""The words of texts as numbers: those of a whole page are looked up, compared and counted at once."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features.columns import Flags, Floats, Ints
from cleaner.html.features.points import DENSE, DIGIT, LETTER, UNSPACED, UPPER, Points, character_classes

Hashes = NDArray[np.uint32]

UNSPACED_WORD = 1.7
"""Characters a word in scripts written without spaces, roughly."""
OPENING = 20
"""Two texts begin alike if the letters and digits among so many characters are the same."""
STEM = 6
"""So many letters of a word's beginning are free of endings; shorter words have no stem."""

_BASE = 0x01000193
_PAIR = np.uint32(0x9E3779B1)
_TABLE = np.uint32((1 << 14) - 1)
"""The bits of a hash that are looked up in a table."""
_USUAL = 1 << 16
"""Characters of a page for which the powers of the base are kept."""


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
    """Where each word starts among the characters..."""
    ends: Ints
    """... and where it ends."""
    sums: Hashes
    """The running sums of the characters from 0 on; only letters and digits count."""
    hashes: Hashes

    @classmethod
    def of(cls, at: Points, *, humps: bool = False) -> "Words":
        """All words of the texts; with `humps` one also starts at a capital after a small letter."""
        letters = at.has(LETTER | DIGIT)
        goes_on = letters[1:] & letters[:-1]
        alone = letters & at.has(UNSPACED)
        if alone.any():
            goes_on &= ~(alone[1:] | alone[:-1])
        if humps:
            upper = at.has(UPPER)
            goes_on &= upper[1:] <= upper[:-1]
        opens, closes = letters.copy(), letters
        opens[1:] ^= goes_on
        closes[:-1] ^= goes_on
        starts, ends = opens.nonzero()[0], closes.nonzero()[0] + 1
        sums = np.zeros(len(at.points) + 1, np.uint32)
        values = _letters().take(at.points, mode="clip") * _powers(len(at.points))[0]
        np.add.accumulate(values, dtype=np.uint32, out=sums[1:])
        return cls(at, at.rows(starts), starts, ends, sums, _between(sums, starts, ends))

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
        long = np.flatnonzero(told & (self.ends - self.starts >= STEM))
        first = self.starts.take(long)
        stems, rows = _between(self.sums, first, first + STEM), self.rows.take(long)
        dense = (self.at.kinds.take(self.starts) & DENSE) != 0
        if dense.any():
            dense &= told & ((self.at.kinds.take(self.starts + 1) & DENSE) != 0)
            pairs = self.starts[dense]
            stems = np.append(stems, self.at.points[pairs] + self.at.points[pairs + 1] * np.uint32(_BASE))
            rows = np.append(rows, self.rows[dense])
        return stems, rows

    def begin_again(self, asked: Flags) -> Flags:
        """Which of the texts asked for, in order, begin with what stands elsewhere in one of them too.

        They have at least `OPENING` characters, and of what they begin with, so many are compared.
        """
        bounds = self.at.bounds[: len(asked) + 1]
        last = max(0, int(bounds[-1]) - OPENING)
        inside = np.repeat(asked, np.diff(bounds))[:last]
        hashes = (self.sums[OPENING : OPENING + last] - self.sums[:last]) * _powers(last)[1]
        begun = hashes.take(bounds[:-1][asked])
        known = distinct(begun)
        times = np.bincount(among(hashes[inside], known)[1], minlength=len(known))
        return np.asarray(times[known.searchsorted(begun)] > 1)


def _between(sums: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """The hashes of the characters from each start to each end."""
    return np.asarray((sums.take(ends) - sums.take(starts)) * _powers(len(sums))[1].take(starts))


def _powers(many: int) -> Hashes:
    """(2, many) the powers of the base and of its inverse."""
    usual = _usual_powers()[:, :_USUAL]
    if many <= _USUAL:
        return usual[:, :many]
    # the same again and again, times what the first of each stretch is
    stretches = _powers_of(pow(_BASE, _USUAL, 1 << 32), -(-many // _USUAL))
    return (stretches[:, :, None] * usual[:, None]).reshape(2, -1)[:, :many]


@cache
def _usual_powers() -> Hashes:
    return _powers_of(_BASE, _USUAL)


def _powers_of(base: int, many: int) -> Hashes:
    steps = np.ones((2, many), np.uint32)
    steps[:, 1:] = np.array([[base], [pow(base, -1, 1 << 32)]], np.uint32)
    return np.asarray(np.multiply.accumulate(steps, axis=1, dtype=np.uint32))


@cache
def _letters() -> Hashes:
    """(65536,) the small letter of every letter of the basic plane; "0" for digits, 0 for the rest."""
    classes = character_classes()
    table = np.where(classes & LETTER, np.arange(0x10000), 0).astype(np.uint32)
    table[(classes & DIGIT) != 0] = ord("0")
    for point in np.flatnonzero(classes & UPPER).tolist():
        small = chr(point).lower()
        if len(small) == 1:
            table[point] = ord(small)
    return table


def among(hashes: Hashes, known: Hashes) -> tuple[Ints, Ints]:
    """Which of the hashes are among the known ones, which rise, and where each of these stands there."""
    # most are told from all of those by a table of their lowest bits
    table = np.zeros(int(_TABLE) + 1, bool)
    table[known & _TABLE] = True
    near = np.flatnonzero(table.take(hashes & _TABLE))
    place = known.searchsorted(hashes.take(near))
    same = np.flatnonzero(known.take(place, mode="clip") == hashes.take(near)) if known.size else near
    return near.take(same), place.take(same)


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers in order, each once."""
    numbers = np.sort(numbers)
    return np.concatenate((numbers[:1], numbers[1:][numbers[1:] != numbers[:-1]]))
