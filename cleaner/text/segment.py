"""Normalised text -> blocks: a block a line; a very long line is cut into sentences."""

import re
from collections.abc import Iterator
from itertools import islice

from cleaner.document import Block

LONG_LINE = 3000
"""Characters; a line beyond this is no paragraph but text that has lost its line breaks."""
ONE_LINE = 1000
"""The same for a text that has no line break at all."""

_SENTENCE = re.compile(r"(?<=[.!?…।؟۔])[\"'”’»)\]]?\s+(?=[\"'“‘«(\[]?\w)|(?<=[。！？])[」』）]?(?=\S)")


def segment(text: str, *, limit: int) -> list[Block]:
    """The first `limit` blocks of `text`."""
    return list(islice(_blocks(text), limit))


def _blocks(text: str) -> Iterator[Block]:
    longest = LONG_LINE if "\n" in text.strip() else ONE_LINE
    at = 0
    for line in text.split("\n"):
        if words := line.strip():
            start = at if len(words) == len(line) else at + len(line) - len(line.lstrip())
            end = start + len(words)
            if len(words) <= longest:
                yield Block(words, "line", start, end)
            else:
                yield from _sentences(text, start, end)
        at += len(line) + 1


def _sentences(text: str, start: int, end: int) -> Iterator[Block]:
    """The sentences of text[start:end], each at least a few words long."""
    at = start
    for gap in _SENTENCE.finditer(text, start, end):
        if gap.start() - at >= 40:
            stop = gap.start() + len(gap[0].rstrip())
            yield Block(text[at:stop], "line", at, stop)
            at = gap.end()
    yield Block(text[at:end], "line", at, end)
