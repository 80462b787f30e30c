"""The inner loops compiled with numba; bit for bit the results of `kernels.NumpyKernels`."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from cleaner.dedup.kernels import (
    CHAR_POWERS,
    GRAM_POWERS,
    I64,
    TOKEN_DIGIT,
    TOKEN_HASH,
    TOKEN_UPPER,
    U32,
    Placed,
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


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled; kept on disk between runs where a folder for that can be written."""
    try:
        return numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # numba found no folder for its cache
        return numba.njit(nogil=True, boundscheck=False)(function)


@_compile
def _mix_high(value):  # type: ignore[no-untyped-def]
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    value ^= value >> np.uint64(33)
    return np.uint32(value >> np.uint64(32))


@_compile
def _tokens(codes, bounds, table, powers, out, token_bounds):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    count = 0
    for document in range(bounds.size - 1):
        at, end = bounds[document], bounds[document + 1]
        while at < end:
            entry = table[codes[at]]
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
                    entry = table[codes[at]]
                    if entry != _IGNORED:
                        break
                    at += 1
                if at >= end or entry == _ZERO:
                    break
                if (entry | before) & _UNSPACED != _ZERO and (
                    entry & _UNSPACED != _ZERO or entry & _MARK == _ZERO
                ):
                    break
            if seen & _DIGIT != _ZERO:
                flags |= _DIGIT_TOKEN
            out[count] = (_mix_high(total) & _TOKEN_HASH) | flags
            count += 1
        token_bounds[document + 1] = count
    return count


@_compile
def _grams(tokens, bounds, size, powers, out, gram_bounds):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    for document in range(bounds.size - 1):
        start = bounds[document]
        length = min(size, bounds[document + 1] - start)
        for at in range(gram_bounds[document + 1] - gram_bounds[document]):
            total = np.uint64(0)
            for place in range(length):
                total += np.uint64(tokens[start + at + place] & _TOKEN_HASH) * powers[place]
            out[gram_bounds[document] + at] = _mix_high(total)


@_compile
def _minhash(grams, bounds, multipliers, offsets, out):  # type: ignore[no-untyped-def]
    slots = multipliers.size
    for document in range(bounds.size - 1):
        signature = out[document]
        for at in range(bounds[document], bounds[document + 1]):
            # uint32 * uint32 is a uint64 to numba: cast back at each step.
            value = grams[at]
            value = np.uint32(value ^ (value >> np.uint32(16)))
            value = np.uint32(value * np.uint32(0x85EBCA6B))
            value = np.uint32(value ^ (value >> np.uint32(13)))
            value = np.uint32(value * np.uint32(0xC2B2AE35))
            value = np.uint32(value ^ (value >> np.uint32(16)))
            for slot in range(slots):
                permuted = np.uint32(np.uint32(value * multipliers[slot]) + offsets[slot])
                signature[slot] = min(signature[slot], permuted)


@_compile
def _shared(grams, bounds, left, right, out):  # type: ignore[no-untyped-def]
    for pair in range(left.size):
        a, a_end = bounds[left[pair]], bounds[left[pair] + 1]
        b, b_end = bounds[right[pair]], bounds[right[pair] + 1]
        count = 0
        while a < a_end and b < b_end:
            first, second = grams[a], grams[b]
            count += first == second
            a += first <= second
            b += second <= first
        out[pair] = count


@_compile
def _run_length(partner, size, bridge):  # type: ignore[no-untyped-def]
    """Tokens covered, given each gram's place in the other text or -1; leaves `partner` all -1."""
    covered = 0
    before = -1
    stood = 0
    for at in range(partner.size):
        stands = partner[at]
        if stands < 0:
            continue
        partner[at] = -1
        if before >= 0:
            gap = at - before
            jump = stands - stood
            together = gap <= size or (gap <= bridge + size and 0 <= jump <= bridge + size)
            covered += gap if together else size
        before = at
        stood = stands
    return covered + size if before >= 0 else 0


@_compile
def _alongside(values, bounds, stands, left, right, size, bridge, out):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    longest = 0
    for pair in range(right.size):
        longest = max(longest, bounds[right[pair] + 1] - bounds[right[pair]])
    partner = np.full(longest, -1, np.int64)
    for pair in range(left.size):
        there, there_end = bounds[left[pair]], bounds[left[pair] + 1]
        start, end = bounds[right[pair]], bounds[right[pair] + 1]
        for here in range(start, end):
            while there < there_end and values[there] < values[here]:
                there += 1
            if there < there_end and values[there] == values[here]:
                partner[stands[here]] = stands[there]
        out[pair] = _run_length(partner[: end - start], size, bridge)


class NumbaKernels:
    """See `cleaner.dedup.kernels.Kernels`."""

    name = "numba"

    def tokens(self, codes: U32, bounds: I64) -> tuple[U32, I64]:
        """See `Kernels`."""
        out = np.empty(codes.size, dtype=np.uint32)
        token_bounds = np.zeros(bounds.size, dtype=np.int64)
        count = _tokens(codes, bounds, fold_table(), CHAR_POWERS, out, token_bounds)
        return out[:count].copy(), token_bounds

    def grams(self, tokens: U32, bounds: I64, size: int) -> tuple[U32, I64]:
        """See `Kernels`."""
        counts = np.diff(bounds)
        gram_bounds = np.zeros(bounds.size, dtype=np.int64)
        np.cumsum(np.where(counts == 0, 0, np.maximum(counts - size + 1, 1)), out=gram_bounds[1:])
        out = np.empty(int(gram_bounds[-1]), dtype=np.uint32)
        _grams(tokens, bounds, size, GRAM_POWERS, out, gram_bounds)
        return out, gram_bounds

    def minhash(self, grams: U32, bounds: I64, multipliers: U32, offsets: U32) -> U32:
        """See `Kernels`."""
        out = np.full((bounds.size - 1, multipliers.size), 0xFFFFFFFF, dtype=np.uint32)
        _minhash(grams, bounds, multipliers, offsets, out)
        return out

    def shared(self, grams: U32, bounds: I64, left: I64, right: I64) -> I64:
        """See `Kernels`."""
        out = np.zeros(left.size, dtype=np.int64)
        _shared(grams, bounds, left, right, out)
        return out

    def alongside(self, placed: Placed, left: I64, right: I64, *, size: int, bridge: int) -> I64:
        """See `Kernels`."""
        out = np.zeros(left.size, dtype=np.int64)
        _alongside(*placed, left, right, size, bridge, out)
        return out
