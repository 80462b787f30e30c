"""What two texts share word for word, and what differs in the same place: shown to a person, not counted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from cleaner.dedup.model import Pair, Passage

WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|[\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff]+"  # with the vowel signs of Indic scripts
)
"""A word, or a character of a script that does not space its words."""
SEED = 4
"""Words that must be equal for a passage to begin."""
SHORTEST = 6
"""Words from which a passage is told of."""
PASSAGES = 5
"""At most so many passages and differences are told of."""
WIDEST = 4
"""Words between two shared passages that are compared with one another as a replacement."""

Words = list[tuple[str, int, int]]


def explain(pair: Pair, text_a: str, text_b: str) -> Pair:
    """`pair` with its longest shared passages and the numbers and names that differ."""
    words_a, words_b = _words(text_a), _words(text_b)
    runs = _runs(words_a, words_b)
    longest = sorted((run for run in runs if run[2] >= SHORTEST), key=lambda run: (-run[2], run[0]))[
        :PASSAGES
    ]
    return replace(
        pair,
        passages=tuple(_passage(text_a, words_a, words_b, run) for run in longest),
        differs=tuple(dict.fromkeys(_differences(text_a, text_b, words_a, words_b, runs)))[:PASSAGES],
    )


def _words(text: str) -> Words:
    return [(match[0].casefold(), match.start(), match.end()) for match in WORD.finditer(text)]


def _runs(words_a: Words, words_b: Words) -> list[tuple[int, int, int]]:
    """(place in a, place in b, words) of maximal equal runs, in b's order, none overlapping in b."""
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(words_a) - SEED + 1):
        first.setdefault(tuple(word for word, _, _ in words_a[at : at + SEED]), at)
    runs = []
    at = 0
    while at <= len(words_b) - SEED:
        start = first.get(tuple(word for word, _, _ in words_b[at : at + SEED]))
        if start is None:
            at += 1
            continue
        length = SEED
        while (
            start + length < len(words_a)
            and at + length < len(words_b)
            and words_a[start + length][0] == words_b[at + length][0]
        ):
            length += 1
        runs.append((start, at, length))
        at += length
    return runs


def _passage(text_a: str, words_a: Words, words_b: Words, run: tuple[int, int, int]) -> Passage:
    a, b, length = run
    start, end = words_a[a][1], words_a[a + length - 1][2]
    return Passage(text_a[start:end], start, end, words_b[b][1], words_b[b + length - 1][2])


def _differences(
    text_a: str, text_b: str, words_a: Words, words_b: Words, runs: list[tuple[int, int, int]]
) -> Iterator[tuple[str, str]]:
    """Numbers and names between two runs that follow each other closely in both texts."""
    for (a, b, length), (next_a, next_b, _) in pairwise(runs):
        gap_a, gap_b = words_a[a + length : next_a], words_b[b + length : next_b]
        if not (0 < len(gap_a) <= WIDEST and 0 < len(gap_b) <= WIDEST):
            continue
        one, other = text_a[gap_a[0][1] : gap_a[-1][2]], text_b[gap_b[0][1] : gap_b[-1][2]]
        if _telling(one) and _telling(other):
            yield one, other


def _telling(text: str) -> bool:
    """Whether it holds a digit or a capital."""
    return any(char.isdigit() or char.isupper() for char in text)
