"""The learned line scorer: how likely each line of a text is to be clutter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.clutter.strip import PROSE_WORDS, SCORER
from cleaner.document import Category, Finding
from cleaner.extraction import Context
from cleaner.text.features import NAMES, Alphabet, alphabet, columns

STRAY, INTERRUPTED = 0.4, 0.4
"""Log-odds for each e-fold of the clutter between; the share of the body that is an interruption."""
FLOOR = 0.2
"""Lines less likely clutter than this get no label, unless there is another label to weigh against."""


_SIZE = NAMES.index("size")


@dataclass(frozen=True, slots=True)
class LineScorer:
    """Boosted trees over `features.columns`."""

    trees: ObliviousTrees
    tables: Alphabet

    @classmethod
    def load(cls, path: Path | None = None) -> "LineScorer":
        """The model beside this file, or the one at `path`."""
        trees = ObliviousTrees.load(path or Path(__file__).with_name("lines.npz"))
        if trees.features != NAMES:
            raise ValueError(
                f"{path or 'lines.npz'} was trained on other features: run benchmarks.train_lines"
            )
        return cls(trees, alphabet())

    def clutter(self, texts: Sequence[str], gaps: Sequence[int]) -> NDArray[np.float64]:
        """Probability for each line that it is not part of the article; `gaps` as for `columns`."""
        seen = columns(texts, gaps, self.tables)
        chance = np.clip(1.0 - self.trees.predict(seen), 1e-3, 1 - 1e-3)
        odds = np.log(chance / (1 - chance))
        odds += strays(odds, np.expm1(seen[_SIZE]))
        return 1 / (1 + np.exp(-odds))

    def label(self, context: Context) -> list[Finding]:
        """A finding for each line that may be clutter, or that something else was said of."""
        blocks = context.blocks
        if not blocks:
            return []
        likely = self.clutter([block.text for block in blocks], gaps(context)).tolist()
        spoken_of = {finding.start for finding in context.findings}
        body = [number for number, chance in enumerate(likely) if chance < 0.5]
        first, last = (body[0], body[-1]) if body else (0, 0)
        return [
            Finding(
                _category(number, first, last, block.text),
                SCORER,
                chance,
                block.start,
                block.end,
                _because(chance),
            )
            for number, (block, chance) in enumerate(zip(blocks, likely, strict=True))
            if chance >= FLOOR or block.start in spoken_of
        ]


def strays(odds: NDArray[np.float64], words: NDArray[np.float32]) -> NDArray[np.float64]:
    """What to add to the log-odds of clutter of running text that clutter parts from the body of the article.

    The body is the stretch with the greatest sum of evidence (Kadane's algorithm). A line beyond it is the
    less believed the more clutter lies between, unless its side holds much that looks like article too: then
    the article itself is interrupted. Only running text is doubted, for only that is kept on little evidence.
    """
    gain = -np.minimum(np.maximum(odds, -3), 3) * np.sqrt(np.minimum(words, 40))
    sums = np.concatenate(([0.0], np.cumsum(gain)))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    start = int(np.argmin(sums[: end + 1]))
    clutter = np.concatenate(([0.0], np.cumsum(np.maximum(-gain, 0))))
    article = np.maximum(gain, 0)
    body = float(article[start:end].sum()) + 1e-9
    index = np.arange(len(odds))
    found = np.zeros(len(odds))
    for side, between, share in (
        (index < start, clutter[start] - clutter[1:], article[:start].sum() / body),
        (index >= end, clutter[:-1] - clutter[end], article[end:].sum() / body),
    ):
        trust = max(0.0, 1.0 - float(share) / INTERRUPTED)
        found[side] = STRAY * trust * np.log1p(between[side])
    found[words < PROSE_WORDS - 0.5] = 0  # `words` comes back from a logarithm
    return found


@cache
def shipped() -> LineScorer:
    """The scorer that comes with the program; read once, never changed."""
    return LineScorer.load()


def gaps(context: Context) -> list[int]:
    """Line breaks before each block; where other blocks have gone from between, those that `cut` leaves."""
    found, at, original = [], 0, context.original
    for block in context.blocks:
        between = original[at : block.start]
        if between and not between.isspace():
            end, start = between.rstrip(), between.lstrip()
            between = max(between[: -len(start)], between[len(end) :], key=lambda space: space.count("\n"))
        found.append(between.count("\n"))
        at = block.end
    return found


def _category(number: int, first: int, last: int, text: str) -> Category:
    """A name for clutter that nothing recognised: by where it stands to the article and how long it is."""
    if number < first or text.count(" ") < 3:
        return "nav"
    return "related" if number > last else "promo"


def _because(chance: float) -> str:
    return f"looks like page furniture, not like the article around it ({chance:.0%})"
