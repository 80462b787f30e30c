"""Folding: the words of a line without case, accents and punctuation, which is how phrases and lines compare.

`_fold` says what that is; it reads character by character and is slow. Nearly all lines in Latin script are
made of 250 characters, each of which folds to one or none: such a line is folded as bytes, with two tables.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence

# Scripts written without spaces (and Hangul, whose particles cling to the word): every character is a token.
UNSPACED_CODES = (
    *(range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800)),  # Thai, Lao, Burmese, Khmer
    *(range(0x3005, 0x3008), range(0x3040, 0x3100), range(0x31F0, 0x3200)),  # kana
    *(range(0x3400, 0xA000), range(0xF900, 0xFB00)),  # Han
    *(range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xAC00, 0xD800)),  # Hangul
)
UNSPACED = re.compile("([" + "".join([f"{chr(codes[0])}-{chr(codes[-1])}" for codes in UNSPACED_CODES]) + "])")
# \w leaves out the vowel signs of the Indic scripts, which belong to their words.
_SEPARATOR = re.compile(r"(?:[^\w \n\u0900-\u0963\u0966-\u0dff©]|_)+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# Accents, Arabic vowel signs and hamzas: capitals and hurried writers leave them out.
_MARK = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655\u0670\u200c-\u200f\u2060\ufeff]")

# What stands in the bytes that ASCII leaves free; the control characters give theirs up.
_LASTING = "ßæøœłđ©"
_LETTERS = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿąćčďęěğľńňőřśşšťůűźżžășț"
_SIGNS = "\xa0¡£§«®°·»¿–—‘’‚“”„†•…‹›€\u200b"
TOGETHER = 50
"""Phrases that are folded in one go: one strange character among them makes all of them slow."""
_FREE = [*range(128, 256), *(code for code in range(1, 32) if chr(code) not in "\t\n\r"), 127]


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
    unspaced: frozenset[int] = frozenset()
    try:
        plain = _fold_western("\n".join(lines)).split("\n")
    except UnicodeEncodeError:
        plain = _fold_mixed(lines)
        unspaced = frozenset(at for at, line in enumerate(plain) if UNSPACED.search(line))
    return [line.split() for line in plain], unspaced


def folded(phrases: Sequence[str]) -> list[list[str]]:
    """`tokens` of thousands of phrases, those of one language together, at half the price."""
    plain: list[str] = []
    for at in range(0, len(phrases), TOGETHER):
        some = "\n".join(phrases[at : at + TOGETHER])
        try:
            plain += _fold_western(some).split("\n")
        except UnicodeEncodeError:
            plain += _fold(some).split("\n")
    return [line.split() for line in plain]


def _fold_mixed(lines: Sequence[str]) -> list[str]:
    """The lines folded, each in the quickest way that it allows."""
    plain: list[str] = []
    strange: list[int] = []
    for number, line in enumerate(lines):
        try:
            plain.append(_fold_western(line))
        except UnicodeEncodeError:
            strange.append(number)
            plain.append(line)
    rest = _fold("\n".join([lines[number] for number in strange])).split("\n")
    for number, line in zip(strange, rest, strict=True):
        plain[number] = line
    return plain


def _fold(text: str) -> str:
    text = _NUMBER.sub("0", text).replace("\u200b", " ").casefold()
    text = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFKD", text)))
    text = text.replace("ı", "i")
    if UNSPACED.search(text):
        text = " ".join(UNSPACED.split(text))
    return _SEPARATOR.sub(" ", text)


def _fold_western(text: str) -> str:
    """`_fold` of ASCII and the characters named above; UnicodeEncodeError for any other."""
    data = codecs.charmap_encode(text, "strict", _ENCODING)[0].translate(_TO_LETTERS)
    data = _ZEROS.sub(b"0", data).translate(_TO_WORDS)
    if data.isascii():
        return data.decode("ascii")
    return codecs.charmap_decode(data, "strict", _DECODING)[0].replace("ß", "ss")


def _decoding() -> str:
    """The character of each byte."""
    letters = (_LASTING, _LASTING.upper(), _LETTERS, _LETTERS.upper(), _SIGNS, "ªºıİ")
    own = [c for c in dict.fromkeys("".join(letters)) if not c.isascii()]
    table = [chr(code) for code in range(128)] + ["\ufffe"] * 128  # what charmaps write for nothing
    for code in _FREE:
        table[code] = "\ufffe"
    for code, character in zip(_FREE, own, strict=False):
        table[code] = character
    return "".join(table)


_DECODING = _decoding()
_ENCODING = codecs.charmap_build(_DECODING)
_JOINS = "\n.,:/-"
"""Signs between the digits of a number, which are looked at before they go."""


def _letter(character: str) -> int:
    if character in _JOINS:
        return ord(character)
    if character.isdecimal():
        return ord("0")
    plain = character if character == "ß" else _fold(character)
    return _DECODING.index(plain) if plain in _DECODING else ord(" ")


_TO_LETTERS = bytes(map(_letter, _DECODING))
_TO_WORDS = bytes(32 if chr(code) in _JOINS and code != 10 else code for code in range(256))
_ZEROS = re.compile(rb"00*(?:[.,:/-]00*)*")
"""A number; written so that `re` leaps from one zero to the next."""
