"""The learned line scorer: how likely each line of a text is to be clutter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.clutter.strip import SCORER
from cleaner.document import Category, Finding
from cleaner.extraction import Context
from cleaner.text.features import NAMES, Alphabet, alphabet, columns

FLOOR = 0.2
"""Lines less likely clutter than this get no label, unless there is another label to weigh against."""


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
        return 1.0 - self.trees.predict(columns(texts, gaps, self.tables))

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
