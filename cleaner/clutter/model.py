"""The learned scorer's mathematics: boosted oblivious trees as flat arrays, evaluated with numpy alone."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_ROWS = 512
"""Rows that are scored together."""
GRAIN = 2.0**-30
"""Leaves are rounded to multiples of this, so that their float64 sums are exact: a row then has the same
score to the last bit in whatever order numpy adds, which depends on the number of rows."""


@dataclass(frozen=True, slots=True)
class ObliviousTrees:
    """A gradient-boosted ensemble in which all nodes of one level of a tree ask the same question.

    A row's leaf is then a number whose bit d is the answer on level d, which numpy finds for all rows and
    trees at once. See Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", 2018.
    """

    features: tuple[str, ...]
    """Names of the input columns, in order."""
    question_feature: NDArray[np.intp]
    """(questions,) the column each distinct question looks at."""
    question_border: NDArray[np.float32]
    """(questions,) the answer is `column > border`."""
    questions: NDArray[np.intp]
    """(depth, trees) which question level d of a tree asks."""
    leaves: NDArray[np.float32]
    """(trees, 2**depth) log-odds, in multiples of `GRAIN`."""
    bias: float

    def predict(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probabilities, shape (rows,), for `columns` of shape (features, rows)."""
        if columns.shape[0] != len(self.features):
            raise ValueError(f"the model has {len(self.features)} features, got {columns.shape[0]} columns")
        # a page of ten thousands of blocks would not fit into the processor's cache
        pieces = [self._scores(columns[:, at : at + _ROWS]) for at in range(0, columns.shape[1], _ROWS)]
        scores = np.concatenate(pieces) if pieces else np.zeros(0)
        return np.asarray(1.0 / (1.0 + np.exp(-scores)))

    def _scores(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds, shape (rows,)."""
        answers = (columns.take(self.question_feature, axis=0) > self.question_border[:, None]).view(np.uint8)
        leaf = np.zeros((self.leaves.shape[0], columns.shape[1]), np.uint8)
        for asked in self.questions[::-1]:
            leaf += leaf  # numpy adds bytes many times as fast as it shifts them
            leaf |= answers.take(asked, axis=0)
        offsets = np.arange(self.leaves.shape[0], dtype=np.intp)[:, None] * self.leaves.shape[1]
        scores = self.leaves.ravel().take(leaf + offsets).sum(axis=0, dtype=np.float64) + self.bias
        return np.asarray(scores)

    def save(self, path: Path) -> None:
        """Write the arrays to a compressed `.npz`."""
        np.savez_compressed(
            path,
            features=np.array(self.features),
            question_feature=self.question_feature.astype(np.int16),
            question_border=self.question_border,
            questions=self.questions.astype(np.int16),
            leaves=self.leaves,
            bias=np.array(self.bias),
        )

    @classmethod
    def load(cls, path: Path) -> "ObliviousTrees":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            return cls(
                features=tuple(str(name) for name in data["features"]),
                question_feature=data["question_feature"].astype(np.intp),
                question_border=data["question_border"],
                questions=data["questions"].astype(np.intp),
                leaves=(np.round(data["leaves"].astype(np.float64) / GRAIN) * GRAIN).astype(np.float32),
                bias=float(data["bias"]),
            )
