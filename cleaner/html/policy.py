"""Which blocks are the article's, given what the scorer thinks of each."""

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features import Columns


def choose(page: Outline, columns: Columns, chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(blocks,) whether each block is kept."""
    del page, columns
    return chances >= 0.5
