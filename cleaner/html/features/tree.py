"""The elements of a page: what each holds, and how the containers around a block and its likes look."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Floats, Ints, numbered, rows
from cleaner.html.features.points import Points
from cleaner.html.features.text import Text

_LEVELS = 4
"""How many containers around a block have columns."""


class Names:
    """Names numbered as they come: where a list repeats them, each is looked at once."""

    def __init__(self, names: Iterable[str]) -> None:
        index: defaultdict[str, int] = defaultdict(count().__next__)
        self.numbers = np.fromiter(map(index.__getitem__, names), np.intp)
        """(names,) the number of each, in the order of the first use."""
        self.index: Mapping[str, int] = index
        self.distinct = list(index)


class Tree:
    """Sums over the blocks of every element, by differences of running sums."""

    def __init__(self, page: Outline, text: Text) -> None:
        self.text = text
        self.owners = np.array(page.owners, np.intp)
        self.parents = np.array(page.parents, np.intp)
        self.depths = np.array(page.depths, np.intp)
        self.first = np.array(page.first, np.intp)
        self.end = np.array(page.end, np.intp)
        self.tags = Names(page.tags)
        self.classes = Names(page.classes)
        self.class_points = Points.of(self.classes.distinct)
        self.blocks = (self.end - self.first).astype(np.float32)
        self.prose = text.prose * text.chars
        self.telling = (text.link_density < 0.6) | (text.words >= 5)
        """Blocks worth a look at their words; the others are links of a word or two."""
        self.total = np.float32(max(1.0, float(self.prose.sum())))
        self.el_prose, chars, self.el_links, self.el_words, self.el_count = self.over(
            np.stack((self.prose, text.chars, text.link_density * text.chars, text.words, text.prose))
        )
        self.el_chars = np.maximum(chars, 1)
        up = self.parents.copy()
        for _ in range(12):  # wrappers that hold nothing more are no container of their own
            same = (self.blocks[up] == self.blocks) & (up > 0)
            if not same.any():
                break
            up[same] = self.parents[up[same]]
        self.up = up
        most = np.flatnonzero(self.el_prose > 0.5 * self.total)
        self.main = int(most[-1]) if most.size else 0
        most = np.flatnonzero(self.el_prose > 0.8 * self.total)
        self.main80 = int(most[-1]) if most.size else 0
        own = numbered((self.tags.numbers * len(self.classes.distinct) + self.classes.numbers).tolist())
        above = self.parents[self.owners]
        self.signature = own[self.owners]
        """Blocks of elements with the same tag and class have the same number."""
        self.signature2 = numbered((self.signature * len(page.tags) + own[above]).tolist())
        """... and parents with the same tag and class."""
        self.kin = numbered((self.signature * len(page.tags) + above).tolist())
        """... and the same parent."""

    @cached_property
    def bare(self) -> list[str]:
        """The blocks' texts without white space: what two spellings of a text have in common."""
        return self.text.points.bare()

    def over(self, values: NDArray[np.generic]) -> Floats:
        """The sums of columns, shape (..., blocks), over each element's blocks."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1), np.float64)
        np.cumsum(values, axis=-1, out=running[..., 1:])
        return (running.take(self.end, axis=-1) - running.take(self.first, axis=-1)).astype(np.float32)


def containers(tree: Tree, out: Columns) -> None:
    """The elements around a block from inside out, each with more in it than the last."""
    names = ("share", "links", "prose", "blocks", "words", "count")
    size = np.maximum(tree.blocks, 1)
    held = np.stack((
        tree.el_prose / tree.total,
        tree.el_links / tree.el_chars,
        tree.el_prose / tree.el_chars,
        tree.blocks,
        tree.el_words / size,
        tree.el_count,
    ))  # fmt: skip
    place = np.arange(len(tree.owners))
    element = tree.owners
    for level in range(_LEVELS):
        out |= rows(f"c{level}_", names, held.take(element, axis=1))
        if level:
            out[f"c{level}_place"] = (place - tree.first[element]) / size[element]
            out[f"c{level}_left"] = tree.end[element] - place
        element = tree.up[element]
    parent = tree.parents[tree.owners]
    out["parent_share"] = held[0].take(parent)
    out["grandparent_share"] = held[0].take(tree.parents[parent])
    for name, main in (("main", tree.main), ("main80", tree.main80)):
        _main(tree, name, main, place, out)


def _main(tree: Tree, name: str, main: int, place: Ints, out: Columns) -> None:
    """How a block stands to the element that holds most of the prose."""
    start, end = tree.first[main], tree.end[main]
    inside = (place >= start) & (place < end)
    out[f"{name}_inside"] = inside
    out[f"{name}_before"] = np.maximum(start - place, 0)
    out[f"{name}_after"] = np.maximum(place - end + 1, 0)
    out[f"{name}_depth"] = np.where(inside, tree.depths[tree.owners] - tree.depths[main], -1)
    out[f"{name}_child"] = tree.parents[tree.owners] == main
    within = np.flatnonzero(tree.text.prose[start:end])
    low, high = (start + within[0], start + within[-1]) if within.size else (start, end)
    out[f"{name}_from_first"] = place - low
    out[f"{name}_to_last"] = high - place


def signatures(tree: Tree, out: Columns) -> None:
    """How blocks of the same tag and class look on this page, and under the same parent."""
    groups = (("sig", tree.signature), ("sig2", tree.signature2), ("kin", tree.kin))
    for name, group in groups:
        many = np.maximum(np.bincount(group).astype(np.float32), 1)
        prose = np.bincount(group, tree.prose)
        chars = np.maximum(np.bincount(group, tree.text.chars), 1)
        words = np.bincount(group, tree.text.words)
        links = np.bincount(group, tree.text.link_density * tree.text.chars)
        stops = np.bincount(group, tree.text.ends)
        out[f"{name}_share"] = (prose / tree.total)[group]
        out[f"{name}_count"] = many[group]
        out[f"{name}_words"] = (words / many)[group]
        out[f"{name}_links"] = (links / chars)[group]
        out[f"{name}_stops"] = (stops / many)[group]
