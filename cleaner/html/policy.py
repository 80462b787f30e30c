"""Which blocks are the article's, given what the scorer thinks of each; and what to call the others."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.shape import count_words
from cleaner.document import Category
from cleaner.html.blocks import Outline
from cleaner.html.features import Columns, Tree

THRESHOLD = 0.5
"""A block is kept from this probability on."""
LEAST = 0.15
"""... or a lower one, down to this, on a page of which the scorer is sure of little."""
UNLIKELY = 0.1
"""Blocks below this are many on every page; what they may hold of the article is left out of account."""
DOUBT = 0.15
"""Below this probability a paragraph goes however it is set..."""
REACH = 5
"""... and so do paragraphs further than so many blocks below all that are likelier: another article's."""
STANDFIRST, STANDFIRST_WORDS, ABOVE = 0.3, 6, 6
"""What is so likely, has so many words and stands so few blocks above the text is its standfirst."""
DECLARED_WORDS = 60
"""A declared body of at least so many words stands in when the page shows less than half of it."""
SAME_TITLE = 0.8
"""A short block that shares so many of its words with the headline repeats it."""

COPY_CHARS = 60
"""Shorter blocks may say the same twice."""
SAMPLE = 24
"""Characters, spaces left out, of the stretches that are looked for elsewhere on the page."""
MOST_SEARCHED, MOST_COPIES = 100_000_000, 50
"""Characters looked through for copies, and copies looked at: no article needs more, a hostile page might."""
ALIKE = 1.2
"""A copy is at most so many times as long or as short as what it copies."""

Flags = NDArray[np.bool_]


def choose(
    page: Outline, tree: Tree, columns: Columns, chances: NDArray[np.float64], body: str
) -> tuple[Flags, list[str]]:
    """(blocks,) whether each block is kept, and the paragraphs of `body`, if they are to stand in for them.

    `body` is the `articleBody` that the page declares. It is often cut short, but some pages leave their text
    to their scripts and show next to nothing without them.
    """
    kept = chances >= _threshold(columns, chances)
    kept |= _like_the_kept(tree, columns, chances, kept)
    kept |= _standfirst(columns, chances, kept)
    kept &= ~_repeats_title(columns)
    kept = _once(page, tree, kept, chances)
    stand_in = declared(body, int(columns["chars"][kept].sum()))
    return (np.zeros_like(kept), stand_in) if stand_in else (kept, [])


def declared(body: str, shown: int) -> list[str]:
    """The paragraphs of a declared body, a line each, if they are to stand in for `shown` characters."""
    return body.split("\n") if len(body) >= 2 * shown and count_words(body) >= DECLARED_WORDS else []


def _threshold(columns: Columns, chances: NDArray[np.float64]) -> float:
    """Lower on a page of which the scorer is sure of little: its best guess is still the article.

    The choice with the highest expected F1 takes what is likelier than half that F1 (Lipton, Elkan and
    Narayanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014).
    """
    size = columns["chars"]
    order = np.argsort(-chances)
    likely = np.cumsum((chances * size * (chances > UNLIKELY))[order])
    best = float((2 * likely / (np.cumsum(size[order]) + likely[-1])).max())
    return min(max(best / 2, LEAST), THRESHOLD)


def _like_the_kept(tree: Tree, columns: Columns, chances: NDArray[np.float64], kept: Flags) -> Flags:
    """Prose set like most that is kept: doubt alone must not cut an article's paragraphs."""
    prose = tree.text.prose & (columns["copies"] < 2)
    alike = np.bincount(tree.signature2, tree.text.chars * prose)
    of_these = np.bincount(tree.signature2, tree.text.chars * (prose & kept))
    sure = np.flatnonzero(kept)
    near = np.zeros_like(kept)
    if sure.size:
        near[sure[0] : sure[-1] + 1 + REACH] = True
    return np.asarray(near & prose & (chances >= DOUBT) & (of_these > 0.5 * alike)[tree.signature2])


def _standfirst(columns: Columns, chances: NDArray[np.float64], kept: Flags) -> Flags:
    """The line of words next above the text: in doubt it is the article's, as in a text without its page."""
    spoken = (
        (columns["words"] >= STANDFIRST_WORDS) & (columns["link_density"] < 0.2) & (columns["copies"] < 2)
    )
    likely = spoken & (chances >= STANDFIRST)
    first = int(kept.argmax())
    start = max(0, first - ABOVE)
    found = np.zeros_like(kept)
    found[start + np.flatnonzero(likely[start:first])[-1:]] = True
    return found


def _repeats_title(columns: Columns) -> Flags:
    """The headline, as a heading or above the text; a sentence that uses its words is spared."""
    same = (columns["hint_title"] >= SAME_TITLE) & (columns["words"] <= 40)
    above = (columns["pos_prose_before"] < 0.02) & ~columns["stops"]
    return np.asarray(same & ((columns["tag_heading"] == 1) | above), bool)


def _once(page: Outline, tree: Tree, kept: Flags, chances: NDArray[np.float64]) -> Flags:
    """Of text that stands in several places of the page, the likeliest copy alone.

    A copy is another block of about the same length, or a block that holds several others: pages repeat their
    article without its tags for whoever has no scripts or has not paid.
    """
    long = kept & (tree.text.chars >= COPY_CHARS)
    places = tree.parents[tree.owners[long]].tolist()
    if len(set(places)) < 2:
        return kept
    # few blocks are copies
    again = tree.text.spelt.begin_again(long).nonzero()[0].tolist()
    if not again:
        return kept
    numbers, likely = long.nonzero()[0].tolist(), chances[long].tolist()
    texts = ["".join(page.texts[number].split()) for number in numbers]
    whole = "\0".join(texts)
    if len(whole) * len(again) > MOST_SEARCHED:
        return kept
    ends = list(accumulate(len(text) + 1 for text in texts))
    gone: set[int] = set()
    for own in sorted(again, key=lambda own: (likely[own], -own)):
        size = len(texts[own])
        found: set[int] = set()
        samples = _samples(texts[own])
        misses = 0
        for sample in samples:
            held = {
                other
                for other in islice(_holders(sample, whole, ends), MOST_COPIES)
                if other not in gone and places[other] != places[own]
            }
            found |= held
            misses += not held
            if misses > len(samples) // 4 or not found:
                break
        else:
            longest = max(len(texts[other]) for other in found)
            # stretches across two paragraphs are found in neither
            several = len(found) > 2 and longest < size
            if several or (not misses and 1 / ALIKE <= longest / size <= ALIKE):
                gone.add(own)
                kept[numbers[own]] = False
    return kept


def _samples(text: str) -> list[str]:
    """Up to eight stretches of a text, from its start to its end."""
    last = len(text) - SAMPLE
    count = min(8, 1 + last // SAMPLE)
    starts = (last * number // max(1, count - 1) for number in range(count))
    return [text[start : start + SAMPLE] for start in starts]


def _holders(sample: str, whole: str, ends: list[int]) -> Iterator[int]:
    """The numbers of the texts in which a sample stands; `ends` says where each ends in `whole`."""
    at = whole.find(sample)
    while at >= 0:
        number = bisect_right(ends, at)
        yield number
        at = whole.find(sample, ends[number])


_BY_CLASS: tuple[tuple[Category, str], ...] = (
    ("cookie", "cls_consent"),
    ("comments", "cls_comment"),
    ("related", "cls_related"),
    ("newsletter", "cls_letter"),
    ("share", "cls_share"),
    ("byline", "cls_byline"),
    ("caption", "cls_caption"),
    ("dateline", "cls_date"),
    ("ad", "cls_ad"),
    ("nav", "cls_nav"),
    ("nav", "cls_tags"),
)


def categories(columns: Columns, kept: Flags) -> list[Category]:
    """What each block is if it is not the article's: by tag, then by the nearest telling class word."""
    names: list[Category] = ["template", *(category for category, _ in _BY_CLASS)]
    strength = np.array([columns[column] for _, column in _BY_CLASS])
    if kept.any():
        # what the article is called as well, such as `__next` around the whole page, tells nothing
        usual = np.sort(strength[:, kept], axis=1)[:, (kept.sum() - 1) // 2]
        strength *= strength > usual[:, None]
    best = np.where(strength.max(axis=0) > 0, strength.argmax(axis=0) + 1, 0)
    linked = columns["link_density"] > 0.6
    names += ["nav", "caption", "title", "related"]
    nav, caption, title, related = range(len(names) - 4, len(names))
    short = (best == 0) & linked
    best = np.where(short & (columns["words"] >= 5), related, np.where(short, nav, best))
    best = np.where((columns["tag_in_nav"] > 0) | (columns["tag_in_footer"] > 0), nav, best)
    best = np.where(columns["tag_in_figure"] > 0, caption, best)
    best = np.where((columns["hint_title"] >= SAME_TITLE) & (columns["words"] <= 40), title, best)
    return [names[number] for number in best.tolist()]
