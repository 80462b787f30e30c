"""Doubts about lines that stand apart from the body of the article: other stories, comments, notices.

What follows an article often reads just like one. Two things tell it apart: clutter stands between it and the
body of the article, and it talks of something else.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.fold import UNSPACED
from cleaner.clutter.shape import PROSE_WORDS
from cleaner.clutter.strip import LITTLE
from cleaner.text.layout import Ints, Layout, stretch

Numbers = NDArray[np.float64]
Body = tuple[Ints, Ints]
"""(documents,) the first line of the body of each, and the line after its last."""

STRAY, INTERRUPTED = 0.4, 0.4
"""Log-odds for each e-fold of the clutter between; the share of the body that is an interruption."""
OFF_TOPIC, ON_TOPIC = 1.4, -1.7
"""Log-odds for a line that has none, and only, of the body's words."""
SHORTEST = 12
"""Words; what shorter lines talk of says little. In a text of little clutter only prose is doubted."""
VOCABULARY = 30
"""Different long words; a body of fewer is no measure of what the story is about."""
LONG_WORDS = 5
"""Different long words that a line must have to be on or off the topic."""
SURE = 4.0
"""Log-odds of clutter from which a line goes whatever it talks of."""
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def doubts(odds: Numbers, words: NDArray[np.float32], texts: Sequence[str], layout: Layout) -> Numbers:
    """What to add to the lines' log-odds of clutter; `words` are those of each of `texts`, counted.

    The body of an article is the stretch with the greatest sum of evidence (weighed by length).
    """
    gain = -np.minimum(np.maximum(odds, -3), 3) * np.sqrt(np.minimum(words, 40))
    body = stretch(layout.grid(gain))
    added = by_distance(gain, words, layout, body)
    return added + by_topic(odds + added, words, texts, layout, body)


def by_distance(gain: Numbers, words: NDArray[np.float32], layout: Layout, body: Body) -> Numbers:
    """Doubt about running text that clutter parts from the body, the more the more of it lies between.

    Unless its side holds much that looks like article too: then the article itself is interrupted. Only
    running text is doubted, for only that is kept on little evidence.
    """
    start, end = body
    document, index = layout.document, layout.index
    clutter, article = layout.grid(np.maximum(-gain, 0)), layout.grid(np.maximum(gain, 0))
    each = np.arange(len(layout.count))
    inside = article[each, end] - article[each, start] + 1e-9
    above, below = article[each, start] / inside, (article[each, -1] - article[each, end]) / inside
    before, after = index < start[document], index >= end[document]
    between = np.where(before, clutter[each, start][document] - clutter[document, index + 1], 0)
    between += np.where(after, clutter[document, index] - clutter[each, end][document], 0)
    trust = np.maximum(0.0, 1.0 - np.where(before, above[document], below[document]) / INTERRUPTED)
    doubted = (before | after) & (words >= PROSE_WORDS - 0.5)  # `words` comes back from a logarithm
    return np.where(doubted, STRAY * trust * np.log1p(between), 0.0)


def by_topic(
    odds: Numbers, words: NDArray[np.float32], texts: Sequence[str], layout: Layout, body: Body
) -> Numbers:
    """Doubt about lines beyond the body that have few of its long words, trust in those that have many.

    Lines in scripts that do not space their words are left alone.
    """
    start, end = body
    added = np.zeros(len(odds))
    document = layout.document
    clutter = layout.total(np.where(odds > 0, words, 0))
    little = clutter < LITTLE * layout.total(words.astype(np.float64))
    beyond = (layout.index < start[document]) | (layout.index >= end[document])
    enough = words >= np.where(little, PROSE_WORDS, SHORTEST)[document] - 0.5
    asked = np.flatnonzero(beyond & enough & (odds < SURE))
    for number in np.unique(document[asked]).tolist():
        first = layout.first[number]
        own = range(first + start[number], first + end[number])
        vocabulary = _long_words("\n".join(texts[line] for line in own if odds[line] < 0))
        if len(vocabulary) < VOCABULARY:
            continue
        for line in asked[document[asked] == number].tolist():
            said = _long_words(texts[line])
            if len(said) >= LONG_WORDS and not UNSPACED.search(texts[line]):
                shared = len(said & vocabulary) / len(said)
                added[line] = OFF_TOPIC + (ON_TOPIC - OFF_TOPIC) * shared
    return added


def _long_words(text: str) -> set[str]:
    return set(_LONG_WORD.findall(text.lower()))
