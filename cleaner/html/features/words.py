"""How a block's words agree with what the page's head declares, and with the rest of the article."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Floats
from cleaner.html.features.tree import Tree

_STEM = 6
"""Longer words are compared by so many characters of their beginning; shorter ones not at all."""
_SAMPLE = 20
"""Characters of a sample of a block's text."""


class Hints(NamedTuple):
    """What the page's head says about its article, if anything: witnesses, none of them trusted alone."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""
    authors: tuple[str, ...] = ()


_Words = dict[int, list[str]]
"""The words of each block that tells something, case folded."""


def words(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `hint_` and `echo_`."""
    telling = np.flatnonzero(tree.telling).tolist()
    spoken = {number: page.texts[number].casefold().split() for number in telling}
    _hints(page, hints, tree, spoken, out)
    _echoes(page, hints, tree, spoken, out)


def _hints(page: Outline, hints: Hints, tree: Tree, spoken: _Words, out: Columns) -> None:
    """How much of a block stands in what the head declares: title, description, `articleBody`, authors."""
    count = len(page.texts)
    place = np.arange(count)
    like_title = _like_titles(hints.titles, tree, spoken)
    out["hint_title"] = like_title
    alike = np.flatnonzero(like_title >= 0.8)
    first = alike[0] if alike.size else -1
    out["hint_has_title"] = np.full(count, alike.size, np.float32)
    out["hint_from_title"] = np.where(first >= 0, place - first, 0)
    heads = np.flatnonzero((like_title >= 0.8) & (out["tag_heading"] > 0))
    out["hint_from_heading"] = np.where(heads.size, place - (heads[0] if heads.size else 0), 0)
    body = _bare(hints.body)
    in_description, in_body = _declared(page, hints, body, tree)
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
    if names:
        for number in np.flatnonzero(tree.telling & (tree.text.words <= 80)).tolist():
            author[number] = any(name in page.texts[number] for name in names)
    out["hint_author"] = author
    out["hint_has_author"] = np.full(count, len(names), np.float32)


def _like_titles(titles: Sequence[str], tree: Tree, spoken: _Words) -> Floats:
    """(blocks,) the share of words that a short block and the title most like it have in common."""
    like = np.zeros(len(tree.owners), np.float32)
    wanted = [words for title in titles if (words := frozenset(title.casefold().split()))]
    any_title = frozenset(chain.from_iterable(wanted))
    short = (tree.text.words <= 60).tolist()
    for number, own in spoken.items():
        if short[number] and not any_title.isdisjoint(own):
            mine = set(own)
            like[number] = max(len(mine & title) / max(len(mine), len(title)) for title in wanted)
    return like


def _declared(page: Outline, hints: Hints, body: str, tree: Tree) -> tuple[Floats, Floats]:
    """(blocks,) whether a block stands in a declared description, and how much of it in the declared body."""
    in_description, in_body = (np.zeros(len(page.texts), np.float32) for _ in range(2))
    descriptions = [bare for bare in map(_bare, hints.descriptions) if len(bare) >= 20]
    if body or descriptions:
        for number in np.flatnonzero(tree.telling & (tree.text.words >= 3)).tolist():
            bare = _bare(page.texts[number])
            in_body[number] = _witnessed(bare, body)
            in_description[number] = any(
                bare[:40] in known or (len(bare) > 40 and known[:40] in bare) for known in descriptions
            )
    return in_description, in_body


def _bare(text: str) -> str:
    """Text without spaces, which differ between a page and what it declares."""
    return "".join(text.split())


def _witnessed(bare: str, body: str) -> float:
    """The share of up to four samples of a block that stand in the declared body."""
    if not body:
        return 0.0
    last = len(bare) - _SAMPLE
    if last <= 0:
        return float(bare in body)
    return sum(bare[start : start + _SAMPLE] in body for start in (0, last // 3, 2 * last // 3, last)) / 4


def _echoes(page: Outline, hints: Hints, tree: Tree, spoken: _Words, out: Columns) -> None:
    """How much of a block's vocabulary the article's other prose and its title share.

    Notices, promotion and other stories speak of other things than the article around them; a summary of the
    article says little that the rest does not say.
    """
    count = len(page.texts)
    shared, often, titled = (np.zeros(count, np.float32) for _ in range(3))
    unspaced = (out["unspaced"] > 0.3).tolist()
    enough = (tree.text.words >= 4).tolist()
    own = {
        number: _pairs(page.texts[number]) if unspaced[number] else _stems(words)
        for number, words in spoken.items()
        if enough[number]
    }
    within = frozenset(np.flatnonzero(out["main80_inside"] & tree.text.prose).tolist())
    times = Counter(chain.from_iterable(own[number] for number in sorted(within)))
    known = frozenset(times)
    repeated = frozenset(word for word, many in times.items() if many > 1)
    told = " ".join((*hints.titles[:1], *hints.descriptions[:1]))
    title = _stems(told.casefold().split()) | (_pairs(told) if any(unspaced) else set())
    for number, mine in own.items():
        if mine:
            # a word of the article's prose is its own echo there
            echoed = mine & (repeated if number in within else known)
            shared[number] = len(echoed) / len(mine)
            often[number] = sum(map(times.__getitem__, echoed)) / len(mine)
            titled[number] = len(mine & title) / len(mine)
    out["echo_main"] = shared
    out["echo_often"] = often
    out["echo_title"] = titled
    size = np.maximum(tree.text.words, 1)
    for name, column in (("main", shared), ("title", titled)):
        held = tree.over(column * size) / np.maximum(tree.el_words, 1)
        out[f"echo_{name}_c0"] = held[tree.owners]
        out[f"echo_{name}_c1"] = held[tree.up[tree.owners]]
        out[f"echo_{name}_c2"] = held[tree.up[tree.up[tree.owners]]]


def _stems(words: Iterable[str]) -> set[str]:
    """The beginnings of the longer words: stems of a kind, and free of punctuation."""
    return {word[:_STEM] for word in words if len(word) >= _STEM}


def _pairs(text: str) -> set[str]:
    """The pairs of characters of a text whose words are not written apart."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
