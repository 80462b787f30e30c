"""How a block's words agree with what the page's head declares: witnesses, none of them trusted alone."""

from typing import NamedTuple

import numpy as np

from cleaner.html.features.columns import Columns, Flags, Floats, Ints
from cleaner.html.features.tree import Tree
from cleaner.html.features.words import among, distinct

_ENOUGH = 8
"""Words in common from which on a block and a description say the same, if one of them has no more."""
SAME, OTHER = 0.7, 0.5
"""Shares of the title's words from which a heading is the headline, and below which it is another's."""
_FOUND = 0.6
"""Share of a block's pairs of words from which on it stands in the declared body."""


class Hints(NamedTuple):
    """What the page's head says about its article, if anything."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All of that, in this order."""
        return (*self.titles, *self.descriptions, self.body)


def declared(hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `hint_`: how much of a block stands in the title, the description and the body."""
    count = len(tree.owners)
    place = np.arange(count)
    titles = len(hints.titles)
    shared, size, theirs = _shared(tree, count, titles + len(hints.descriptions))
    like_title = (shared[:titles] / np.maximum(size, theirs[:titles])).max(axis=0, initial=0)
    out["hint_title"] = like_title
    # descriptions are cut short, or begin like the article
    part = shared[titles:] / np.maximum(np.minimum(size, theirs[titles:]), _ENOUGH)
    out["hint_description"] = part.max(axis=0, initial=0)
    out["hint_description_nth"] = np.cumsum(out["hint_description"] >= SAME)
    alike = np.flatnonzero(like_title >= 0.8)
    out["hint_has_title"] = np.full(count, alike.size, np.float32)
    out["hint_from_title"] = place - alike[0] if alike.size else np.zeros(count)
    heads = np.flatnonzero((like_title >= SAME) & (out["tag_heading"] > 0))
    out["hint_from_heading"] = place - heads[0] if heads.size else np.zeros(count)
    out["hint_rivals"] = np.cumsum(_rivals(tree, like_title, heads))
    in_body = _in_body(tree, count, count + len(hints.texts) - 1) if hints.body else np.zeros(count)
    out["hint_body"] = in_body
    found = np.flatnonzero(in_body > _FOUND)
    out["hint_body_to"] = (found[-1] if found.size else count) - place


def _rivals(tree: Tree, like_title: Floats, heads: Ints) -> Flags:
    """Blocks set like the headline, in elements of the same tag and class, that say something else."""
    rivals = np.zeros(len(like_title), bool)
    if heads.size:
        first = heads[0]
        rivals[first:] = (tree.signature[first:] == tree.signature[first]) & (like_title[first:] < OTHER)
    return rivals


def _shared(tree: Tree, count: int, many: int) -> tuple[Floats, Floats, Floats]:
    """How many words each block has in common with each of the first declared texts, (many, count).

    And how many words each block has, (count,), and how many different ones each of the texts, (many, 1).
    """
    spelt = tree.text.spelt
    start, end = spelt.rows.searchsorted((count, count + many)).tolist()
    size = np.bincount(spelt.rows[:start], minlength=count).astype(np.float32)
    theirs = spelt.hashes[start:end]
    wanted = distinct(theirs)
    told = np.zeros((many, wanted.size), bool)
    told[spelt.rows[start:end] - count, wanted.searchsorted(theirs)] = True
    ours, place = among(spelt.hashes[:start], wanted)
    width = max(1, wanted.size)
    rows, words = np.divmod(distinct(spelt.rows.take(ours) * width + place), width)
    shared = np.zeros((many, count), np.float32)
    for number, own in enumerate(told):
        shared[number] = np.bincount(rows, own.take(words), count)
    return shared, size, np.maximum(told.sum(axis=1, keepdims=True), 1)


def _in_body(tree: Tree, count: int, declared: int) -> Floats:
    """(count,) the share of each block's pairs of words that the declared body, the text of a number, has."""
    spelt = tree.text.spelt
    pairs, rows = spelt.pairs()
    start, body = rows.searchsorted((count, declared)).tolist()
    found, _ = among(pairs[:start], distinct(pairs[body:]))
    many = np.maximum(np.bincount(rows[:start], minlength=count), 1)
    return np.asarray(np.bincount(rows.take(found), minlength=count) / many, np.float32)
