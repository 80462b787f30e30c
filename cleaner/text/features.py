"""What the line scorer sees of a line: shape, position, neighbours, repetition, shared vocabulary.

Nothing here knows a language. Every feature is made of character classes, lengths and places, so that a
script the scorer was never trained on still has the right shape. The lines of many documents are measured at
once in numpy: a few hundred array operations for all of them, not thousands of Python steps for each.

To the last bit, what is known of a line does not depend on the documents beside its own: sums that run over
many lines are sums of half words in float64, which are exact in any order.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.text.layout import Ints, Layout, stretch

Floats = NDArray[np.float32]
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
PIECE = 30_000
"""Characters that are measured together: few enough that their arrays stay in the cache."""
OPENING = 12
"""Characters."""
TELLING = 4
"""Letters; shorter words say little of what a text is about."""


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
    """What was counted: of each line, of each word, and of each telling word (one that may say what a text is
    about: the longer ones and the ideographs). A word is a run of letters, marks and digits, or an ideograph.
    """

    tally: Floats
    """(CLASSES, lines) characters of each class."""
    size: Floats
    """(lines,) words; two ideographs count as one."""
    length: Floats
    """(lines,) characters."""
    first: Codes
    last: Codes
    word_line: Ints
    """(words,) the line it is in."""
    word_length: Ints
    word_kind: Codes
    """(words,) class of the first character."""
    telling_line: Ints
    """(telling words,)"""
    telling_kind: Codes
    telling_bucket: Ints
    """(telling words,) a small hash, whatever its case."""


def columns(
    texts: Sequence[str], gaps: Sequence[int], tables: Alphabet, counts: Sequence[int] | None = None
) -> Floats:
    """The features of all lines, shape (len(NAMES), lines).

    `texts` hold no line breaks, and no white space at their ends; `gaps` is the number of line breaks before
    each; `counts` is how many of the lines each document has, in order (None: all are of one).
    """
    layout = Layout.of([len(texts)] if counts is None else counts)
    lines = measure(texts, tables)
    shape = _shape(lines)
    prose = _prose(lines)
    parts = (
        shape,
        _repetition(texts, layout),
        _vocabulary(lines, prose, layout),
        _place(lines.size, prose, np.asarray(gaps, np.float32), layout),
        _around(lines.size, prose, shape[_STOPPED], layout),
    )
    return np.concatenate(parts, dtype=np.float32)


def measure(texts: Sequence[str], tables: Alphabet) -> Lines:
    """Count what there is to count, a piece of the texts at a time."""
    pieces, first, characters = [], 0, 0
    for number, text in enumerate(texts, start=1):
        characters += len(text)
        if characters > PIECE or number == len(texts):
            pieces.append(_measure(texts[first:number], first, tables))
            first, characters = number, 0
    return Lines(*(np.concatenate(parts, axis=-1) for parts in zip(*pieces, strict=True)))


def _measure(texts: Sequence[str], offset: int, tables: Alphabet) -> Lines:
    """`Lines` of a piece of which the first line has the number `offset`."""
    n = len(texts)
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)
    kind = tables.kind.take(codes, mode="clip")  # what lies beyond the Basic Multilingual Plane is OTHER
    length = np.fromiter(map(len, texts), np.int64, n)
    ends = np.cumsum(length + 1) - 1
    line = np.repeat(np.arange(n), length + 1)
    # Most characters are small letters: counting the others and subtracting is faster.
    others = np.flatnonzero(kind != LOWER)
    tally = np.bincount(line[others] * CLASSES + kind[others], minlength=n * CLASSES).reshape(n, CLASSES).T
    tally[SPACE] -= 1  # the line break
    tally[LOWER] = length - tally.sum(axis=0)
    begin, word_length, telling, bucket = _words(codes, kind, tables)
    word_line, word_kind = line[begin], kind[begin]
    size = np.bincount(word_line, minlength=n) - 0.5 * tally[IDEOGRAPH]
    word_line += offset
    return Lines(
        *(_f(tally), _f(size), _f(length), kind[ends - length], kind[ends - 1]),
        *(word_line, word_length, word_kind),
        *(word_line[telling], word_kind[telling], bucket),
    )


def _words(codes: Ints, kind: Codes, tables: Alphabet) -> tuple[Ints, Ints, Ints, Ints]:
    """Begin and length of each word; which words are telling, and the bucket of each of these."""
    inside = np.zeros(len(kind) + 1, np.bool_)
    inside[1:] = (kind >= LOWER) & (kind <= DIGIT)
    # The text ends in a line break, so that every word that begins also ends.
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begin, end = edges[::2], edges[1::2]
    length = end - begin
    telling = np.flatnonzero(length >= TELLING)
    mixed = tables.mix.take(codes, mode="clip")
    sums = _hashes(mixed, begin[telling], end[telling])
    single = np.flatnonzero(kind == IDEOGRAPH)
    if len(single):
        pair = mixed[single] + np.uint32(3) * mixed[single + 1]
        telling = np.concatenate((telling, np.arange(len(begin), len(begin) + len(single))))
        begin, length = np.concatenate((begin, single)), np.concatenate((length, np.ones_like(single)))
        sums = np.concatenate((sums, pair))
    bucket = (sums ^ np.right_shift(sums, _SHIFT)) & np.uint32(BUCKETS - 1)
    return begin, length, telling, bucket.astype(np.int64)


def _hashes(mixed: NDArray[np.uint32], begin: Ints, end: Ints) -> NDArray[np.uint32]:
    """A hash for each word: the sum of its letters' numbers; running sums, which wrap at 32 bits."""
    sums = np.zeros(len(mixed) + 1, np.uint32)
    np.cumsum(mixed, out=sums[1:], dtype=np.uint32)
    hashes: NDArray[np.uint32] = sums[end] - sums[begin]
    return hashes


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
    tally, length, kind, n = lines.tally, lines.word_length, lines.word_kind, len(lines.size)
    groups = (kind == UPPER, (kind == LOWER) & (length <= 3), length >= 9, kind == DIGIT)
    per_word = np.stack([np.bincount(lines.word_line[group], minlength=n) for group in groups])
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
            per_word / size,
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


def _repetition(texts: Sequence[str], layout: Layout) -> Floats:
    """How often a line stands in its document, and how often its opening does."""
    found = np.ones((2, len(texts)), np.float32)
    folded = [each[:OPENING] for each in "\n".join([text[:OPENING] for text in texts]).casefold().split("\n")]
    for first, count in zip(layout.first.tolist(), layout.count.tolist(), strict=True):
        openings = folded[first : first + count]
        if len(set(openings)) < count:
            alike = Counter(openings)
            lines = [first + number for number, opening in enumerate(openings) if alike[opening] > 1]
            whole = [texts[line].casefold() for line in lines]
            found[0, lines] = list(map(Counter(whole).__getitem__, whole))
            found[1, lines] = [alike[folded[line]] for line in lines]
    return found


def _vocabulary(lines: Lines, prose: Floats, layout: Layout) -> Floats:
    """How much of a line's vocabulary the running text elsewhere in the document shares.

    A caption or subheading talks about the story; a teaser of another story does not.
    """
    line, n = lines.telling_line, len(lines.size)
    bucket = lines.telling_bucket + BUCKETS * layout.document[line]
    own = prose[line] > 0
    elsewhere = np.bincount(bucket[own], minlength=BUCKETS * len(layout.count))[bucket] - own
    names = lines.telling_kind == UPPER
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


def _place(size: Floats, prose: Floats, gaps: Floats, layout: Layout) -> Floats:
    """Where each line stands in its document and to its prose, and what the document is like."""
    document, index, first, count = layout.document, layout.index, layout.first, layout.count
    ends = first + count
    written = prose > 0
    exact = prose.astype(np.float64)
    running = np.cumsum(exact)
    total, words = layout.total(exact), np.maximum(layout.total(size.astype(np.float64)), 1.0)
    before = running - exact - (running - exact)[first][document]
    gain = np.where(written, np.minimum(exact, 40), -6.0)
    start, end = stretch(layout.grid(gain))
    sizes = layout.grid(size.astype(np.float64))
    each = np.arange(len(count))
    inside = sizes[each, end] - sizes[each, start]
    gaps = np.minimum(gaps, 4)
    found = np.empty((18, len(size)), np.float32)
    found[0], found[1] = index, count[document] - 1 - index
    found[2] = (_f(index) + np.float32(0.5)) / _f(count)[document]
    found[3], found[4] = _f(before), _f(np.maximum(total[document] - before - exact, 0))
    np.log1p(found[3:5], out=found[3:5])
    found[5] = _since(written, first[document])
    found[6] = _since(written[::-1], len(size) - ends[document][::-1])[::-1]
    found[7], found[8, :-1], found[8, ends - 1] = gaps, gaps[1:], 4
    found[9], found[10] = index - start[document], end[document] - 1 - index
    share, lines = total / words, np.add.reduceat(written, first, dtype=np.int64) / count
    about = (
        np.log1p(count),
        share,
        lines,
        np.log1p(total),
        np.log1p(words),
        np.log1p(inside),
        inside / words,
    )
    found[11:] = np.stack(about).astype(np.float32)[:, document]
    return found


def _since(mask: NDArray[np.bool_], first: Ints) -> Floats:
    """Lines since the last True, itself not counted; 50 at most. `first` is the first line that counts."""
    number = np.arange(len(mask))
    last = np.maximum.accumulate(np.where(mask, number, -1))
    last[1:], last[0] = last[:-1].copy(), -1
    return _f(np.where(last >= first, np.minimum(number - last, 50), 50))


def _around(size: Floats, prose: Floats, stopped: Floats, layout: Layout) -> Floats:
    """The neighbours of each line one by one, and the mean of more of them on either side.

    Log of size and prose, and whether a sentence ended, some lines away, -1 beyond the ends; then the log of
    the mean prose and words before and after. Documents stand so far apart that no window reaches another.
    """
    margin = _REACHES[-1]
    place = np.arange(len(size)) + margin * (layout.document + 1)
    width = len(size) + margin * (len(layout.count) + 1)
    near = np.full((3, width), -1, np.float32)
    near[:, place] = np.log1p(size), np.log1p(prose), stopped
    neighbours = near[:, place + np.array(_OFFSETS)[:, None]]
    wide = np.zeros((2, width + 1))
    wide[:, place + 1] = prose, size
    sums = np.cumsum(wide, axis=1)
    reach = np.array(_REACHES)[:, None]
    means = np.empty((2, 2, len(_REACHES), len(size)), np.float32)
    means[:, 0] = sums[:, None, place] - sums[:, place - reach]
    means[:, 1] = sums[:, place + 1 + reach] - sums[:, None, place + 1]
    means = np.log1p(np.maximum(means / _f(reach), 0))
    return np.concatenate((neighbours.reshape(-1, len(size)), means.reshape(-1, len(size))))


def _f(values: NDArray[Any]) -> Floats:
    return np.asarray(values, np.float32)
