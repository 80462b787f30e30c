"""What a block says and what its elements are called: two linear models over hashed words, as columns.

A word is known by a number of `BITS` bits alone, so no text is in the model. Columns by prefix:

    said_       what the words of a block speak for, in log-odds of article against the rest
    named_      the same of the words in class, id, role and tag of its element and the four above

each for the block itself (`own`), its neighbours (`m1` is the block before, `p1` the block after), the mean
of the seven blocks around it (`near`), and of those like it on the page (`kin`, `sig2` as in `features`).
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features import Columns, Tree
from cleaner.html.features.columns import Floats, Ints
from cleaner.html.features.place import by_distance
from cleaner.html.features.points import DIGIT, LETTER, UNSPACED, UPPER, Points, character_classes, hashed

MODEL = Path(__file__).resolve().parent / "lexicon.npz"
"""Trained with the block scorer by `benchmarks/train_blocks.py`; see `blocks.md`."""
BITS = 15
SHOWN = 300
"""Characters of a block that are read: how it starts says enough."""
MOST = 2_000_000
"""Characters that are read of all blocks, and of all names: each is cut shorter on a page that has more."""
FAR = 4
"""How many elements above a block's own are asked for their names; the last two count as one level."""
LEVELS = FAR
_LENGTHS = np.array((4, 12, 30), np.float32)
"""Words up to which a block is a label, a line, a sentence; the same word weighs differently in each."""

Words = NDArray[np.uint32]

_POWERS = np.array([pow(0x01000193, power, 1 << 32) for power in range(32)], np.uint32)
_PAIR, _OPENS, _CLOSES = (np.uint32(salt) for salt in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35))


class Terms(NamedTuple):
    """Hashed words, each below `2**BITS`, and the row that each belongs to."""

    terms: Ints
    rows: Ints


@dataclass(frozen=True)
class Lexicon:
    """The weights of both models."""

    said: NDArray[np.int8]
    """(2**BITS,) weights of words."""
    named: NDArray[np.int8]
    """(2**BITS, LEVELS) weights of the words of names, by how far above the block they stand."""
    scales: Floats
    """(2,) what one step of a weight in `said` and in `named` is worth."""

    @classmethod
    def load(cls, path: Path = MODEL) -> "Lexicon":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            return cls(data["said"], data["named"], data["scales"])

    @classmethod
    def of(cls, said: NDArray[np.float64], named: NDArray[np.float64]) -> "Lexicon":
        """Weights to the nearest of 255 steps."""
        scales = np.array([max(1e-9, np.abs(weights).max()) / 127 for weights in (said, named)], np.float32)
        steps = [
            np.rint(weights / scale).astype(np.int8)
            for weights, scale in zip((said, named), scales, strict=True)
        ]
        return cls(steps[0], steps[1], scales)

    def save(self, path: Path = MODEL) -> None:
        """Write the weights to a compressed `.npz`."""
        np.savez_compressed(path, said=self.said, named=self.named, scales=self.scales)

    @cached_property
    def _named(self) -> NDArray[np.int8]:
        """(LEVELS, 2**BITS), as small as it is stored: what is read at random must fit the cache."""
        return np.ascontiguousarray(self.named.T)

    def columns(self, page: Outline, tree: Tree) -> Columns:
        """The columns `said_` and `named_`, each of shape (blocks,)."""
        count = len(page.texts)
        spoken = said(page, tree)
        weights = np.bincount(spoken.rows, self.said[spoken.terms], count)
        heard = weights * self.scales[0] / _root(np.bincount(spoken.rows, minlength=count))
        return around("said_", heard, tree) | around("named_", self._called(tree), tree)

    def _called(self, tree: Tree) -> Floats:
        """(blocks,) what the names of the elements around each block speak for."""
        total: Floats = np.zeros((LEVELS, len(tree.parents)), np.float32)
        many = np.zeros(len(tree.parents), np.float32)
        for found, names in ((class_terms(tree), tree.classes), (tag_terms(tree), tree.tags)):
            size = len(names.distinct)
            weights = self._named.take(found.terms, axis=1)
            sums = np.stack([np.bincount(found.rows, level, size) for level in weights])
            total += sums.take(names.numbers, axis=1)
            many += np.bincount(found.rows, minlength=size)[names.numbers]
        heard = np.zeros(len(tree.owners), np.float32)
        count = np.zeros(len(tree.owners), np.float32)
        for level, element in enumerate(ancestors(tree)):
            heard += total[min(level, LEVELS - 1)][element]
            count += many[element]
        return np.asarray(heard * self.scales[1] / _root(count))


def _root(counts: NDArray[np.generic]) -> Floats:
    return np.asarray(np.sqrt(np.maximum(counts, 1)), np.float32)


def ancestors(tree: Tree) -> list[Ints]:
    """(FAR + 1) x (blocks,) the element of each block and those above it; the root is above itself."""
    found = [tree.owners]
    for _ in range(FAR):
        found.append(tree.parents[found[-1]])
    return found


def around(prefix: str, values: NDArray[np.floating], tree: Tree) -> Columns:
    """A block's value, its neighbours', and the means of those near it and like it."""
    out: Columns = {f"{prefix}own": values}
    beside = by_distance(values)
    for by, name in ((-2, "m2"), (-1, "m1"), (1, "p1"), (2, "p2")):
        out[prefix + name] = beside[by]
    running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    place = np.arange(len(values))
    low, high = np.maximum(place - 3, 0), np.minimum(place + 4, len(values))
    out[f"{prefix}near"] = (running[high] - running[low]) / (high - low)
    for name, group in (("kin", tree.kin), ("sig2", tree.signature2)):
        means = np.bincount(group, values) / np.maximum(np.bincount(group), 1)
        out[prefix + name] = means[group]
    return out


def said(page: Outline, tree: Tree) -> Terms:
    """The terms of every block's words: by the block's length, in pairs, as first and last."""
    shown = min(SHOWN, MOST // len(page.texts))
    hashes, blocks = _words(tree.text.points, shown)
    if not len(hashes):
        return Terms(np.zeros(0, np.intp), np.zeros(0, np.intp))
    length = np.searchsorted(_LENGTHS, tree.text.words)[blocks].astype(np.uint32)
    same = blocks[1:] == blocks[:-1]
    opens = np.concatenate(([True], ~same))
    second = np.concatenate(([False], opens[:-1])) & ~opens
    closes = np.concatenate((~same, [True]))
    pairs = np.flatnonzero(same & (length[1:] < len(_LENGTHS)))
    terms = np.concatenate((
        hashes + length,
        hashes[pairs] * _PAIR + hashes[pairs + 1],
        hashes[opens | second] ^ _OPENS,
        hashes[closes] ^ _CLOSES,
    ))  # fmt: skip
    rows = np.concatenate((blocks, blocks[pairs], blocks[opens | second], blocks[closes]))
    return Terms(_mixed(terms), rows)


def _words(at: Points, shown: int, *, humps: bool = False) -> tuple[Words, Ints]:
    """A hash of every word in the first characters of every text, in order, and the number of its text.

    Where words are not written apart, each character is one. All digits are the same. With `humps` a
    word also starts at a capital after a small letter.
    """
    spelt = at.has(LETTER | DIGIT)
    for number in np.flatnonzero(at.ends - at.starts > shown).tolist():
        spelt[at.bounds[number] + shown : at.bounds[number + 1]] = False
    places = np.flatnonzero(spelt)
    if not len(places):
        return np.zeros(0, np.uint32), np.zeros(0, np.intp)
    points, kinds = at.points[places], at.kinds[places]
    opens = np.ones(len(places), bool)
    np.greater(places[1:] - places[:-1], 1, out=opens[1:])
    alone = (kinds & UNSPACED) != 0
    if alone.any():
        opens |= alone
        opens[1:] |= alone[:-1]
    if humps:
        upper = (kinds & UPPER) != 0
        opens[1:] |= upper[1:] > upper[:-1]
    starts = np.flatnonzero(opens)
    letters = _small_letters().take(points, mode="clip")
    return hashed(letters, starts, _POWERS), at.rows(places[starts])


@cache
def _small_letters() -> Words:
    """(65536,) the small letter of every character of the basic plane, or itself; 0 for digits."""
    table = np.arange(0x10000, dtype=np.uint32)
    table[(character_classes() & DIGIT) != 0] = ord("0")
    for point in np.flatnonzero(character_classes() & UPPER).tolist():
        small = chr(point).lower()
        if len(small) == 1:
            table[point] = ord(small)
    return table


def _mixed(hashes: Words) -> Ints:
    """The highest bits of well-stirred hashes."""
    hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    hashes = (hashes ^ (hashes >> np.uint32(12))) * np.uint32(0x297A2D39)
    return (hashes >> np.uint32(32 - BITS)).astype(np.intp)


def class_terms(tree: Tree) -> Terms:
    """The terms of each distinct class, id and role of the page, in the order of these."""
    hashes, rows = _words(tree.class_points, MOST // len(tree.classes.distinct), humps=True)
    return Terms(_mixed(hashes), rows)


def tag_terms(tree: Tree) -> Terms:
    """The term of each distinct tag of the page."""
    terms = [crc32(f"<{tag}>".encode("utf-8", "replace")) & ((1 << BITS) - 1) for tag in tree.tags.distinct]
    return Terms(np.array(terms, np.intp), np.arange(len(terms)))
