"""What a line looks like, whatever its language: its length; whether it is prose, a headline, a teaser."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from cleaner.clutter.characters import Kinds, held, kinds
from cleaner.clutter.fold import UNSPACED, UNSPACED_CODES
from cleaner.document import Block

FULL_STOPS = ".!?。！？।؟۔"
"""What ends a sentence, in any script; behind some, no space follows."""
_STOPS = FULL_STOPS + ":;…"
_STOP = re.compile(rf"[{_STOPS}][\"'”’»“)\]」』]*$")
_FULL_STOP = re.compile(rf"[{FULL_STOPS}][\"'”’»“)\]」』]*$")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\"'”’»)\]]*(?:\s+\S+){0,3}$")
_SENTENCE_BREAK = re.compile(r"[.!?؟۔][\"'”’»)]*\s+[\"'“‘«(]*\w|[。！？।]")

PROSE_WORDS = 25
"""Running text of this many words is taken for the article's unless there is evidence against it."""
LINE_CHARACTERS = 300
"""Clutter lines are short; longer ones are matched against rules only at the very ends of a document."""
NOTICE_CHARACTERS = 1000
"""Legal notices and pleas, which stand at the ends of a document, are no longer than this."""


def count_words(text: str) -> int:
    """Words between spaces; two characters make a word where words are not spaced."""
    words = len(text.split())
    if not text.isascii() and (characters := len(UNSPACED.findall(text))):
        words = max(words, characters // 2)
    return words


def count_all(texts: Sequence[str]) -> list[int]:
    """`count_words` of each of the texts; what takes more than counting spaces is looked for once."""
    joined = f" {' '.join(texts)} "
    special = held(joined, _special())
    if special & _HAS_UNSPACED:
        return [count_words(text) for text in texts]
    if special & _HAS_SPACE or "  " in joined:
        return [len(text.split()) for text in texts]
    return [text.count(" ") + 1 for text in texts]


_HAS_UNSPACED, _HAS_SPACE = 1, 2


@cache
def _special() -> Kinds:
    """Characters because of which words are not counted by their spaces."""
    spaces = (code for code in range(0x3001) if chr(code).isspace() and chr(code) != " ")
    return kinds([chain(*UNSPACED_CODES), spaces])


def is_sentence(text: str) -> bool:
    """It ends as a sentence does: with a full stop, question or exclamation mark, quotes aside."""
    return _FULL_STOP.search(text[-8:]) is not None and not is_cut_off(text)


def is_cut_off(text: str) -> bool:
    """A teaser: its last sentence breaks off in an ellipsis, perhaps with a `Read more` after it.

    >>> is_cut_off("The council voted on Tuesday to close […] Read more")
    True
    """
    end = text[-40:]
    return ("…" in end or ".." in end) and _CUT_OFF.search(text[-60:]) is not None


def is_prose(text: str, words: int) -> bool:
    """Running text: enough words, and sentences rather than a list of names or a cut-off teaser."""
    if words < PROSE_WORDS or is_cut_off(text):
        return False
    return (
        text[-1] in _STOPS or _STOP.search(text[-8:]) is not None or _SENTENCE_BREAK.search(text) is not None
    )


def is_headline(text: str, words: int) -> bool:
    """A line that could head a story: a few words and no full stop at the end."""
    return 3 <= words <= 22 and (text[-1:] in "?!" or _STOP.search(text[-8:]) is None)


class Page(NamedTuple):
    """The blocks of a document with what every labeller asks about them. `head` and `tail` are indices."""

    blocks: Sequence[Block]
    words: Sequence[int]
    prose: Sequence[bool]
    head: int
    """Blocks before this one stand before the first prose."""
    tail: int
    """Blocks from this one on stand after the last prose; none do where there is no prose at all."""
    third: int
    """Blocks from this one on are the last third."""

    def without(self, clutter: Collection[int]) -> "Page":
        """The page on which the blocks at the indices `clutter` are no prose."""
        if not any(map(self.prose.__getitem__, clutter)):
            return self
        return _page(
            self.blocks, self.words, [prose and at not in clutter for at, prose in enumerate(self.prose)]
        )


def page(blocks: Sequence[Block]) -> Page:
    """Measure the blocks of a document."""
    words = count_all([block.text for block in blocks])
    return _page(blocks, words, [is_prose(b.text, count) for b, count in zip(blocks, words, strict=True)])


def _page(blocks: Sequence[Block], words: Sequence[int], prose: Sequence[bool]) -> Page:
    head = prose.index(True) if True in prose else 0
    tail = len(prose) - prose[::-1].index(True) if True in prose else len(prose)
    return Page(blocks, words, prose, head, tail, len(blocks) - len(blocks) // 3)
