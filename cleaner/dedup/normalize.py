"""Text to code points, and what each code point means to the tokeniser.

Words are compared by letters and digits alone: case is folded, accents are kept, punctuation and white
space separate, invisible characters and optional vowel signs are ignored. In scripts written without
spaces between words every character (with its marks) is a token of its own.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

SEPARATOR = 0
IGNORED = 1
CODE_POINT = 0x1FFFFF
"""The low 21 bits of an entry: the folded code point."""
UNSPACED = 1 << 31
"""A character that is a token by itself."""
MARK = 1 << 30
"""A combining mark: it belongs to the character before it, even to an unspaced one."""
DIGIT = 1 << 29
UPPER = 1 << 28

_TABLE_SIZE = 0x20000

# Blocks of scripts that do not put spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han.
_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007),
    (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
)  # fmt: skip
# Soft hyphen, zero-width and direction marks, variation selectors; Arabic and Hebrew vowel signs, tatweel:
# one outlet writes them, the next does not.
_IGNORED_RANGES = (
    (0x00AD, 0x00AD), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x0640, 0x0640), (0x064B, 0x0652), (0x0670, 0x0670), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x2064), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip


@cache
def fold_table() -> NDArray[np.uint32]:
    """One uint32 for each code point below 0x20000: SEPARATOR, IGNORED, or folded code point with flags.

    Everything above 0x1FFFF (rare Han characters) is looked up as the last entry of the Han block by
    `encode`, which keeps the table small.
    """
    table = np.zeros(_TABLE_SIZE, dtype=np.uint32)
    for code in range(_TABLE_SIZE):
        table[code] = _entry(code)
    for first, last in _UNSPACED_RANGES:
        words = table[first : last + 1]
        words[(words > IGNORED) & (words & DIGIT == 0) & (words & MARK == 0)] |= np.uint32(UNSPACED)
    for first, last in _IGNORED_RANGES:
        table[first : last + 1] = IGNORED
    # Full-width forms are the ASCII characters, drawn as wide as a Han character.
    table[0xFF01:0xFF5F] = table[0x21:0x7F]
    table.flags.writeable = False
    return table


def _entry(code: int) -> int:
    char = chr(code)
    if char.isalnum():
        folded = ord(char.lower()[0])
        flags = (DIGIT if char.isdigit() else 0) | (UPPER if char.isupper() else 0)
        return folded | flags
    if unicodedata.category(char) in ("Mn", "Mc"):
        return code | MARK
    return SEPARATOR


def compose(text: str) -> str:
    """`text` in Unicode normal form C, so that é is é however it is stored."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def encode(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The texts' code points one after the other, a separator between, and where each text starts.

    Returns codes (all characters + one separator a text,) and bounds (texts + 1,); text i is
    `codes[bounds[i] : bounds[i + 1] - 1]`.
    """
    joined = "\n".join(texts) + "\n"
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    codes = _code_points(joined)
    if not joined.isascii() and _has_accents(codes):
        return encode_composed(texts)
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=bounds[1:])
    return codes, bounds


def encode_composed(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """As `encode`, for texts that hold combining accents."""
    composed = [compose(text) for text in texts]
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, composed), dtype=np.int64, count=len(texts)) + 1, out=bounds[1:])
    return _code_points("\n".join(composed) + "\n"), bounds


def _code_points(joined: str) -> NDArray[np.uint32]:
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not joined.isascii() and int(codes.max()) >= _TABLE_SIZE:
        # Above the table are Han extensions (planes 2 and 3) and private use.
        spread = 0x4E00 + codes % np.uint32(0x5000)
        codes = np.where(codes >= _TABLE_SIZE, spread, codes).astype(np.uint32)
    return codes


def _has_accents(codes: NDArray[np.uint32]) -> bool:
    """Whether a combining diacritical mark stands anywhere."""
    return bool(((codes - np.uint32(0x300)) < np.uint32(0x70)).any())
