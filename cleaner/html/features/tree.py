"""The elements of a page: what each holds, and how the containers around a block and its likes look."""

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Floats, Ints, numbered, rows
from cleaner.html.features.points import Points
from cleaner.html.features.text import Text
from cleaner.html.features.words import Words

MOST = 2_000_000
"""Characters that are read of all names: each is cut shorter on a page that has more."""
_LEVELS = 4
"""How many containers around a block have columns."""


class Tree:
    """Sums over the blocks of every element, by differences of running sums."""

    def __init__(self, page: Outline, text: Text) -> None:
        self.text = text
        self.owners = np.array(page.owners, np.intp)
        self.parents = np.array(page.parents, np.intp)
        self.first = np.array(page.first, np.intp)
        self.end = np.array(page.end, np.intp)
        self.chains = np.array(page.chains, np.intp)
        parents, tags, names, depths, *_ = zip(*page.chain, strict=True)
        self.above = np.array(parents, np.intp)
        """(chains,) the chain of the element above."""
        self.names, self.distinct = numbered(zip(tags, names, strict=True))
        """(chains,) the number of the last element's tag and name; each tag and name once."""
        limit = MOST // len(self.distinct)
        self.called = Words.of(Points.of([name[:limit] for _, name in self.distinct]), humps=True)
        """The words of these names, as developers split them."""
        self.depths = np.array(depths, np.intp)[self.chains]
        self.blocks = (self.end - self.first).astype(np.float32)
        self.prose = text.prose * text.chars
        self.telling = (text.link_density < 0.6) | (text.words >= 5)
        """Blocks worth a look at their words; the others are links of a word or two."""
        self.total = np.float32(max(1.0, float(self.prose.sum())))
        self.el_prose, chars, self.el_links, self.el_words, self.el_count = self.over(
            np.array((self.prose, text.chars, text.link_density * text.chars, text.words, text.prose))
        )
        self.el_chars = np.maximum(chars, 1)
        self.up = self._containers()
        """(elements,) the next container above: an element with more in it."""
        self.main = self._holding(0.5)
        """The innermost element with most of the prose..."""
        self.main80 = self._holding(0.8)
        """...and the one with nearly all of it."""
        own = self.chains[self.owners]
        self.signature = self.names[own]
        """Blocks of elements with the same tag and class have the same number."""
        with_parent = self.names * len(self.names) + self.names[self.above]
        self.signature2 = numbered(with_parent.tolist())[0][own]
        """... and parents with the same tag and class."""
        within = self.signature * len(self.parents) + self.parents[self.owners]
        self.kin = numbered(within.tolist())[0]
        """... and the same parent."""

    def _containers(self) -> Ints:
        """The element above each that holds more; wrappers that do not are passed over."""
        # the parent of one that does not hold more stands right before it
        most = np.where(self.blocks[self.parents] > self.blocks, np.arange(len(self.parents)), 0)
        return self.parents[np.maximum.accumulate(most)]

    def _holding(self, share: float) -> int:
        """The innermost element that holds more than this share of the prose; the root if none does."""
        most = np.flatnonzero(self.el_prose > share * self.total)
        return int(most[-1]) if most.size else 0

    def over(self, values: NDArray[np.generic]) -> Floats:
        """The sums of columns, shape (..., blocks), over each element's blocks."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1), np.float64)
        np.cumsum(values, axis=-1, out=running[..., 1:])
        return (running.take(self.end, axis=-1) - running.take(self.first, axis=-1)).astype(np.float32)


def containers(tree: Tree, out: Columns) -> None:
    """The elements around a block from inside out, each with more in it than the last."""
    names = ("share", "links", "prose", "blocks", "words", "count")
    held = np.array((
        tree.el_prose / tree.total,
        tree.el_links / tree.el_chars,
        tree.el_prose / tree.el_chars,
        tree.blocks,
        tree.el_words / np.maximum(tree.blocks, 1),
        tree.el_count,
    ))  # fmt: skip
    element = tree.owners
    for level in range(_LEVELS):
        out |= rows(f"c{level}_", names, held.take(element, axis=1))
        element = tree.up[element]
    out["parent_share"] = held[0].take(tree.parents[tree.owners])
    place = np.arange(len(tree.owners))
    for name, main in (("main", tree.main), ("main80", tree.main80)):
        _main(tree, name, main, place, out)


def _main(tree: Tree, name: str, main: int, place: Ints, out: Columns) -> None:
    """How a block stands to the element that holds most of the prose."""
    start, end = tree.first[main], tree.end[main]
    inside = (place >= start) & (place < end)
    out[f"{name}_inside"] = inside
    out[f"{name}_after"] = np.maximum(place - end + 1, 0)
    out[f"{name}_depth"] = np.where(inside, tree.depths[tree.owners] - tree.depths[main], -1)
    within = np.flatnonzero(tree.text.prose[start:end])
    low, high = (start + within[0], start + within[-1]) if within.size else (start, end)
    out[f"{name}_from_first"] = place - low
    out[f"{name}_to_last"] = high - place


def signatures(tree: Tree, out: Columns) -> None:
    """How blocks of the same tag and class look on this page, and under the same parent."""
    text = tree.text
    values = (tree.prose, text.words, text.link_density * text.chars, text.ends, text.chars)
    for name, group in (("sig", tree.signature), ("sig2", tree.signature2), ("kin", tree.kin)):
        many = np.maximum(np.bincount(group), 1)
        prose, words, links, stops, chars = (np.bincount(group, value) for value in values)
        table = np.array((prose / tree.total, many, words / many, links / np.maximum(chars, 1), stops / many))
        out |= rows(f"{name}_", ("share", "count", "words", "links", "stops"), table.take(group, axis=1))
