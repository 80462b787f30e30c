"""What a block says and what its elements are called: two linear models over hashed words, as columns.

A word is known by a number of `BITS` bits alone, so no text is in the model. Columns by prefix:

    said_       what the words of a block speak for, in log-odds of article against the rest
    named_      the same of the words in class, id, role and tag of its element and the four above

each for the block itself (`own`), the one after it (`p1`), the mean of the seven blocks around it (`near`),
and of those like it on the page (`kin`, `sig2` as in `features`).
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features import Columns, Tree
from cleaner.html.features.columns import Floats, Ints
from cleaner.html.features.words import Hashes

MODEL = Path(__file__).resolve().parent / "lexicon.npz"
"""Trained with the block scorer by `benchmarks/train_blocks.py`; see `blocks.md`."""
BITS = 15
SHOWN = 300
"""Characters of a block that are read: how it starts says enough."""
FAR = 4
"""How many elements above a block's own are asked for their names; the last two count as one level."""
LEVELS = FAR
_LENGTHS = np.array((4, 12, 30), np.float32)
"""Words up to which a block is a label, a line, a sentence; the same word weighs differently in each."""

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

    def columns(self, tree: Tree) -> Columns:
        """The columns `said_` and `named_`, each of shape (blocks,)."""
        count = len(tree.owners)
        spoken = said(tree)
        weights = np.bincount(spoken.rows, self.said[spoken.terms], count)
        heard = weights * self.scales[0] / _root(np.bincount(spoken.rows, minlength=count))
        return around("said_", heard, tree) | around("named_", self._called(tree), tree)

    def _called(self, tree: Tree) -> Floats:
        """(blocks,) what the names of the elements around each block speak for."""
        found = named(tree)
        count = len(tree.distinct)
        weights = self._named.take(found.terms, axis=1)
        sums = np.array([np.bincount(found.rows, level, count) for level in weights]).take(tree.names, axis=1)
        many = np.bincount(found.rows, minlength=count)[tree.names]
        heard = np.zeros(len(tree.above))
        size = np.zeros(len(tree.above))
        chains = np.arange(len(tree.above))
        for level in range(FAR + 1):
            heard += sums[min(level, LEVELS - 1)][chains]
            size += many[chains]
            chains = tree.above[chains]
        return np.asarray((heard * self.scales[1] / _root(size))[tree.chains[tree.owners]])


def _root(counts: NDArray[np.generic]) -> Floats:
    return np.asarray(np.sqrt(np.maximum(counts, 1)), np.float32)


def around(prefix: str, values: NDArray[np.floating], tree: Tree) -> Columns:
    """A block's value, the next one's, and the means of those near it and like it."""
    out: Columns = {f"{prefix}own": values, f"{prefix}p1": np.append(values[1:], 0)}
    running = np.zeros(len(values) + 1)
    np.cumsum(values, out=running[1:])
    place = np.arange(len(values))
    low, high = np.maximum(place - 3, 0), np.minimum(place + 4, len(values))
    out[f"{prefix}near"] = (running[high] - running[low]) / (high - low)
    for name, group in (("kin", tree.kin), ("sig2", tree.signature2)):
        means = np.bincount(group, values) / np.maximum(np.bincount(group), 1)
        out[prefix + name] = means[group]
    return out


def said(tree: Tree) -> Terms:
    """The terms of the words that each block shows first: by its length, in pairs, as first and last."""
    spelt = tree.text.spelt
    shown = spelt.rows < len(tree.owners)
    shown &= spelt.starts - spelt.at.starts[spelt.rows] < SHOWN
    hashes, blocks = spelt.hashes[shown], spelt.rows[shown]
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


def named(tree: Tree) -> Terms:
    """The terms of each distinct name of the page: those of its words, and one of its tag."""
    mask = (1 << BITS) - 1
    known = {
        tag: crc32(f"<{tag}>".encode("utf-8", "replace")) & mask for tag in {tag for tag, _ in tree.distinct}
    }
    tags = [known[tag] for tag, _ in tree.distinct]
    called = tree.called
    return Terms(np.append(_mixed(called.hashes), tags), np.append(called.rows, np.arange(len(tags))))


def _mixed(hashes: Hashes) -> Ints:
    """The highest bits of well-stirred hashes."""
    hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    hashes = (hashes ^ (hashes >> np.uint32(12))) * np.uint32(0x297A2D39)
    return (hashes >> np.uint32(32 - BITS)).astype(np.intp)
