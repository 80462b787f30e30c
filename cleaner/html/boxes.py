"""Boxes that say what they are: fact boxes by the names of their elements, machines' summaries by a notice.

Lists and sentences in them look like the article's, and are about the same, so that the block scorer is often
wrong about them. The words are in `boxes.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner.document import Category
from cleaner.html.blocks import Outline
from cleaner.html.features import Tree
from cleaner.html.features.columns import Flags
from cleaner.html.features.points import Points
from cleaner.html.features.words import Hashes, Words, among, distinct

MOST_PROSE = 0.3
"""A box holds no larger share of the page's prose, and all boxes of a kind together do not."""
NOTICE_WORDS = 45
"""A notice has no more words, and is no heading or list item: stories about machines name them too."""
LINES, LINE_WORDS = 2, 5
"""A box has so many lines of so many words beside the notice..."""
BOX_BLOCKS = 12
"""...none of them set like it, and no more blocks than this."""


class _Signs(NamedTuple):
    """How to know a box, in all languages together: that of a page is not known when they are needed."""

    fact_words: Hashes
    """How names of fact boxes begin, as the words of a page are numbered; most pages have none..."""
    machine_words: Hashes
    """...and none of the words for machines."""
    facts: re.Pattern[str]
    machine: re.Pattern[str]
    summary: re.Pattern[str]


@cache
def _signs() -> _Signs:
    """The words of `boxes.toml`; all but acronyms are looked for in small letters."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    facts, machines, summaries = (
        list(dict.fromkeys(word for table in tables.values() for word in table.get(kind, ())))
        for kind in ("facts", "machines", "summaries")
    )
    acronyms, names = (
        "|".join(re.escape(word) for word in machines if word.isupper() == capital)
        for capital in (True, False)
    )
    return _Signs(
        _numbered(re.split("[-_]", fact)[0] for fact in facts),
        _numbered(machines),
        re.compile("|".join(map(re.escape, facts))),
        re.compile(rf"\b(?:{acronyms}|(?i:{names})\b)"),
        re.compile("|".join(map(re.escape, summaries))),
    )


def _numbered(words: Iterable[str]) -> Hashes:
    return distinct(Words.of(Points.of([" ".join(words)])).hashes)


def boxed(page: Outline, tree: Tree) -> dict[Category, Flags]:
    """(blocks,) which stand in a box, for each kind of box that the page has."""
    found: dict[Category, Flags] = {}
    if named := _fact_boxes(tree):
        found["template"] = _in_elements(tree, named)
    if notices := _notices(page, tree):
        found["repeated"] = _around(tree, notices)
    return {kind: box for kind, box in found.items() if tree.prose[box].sum() <= MOST_PROSE * tree.total}


def _fact_boxes(tree: Tree) -> list[int]:
    """The numbers of tags and names that say so; a table of facts is the article's."""
    signs = _signs()
    near = distinct(tree.called.rows.take(among(tree.called.hashes, signs.fact_words)[0])).tolist()
    names = [(number, *tree.distinct[number]) for number in near]
    return [number for number, tag, name in names if tag != "table" and signs.facts.search(name.lower())]


def _in_elements(tree: Tree, named: list[int]) -> Flags:
    """(blocks,) which stand in small elements that have one of these names."""
    like = np.zeros(len(tree.distinct), bool)
    like[named] = True
    held = np.flatnonzero(like[tree.names[tree.chains]] & _is_small(tree))
    count = len(tree.owners) + 1
    opens, closes = (np.bincount(at[held], minlength=count) for at in (tree.first, tree.end))
    return np.asarray(np.cumsum(opens - closes)[:-1] > 0)


def _is_small(tree: Tree) -> Flags:
    return np.asarray(tree.el_prose <= MOST_PROSE * tree.total)


def _notices(page: Outline, tree: Tree) -> list[int]:
    """The blocks that say that a machine wrote a summary."""
    signs, spelt, many = _signs(), tree.text.spelt, len(page.texts)
    named = np.bincount(spelt.rows.take(among(spelt.hashes, signs.machine_words)[0]), minlength=many)[:many]
    found = []
    for block in np.flatnonzero((named > 0) & (tree.text.words <= NOTICE_WORDS)).tolist():
        kind, text = page.chain[page.chains[page.owners[block]]].kind, page.texts[block]
        if kind == "paragraph" and signs.summary.search(text.lower()) and signs.machine.search(text):
            found.append(block)
    return found


def _around(tree: Tree, notices: list[int]) -> Flags:
    """(blocks,) which stand around a notice, in the innermost element that holds lines beside it."""
    found = np.zeros(len(tree.owners), bool)
    lines = tree.text.words >= LINE_WORDS
    held = tree.over(lines)
    small = _is_small(tree)
    for block in notices:
        element = int(tree.owners[block])
        while element and held[element] - lines[block] < LINES:
            element = int(tree.parents[element])
        around = slice(int(tree.first[element]), int(tree.end[element]))
        alike = tree.signature[around] == tree.signature[block]
        found[around] |= alike.size <= BOX_BLOCKS and alike.sum() == 1 and small[element]
    return found
