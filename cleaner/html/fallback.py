"""trafilatura, for pages on which the block scorer finds nothing."""

import re

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.policy import Flags

_NOT_LETTERS = re.compile(r"[\W_]+")
MAX_BYTES = 2_000_000
MAX_BLOCKS = 5_000
"""Larger pages without an article are data; trafilatura would take seconds over them."""


def choose(page: Outline, utf8: bytes) -> Flags:
    """The blocks that stand in what trafilatura extracts; `utf8` is what the page was cut from."""
    kept = np.zeros(len(page.texts), bool)
    if len(utf8) > MAX_BYTES or len(page.texts) > MAX_BLOCKS:
        return kept
    from trafilatura import extract

    found = _NOT_LETTERS.sub("", extract(utf8, include_comments=False, include_tables=True, fast=True) or "")
    if len(found) < 100:
        return kept
    for number, text in enumerate(page.texts):
        bare = _NOT_LETTERS.sub("", text)
        kept[number] = len(bare) >= 12 and bare in found
    return kept
