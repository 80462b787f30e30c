"""Folding: the words of a line without case, accents and punctuation, which is how phrases and lines compare.

`_fold` says what that is; it reads character by character and is slow. Nearly all characters fold to one
other wherever they stand, and lines of these are folded with a table.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Scripts written without spaces (and Hangul, whose particles cling to the word): every character is a token.
UNSPACED_CODES = (
    *(range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800)),  # Thai, Lao, Burmese, Khmer
    *(range(0x3005, 0x3008), range(0x3040, 0x3100), range(0x31F0, 0x3200)),  # kana
    *(range(0x3400, 0xA000), range(0xF900, 0xFB00)),  # Han
    *(range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xAC00, 0xD800)),  # Hangul
)
UNSPACED = re.compile(
    "([" + "".join([f"{chr(codes[0])}-{chr(codes[-1])}" for codes in UNSPACED_CODES]) + "])"
)
# \w leaves out the vowel signs of the Indic scripts, which belong to their words.
_SEPARATOR = re.compile(r"(?:[^\w \n\u0900-\u0963\u0966-\u0dff©]|_)+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# Accents, Arabic vowel signs and hamzas: capitals and hurried writers leave them out.
_MARK = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655\u0670\u200c-\u200f\u2060\ufeff]")

_KNOWN = (range(0x20, 0x1100), range(0x1E00, 0x2C00), range(0x3000, 0x3400), range(0xFE00, 0x10000))
"""Code points that are folded one by one for the table ..."""
_THEMSELVES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xAC00, 0xD7A4))
"""... and Han and Hangul, which fold to themselves."""
_STRANGE = 0xFFFF
"""What the table has for a character that does not fold to one other wherever it stands."""
_JOINS = ".,:/-"
"""Signs between the digits of a number, which are looked at before they go."""
_ZEROS = re.compile(r"00*(?:[.,:/-]00*)*")
"""A number; written so that `re` leaps from one zero to the next."""


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
    return tokens_and_unspaced(texts)[0]


def tokens_and_unspaced(texts: Sequence[str]) -> tuple[list[list[str]], frozenset[int]]:
    """The words of each text, and the indices of those in scripts without spaces."""
    if not texts:
        return [], frozenset()  # "".split("\n") would be one
    lines = [text.replace("\n", " ") if "\n" in text else text for text in texts]
    codes = np.frombuffer("\n".join(lines).encode("utf-16-le", "surrogatepass"), "<u2")
    folded = _table().take(codes)
    text = _ZEROS.sub("0", folded.tobytes().decode("utf-16-le").replace("ß", "ss"))
    for sign in _JOINS:
        text = text.replace(sign, " ")
    highest = folded.max(initial=0)
    if highest < UNSPACED_CODES[0].start:
        return [line.split() for line in text.split("\n")], frozenset()
    plain = " ".join(UNSPACED.split(text)).split("\n")
    if highest == _STRANGE:
        strange = [number for number, line in enumerate(plain) if chr(_STRANGE) in line]
        rest = _fold("\n".join([lines[number] for number in strange])).split("\n")
        for number, line in zip(strange, rest, strict=True):
            plain[number] = line
    unspaced = frozenset(at for at, line in enumerate(plain) if UNSPACED.search(line))
    return [line.split() for line in plain], unspaced


def _fold(text: str) -> str:
    text = _NUMBER.sub("0", text).replace("\u200b", " ").casefold()
    text = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFKD", text)))
    text = text.replace("ı", "i")
    if UNSPACED.search(text):
        text = " ".join(UNSPACED.split(text))
    return _SEPARATOR.sub(" ", text)


@cache
def _table() -> NDArray[np.uint16]:
    """(65536,) what each code point folds to."""
    table = np.full(65536, _STRANGE, "<u2")
    table[:0x20] = ord(" ")
    table[ord("\n")] = ord("\n")
    for codes in _THEMSELVES:
        table[codes.start : codes.stop] = codes
    known = [chr(code) for codes in _KNOWN for code in codes]
    for character, plain in zip(known, _fold("\n".join(known)).split("\n"), strict=True):
        if letter := _letter(character, plain):
            table[ord(character)] = ord(letter)
    for sign in _JOINS:
        table[ord(sign)] = ord(sign)
    table[[ord("ß"), ord("ẞ")]] = ord("ß")
    return table


def _letter(character: str, plain: str) -> str:
    """What a character, by itself folded to `plain`, folds to wherever it stands; nothing if that depends."""
    if plain.isspace():
        return " "
    letter = plain.strip() if UNSPACED.search(plain) else plain
    if len(letter) != 1 or unicodedata.category(letter).startswith("M"):  # a mark may join what is before it
        return ""
    return letter if letter != "0" or character.isdecimal() else ""
