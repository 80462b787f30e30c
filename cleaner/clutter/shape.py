"""What a line looks like, whatever its language: its words; whether it is prose, a headline or a teaser."""

import re
import unicodedata
from collections.abc import Container, Sequence
from typing import NamedTuple

from cleaner.document import Block

# Scripts written without spaces (and Hangul, whose particles cling to the word): every character is a token.
UNSPACED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"  # kana, Han
    r"\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff])"  # Hangul
)
# \w leaves out the vowel signs of the Indic scripts, which belong to their words.
_SEPARATOR = re.compile(r"(?:[^\w \n\u0900-\u0963\u0966-\u0dff©]|_)+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# Accents, Arabic vowel signs and hamzas: capitals and hurried writers leave them out.
_MARK = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655\u0670\u200b-\u200f\u2060\ufeff]")

# ASCII is folded as bytes, once common quotes, dashes and bullets are gone; other words take the long way.
_TYPOGRAPHY = "’‘“”–—…•·»«›\xa0\u200b"
_ASCII = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else code if code == 10 else 32 for code in range(128)
) + bytes(range(128, 256))

_STOP = re.compile(r"[.!?:;。！？।؟۔…][\"'”’»“)\]」』]*$")
_FULL_STOP = re.compile(r"[.!?。！？।؟۔][\"'”’»“)\]」』]*$")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\"'”’»)\]]*(?:\s+\S+){0,3}$")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’»)]*\s+[\"'“‘«(]*\w|[。！？।]")

PROSE_WORDS = 25
"""Running text of this many words is taken for the article's unless there is evidence against it."""
LINE_CHARACTERS = 300
"""Clutter lines are short; longer ones are matched against rules only at the very ends of a document."""
NOTICE_CHARACTERS = 1000
"""Legal notices and pleas, which stand at the ends of a document, are no longer than this."""


def normalise(text: str) -> str:
    """Lower-case words with single spaces; punctuation and accents gone, each number `0`.

    >>> normalise("  SHARE: Été 2,000 —  İlgili_Haberler ")
    'share ete 0 ilgili haberler'
    >>> normalise("無断転載 禁止")
    '無 断 転 載 禁 止'
    """
    return " ".join(tokens([text])[0])


def tokens(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text as `normalise` leaves them."""
    joined = "\n".join(text.replace("\n", " ") if "\n" in text else text for text in texts)
    joined = _NUMBER.sub("0", joined)
    if not joined.isascii():
        for sign in _TYPOGRAPHY:
            joined = joined.replace(sign, " ")
    joined = joined.encode("utf-8", "surrogatepass").translate(_ASCII).decode("utf-8", "surrogatepass")
    if joined.isascii():
        return [line.split() for line in joined.split("\n")]
    strange = list(dict.fromkeys(word for word in joined.split() if not word.isascii()))
    plain = dict(zip(strange, map(" ".join, folded(strange)), strict=True))
    return [
        line.split() if line.isascii() else " ".join([plain.get(word, word) for word in line.split()]).split()
        for line in joined.split("\n")
    ]


def folded(phrases: Sequence[str]) -> list[list[str]]:
    """`tokens` of many short texts, most of which are not ASCII, at half the price."""
    if not phrases:
        return []  # "".split("\n") would be one
    return [line.split() for line in _fold(_NUMBER.sub("0", "\n".join(phrases))).split("\n")]


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFKD", text.casefold())))
    text = text.replace("ı", "i")
    if UNSPACED.search(text):
        text = " ".join(UNSPACED.split(text))
    return _SEPARATOR.sub(" ", text)


def count_words(text: str) -> int:
    """Words between spaces; two characters make a word where words are not spaced."""
    words = len(text.split())
    if not text.isascii() and (characters := len(UNSPACED.findall(text))):
        words = max(words, characters // 2)
    return words


def count_all(texts: Sequence[str]) -> list[int]:
    """`count_words` of each of the texts; unspaced scripts are looked for once."""
    joined = "\n".join(texts)
    if joined.isascii() or not UNSPACED.search(joined):
        return [len(text.split()) for text in texts]
    return [count_words(text) for text in texts]


def is_sentence(text: str) -> bool:
    """It ends as a sentence does: with a full stop, question or exclamation mark, quotes aside."""
    return _FULL_STOP.search(text[-8:]) is not None and not is_cut_off(text)


def is_cut_off(text: str) -> bool:
    """A teaser: its last sentence breaks off in an ellipsis, perhaps with a `Read more` after it.

    >>> is_cut_off("The council voted on Tuesday to close […] Read more")
    True
    """
    return ("…" in text[-40:] or ".." in text[-40:]) and _CUT_OFF.search(text[-60:]) is not None


def is_prose(text: str, words: int) -> bool:
    """Running text: enough words, and sentences rather than a list of names or a cut-off teaser."""
    if words < PROSE_WORDS or is_cut_off(text):
        return False
    return _STOP.search(text[-8:]) is not None or _SENTENCE_BREAK.search(text) is not None


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

    def without(self, clutter: Container[int]) -> "Page":
        """The page on which the blocks at the indices `clutter` are no prose."""
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
