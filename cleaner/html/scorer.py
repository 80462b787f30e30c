"""The probability that a block belongs to the article: boosted trees over the block features."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.html.features import Columns, matrix

MODEL = Path(__file__).resolve().parent / "blocks.npz"
"""Trained by `benchmarks/train_blocks.py`; `blocks.md` beside it says on what and how well."""


@dataclass(frozen=True, slots=True)
class BlockScorer:
    """The trees, loaded once."""

    trees: ObliviousTrees

    @classmethod
    def load(cls, path: Path = MODEL) -> "BlockScorer":
        """The model that ships with the package, or another of the same features."""
        return cls(ObliviousTrees.load(path))

    def score(self, columns: Columns) -> NDArray[np.float64]:
        """Probabilities of shape (blocks,) for what `features` made of a page."""
        return self.trees.predict(matrix(columns, self.trees.features))
