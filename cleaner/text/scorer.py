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
from cleaner.text.features import Alphabet, alphabet, first_look, measure, second_look, stack

FLOOR = 0.2
"""Lines less likely clutter than this get no label, unless there is another label to weigh against."""


@dataclass(frozen=True, slots=True)
class LineScorer:
    """Two ensembles: one sees the lines, the other also what the first said of their neighbourhood."""

    first: ObliviousTrees
    second: ObliviousTrees
    tables: Alphabet

    @classmethod
    def load(cls, folder: Path | None = None) -> "LineScorer":
        """The models beside this file, or those in `folder`."""
        folder = folder or Path(__file__).parent
        first, second = (ObliviousTrees.load(folder / f"lines-{number}.npz") for number in (1, 2))
        return cls(first, second, alphabet())

    def clutter(self, texts: Sequence[str], gaps: Sequence[int]) -> NDArray[np.float64]:
        """Probability for each line that it is not part of the article; `gaps` as for `first_look`."""
        lines = measure(texts, self.tables)
        found = first_look(texts, np.asarray(gaps, np.int64), lines)
        odds = log_odds(self.first.predict(stack(found, self.first.features)))
        found = second_look(found, odds, lines.size)
        return 1.0 - self.second.predict(stack(found, self.second.features))

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
    """Line breaks before each block."""
    found, at = [], 0
    for block in context.blocks:
        found.append(context.original.count("\n", at, block.start))
        at = block.end
    return found


def log_odds(chance: NDArray[np.float64]) -> NDArray[np.float32]:
    """The inverse of the logistic function, within +-8."""
    safe = np.clip(chance, 3.3e-4, 1 - 3.3e-4)
    return np.log(safe / (1 - safe)).astype(np.float32)


def _category(number: int, first: int, last: int, text: str) -> Category:
    """A name for clutter that nothing recognised: by where it stands to the article and how long it is."""
    if number < first or text.count(" ") < 3:
        return "nav"
    return "related" if number > last else "promo"


def _because(chance: float) -> str:
    return f"looks like page furniture, not like the article around it ({chance:.0%})"
