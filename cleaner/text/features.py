"""What the line scorer sees of a line: shape, position, neighbours, repetition, shared vocabulary.

Nothing here knows a language. Every feature is made of character classes, lengths and places, so that a
script the scorer was never trained on still has the right shape. All lines of a document are measured at once
in numpy: a document costs a few hundred array operations of microseconds, not thousands of Python steps.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

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
_BUCKETS = 1 << 13


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
    """The measurements that features are made of, an entry a line."""

    tally: Ints
    """(lines, CLASSES) characters of each class."""
    size: Floats
    """Words; two ideographs count as one."""
    length: Ints
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    words: "Words"


class Words(NamedTuple):
    """An entry a word; a word is a run of letters, marks and digits, or a single ideograph."""

    line: Ints
    length: Ints
    kind: NDArray[np.uint8]
    """Class of the first character."""
    digits: Ints
    bucket: Ints
    """A small hash of the word whatever its case."""


def measure(texts: Sequence[str], tables: Alphabet) -> Lines:
    """Count what there is to count in `texts`, which hold no leading or trailing white space."""
    joined = "\n".join(texts) + "\n"
    codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    kind = tables.kind[codes]
    length = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(length + 1) - 1
    starts = ends - length
    line = np.repeat(np.arange(len(texts)), length + 1)
    count = np.bincount(line * CLASSES + kind, minlength=len(texts) * CLASSES).reshape(-1, CLASSES)
    count[:, SPACE] -= 1
    words = _words(codes, kind, line, tables)
    size = np.bincount(
        words.line, weights=np.where(words.kind == IDEOGRAPH, 0.5, 1.0), minlength=len(texts)
    ).astype(np.float32)
    return Lines(count, size, length, kind[starts], kind[np.maximum(ends - 1, starts)], words)


def _words(codes: NDArray[np.uint32], kind: NDArray[np.uint8], line: Ints, tables: Alphabet) -> Words:
    ideograph = kind == IDEOGRAPH
    inside = ((kind >= LOWER) & (kind <= DIGIT)) | ideograph
    opens = inside.copy()
    opens[1:] &= ~inside[:-1] | ideograph[1:] | ideograph[:-1]
    begin = np.flatnonzero(opens)
    if not len(begin):
        nothing = np.zeros(0, np.int64)
        return Words(nothing, nothing, nothing.astype(np.uint8), nothing, nothing)
    place = np.cumsum(opens) - 1
    letters = np.flatnonzero(inside)
    word = place[letters]
    mixed = tables.mix[codes[letters]] * (2 * (letters - begin[word]) + 1).astype(np.uint32)
    sums = np.add.reduceat(mixed, np.searchsorted(word, np.arange(len(begin))))
    after = tables.mix[codes[np.minimum(begin + 1, len(codes) - 1)]] * np.uint32(3)
    sums = sums + np.where(ideograph[begin], after, np.uint32(0))
    length = np.bincount(word, minlength=len(begin))
    digits = np.bincount(word, weights=kind[letters] == DIGIT, minlength=len(begin)).astype(np.int64)
    bucket = ((sums ^ (sums >> np.uint32(15))) % np.uint32(_BUCKETS)).astype(np.int64)
    return Words(line[begin], length, kind[begin], digits, bucket)


_REACH = (3, 10)
_OFFSETS = (-3, -2, -1, 1, 2, 3)


def first_look(texts: Sequence[str], gaps: Ints, lines: Lines) -> dict[str, Floats]:
    """The features by name, each (lines,); `gaps` is the number of line breaks before each line."""
    found = _shape(lines)
    prose = _prose(lines, found)
    found |= _repetition(texts, lines)
    found |= _place(lines.size, prose, gaps)
    found |= _vocabulary(lines, prose)
    for name in ("size", "stop", "prose"):
        column = found[name]
        for offset in _OFFSETS if name != "stop" else (-1, 1):
            found[f"{name}{offset:+d}"] = _shifted(column, offset, -1.0)
    return found


def _shape(lines: Lines) -> dict[str, Floats]:
    count, words, n = lines.tally, lines.words, len(lines.size)
    letters = count[:, LOWER] + count[:, UPPER] + count[:, LETTER] + count[:, IDEOGRAPH]
    total = np.maximum(lines.length, 1)
    spaced = np.maximum(np.bincount(words.line, minlength=n), 1)

    def per_word(mask: NDArray[np.bool_]) -> Floats:
        return (np.bincount(words.line[mask], minlength=n) / spaced).astype(np.float32)

    upper = words.kind == UPPER
    wordy = np.maximum(letters, 1)
    ends = lines.last
    return {
        "size": np.log1p(lines.size),
        "length": np.log1p(lines.length).astype(np.float32),
        "letters": _f(letters / total),
        "upper": _f(count[:, UPPER] / wordy),
        "caseless": _f((count[:, LETTER] + count[:, IDEOGRAPH]) / wordy),
        "digits": _f(count[:, DIGIT] / total),
        "stops": _f(count[:, STOP]),
        "commas": _f(count[:, COMMA] / np.maximum(lines.size, 1)),
        "colons": _f(count[:, COLON]),
        "quotes": _f(count[:, QUOTE]),
        "dashes": _f(count[:, DASH] / np.maximum(lines.size, 1)),
        "bullets": _f(count[:, BULLET]),
        "signs": _f(count[:, SIGN]),
        "brackets": _f(count[:, BRACKET]),
        "other": _f(count[:, OTHER]),
        "title-words": per_word(upper),
        "short-words": per_word((words.kind == LOWER) & (words.length <= 3)),
        "long-words": per_word(words.length >= 9),
        "numbers": per_word(words.digits > 0),
        "years": _f(np.bincount(words.line[(words.digits == 4) & (words.length == 4)], minlength=n)),
        "first-upper": _f(lines.first == UPPER),
        "first-lower": _f(lines.first == LOWER),
        "first-digit": _f(lines.first == DIGIT),
        "first-quote": _f((lines.first == QUOTE) | (lines.first == DASH)),
        "first-sign": _f((lines.first == BULLET) | (lines.first == SIGN) | (lines.first == OTHER)),
        "stop": _f((ends == STOP) | ((ends == QUOTE) & (count[:, STOP] > 0))),
        "last-colon": _f(ends == COLON),
        "last-word": _f((ends >= LOWER) & (ends <= LETTER)),
        "last-bracket": _f(ends == BRACKET),
        "last-digit": _f(ends == DIGIT),
    }


def _prose(lines: Lines, found: dict[str, Floats]) -> Floats:
    """Words of the line if it looks like running text, else 0."""
    size = lines.size
    sentence = (found["stop"] > 0) & (size >= 8)
    long = (size >= 25) & (lines.tally[:, STOP] + lines.tally[:, COMMA] > 0)
    prose = np.where(sentence | long, size, np.float32(0))
    found["prose"] = np.log1p(prose)
    return prose


def _repetition(texts: Sequence[str], lines: Lines) -> dict[str, Floats]:
    folded = [text.casefold() for text in texts]
    times = Counter(folded)
    repeats = np.array([times[text] for text in folded], np.float32)
    openings = [text[:12] for text in folded]
    alike = Counter(openings)
    return {
        "repeats": repeats,
        "same-opening": np.array([alike[text] for text in openings], np.float32),
    }


def _place(size: Floats, prose: Floats, gaps: Ints) -> dict[str, Floats]:
    n = len(size)
    index = np.arange(n, dtype=np.float32)
    is_prose = prose > 0
    total = max(float(prose.sum()), 1.0)
    before = np.cumsum(prose) - prose
    after = total - before - prose if prose.any() else np.zeros(n, np.float32)
    found = {
        "index": index,
        "from-end": n - 1 - index,
        "place": (index + 0.5) / n,
        "lines": _f(np.full(n, np.log1p(n))),
        "prose-share": _f(np.full(n, prose.sum() / max(float(size.sum()), 1.0))),
        "prose-lines": _f(np.full(n, is_prose.mean())),
        "prose-total": _f(np.full(n, np.log1p(prose.sum()))),
        "words-total": _f(np.full(n, np.log1p(size.sum()))),
        "before": np.log1p(before),
        "after": np.log1p(np.maximum(after, 0)),
        "before-share": before / total,
        "after-share": _f(after / total),
        "gap-before": _f(np.minimum(gaps, 4)),
        "gap-after": _shifted(_f(np.minimum(gaps, 4)), 1, 4.0),
        "since-prose": _since(is_prose),
        "until-prose": _since(is_prose[::-1])[::-1],
    }
    for reach in _REACH:
        back, forth = _window(prose, reach)
        found[f"prose-{reach}"], found[f"prose+{reach}"] = np.log1p(back / reach), np.log1p(forth / reach)
        back, forth = _window(size, reach)
        found[f"words-{reach}"], found[f"words+{reach}"] = np.log1p(back / reach), np.log1p(forth / reach)
    found |= run("run", np.where(is_prose, np.minimum(prose, 40), np.float32(-6.0)), size)
    return found


def run(name: str, gain: Floats, size: Floats) -> dict[str, Floats]:
    """Where each line stands to the stretch of lines with the greatest sum of `gain` (Kadane's algorithm)."""
    n = len(gain)
    sums = np.concatenate((np.zeros(1, np.float32), np.cumsum(gain, dtype=np.float32)))
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    start = int(np.argmin(sums[: end + 1]))
    index = np.arange(n)
    words = np.concatenate((np.zeros(1, np.float32), np.cumsum(size, dtype=np.float32)))
    return {
        f"{name}-from-start": _f(index - start),
        f"{name}-from-end": _f(end - 1 - index),
        f"{name}-words": _f(np.full(n, np.log1p(words[end] - words[start]))),
        f"{name}-share": _f(np.full(n, (words[end] - words[start]) / max(float(words[-1]), 1.0))),
    }


def _vocabulary(lines: Lines, prose: Floats) -> dict[str, Floats]:
    """How much of a line's vocabulary the running text elsewhere in the document shares.

    A caption or subheading talks about the story; a teaser of another story does not.
    """
    words, n = lines.words, len(lines.size)
    counts = (words.length >= 4) | (words.kind == IDEOGRAPH)
    line, bucket = words.line[counts], words.bucket[counts]
    own = prose[line] > 0
    everywhere = np.bincount(bucket[own], minlength=_BUCKETS)
    elsewhere = everywhere[bucket] - own
    seen = _f(elsewhere > 0)
    number = np.maximum(np.bincount(line, minlength=n), 1)
    names = words.kind[counts] == UPPER
    named = np.bincount(line[names], minlength=n)
    return {
        "shared": _f(np.bincount(line, weights=seen, minlength=n) / number),
        "shared-often": _f(np.bincount(line, weights=elsewhere > 2, minlength=n) / number),
        "shared-names": np.where(
            named > 0, np.bincount(line[names], weights=seen[names], minlength=n) / np.maximum(named, 1), -1.0
        ).astype(np.float32),
        "names": _f(named),
    }


def second_look(first: dict[str, Floats], odds: Floats, size: Floats) -> dict[str, Floats]:
    """The features of the second scorer: what the first one said of the line and of its neighbourhood."""
    found = dict(first)
    found["odds"] = odds
    for offset in _OFFSETS:
        found[f"odds{offset:+d}"] = _shifted(odds, offset, -4.0)
    kept = size / (1 + np.exp(-odds))
    for reach in _REACH:
        back, forth = _window(kept, reach)
        found[f"kept-{reach}"], found[f"kept+{reach}"] = np.log1p(back / reach), np.log1p(forth / reach)
    before = np.cumsum(kept) - kept
    total = max(float(kept.sum()), 1.0)
    found["kept-before"] = before / total
    found["kept-after"] = (kept.sum() - before - kept) / total
    found["kept-share"] = _f(np.full(len(size), kept.sum() / max(float(size.sum()), 1.0)))
    highest = np.maximum.accumulate(odds)
    found["best-before"] = _shifted(highest, -1, -6.0)
    found["best-after"] = _shifted(np.maximum.accumulate(odds[::-1])[::-1], 1, -6.0)
    found |= run("kept-run", _f(np.clip(odds, -3, 3) * np.sqrt(np.minimum(size, 40))), size)
    return found


def stack(found: dict[str, Floats], names: Sequence[str]) -> Floats:
    """The named features as one array, (features, lines)."""
    return np.array([found[name] for name in names], np.float32)


def _f(values: NDArray[np.generic]) -> Floats:
    return np.asarray(values, np.float32)


def _shifted(column: Floats, offset: int, edge: float) -> Floats:
    """`column[i + offset]` at i, `edge` beyond the ends."""
    out = np.full(len(column), edge, np.float32)
    if abs(offset) < len(column):
        if offset > 0:
            out[:-offset] = column[offset:]
        else:
            out[-offset:] = column[:offset]
    return out


def _since(mask: NDArray[np.bool_]) -> Floats:
    """Lines since the last True, itself not counted; 50 at most."""
    index = np.arange(len(mask))
    last = np.maximum.accumulate(np.where(mask, index, -100))
    return _f(np.minimum(index - _shifted_int(last), 50))


def _shifted_int(last: Ints) -> Ints:
    out = np.full(len(last), -100, np.int64)
    out[1:] = last[:-1]
    return out


def _window(values: Floats, reach: int) -> tuple[Floats, Floats]:
    """Sums over the `reach` lines before and after each line, itself not counted."""
    n = len(values)
    sums = np.concatenate((np.zeros(1, np.float32), np.cumsum(values, dtype=np.float32)))
    index = np.arange(n)
    return sums[index] - sums[np.maximum(index - reach, 0)], sums[np.minimum(index + 1 + reach, n)] - sums[
        index + 1
    ]
