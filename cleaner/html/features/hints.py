"""How a block's words agree with what the page's head declares: witnesses, none of them trusted alone."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Floats
from cleaner.html.features.tree import Tree

_SAMPLE = 20
"""Characters of a sample of a block's text."""
_OPENING = 40
"""Characters of the beginning of a declared description, or of a block."""


class Hints(NamedTuple):
    """What the page's head says about its article, if anything."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""
    authors: tuple[str, ...] = ()


def declared(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `hint_`: how much of a block stands in the title, description, body and authors."""
    count = len(page.texts)
    place = np.arange(count)
    like_title = _like_titles(page, hints.titles, tree.telling & (tree.text.words <= 60))
    out["hint_title"] = like_title
    alike = np.flatnonzero(like_title >= 0.8)
    first = alike[0] if alike.size else -1
    out["hint_has_title"] = np.full(count, alike.size, np.float32)
    out["hint_from_title"] = np.where(first >= 0, place - first, 0)
    heads = np.flatnonzero((like_title >= 0.8) & (out["tag_heading"] > 0))
    out["hint_from_heading"] = np.where(heads.size, place - (heads[0] if heads.size else 0), 0)
    body = _bare(hints.body)
    in_description, in_body = _in_text(tree, hints.descriptions, body, tree.telling & (tree.text.words >= 3))
    out["hint_description"] = in_description
    out["hint_description_nth"] = np.cumsum(in_description)
    out["hint_body"] = in_body
    out["hint_has_body"] = np.full(count, len(body), np.float32)
    found = np.flatnonzero(in_body > 0.6)
    out["hint_body_found"] = np.full(
        count, float((in_body * tree.text.chars).sum()) / max(1, len(body)), np.float32
    )
    low, high = (found[0], found[-1]) if found.size else (0, count)
    out["hint_body_from"] = place - low
    out["hint_body_to"] = high - place
    names = [name for name in hints.authors if len(name) >= 4]
    author = np.zeros(count, np.float32)
    for number in np.flatnonzero(tree.telling & (tree.text.words <= 80)).tolist() if names else ():
        for name in names:
            if name in page.texts[number]:
                author[number] = 1
    out["hint_author"] = author
    out["hint_has_author"] = np.full(count, len(names), np.float32)


def _like_titles(page: Outline, titles: Sequence[str], asked: Flags) -> Floats:
    """(blocks,) the share of words that the blocks asked and the title most like each have in common."""
    like = np.zeros(len(page.texts), np.float32)
    wanted = [words for title in titles if (words := frozenset(title.casefold().split()))]
    any_title = frozenset(chain.from_iterable(wanted))
    for number in np.flatnonzero(asked).tolist() if wanted else ():
        own = page.texts[number].casefold().split()
        if not any_title.isdisjoint(own):
            mine = set(own)
            like[number] = max([len(mine & title) / max(len(mine), len(title)) for title in wanted])
    return like


def _in_text(tree: Tree, descriptions: Sequence[str], body: str, asked: Flags) -> tuple[Floats, Floats]:
    """(blocks,) whether a block stands in a declared description, and how much of it in the declared body."""
    in_description, in_body = (np.zeros(len(asked), np.float32) for _ in range(2))
    known = [bare for bare in map(_bare, descriptions) if len(bare) >= 20]
    texts = tree.bare if body or known else ()
    for number in np.flatnonzero(asked).tolist() if texts else ():
        bare = texts[number]
        if body:
            in_body[number] = _witnessed(bare, body)
        for description in known:
            opens = bare[:_OPENING] in description
            if opens or (len(bare) > _OPENING and description[:_OPENING] in bare):
                in_description[number] = 1
    return in_description, in_body


def _bare(text: str) -> str:
    """Text without spaces, which differ between a page and what it declares."""
    return "".join(text.split())


def _witnessed(bare: str, body: str) -> float:
    """The share of up to four samples of a block that stand in the declared body."""
    last = len(bare) - _SAMPLE
    if last <= 0:
        return float(bare in body)
    return sum(bare[start : start + _SAMPLE] in body for start in (0, last // 3, 2 * last // 3, last)) / 4
