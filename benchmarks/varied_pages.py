"""Real pages with blocks taken out or set otherwise, to train on: the gold still holds, the page is another.

What differs most between one site and the next is what stands around the article, how long it is, and whether
its paragraphs are elements. So each page is also learned from with part of its clutter missing, with its
article cut short, and with its paragraphs as bare text of their container, as where sites write `<br><br>`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features import Tree

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]

MISSING, ALSO_MISSING = 0.4, 0.15
"""The chance that a piece of clutter is taken out: where that is all that happens, and where more does."""
SHARES = (0.12, 0.6)
"""The share of a cut article that stays is between these."""
CUTTABLE = 150
"""Words of an article of which part may go."""
BETWEEN = 0.3
"""The chance of clutter between the paragraphs that are cut to stay."""
PARAGRAPHS = 3
"""So many and more alike in one container can become bare text."""


class Variant(NamedTuple):
    """What becomes of a page."""

    page: Outline
    kept: Flags
    """(blocks,) of the real page, which of them the variant has."""
    share: float = 1.0
    """How much of the article is left."""
    weight: float = 0.5
    """What it counts beside the real page."""


def varied(
    page: Outline, tree: Tree, wanted: Flags, article: Floats | None, rng: np.random.Generator
) -> Iterator[Variant]:
    """Up to three variants of a page.

    `wanted` blocks are no clutter. `article` has the words of each block that are the article's; None where
    that is not known, and then nothing is cut.
    """
    kept = ~_clutter(page, wanted, rng, MISSING)
    if not kept.all():
        yield Variant(_without(page, kept), kept)
    if article is not None and float(article.sum()) >= CUTTABLE:
        share = float(rng.uniform(*SHARES))
        kept = _cut(article, share, rng) & ~_clutter(page, wanted, rng, ALSO_MISSING)
        yield Variant(_without(page, kept), kept, share)
    alike = _paragraphs(tree)
    if alike.sum() >= PARAGRAPHS:
        kept = ~_clutter(page, wanted, rng, ALSO_MISSING)
        owners = np.where(alike, tree.parents[tree.owners], tree.owners)
        yield Variant(_without(replace(page, owners=owners.tolist()), kept), kept, weight=0.25)


def _clutter(page: Outline, wanted: Flags, rng: np.random.Generator, chance: float) -> Flags:
    """(blocks,) some of the largest elements without a wanted block."""
    first, end, parents = np.array(page.first), np.array(page.end), np.array(page.parents)
    before = np.concatenate(([0], np.cumsum(wanted)))
    wanting = before[end] > before[first]
    gone = np.zeros(len(wanted), bool)
    for element in np.flatnonzero(~wanting & wanting[parents] & (end > first)):
        if rng.random() < chance:
            gone[first[element] : end[element]] = True
    return gone


def _cut(article: Floats, share: float, rng: np.random.Generator) -> Flags:
    """(blocks,) all but the article after its first words, and most of what stands between these blocks."""
    said = np.cumsum(article)
    rest = np.arange(len(article)) > np.searchsorted(said, share * said[-1])
    last = int(np.flatnonzero(article > 0)[-1])
    rest[last + 1 :] = False
    return ~rest | ((article == 0) & (rng.random(len(article)) < BETWEEN))


def _paragraphs(tree: Tree) -> Flags:
    """(blocks,) the elements of one tag and class in one container that hold most prose of the page."""
    return np.asarray(tree.kin == np.bincount(tree.kin, tree.prose).argmax())


def _without(page: Outline, kept: Flags) -> Outline:
    """The page with the kept blocks alone, in the elements they stood in."""
    left = np.concatenate(([0], np.cumsum(kept)))
    numbers = np.flatnonzero(kept).tolist()
    return replace(
        page,
        texts=[page.texts[number] for number in numbers],
        owners=[page.owners[number] for number in numbers],
        link_chars=[page.link_chars[number] for number in numbers],
        first=left[page.first].tolist(),
        end=left[page.end].tolist(),
    )
