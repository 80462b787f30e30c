"""Whether the page goes on to another article: below the first one, as in endless scroll."""

import numpy as np

from cleaner.html.features.columns import Columns
from cleaner.html.features.tree import Tree

_SAME, _OTHER = 0.7, 0.5
"""Shares of the title's words from which a heading is the headline, and below which it is another's."""


def rivals(tree: Tree, out: Columns) -> None:
    """Add `hint_rivals`: how many headlines of other articles stand up to each block.

    They are set like the headline, in elements of the same tag and class, but say something else.
    """
    headlines = np.flatnonzero((out["hint_title"] >= _SAME) & (out["tag_heading"] > 0))
    like = np.zeros(len(tree.owners), bool)
    if headlines.size:
        first = headlines[0]
        like = (tree.signature == tree.signature[first]) & (out["hint_title"] < _OTHER)
        like[:first] = False
    out["hint_rivals"] = np.cumsum(like)
