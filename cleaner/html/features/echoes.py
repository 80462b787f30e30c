"""How much of a block's vocabulary the article's other prose and its title share.

Notices, promotion and other stories speak of other things than the article around them; a summary of the
article says little that the rest does not say.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Ints
from cleaner.html.features.hints import Hints
from cleaner.html.features.points import SPACE, Points
from cleaner.html.features.tree import Tree

_STEM = 6
"""Longer words are compared by so many characters of their beginning; shorter ones not at all."""
_FACTORS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, _STEM + 1)], np.uint64)
"""A stem is known by the sum of its characters' products with these; two are as good as never the same."""
_ROW_BITS = np.uint64(24)
"""Of that number the lowest bits are taken for the number of the stem's text, of which there are fewer."""

_Said = NDArray[np.uint64]
"""The number of a stem and of its text, for each time that a stem stands in a text."""


def echoes(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `echo_`."""
    count = len(page.texts)
    told = " ".join((*hints.titles[:1], *hints.descriptions[:1]))
    enough = tree.telling & (tree.text.words >= 4)
    said = _stems([*page.texts, told], enough, out["unspaced"] > 0.3)
    stems = said >> _ROW_BITS
    rows = (said - (stems << _ROW_BITS)).astype(np.intp)
    new = np.ones(len(said), bool)
    np.not_equal(stems[1:], stems[:-1], out=new[1:])
    stems = np.cumsum(new)
    article = np.append(out["main80_inside"] & tree.text.prose, False)[rows]
    titled = rows == count
    times, in_title = (np.bincount(stems, where)[stems] for where in (article, titled))
    # a stem of the article's prose is its own echo there
    echoed = times > article
    size = np.maximum(np.bincount(rows, minlength=count), 1)
    for name, values in (("main", echoed), ("often", echoed * times), ("title", in_title)):
        share = np.bincount(rows, values, count) / size
        out[f"echo_{name}"] = share[:count].astype(np.float32)
    spoken = np.maximum(tree.text.words, 1)
    for name in ("main", "title"):
        held = tree.over(out[f"echo_{name}"] * spoken) / np.maximum(tree.el_words, 1)
        out[f"echo_{name}_c0"] = held[tree.owners]
        out[f"echo_{name}_c1"] = held[tree.up[tree.owners]]
        out[f"echo_{name}_c2"] = held[tree.up[tree.up[tree.owners]]]


def _stems(texts: Sequence[str], enough: Flags, unspaced: Flags) -> _Said:
    """The stems of the last text and of those before with enough words, sorted, each once a text.

    Stems are the beginnings of the longer words: free of endings and of punctuation. Of texts whose words are
    not written apart, they are the pairs of characters.
    """
    last = len(texts) - 1
    chosen = np.append(np.flatnonzero(enough & ~unspaced), last)
    at = Points.of([texts[number].casefold() for number in chosen.tolist()])
    space = at.has(SPACE)
    edges = np.flatnonzero(space[1:] != space[:-1]) + 1
    if not space[0]:
        edges = np.append(0, edges)
    starts, ends = edges[::2], edges[1::2]
    starts = starts[ends - starts >= _STEM]
    found = [_numbered(at, starts, _STEM, chosen)]
    if unspaced.any():
        chosen = np.append(np.flatnonzero(enough & unspaced), last)
        at = Points.of([texts[number] for number in chosen.tolist()])
        opens = np.ones(len(at.points), bool)
        opens[at.ends] = opens[at.ends - 1] = False
        found.append(_numbered(at, np.flatnonzero(opens), 2, chosen))
    said = np.sort(np.concatenate(found))
    return np.concatenate((said[:1], said[1:][said[1:] != said[:-1]]))


def _numbered(at: Points, starts: Ints, size: int, rows: Ints) -> _Said:
    """The stems of `size` characters that start at these places, in texts that have these numbers."""
    letters = at.points[starts[:, None] + np.arange(size)].astype(np.uint64)
    stems: _Said = (letters @ _FACTORS[:size]) >> _ROW_BITS << _ROW_BITS
    return stems | rows[at.rows(starts)].astype(np.uint64)
