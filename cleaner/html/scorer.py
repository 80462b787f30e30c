"""The probability that a block belongs to the article: boosted trees over the block features, twice."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.html.blocks import Outline
from cleaner.html.features import Columns, Hints, Tree, features, matrix, shifted

MODELS = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class BlockScorer:
    """The first pass judges a block by the page, the second also by what the first says around it."""

    first: ObliviousTrees
    second: ObliviousTrees

    @classmethod
    def load(cls, folder: Path = MODELS) -> "BlockScorer":
        """The models that ship with the package; see `blocks.md` beside them."""
        return cls(ObliviousTrees.load(folder / "blocks1.npz"), ObliviousTrees.load(folder / "blocks2.npz"))

    def score(self, page: Outline, hints: Hints) -> tuple[NDArray[np.float64], Columns]:
        """Probabilities of shape (blocks,), and the columns they were made from."""
        if not page.texts:
            return np.zeros(0), {}
        tree, columns = features(page, hints)
        first = self.first.predict(matrix(columns, self.first.features))
        columns |= second_pass(tree, first)
        return self.second.predict(matrix(columns, self.second.features)), columns


def second_pass(tree: Tree, first: NDArray[np.float64]) -> Columns:
    """What the first pass says of a block, its neighbours, containers and like: columns named `p_`."""
    out: Columns = {}
    p = first.astype(np.float32)
    chars = tree.text.chars
    mass = p * chars
    total = np.float32(max(1e-3, float(mass.sum())))
    out["p_own"] = p
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        out[f"p_{'m' if by < 0 else 'p'}{abs(by)}"] = shifted(p, by)
    element = tree.owners
    el_mass = tree.over(mass)
    for level in range(4):
        out[f"p_c{level}_mean"] = el_mass[element] / tree.el_chars[element]
        out[f"p_c{level}_share"] = el_mass[element] / total
        element = tree.up[element]
    for name, keys in (("sig", tree.signature), ("kin", tree.kin)):
        held = np.bincount(keys, mass)
        size = np.bincount(keys, chars)
        # the block's own probability says nothing about its like
        others = np.maximum(size[keys] - chars, 0)
        out[f"p_{name}_mean"] = np.where(others > 0, (held[keys] - mass) / np.maximum(others, 1), -1)
        out[f"p_{name}_share"] = held[keys] / total
    running = np.cumsum(mass)
    out["p_before"] = (running - mass) / total
    out["p_after"] = (running[-1] - running) / total
    place = np.arange(len(p))
    for name, sure in (("sure", p > 0.5), ("long", (p > 0.5) & (chars > 100))):
        before = np.maximum.accumulate(np.where(sure, place, -60))
        after = np.minimum.accumulate(np.where(sure, place, len(p) + 60)[::-1])[::-1]
        out[f"p_since_{name}"] = np.minimum(place - np.concatenate(([-60], before[:-1])), 60)
        out[f"p_to_{name}"] = np.minimum(np.concatenate((after[1:], [len(p) + 60])) - place, 60)
        gap = np.cumsum(np.where(sure, 0, chars))
        out[f"p_gap_{name}"] = gap - np.maximum.accumulate(np.where(sure, gap, 0))
    out["p_page_mass"] = np.full(len(p), total, np.float32)
    out["p_page_kept"] = np.full(len(p), float((p > 0.5).sum()), np.float32)
    out["p_page_doubt"] = np.full(len(p), float((np.minimum(p, 1 - p) * chars).sum() / total), np.float32)
    return out
