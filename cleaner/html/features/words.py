"""How a block's words agree with what the page's head declares, and with the rest of the article."""

from collections.abc import Iterable, Sequence, Sized
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, Floats, Ints
from cleaner.html.features.tree import Names, Tree

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


class _Words:
    """The different words of each block, as pairs of a block and a word's number."""

    def __init__(self, blocks: Ints, numbers: Ints, names: Names) -> None:
        """`numbers[n]` is a word of `blocks[n]`; a block may repeat its words."""
        self.names = names
        many = max(1, len(names.distinct))
        pairs = np.sort(blocks * many + numbers)
        self.blocks, self.words = np.divmod(pairs[np.diff(pairs, prepend=-1) != 0], many)

    def among(self, words: Iterable[str]) -> Flags:
        """(pairs,) whether the word is among these."""
        known = np.zeros(len(self.names.distinct), bool)
        for word in words:
            number = self.names.index.get(word)
            if number is not None:
                known[number] = True
        return known[self.words]

    def sums(self, values: NDArray[np.generic], count: int) -> NDArray[np.float64]:
        """(count,) the sum over each block's words."""
        return np.bincount(self.blocks, values, count).astype(np.float64)


def _sizes(words: Sequence[Sized]) -> Ints:
    return np.fromiter(map(len, words), np.intp, len(words))


def _spoken(page: Outline, tree: Tree) -> _Words:
    """The words of all blocks that tell something, case folded."""
    telling = np.flatnonzero(tree.telling)
    found = [page.texts[number].casefold().split() for number in telling.tolist()]
    names = Names(chain.from_iterable(found))
    return _Words(np.repeat(telling, _sizes(found)), names.numbers, names)


def _stems(page: Outline, spoken: _Words, plain: Flags, unspaced: Flags) -> _Words:
    """The beginnings of the longer words of `plain` blocks, the pairs of characters of `unspaced` ones."""
    known = spoken.names.distinct
    written_on = np.flatnonzero(unspaced)
    pairs = [_pairs(page.texts[number]) for number in written_on.tolist()]
    names = Names(chain((word[:_STEM] for word in known), *pairs))
    long = np.array([len(word) >= _STEM for word in known], bool)
    taken = long[spoken.words] & plain[spoken.blocks]
    return _Words(
        np.concatenate((spoken.blocks[taken], np.repeat(written_on, _sizes(pairs)))),
        np.concatenate((names.numbers[spoken.words[taken]], names.numbers[len(known) :])),
        names,
    )


def _pairs(text: str) -> set[str]:
    """The pairs of characters of a text whose words are not written apart."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def words(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """Add the columns `hint_` and `echo_`."""
    spoken = _spoken(page, tree)
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
    count = len(tree.owners)
    best = np.zeros(count)
    mine = np.bincount(spoken.blocks, minlength=count)
    for title in titles:
        theirs = set(title.casefold().split())
        if theirs:
            both = spoken.sums(spoken.among(theirs), count)
            best = np.maximum(best, both / np.maximum(mine, len(theirs)))
    return np.where(tree.text.words <= 60, best, 0).astype(np.float32)


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
    unspaced = out["unspaced"] > 0.3
    enough = tree.telling & (tree.text.words >= 4)
    own = _stems(page, spoken, enough & ~unspaced, enough & unspaced)
    where = out["main80_inside"] & tree.text.prose
    # a word of the article's prose is its own echo there
    times = np.bincount(own.words[where[own.blocks]], minlength=len(own.names.distinct))[own.words]
    times = np.where(times > where[own.blocks], times, 0)
    told = " ".join((*hints.titles[:1], *hints.descriptions[:1]))
    title = {word[:_STEM] for word in told.casefold().split() if len(word) >= _STEM}
    if unspaced.any():
        title |= _pairs(told)
    size = np.maximum(np.bincount(own.blocks, minlength=count), 1)
    shared = (own.sums(times > 0, count) / size).astype(np.float32)
    titled = (own.sums(own.among(title), count) / size).astype(np.float32)
    out["echo_main"] = shared
    out["echo_often"] = (own.sums(times, count) / size).astype(np.float32)
    out["echo_title"] = titled
    size = np.maximum(tree.text.words, 1)
    for name, column in (("main", shared), ("title", titled)):
        held = tree.over(column * size) / np.maximum(tree.el_words, 1)
        out[f"echo_{name}_c0"] = held[tree.owners]
        out[f"echo_{name}_c1"] = held[tree.up[tree.owners]]
        out[f"echo_{name}_c2"] = held[tree.up[tree.up[tree.owners]]]
