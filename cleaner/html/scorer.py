"""The probability that a block belongs to the article: boosted trees over its features and the lexicon."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.html.features import Columns, Tree, matrix
from cleaner.html.lexicon import Lexicon

MODEL = Path(__file__).resolve().parent / "blocks.npz"
"""Trained by `benchmarks/train_blocks.py`; `blocks.md` beside it says on what and how well."""


@dataclass(frozen=True, slots=True)
class BlockScorer:
    """The trees and the lexicon, loaded once."""

    trees: ObliviousTrees
    lexicon: Lexicon

    @classmethod
    def load(cls, path: Path = MODEL) -> "BlockScorer":
        """The model that ships with the package, or another of the same features."""
        return cls(ObliviousTrees.load(path), Lexicon.load())

    def score(self, tree: Tree, columns: Columns) -> NDArray[np.float64]:
        """Probabilities of shape (blocks,) for a page and what `features` made of it."""
        return self.trees.predict(matrix(columns | self.lexicon.columns(tree), self.trees.features))
