"""The inner loops compiled with numba; bit for bit the results of `kernels.NumpyKernels`.

Loops that LLVM can turn into vector instructions, without branches where text decides; sets of shingles are
hash tables instead of sorted arrays. uint32 * uint32 is a uint64 to numba: such a product is cast back at
each step. Indices are unsigned where a loop is hot, which spares the test for negative ones.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import (
    CHAR_POWERS,
    GRAM_POWERS,
    I64,
    TOKEN_DIGIT,
    TOKEN_HASH,
    TOKEN_UPPER,
    U32,
    U64,
    gram_bounds,
    inverse_powers,
)
from cleaner.dedup.normalize import CODE_POINT, DIGIT, IGNORED, MARK, UNSPACED, UPPER, fold_table

_IGNORED = np.uint32(IGNORED)
_UNSPACED = np.uint32(UNSPACED)
_MARK = np.uint32(MARK)
_DIGIT = np.uint32(DIGIT)
_UPPER = np.uint32(UPPER)
_CODE_POINT = np.uint32(CODE_POINT)
_TOKEN_HASH = np.uint32(TOKEN_HASH)
_ZERO = np.uint32(0)
_DIGIT_TOKEN = np.uint32(TOKEN_DIGIT)
_UPPER_TOKEN = np.uint32(TOKEN_UPPER)

_LONGEST_SPACED = 1 << 14
"""Characters of a text up to which its tokens are found without a branch at each character."""
_LONGEST_TOKEN = CHAR_POWERS.size

# Classes of characters, above the folded code point in the 64-bit table.
_CLASS = np.uint64(32)
_LETTERS, _DIGITS, _HARD = np.uint64(1), np.uint64(2), np.uint64(4)
_LOW = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(0xFFFFFFFF00000000)
_ONE = np.uint64(1)
_NONE = np.uint64(0)


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled; kept on disk between runs where a folder for that can be written."""
    try:
        return numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # numba found no folder for its cache
        return numba.njit(nogil=True, boundscheck=False)(function)


@cache
def _class_table() -> U64:
    """Folded code point and class of each character; 0 for a separator."""
    folded = fold_table()
    table = (folded & _CODE_POINT).astype(np.uint64)
    table[folded == _IGNORED] = 0
    word = table != 0
    table |= np.where(folded & _DIGIT != 0, _DIGITS, _LETTERS) * word << _CLASS
    hard = (folded & (_UNSPACED | _MARK) != 0) | (folded == _IGNORED)
    table |= np.where(hard, _HARD << _CLASS, _NONE)
    return table


@cache
def _place_powers() -> tuple[U64, U64]:
    """Weights of characters by their place in a text, and their inverses: from the text to the token."""
    powers = np.full(_LONGEST_SPACED, CHAR_POWERS[0], dtype=np.uint64)
    return np.multiply.accumulate(powers), inverse_powers(_LONGEST_SPACED)


@_compile
def _mix_high(value):  # type: ignore[no-untyped-def]
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    value ^= value >> np.uint64(33)
    return np.uint32(value >> np.uint64(32))


@_compile
def _mark_changes(text, classes, powers, marks):  # type: ignore[no-untyped-def]
    """Write (weighted sum before, class and place) at each change of class; returns twice their number.

    -1 where a character needs more than its own class to tell whether it begins a token.
    """
    written = _NONE
    total = _NONE
    before = _NONE
    seen = _NONE
    for at in range(text.size):
        entry = classes[text[np.uint64(at)]]
        seen |= entry
        kind = entry >> _CLASS
        marks[written] = total
        marks[written + _ONE] = (entry & _HIGH) | np.uint64(at)
        written += np.uint64(kind != before) << _ONE
        total += (entry & _LOW) * powers[np.uint64(at)]
        before = kind
    if seen >> _CLASS >= _HARD:
        return -1
    return np.int64(written)


@_compile
def _spaced_tokens(text, table, tables, marks, out, count):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    """Tokens of a text of spaced words; returns their end in `out`, or -1 if the text is not of the kind."""
    classes, powers, inverse = tables
    changes = _mark_changes(text, classes, powers, marks)
    if changes < 0:
        return -1
    end = np.uint64(changes)
    written = np.uint64(count)
    at = _NONE
    too_long = False
    while at < end:
        total = _NONE - marks[at]
        mark = marks[at + _ONE]
        start = mark & _LOW
        kinds = _NONE
        while mark >> _CLASS != _NONE:  # letters and digits in turns
            kinds |= mark
            at += np.uint64(2)
            mark = marks[at + _ONE]
        too_long |= mark - start > np.uint64(_LONGEST_TOKEN)
        total += marks[at]
        at += np.uint64(2)
        flags = np.uint32((kinds >> _CLASS & _DIGITS) >> _ONE)
        flags |= _UPPER_TOKEN if table[text[start]] & _UPPER != _ZERO else _ZERO
        out[written] = (_mix_high(total * inverse[start]) & _TOKEN_HASH) | flags
        written += _ONE
    return -1 if too_long else np.int64(written)


@_compile
def _any_tokens(text, table, powers, out, count):  # type: ignore[no-untyped-def]
    """Tokens of a text in any script; returns their end in `out`."""
    at, end = 0, text.size
    while at < end:
        entry = table[text[at]]
        if entry <= _IGNORED:
            at += 1
            continue
        flags = _UPPER_TOKEN if entry & _UPPER != _ZERO else _ZERO
        total = np.uint64(0)
        seen = _ZERO
        place = 0
        while True:
            total += powers[place & 63] * np.uint64(entry & _CODE_POINT)
            seen |= entry
            place += 1
            before = entry
            at += 1
            while at < end:
                entry = table[text[at]]
                if entry != _IGNORED:
                    break
                at += 1
            if at >= end or entry == _ZERO:
                break
            apart = entry & _UNSPACED != _ZERO or entry & _MARK == _ZERO
            if (entry | before) & _UNSPACED != _ZERO and apart:
                break
        if seen & _DIGIT != _ZERO:
            flags |= _DIGIT_TOKEN
        out[count] = (_mix_high(total) & _TOKEN_HASH) | flags
        count += 1
    return count


@_compile
def _tokens(codes, bounds, table, tables, char_powers, out, token_bounds):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    count = 0
    marks = np.empty(2 * tables[1].size + 4, np.uint64)
    for document in range(bounds.size - 1):
        text = codes[bounds[document] : bounds[document + 1]]
        end = -1
        if text.size <= tables[1].size:
            end = _spaced_tokens(text, table, tables, marks, out, count)
        if end < 0:
            end = _any_tokens(text, table, char_powers, out, count)
        count = end
        token_bounds[document + 1] = count
    return count


@_compile
def _grams(tokens, bounds, size, powers, out, out_bounds):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    longest = 0
    for document in range(bounds.size - 1):
        longest = max(longest, bounds[document + 1] - bounds[document])
    totals = np.empty(longest, np.uint64)
    for document in range(bounds.size - 1):
        words = tokens[bounds[document] : bounds[document + 1]]
        grams = out[out_bounds[document] : out_bounds[document + 1]]
        totals[: grams.size] = _NONE
        for place in range(min(size, words.size)):
            power = powers[place]
            for at in range(grams.size):
                totals[at] += np.uint64(words[at + place] & _TOKEN_HASH) * power
        for at in range(grams.size):
            grams[at] = _mix_high(totals[at])


@_compile
def _mix32(value):  # type: ignore[no-untyped-def]
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@_compile
def _minhash(grams, bounds, multipliers, offsets, out):  # type: ignore[no-untyped-def]
    """Eight grams at a time, so that a slot of the signature is read and written once for all of them."""
    mixed = np.empty(8, np.uint32)
    for document in range(bounds.size - 1):
        start, end = bounds[document], bounds[document + 1]
        signature = out[document]
        for at in range(start, end, 8):
            for place in range(8):  # the last gram again at the end: it changes no minimum
                mixed[place] = _mix32(grams[min(at + place, end - 1)])
            a, b, c, d = mixed[0], mixed[1], mixed[2], mixed[3]
            e, f, g, h = mixed[4], mixed[5], mixed[6], mixed[7]
            for slot in range(multipliers.size):
                by = multipliers[slot]
                add = offsets[slot]
                one = min(np.uint32(np.uint32(a * by) + add), np.uint32(np.uint32(b * by) + add))
                two = min(np.uint32(np.uint32(c * by) + add), np.uint32(np.uint32(d * by) + add))
                three = min(np.uint32(np.uint32(e * by) + add), np.uint32(np.uint32(f * by) + add))
                four = min(np.uint32(np.uint32(g * by) + add), np.uint32(np.uint32(h * by) + add))
                signature[slot] = min(signature[slot], one, two, three, four)


@_compile
def _table_size(bounds):  # type: ignore[no-untyped-def]
    """Slots of a hash table that the longest of the documents fills at most by half: a power of two."""
    longest = 1
    for document in range(bounds.size - 1):
        longest = max(longest, bounds[document + 1] - bounds[document])
    size = 64
    while size < 2 * longest:
        size *= 2
    return size


@_compile
def _slot_of(table, mask, key):  # type: ignore[no-untyped-def]
    """Where `key` (number of the set << 32 | gram) stands in the table, or a slot that is free to its set."""
    slot = (key ^ (key >> np.uint64(15))) & mask
    while table[slot] != key and table[slot] & _HIGH == key & _HIGH:
        slot = (slot + _ONE) & mask
    return slot


@_compile
def _distinct(grams, bounds, out, out_bounds):  # type: ignore[no-untyped-def]
    table = np.zeros(_table_size(bounds), np.uint64)
    mask = np.uint64(table.size - 1)
    count = 0
    for document in range(bounds.size - 1):
        number = np.uint64(document + 1) << np.uint64(32)
        for at in range(bounds[document], bounds[document + 1]):
            key = number | np.uint64(grams[at])
            slot = _slot_of(table, mask, key)
            out[count] = grams[at]
            count += table[slot] != key
            table[slot] = key
        out_bounds[document + 1] = count
    return count


@_compile
def _shared(grams, bounds, left, right, out):  # type: ignore[no-untyped-def]
    table = np.zeros(_table_size(bounds), np.uint64)
    mask = np.uint64(table.size - 1)
    number = _NONE
    held = -1
    for pair in range(left.size):
        if left[pair] != held:
            held = left[pair]
            number += np.uint64(1 << 32)
            for at in range(bounds[held], bounds[held + 1]):
                key = number | np.uint64(grams[at])
                table[_slot_of(table, mask, key)] = key
        count = 0
        for at in range(bounds[right[pair]], bounds[right[pair] + 1]):
            key = number | np.uint64(grams[at])
            count += table[_slot_of(table, mask, key)] == key
        out[pair] = count


@_compile
def _run_length(partner, size, bridge):  # type: ignore[no-untyped-def]
    """Tokens covered, given each gram's place in the other text or -1."""
    covered = 0
    before = -1
    stood = 0
    for at in range(partner.size):
        stands = partner[at]
        if stands < 0:
            continue
        if before >= 0:
            gap = at - before
            jump = stands - stood
            together = gap <= size or (gap <= bridge + size and 0 <= jump <= bridge + size)
            covered += gap if together else size
        before = at
        stood = stands
    return covered + size if before >= 0 else 0


@_compile
def _alongside(grams, bounds, left, right, size, bridge, out):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    table = np.zeros(_table_size(bounds), np.uint64)
    places = np.zeros(table.size, np.int64)
    partner = np.empty(table.size, np.int64)
    mask = np.uint64(table.size - 1)
    number = _NONE
    held = -1
    for pair in range(left.size):
        if left[pair] != held:
            held = left[pair]
            number += np.uint64(1 << 32)
            for at in range(bounds[held], bounds[held + 1]):
                key = number | np.uint64(grams[at])
                slot = _slot_of(table, mask, key)
                if table[slot] != key:
                    table[slot] = key
                    places[slot] = at - bounds[held]
        start, end = bounds[right[pair]], bounds[right[pair] + 1]
        for at in range(start, end):
            key = number | np.uint64(grams[at])
            slot = _slot_of(table, mask, key)
            partner[at - start] = places[slot] if table[slot] == key else -1
        out[pair] = _run_length(partner[: end - start], size, bridge)


@_compile
def _pair_group(members, completely, out):  # type: ignore[no-untyped-def]
    count = 0
    for other in range(1, members.size):
        second = np.uint64(members[other])
        for first in range(other):
            if completely or first == 0:
                out[count] = np.uint64(members[first]) << np.uint64(32) | second
                count += 1
            else:
                break
        if not completely:
            out[count] = np.uint64(members[other - 1]) << np.uint64(32) | second
            count += 1


@_compile
def _pairs(keys, members, whole, largest, out):  # type: ignore[no-untyped-def]
    """Write the pairs while there is room in `out`; returns how many there are."""
    count = 0
    start = 0
    while start < keys.size:
        end = start + 1
        while end < keys.size and keys[end] == keys[start]:
            end += 1
        size = end - start
        if 1 < size <= largest:
            needed = size * (size - 1) // 2 if size <= whole else 2 * (size - 1)
            if count + needed <= out.size:
                _pair_group(members[start:end], size <= whole, out[count:])
            count += needed
        start = end
    return count


class NumbaKernels:
    """See `cleaner.dedup.kernels.Kernels`."""

    name = "numba"

    def tokens(self, codes: U32, bounds: I64) -> tuple[U32, I64]:
        """See `Kernels`."""
        out = np.empty(codes.size, dtype=np.uint32)
        token_bounds = np.zeros(bounds.size, dtype=np.int64)
        tables = (_class_table(), *_place_powers())
        count = _tokens(codes, bounds, fold_table(), tables, CHAR_POWERS, out, token_bounds)
        return out[:count].copy(), token_bounds

    def grams(self, tokens: U32, bounds: I64, size: int) -> tuple[U32, I64]:
        """See `Kernels`."""
        out_bounds = gram_bounds(bounds, size)
        out = np.empty(int(out_bounds[-1]), dtype=np.uint32)
        _grams(tokens, bounds, size, GRAM_POWERS, out, out_bounds)
        return out, out_bounds

    def minhash(self, grams: U32, bounds: I64, multipliers: U32, offsets: U32) -> U32:
        """See `Kernels`."""
        out = np.full((bounds.size - 1, multipliers.size), 0xFFFFFFFF, dtype=np.uint32)
        _minhash(grams, bounds, multipliers, offsets, out)
        return out

    def distinct(self, grams: U32, bounds: I64) -> tuple[U32, I64]:
        """See `Kernels`."""
        out = np.empty(grams.size + 1, dtype=np.uint32)
        out_bounds = np.zeros_like(bounds)
        count = _distinct(grams, bounds, out, out_bounds)
        return out[:count], out_bounds

    def shared(self, grams: U32, bounds: I64, left: I64, right: I64) -> I64:
        """See `Kernels`."""
        out: NDArray[np.int64] = np.zeros(left.size, dtype=np.int64)
        _shared(grams, bounds, left, right, out)
        return out

    def alongside(self, grams: U32, bounds: I64, left: I64, right: I64, *, size: int, bridge: int) -> I64:
        """See `Kernels`."""
        out: NDArray[np.int64] = np.zeros(left.size, dtype=np.int64)
        _alongside(grams, bounds, left, right, size, bridge, out)
        return out

    def pairs(self, keys: U64, members: I64, *, whole: int, largest: int) -> U64:
        """See `Kernels`."""
        count = 4 * keys.size
        while True:
            out = np.empty(count, dtype=np.uint64)
            count = _pairs(keys, members, whole, largest, out)
            if count <= out.size:
                return out[:count]
