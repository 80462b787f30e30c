"""What the line scorer sees of a line: shape, position, neighbours, repetition, shared vocabulary.

Nothing here knows a language. Every feature is made of character classes, lengths and places, so that a
script the scorer was never trained on still has the right shape. All lines of a document are measured at once
in numpy: a document costs a few hundred array operations of microseconds, not thousands of Python steps.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

(
    OTHER,
    LOWER,
    UPPER,
    LETTER,
    DIGIT,
    SPACE,
    STOP,
    COMMA,
    COLON,
    QUOTE,
    DASH,
    BULLET,
    SIGN,
    BRACKET,
    IDEOGRAPH,
) = range(15)
CLASSES = 16
_BY_CHARACTER = {
    STOP: ".!?…。！？।؟۔｡",
    COMMA: ",;،、，；؛",
    COLON: ":：",
    QUOTE: "\"'`",
    BULLET: "|•·›»>→▶►▸‣●■◆★☆/\\",
    SIGN: "@#©®™&%$€£¥",
}
_BY_CATEGORY = {
    "Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Lo": LETTER, "Lm": LETTER, "Mn": LETTER, "Mc": LETTER,
    "Nd": DIGIT, "No": DIGIT, "Nl": DIGIT, "Zs": SPACE, "Cc": SPACE, "Pi": QUOTE, "Pf": QUOTE, "Pd": DASH,
    "Ps": BRACKET, "Pe": BRACKET,
}  # fmt: skip
_UNSPACED = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
"""Thai, Lao, kana and Han, where words are not written apart; Korean writes spaces."""
BUCKETS = 1 << 13


class Alphabet(NamedTuple):
    """Tables over the Basic Multilingual Plane, made once by `alphabet()` and held by the scorer."""

    kind: NDArray[np.uint8]
    """(65536,) class of each code point."""
    mix: NDArray[np.uint32]
    """(65536,) a fixed pseudo-random number for each code point, the same for both cases of a letter."""


def alphabet() -> Alphabet:
    """The tables; takes some 30 ms."""
    kind = np.zeros(65536, np.uint8)
    lower = np.arange(65536, dtype=np.uint32)
    for code in range(65536):
        character = chr(code)
        kind[code] = _BY_CATEGORY.get(unicodedata.category(character), OTHER)
        small = character.lower()
        if len(small) == 1:
            lower[code] = ord(small)
    for number, characters in _BY_CHARACTER.items():
        kind[[ord(character) for character in characters]] = number
    for first, last in _UNSPACED:
        letters = np.isin(kind[first : last + 1], (LETTER,))
        kind[first : last + 1][letters] = IDEOGRAPH
    return Alphabet(
        kind, (lower + 1) * np.uint32(2654435761) ^ ((lower + 7) * np.uint32(40503) << np.uint32(9))
    )


class Lines(NamedTuple):
    """What was counted, an entry a line."""

    tally: Floats
    """(CLASSES, lines) characters of each class."""
    size: Floats
    """Words; two ideographs count as one."""
    length: Floats
    """Characters."""
    first: Codes
    last: Codes
    words: "Words"


class Words(NamedTuple):
    """An entry a word; a word is a run of letters, marks and digits, or a single ideograph."""

    line: Ints
    length: Ints
    kind: Codes
    """Class of the first character."""
    bucket: Ints
    """A small hash of the word whatever its case."""


def columns(texts: Sequence[str], gaps: Sequence[int], tables: Alphabet) -> Floats:
    """The features of all lines, shape (len(NAMES), lines).

    `texts` hold no white space at their ends; `gaps` is the number of line breaks before each.
    """
    lines = measure(texts, tables)
    shape = _shape(lines)
    prose = _prose(lines)
    parts = (
        shape,
        _repetition(texts),
        _vocabulary(lines, prose),
        _place(lines.size, prose, np.asarray(gaps, np.float32)),
        _neighbours(np.log1p(np.stack((lines.size, prose))), shape[_STOPPED]),
        _windows(np.stack((prose, lines.size))),
    )
    return np.concatenate(parts, dtype=np.float32)


def measure(texts: Sequence[str], tables: Alphabet) -> Lines:
    """Count what there is to count."""
    n = len(texts)
    joined = "\n".join(texts) + "\n"
    codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    kind = tables.kind[codes]
    length = np.fromiter(map(len, texts), np.int64, n)
    ends = np.cumsum(length + 1) - 1
    starts = ends - length
    line = np.repeat(np.arange(n), length + 1)
    tally = np.bincount(line * CLASSES + kind, minlength=n * CLASSES).reshape(n, CLASSES).T.astype(np.float32)
    tally[SPACE] -= 1
    words = _words(codes, kind, line, tables)
    size = np.bincount(words.line, minlength=n) - np.float32(0.5) * tally[IDEOGRAPH]
    return Lines(tally, _f(size), _f(length), kind[starts], kind[ends - 1], words)


def _words(codes: NDArray[np.uint32], kind: Codes, line: Ints, tables: Alphabet) -> Words:
    inside = np.zeros(len(kind) + 1, np.bool_)
    inside[1:] = (kind >= LOWER) & (kind <= DIGIT)
    # The text ends in a line break, so that every word that begins also ends.
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begin, end = edges[::2], edges[1::2]
    # A word's hash is a difference of running sums, of numbers that depend on letter and place in the word.
    # All of it wraps at 32 bits.
    mixed = tables.mix[codes]
    plain, placed = np.zeros((2, len(codes) + 1), np.uint32)
    np.cumsum(mixed, out=plain[1:], dtype=np.uint32)
    np.cumsum(mixed * np.arange(len(codes), dtype=np.uint32), out=placed[1:], dtype=np.uint32)
    total = plain[end] - plain[begin]
    sums = placed[end] - placed[begin] - total * (begin - 1).astype(np.uint32)
    single = np.flatnonzero(kind == IDEOGRAPH)
    if len(single):
        pair = mixed[single] + np.uint32(3) * mixed[np.minimum(single + 1, len(codes) - 1)]
        begin, end = np.concatenate((begin, single)), np.concatenate((end, single + 1))
        sums = np.concatenate((sums, pair))
    bucket = ((sums ^ np.right_shift(sums, _SHIFT)) & np.uint32(BUCKETS - 1)).astype(np.int64)
    return Words(line[begin], end - begin, kind[begin], bucket)


_SHIFT = np.uint32(17)
_PER_WORD = ("caps", "short", "long", "numbers")
_SHARES = (LOWER, UPPER, DIGIT, SPACE)
_COUNTS = (STOP, COMMA, COLON, QUOTE, DASH, BULLET, SIGN, BRACKET, OTHER)
_FIRSTS = (LOWER, UPPER, DIGIT, QUOTE, DASH, BULLET, SIGN, BRACKET)
_LASTS = (LOWER, UPPER, LETTER, DIGIT, STOP, COMMA, COLON, QUOTE, BRACKET)
_CLASS_NAMES = (
    *("other", "lower", "upper", "letter", "digit", "space", "stop", "comma"),
    *("colon", "quote", "dash", "bullet", "sign", "bracket", "ideograph"),
)
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_REACHES = (3, 10)

NAMES: tuple[str, ...] = (
    *(f"share-{_CLASS_NAMES[number]}" for number in _SHARES),
    *(f"count-{_CLASS_NAMES[number]}" for number in _COUNTS),
    *(f"first-{_CLASS_NAMES[number]}" for number in _FIRSTS),
    *(f"last-{_CLASS_NAMES[number]}" for number in _LASTS),
    *(f"words-{name}" for name in _PER_WORD),
    *("size", "length", "commas-a-word", "stopped"),
    *("repeats", "same-opening"),
    *("shared", "shared-often", "shared-names", "names"),
    *(
        "index",
        "from-end",
        "place",
        "before",
        "after",
        "since-prose",
        "until-prose",
        "gap-before",
        "gap-after",
    ),
    *("run-from-start", "run-from-end"),
    *("lines", "prose-share", "prose-lines", "prose-total", "words-total", "run-words", "run-share"),
    *(f"{name}{offset:+d}" for name in ("size", "prose", "stopped") for offset in _OFFSETS),
    *(f"{name}{way}{reach}" for name in ("prose", "words") for way in "-+" for reach in _REACHES),
)
"""The features, in the order of the rows of `columns`."""
_STOPPED = NAMES.index("stopped")


def _shape(lines: Lines) -> Floats:
    tally, words, n = lines.tally, lines.words, len(lines.size)
    short = (words.kind == LOWER) & (words.length <= 3)
    groups = np.stack((words.kind == UPPER, short, words.length >= 9, words.kind == DIGIT))
    which, where = np.nonzero(groups)
    per_word = np.bincount(which * n + words.line[where], minlength=len(_PER_WORD) * n)
    firsts = lines.first == np.array(_FIRSTS, np.uint8)[:, None]
    lasts = lines.last == np.array(_LASTS, np.uint8)[:, None]
    size = np.maximum(lines.size, 1)
    stopped = (lines.last == STOP) | ((lines.last == QUOTE) & (tally[STOP] > 0))
    return np.concatenate(
        (
            tally[list(_SHARES)] / np.maximum(lines.length, 1),
            tally[list(_COUNTS)],
            firsts,
            lasts,
            per_word.reshape(-1, n) / size,
            np.stack((np.log1p(lines.size), np.log1p(lines.length), tally[COMMA] / size, stopped)),
        ),
        dtype=np.float32,
    )


def _prose(lines: Lines) -> Floats:
    """Words of the line if it looks like running text, else 0."""
    size, tally = lines.size, lines.tally
    stopped = (lines.last == STOP) | ((lines.last == QUOTE) & (tally[STOP] > 0))
    long = (size >= 25) & (tally[STOP] + tally[COMMA] > 0)
    return np.where((stopped & (size >= 8)) | long, size, np.float32(0))


def _repetition(texts: Sequence[str]) -> Floats:
    folded = [text.casefold() for text in texts]
    openings = [text[:12] for text in folded]
    times, alike = Counter(folded), Counter(openings)
    return np.array(([times[text] for text in folded], [alike[text] for text in openings]), np.float32)


def _vocabulary(lines: Lines, prose: Floats) -> Floats:
    """How much of a line's vocabulary the running text elsewhere in the document shares.

    A caption or subheading talks about the story; a teaser of another story does not.
    """
    words, n = lines.words, len(lines.size)
    counts = np.flatnonzero((words.length >= 4) | (words.kind == IDEOGRAPH))
    line, bucket = words.line[counts], words.bucket[counts]
    own = prose[line] > 0
    elsewhere = np.bincount(bucket[own], minlength=BUCKETS)[bucket] - own
    names = words.kind[counts] == UPPER
    number = np.bincount(line, minlength=n)
    named = np.bincount(line[names], minlength=n)
    seen = elsewhere > 0
    return np.stack(
        (
            np.bincount(line[seen], minlength=n) / np.maximum(number, 1),
            np.bincount(line[elsewhere > 2], minlength=n) / np.maximum(number, 1),
            np.where(named > 0, np.bincount(line[names & seen], minlength=n) / np.maximum(named, 1), -1.0),
            named,
        )
    ).astype(np.float32)


def _place(size: Floats, prose: Floats, gaps: Floats) -> Floats:
    """Where each line stands in the document and to its prose, and what the document is like."""
    n = len(size)
    index = np.arange(n, dtype=np.float32)
    written = prose > 0
    total, words = float(prose.sum()), max(float(size.sum()), 1.0)
    before = np.cumsum(prose) - prose
    gain = np.where(written, np.minimum(prose, 40), np.float32(-6))
    start, end = _run(gain)
    inside = float(size[start:end].sum())
    gaps = np.minimum(gaps, 4)
    found = np.empty((18, n), np.float32)
    found[0], found[1], found[2] = index, n - 1 - index, (index + 0.5) / n
    found[3], found[4] = np.log1p(before), np.log1p(np.maximum(total - before - prose, 0))
    found[5], found[6] = _since(written), _since(written[::-1])[::-1]
    found[7], found[8, :-1], found[8, -1] = gaps, gaps[1:], 4
    found[9], found[10] = index - start, end - 1 - index
    share, lines = total / words, float(np.count_nonzero(written)) / n
    document = (np.log1p(n), share, lines, np.log1p(total), np.log1p(words), np.log1p(inside), inside / words)
    found[11:] = np.array(document, np.float32)[:, None]
    return found


def _run(gain: Floats) -> tuple[int, int]:
    """First line and end of the stretch of lines with the greatest sum of `gain` (Kadane's algorithm)."""
    sums = np.concatenate((np.zeros(1, np.float32), np.cumsum(gain, dtype=np.float32)))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return int(np.argmin(sums[: end + 1])), end


def _since(mask: NDArray[np.bool_]) -> Floats:
    """Lines since the last True, itself not counted; 50 at most."""
    index = np.arange(len(mask))
    last = np.maximum.accumulate(np.where(mask, index, -100))
    return _f(np.minimum(index - np.concatenate((np.array([-100]), last[:-1])), 50))


def _neighbours(logs: Floats, stopped: Floats) -> Floats:
    """Log of size and prose, and whether a sentence ended, some lines away; -1 beyond the ends."""
    n = len(stopped)
    reach = _OFFSETS[-1]
    padded = np.full((3, n + 2 * reach), -1, np.float32)
    padded[:2, reach:-reach] = logs
    padded[2, reach:-reach] = stopped
    found = np.empty((3, len(_OFFSETS), n), np.float32)
    for number, offset in enumerate(_OFFSETS):
        found[:, number] = padded[:, reach + offset : reach + offset + n]
    return found.reshape(-1, n)


def _windows(values: Floats) -> Floats:
    """Log of the mean over some lines before and after, the line itself not counted."""
    n, most = values.shape[1], _REACHES[-1]
    # Running sums, with so much room at both ends that every window is a slice.
    sums = np.zeros((len(values), n + 2 * most + 1), np.float32)
    np.cumsum(values, axis=1, out=sums[:, most + 1 : most + 1 + n])
    sums[:, most + 1 + n :] = sums[:, most + n, None]
    start, end = sums[:, most : most + n], sums[:, most + 1 : most + 1 + n]
    found = np.empty((len(values), 2, len(_REACHES), n), np.float32)
    for number, reach in enumerate(_REACHES):
        found[:, 0, number] = (start - sums[:, most - reach : most - reach + n]) / reach
        found[:, 1, number] = (sums[:, most + 1 + reach : most + 1 + reach + n] - end) / reach
    return np.log1p(np.maximum(found, 0)).reshape(-1, n)


def _f(values: NDArray[Any]) -> Floats:
    return np.asarray(values, np.float32)
