"""The evaluation of boosted oblivious trees."""

import numpy as np
import pytest

from cleaner.clutter.model import ObliviousTrees

TREES = ObliviousTrees(
    features=("a", "b"),
    question_feature=np.array([0, 1]),
    question_border=np.array([0.5, 2.0], np.float32),
    questions=np.array([[0, 1], [1, 1]]),
    leaves=np.array([[0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 0.5, 0.25]], np.float32),
    bias=-1.0,
)


def chance(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


def test_the_answer_on_level_d_is_bit_d_of_the_leaf() -> None:
    columns = np.array([[0, 1, 0, 1], [0, 0, 9, 9]], np.float32)
    leaves = [0 + 0, 1 + 0, 2 + 0.25, 3 + 0.25]
    assert TREES.predict(columns) == pytest.approx([chance(leaf - 1) for leaf in leaves])


def test_a_row_scores_the_same_among_thousands() -> None:
    columns = np.random.default_rng(1).normal(1, 2, (2, 3_001)).astype(np.float32)
    together = TREES.predict(columns)
    assert all(together[row] == TREES.predict(columns[:, [row]])[0] for row in range(0, 3_001, 100))


def test_no_rows_have_no_scores() -> None:
    assert TREES.predict(np.zeros((2, 0), np.float32)).shape == (0,)


def test_columns_that_are_not_the_models_are_refused() -> None:
    with pytest.raises(ValueError, match="2 features, got 3"):
        TREES.predict(np.zeros((3, 1), np.float32))
