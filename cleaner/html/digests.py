"""Boxes that sum an article up and say that a machine wrote them: they repeat it, and are not of it."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features import Tree
from cleaner.html.features.points import Points
from cleaner.html.features.words import Hashes, Words, among, distinct

NOTICE_WORDS = 45
"""A notice has no more words, and is no heading or list item: stories about machines name them too."""
LINES, LINE_WORDS = 2, 5
"""A box has so many lines of so many words beside the notice..."""
BOX_BLOCKS, BOX_PROSE = 12, 0.3
"""...none of them set like it, and no more blocks than this, with no larger share of the page's prose."""


class _Notices(NamedTuple):
    """How to know a notice, in all languages together: that of a page is not known when they are needed."""

    names: Hashes
    """The words for machines, as the words of a page are numbered; most pages have none of them."""
    machine: re.Pattern[str]
    summary: re.Pattern[str]


@cache
def _notices() -> _Notices:
    """The words of `digests.toml`."""
    tables = tomllib.loads(Path(__file__).with_name("digests.toml").read_text(encoding="utf-8"))
    machines = dict.fromkeys(word for table in tables.values() for word in table["machines"])
    summaries = dict.fromkeys(word for table in tables.values() for word in table["summaries"])
    acronyms, words = (
        "|".join(re.escape(word) for word in machines if word.isupper() == capital)
        for capital in (True, False)
    )
    return _Notices(
        distinct(Words.of(Points.of([" ".join(machines)])).hashes),
        re.compile(rf"\b(?:{acronyms}|(?i:{words})\b)"),
        re.compile("|".join(map(re.escape, summaries)), re.IGNORECASE),
    )


def summed_up(page: Outline, tree: Tree) -> NDArray[np.bool_]:
    """(blocks,) which stand in such a box: the innermost element that holds lines beside the notice."""
    found = np.zeros(len(page.texts), bool)
    spelt, notices = tree.text.spelt, _notices()
    named = np.bincount(spelt.rows.take(among(spelt.hashes, notices.names)[0]), minlength=len(found))
    for block in np.flatnonzero((tree.text.words <= NOTICE_WORDS) & (named[: len(found)] > 0)).tolist():
        kind = page.chain[page.chains[page.owners[block]]].kind
        text = page.texts[block]
        if kind == "paragraph" and notices.machine.search(text) and notices.summary.search(text):
            first, end = _box(tree, block)
            found[first:end] = True
    return found


def _box(tree: Tree, notice: int) -> tuple[int, int]:
    """The first block of the box around a notice and the one after the last; nothing if there is none."""
    lines = tree.text.words >= LINE_WORDS
    lines[notice] = False
    element = int(tree.owners[notice])
    while element and lines[tree.first[element] : tree.end[element]].sum() < LINES:
        element = int(tree.parents[element])
    first, end = int(tree.first[element]), int(tree.end[element])
    small = end - first <= BOX_BLOCKS and tree.el_prose[element] <= BOX_PROSE * tree.total
    alone = (tree.signature[first:end] == tree.signature[notice]).sum() == 1
    return (first, end) if small and alone else (notice, notice)
