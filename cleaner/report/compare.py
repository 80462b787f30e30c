"""A copy beside its original: paragraphs aligned, words compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

MAX_PARAGRAPHS = 80
MAX_WORDS = 600
"""Of one paragraph; longer ones are compared up to here."""
ALIKE = 0.3
"""Share of words (Dice) from which two paragraphs stand beside each other."""

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|\s+|[^\w\s]")


class Span(NamedTuple):
    """Words of one side: shared with the other, or its own."""

    text: str
    shared: bool


class Row(NamedTuple):
    """Two paragraphs side by side; either may be missing."""

    left: tuple[Span, ...]
    right: tuple[Span, ...]

    @property
    def same(self) -> bool:
        """No word differs."""
        return all(span.shared for span in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that follow each other and are all the same in both texts, or all not."""

    same: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts share and where they differ."""

    groups: tuple[Group, ...]
    shared: int
    only_left: int
    only_right: int
    passages: tuple[str, ...]
    """The longest shared passages, longest first."""
    cut: bool
    """The texts are longer than what was compared."""


def compare(left: str, right: str, *, passages: int = 3) -> Comparison:
    """`left` (the original) beside `right` (the copy). Numbers count words, or characters where unspaced."""
    a, b = _paragraphs(left), _paragraphs(right)
    rows = [_row(i, j) for i, j in _aligned(a[:MAX_PARAGRAPHS], b[:MAX_PARAGRAPHS])]
    return Comparison(
        groups=tuple(Group(same, tuple(some)) for same, some in groupby(rows, key=lambda row: row.same)),
        shared=sum(_count(span.text) for row in rows for span in row.left if span.shared),
        only_left=sum(_count(span.text) for row in rows for span in row.left if not span.shared),
        only_right=sum(_count(span.text) for row in rows for span in row.right if not span.shared),
        passages=_longest(rows, passages),
        cut=max(len(a), len(b)) > MAX_PARAGRAPHS or any(len(_tokens(p)) > 2 * MAX_WORDS for p in (*a, *b)),
    )


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _count(text: str) -> int:
    return sum(1 for token in _tokens(text) if token[0].isalnum())


def _aligned(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paragraphs in order, "" where one has no partner: the alignment that shares most words."""
    words = [[frozenset(_tokens(p.lower())) for p in side] for side in (a, b)]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    like = [[_dice(x, y) for y in words[1]] for x in words[0]]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            paired = like[i][j] + best[i + 1][j + 1] if like[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(a) and j < len(b):
        if like[i][j] >= ALIKE and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield a[i], b[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield a[i], ""
            i += 1
        else:
            yield "", b[j]
            j += 1
    yield from ((rest, "") for rest in a[i:])
    yield from (("", rest) for rest in b[j:])


def _dice(x: frozenset[str], y: frozenset[str]) -> float:
    return 2 * len(x & y) / (len(x) + len(y)) if x or y else 0.0


def _row(left: str, right: str) -> Row:
    if left == right:
        return Row((Span(left, True),), (Span(right, True),))
    a, b = _tokens(left)[: 2 * MAX_WORDS], _tokens(right)[: 2 * MAX_WORDS]
    spans: dict[Literal["left", "right"], list[Span]] = {"left": [], "right": []}
    for _, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        shared = a[i1:i2] == b[j1:j2]
        spans["left"] += [Span("".join(a[i1:i2]), shared)] * (i2 > i1)
        spans["right"] += [Span("".join(b[j1:j2]), shared)] * (j2 > j1)
    return Row(_joined(spans["left"]), _joined(spans["right"]))


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans with the space between two words that differ counted to them: it reads as one change."""
    gaps = [
        not span.shared or (span.text.isspace() and 0 < at < len(spans) - 1) for at, span in enumerate(spans)
    ]
    changed = zip(spans, gaps, strict=True)
    return tuple(
        Span("".join(span.text for span, _ in some), not differs)
        for differs, some in groupby(changed, key=lambda pair: pair[1])
    )


def _longest(rows: Sequence[Row], most: int) -> tuple[str, ...]:
    """The longest runs of shared words, across paragraphs where whole paragraphs are shared."""
    runs: list[str] = []
    open_run = ""
    for row in rows:
        for span in row.left:
            if not span.shared:
                runs.append(open_run)
                open_run = ""
            else:
                open_run += span.text
        if row.same and row.left:
            open_run += "\n"
        else:
            runs.append(open_run)
            open_run = ""
    runs = [run.strip() for run in [*runs, open_run] if _count(run) >= 8]
    return tuple(sorted(runs, key=lambda run: -_count(run))[:most])
