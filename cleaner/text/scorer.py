"""The learned line scorer: how likely each line of a text is to be clutter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.clutter.model import ObliviousTrees
from cleaner.clutter.strip import SCORER
from cleaner.document import Category, Finding
from cleaner.extraction import Context
from cleaner.text.features import NAMES, Alphabet, alphabet, columns
from cleaner.text.layout import Layout
from cleaner.text.strays import doubts
from cleaner.together import Ask

FLOOR = 0.2
"""Lines less likely clutter than this get no label, unless there is another label to weigh against."""
CHARACTERS, CELLS = 1 << 17, 1 << 14
"""Of documents that are scored together: characters in all; documents times lines of the longest."""

_BREAKS = {"": 0, "\n": 1, "\n\n": 2}
"""Line breaks in what mostly stands between lines."""
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

    def clutter(
        self, texts: Sequence[str], gaps: Sequence[int], counts: Sequence[int] | None = None
    ) -> NDArray[np.float64]:
        """Probability for each line that it is not part of its article; arguments as for `columns`."""
        seen = columns(texts, gaps, self.tables, counts)
        chance = np.clip(1.0 - self.trees.predict(seen), 1e-3, 1 - 1e-3)
        odds = np.log(chance / (1 - chance))
        odds += doubts(odds, np.expm1(seen[_SIZE]), texts, Layout.of(counts or [len(texts)]))
        return np.asarray(1 / (1 + np.exp(-odds)))

    def label(self, context: Context) -> Ask:
        """The question that is answered by a finding for each line that may be clutter, or was spoken of."""
        return Ask(self.label_all, context)

    def label_all(self, contexts: Sequence[Context]) -> list[list[Finding]]:
        """The findings on each document; alone it has the same, at five times the price."""
        found: list[list[Finding]] = []
        for some in _together(contexts):
            blocks = [block for context in some for block in context.blocks]
            if not blocks:
                found += [[] for _ in some]
                continue
            counts = [len(context.blocks) for context in some]
            between = [gap for context in some for gap in gaps(context)]
            texts = [block.text for block in blocks]
            likely = self.clutter(texts, between, [count for count in counts if count]).tolist()
            ends = list(accumulate(counts))
            found += [
                _findings(context, likely[end - count : end])
                for context, count, end in zip(some, counts, ends, strict=True)
            ]
        return found


def _together(contexts: Sequence[Context]) -> Iterator[list[Context]]:
    """The documents in groups whose arrays fit the processor's cache; one alone may be larger."""
    group: list[Context] = []
    size = longest = 0
    for context in contexts:
        characters, lines = len(context.original), len(context.blocks)
        longest = max(longest, lines)
        if group and (size + characters > CHARACTERS or (len(group) + 1) * longest > CELLS):
            yield group
            group, size, longest = [], 0, lines
        group.append(context)
        size += characters
    if group:
        yield group


def _findings(context: Context, likely: Sequence[float]) -> list[Finding]:
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
        for number, (block, chance) in enumerate(zip(context.blocks, likely, strict=True))
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
        at = block.end
        if (plain := _BREAKS.get(between)) is not None:
            found.append(plain)
            continue
        if not between.isspace():
            end, start = between.rstrip(), between.lstrip()
            between = max(between[: -len(start)], between[len(end) :], key=lambda space: space.count("\n"))
        found.append(between.count("\n"))
    return found


def _category(number: int, first: int, last: int, text: str) -> Category:
    """A name for clutter that nothing recognised: by where it stands to the article and how long it is."""
    if number < first or text.count(" ") < 3:
        return "nav"
    return "related" if number > last else "promo"


def _because(chance: float) -> str:
    return f"looks like page furniture, not like the article around it ({chance:.0%})"
