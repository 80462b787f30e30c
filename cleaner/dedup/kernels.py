"""The inner loops: numpy by default, compiled by numba when it is installed and the input is large.

Both give the same bits. Hashes are sums and products modulo 2^64 of fixed odd constants, finished with
MurmurHash3's finalizer (public domain, Austin Appleby), so that no result depends on the platform.
"""

from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.normalize import CODE_POINT, DIGIT, IGNORED, MARK, UNSPACED, UPPER, fold_table

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

Grams = tuple[U32, I64]
"""Gram hashes of several documents and their bounds."""

KernelName = Literal["auto", "numpy", "numba"]

TOKEN_DIGIT = 1
"""Lowest bit of a token: it holds a digit."""
TOKEN_UPPER = 2
"""Second bit of a token: its first letter is upper case."""
TOKEN_HASH = 0xFFFFFFFC

_MIX_1 = 0xFF51AFD7ED558CCD
_MIX_2 = 0xC4CEB9FE1A85EC53
_CHAR = 0x9E3779B97F4A7C15
_GRAM = 0xD6E8FEB86659FD93
_WORD = (1 << 64) - 1


def _powers(base: int, count: int) -> U64:
    """base^1 .. base^count modulo 2^64."""
    powers = [pow(base, exponent, 1 << 64) for exponent in range(1, count + 1)]
    return np.array(powers, dtype=np.uint64)


CHAR_POWERS = _powers(_CHAR, 64)
"""Weight of a character by its place in the token; longer tokens start over."""
GRAM_POWERS = _powers(_GRAM, 16)
"""Weight of a token by its place in the gram."""


def inverse_powers(count: int) -> U64:
    """What takes `place` powers off the weight of a character: 1, and on to count - 1."""
    inverse = pow(_CHAR, -1, 1 << 64)
    return np.multiply.accumulate(np.array([1, *[inverse] * (count - 1)], dtype=np.uint64))


class Kernels(Protocol):
    """What a set of kernels computes; arrays that hold several documents come with `bounds` (n + 1,)."""

    name: str

    def tokens(self, codes: U32, bounds: I64) -> tuple[U32, I64]:
        """Token hashes (30 bits and two flags) of encoded texts, and their bounds."""

    def grams(self, tokens: U32, bounds: I64, size: int) -> tuple[U32, I64]:
        """Hashes of all runs of `size` tokens in order; a shorter document is one gram, an empty one none."""

    def minhash(self, grams: U32, bounds: I64, multipliers: U32, offsets: U32) -> U32:
        """Signatures (documents, slots): the smallest a * fmix32(gram) + b modulo 2^32 in each slot."""

    def distinct(self, grams: U32, bounds: I64) -> Grams:
        """Each document's grams without repeats, in an order that this set of kernels chooses."""

    def shared(self, grams: U32, bounds: I64, left: I64, right: I64) -> I64:
        """How many values the documents `left[i]` and `right[i]` share, made `distinct` by these kernels."""

    def alongside(self, grams: U32, bounds: I64, left: I64, right: I64, *, size: int, bridge: int) -> I64:
        """How many tokens of `right[i]` run along `left[i]`.

        Those in a gram of `size` tokens that both hold, and those between two such grams that are at most
        `bridge` tokens apart in both (by the first place of a gram in `left[i]`).
        """

    def pairs(self, keys: U64, members: I64, *, whole: int, largest: int) -> U64:
        """Pairs (lower member << 32 | higher) of members with equal keys, sorted by (key, member) on entry.

        Groups of up to `whole` are paired completely; of larger ones each member is paired with the first
        and with the one before it; groups of more than `largest` are passed over. In any order.
        """


class NumpyKernels:
    """Vectorised over many documents at a time."""

    name = "numpy"

    def tokens(self, codes: U32, bounds: I64) -> tuple[U32, I64]:
        """See `Kernels`."""
        folded = fold_table()[codes]
        ignored = folded == IGNORED
        if ignored.any():
            kept = ~ignored
            bounds = np.concatenate(([0], np.cumsum(kept)))[bounds]
            folded = folded[kept]
        starts = np.flatnonzero(_token_starts(folded))
        token_bounds = np.searchsorted(starts, bounds).astype(np.int64)
        if starts.size == 0:
            return np.zeros(0, dtype=np.uint32), token_bounds
        lengths = np.diff(starts, append=folded.size)
        place = np.arange(folded.size, dtype=np.int32)
        place[starts[0] :] -= np.repeat(starts.astype(np.int32), lengths)
        place &= 63
        weighted = CHAR_POWERS[place]
        weighted *= folded & np.uint32(CODE_POINT)
        hashes = (_mix(np.add.reduceat(weighted, starts)) >> np.uint64(32)).astype(np.uint32)
        hashes &= np.uint32(TOKEN_HASH)
        digits = np.flatnonzero(folded & np.uint32(DIGIT))
        hashes[np.searchsorted(starts, digits, side="right") - 1] |= np.uint32(TOKEN_DIGIT)
        hashes |= np.where(folded[starts] & np.uint32(UPPER) != 0, np.uint32(TOKEN_UPPER), np.uint32(0))
        return hashes, token_bounds

    def grams(self, tokens: U32, bounds: I64, size: int) -> tuple[U32, I64]:
        """See `Kernels`."""
        counts = np.diff(bounds)
        starts = gram_bounds(bounds, size)
        if tokens.size == 0:
            return np.zeros(0, dtype=np.uint32), starts
        padded = np.zeros(tokens.size + size - 1, dtype=np.uint64)
        padded[: tokens.size] = tokens & np.uint32(TOKEN_HASH)
        total = padded[: tokens.size] * GRAM_POWERS[0]
        for place in range(1, size):
            total += padded[place : place + tokens.size] * GRAM_POWERS[place]
        wanted = np.arange(int(starts[-1])) + np.repeat(bounds[:-1] - starts[:-1], np.diff(starts))
        total = total[wanted]
        for document in np.flatnonzero((counts > 0) & (counts < size)).tolist():
            short = tokens[bounds[document] : bounds[document + 1]] & np.uint32(TOKEN_HASH)
            weights = GRAM_POWERS[: short.size]
            total[starts[document]] = (short.astype(np.uint64) * weights).sum(dtype=np.uint64)
        return (_mix(total) >> np.uint64(32)).astype(np.uint32), starts

    def minhash(self, grams: U32, bounds: I64, multipliers: U32, offsets: U32) -> U32:
        """See `Kernels`; a block of grams at a time, so that the products stay in the cache."""
        signatures = np.full((bounds.size - 1, multipliers.size), 0xFFFFFFFF, dtype=np.uint32)
        mixed = fmix32(grams)
        block = 512
        products = np.empty((block, multipliers.size), dtype=np.uint32)
        for document, (start, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
            signature = signatures[document]
            for at in range(start, end, block):
                column = mixed[at : min(at + block, end), None]
                work = products[: column.shape[0]]
                np.multiply(column, multipliers, out=work)
                work += offsets
                np.minimum(signature, work.min(axis=0), out=signature)
        return signatures

    def distinct(self, grams: U32, bounds: I64) -> Grams:
        """See `Kernels`; sorted document by document, as a few hundred values in the cache sort fastest."""
        values = grams.copy()
        for start, end in pairwise(bounds.tolist()):
            values[start:end].sort()
        first = np.ones(values.size, dtype=np.bool_)
        np.not_equal(values[1:], values[:-1], out=first[1:])
        first[bounds[:-1][np.diff(bounds) > 0]] = True
        kept = np.flatnonzero(first)
        return values[kept], np.searchsorted(kept, bounds)

    def shared(self, grams: U32, bounds: I64, left: I64, right: I64) -> I64:
        """See `Kernels`; by sorting (pair, gram) keys, a few million at a time."""
        counts = np.diff(bounds)
        result = np.zeros(left.size, dtype=np.int64)
        sizes = np.cumsum(counts[left] + counts[right])
        at = 0
        while at < left.size:
            before = int(sizes[at - 1]) if at else 0
            to = max(at + 1, int(np.searchsorted(sizes, before + 2_000_000, side="right")))
            pairs = np.arange(to - at, dtype=np.uint64) << np.uint64(32)
            both = np.concatenate(
                [
                    np.repeat(pairs, counts[side[at:to]]) | grams[_places(bounds, counts, side[at:to])]
                    for side in (left, right)
                ]
            )
            both.sort(kind="stable")  # two sorted runs: merged, not sorted
            twice = both[1:][both[1:] == both[:-1]] >> np.uint64(32)
            result[at:to] = np.bincount(twice.astype(np.int64), minlength=to - at)
            at = to
        return result

    def alongside(self, grams: U32, bounds: I64, left: I64, right: I64, *, size: int, bridge: int) -> I64:
        """See `Kernels`; by binary search of (pair, gram) keys, some hundred pairs at a time."""
        result = np.zeros(left.size, dtype=np.int64)
        values, stands = _placed(grams, bounds)
        counts = np.diff(bounds)
        step = 256
        for at in range(0, left.size, step):
            fuller, shorter = left[at : at + step], right[at : at + step]
            pairs = np.arange(fuller.size, dtype=np.uint64) << np.uint64(32)
            sources, targets = _places(bounds, counts, fuller), _places(bounds, counts, shorter)
            held = np.repeat(pairs, counts[fuller]) | values[sources]
            wanted = np.repeat(pairs, counts[shorter]) | values[targets]
            if held.size == 0 or wanted.size == 0:
                continue
            where = np.minimum(np.searchsorted(held, wanted), held.size - 1)
            found = np.flatnonzero(held[where] == wanted)
            # Back from sorted grams to the order of the text.
            upper = np.uint64(0xFFFFFFFF00000000)
            found = found[np.argsort((wanted[found] & upper) | stands[targets[found]])]
            pair = (wanted[found] >> np.uint64(32)).astype(np.int64)
            gaps = np.diff(stands[targets[found]].astype(np.int64), append=0)
            jumps = np.diff(stands[sources[where[found]]].astype(np.int64), append=0)
            bridged = (gaps <= bridge + size) & (jumps >= 0) & (jumps <= bridge + size)
            together = (np.diff(pair, append=-1) == 0) & ((gaps <= size) | bridged)
            covered = np.where(together, gaps, size)
            result[at : at + step] = np.bincount(pair, weights=covered, minlength=fuller.size)
        return result

    def pairs(self, keys: U64, members: I64, *, whole: int, largest: int) -> U64:
        """See `Kernels`; all groups of one size at a time."""
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        sizes = np.diff(starts, append=keys.size)
        several = (sizes > 1) & (sizes <= largest)
        starts, sizes = starts[several], sizes[several]
        found = [np.zeros(0, dtype=np.uint64)]
        for size in np.unique(sizes[sizes <= whole]).tolist():
            rows = members[starts[sizes == size][:, None] + np.arange(size)]
            first, second = np.triu_indices(size, 1)
            found.append(pair_keys(rows[:, first].ravel(), rows[:, second].ravel()))
        large = sizes > whole
        if large.any():
            counts = sizes[large] - 1
            heads = np.repeat(starts[large], counts)
            others = heads + 1 + np.arange(heads.size) - np.repeat(np.cumsum(counts) - counts, counts)
            found += [pair_keys(members[head], members[others]) for head in (heads, others - 1)]
        return np.concatenate(found)


def pair_keys(left: I64, right: I64) -> U64:
    """Pairs as one number each, left << 32 | right."""
    keys: U64 = (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)
    return keys


def _token_starts(folded: U32) -> NDArray[np.bool_]:
    """Where a token begins: at a word character after a separator, or beside an unspaced one."""
    word = folded > IGNORED
    unspaced = (folded & np.uint32(UNSPACED)) != 0
    starts = word.copy()
    if not unspaced.any():
        starts[1:] &= ~word[:-1]
        return starts
    continues = word[:-1] & ~unspaced[1:] & ~(unspaced[:-1] & ((folded[1:] & np.uint32(MARK)) == 0))
    starts[1:] &= ~continues
    return starts


def _placed(grams: U32, bounds: I64) -> tuple[U32, U32]:
    """Each document's grams sorted, and their places in the document; equal ones by place."""
    place = np.arange(grams.size) - np.repeat(bounds[:-1], np.diff(bounds))
    keys = (grams.astype(np.uint64) << np.uint64(32)) | place.astype(np.uint64)
    for start, end in pairwise(bounds.tolist()):
        keys[start:end].sort()
    return (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32)


def _places(bounds: I64, counts: I64, documents: I64) -> I64:
    """Indices of the values of each of the documents, one document after the other."""
    sizes = counts[documents]
    return np.arange(int(sizes.sum())) + np.repeat(bounds[documents] - _bounds(sizes)[:-1], sizes)


def gram_bounds(bounds: I64, size: int) -> I64:
    """Where each document's grams of `size` tokens start, given where its tokens do."""
    counts = np.diff(bounds)
    return _bounds(np.where(counts == 0, 0, np.maximum(counts - size + 1, 1)))


def _bounds(counts: I64) -> I64:
    bounds = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds


def _mix(values: U64) -> U64:
    """MurmurHash3's 64-bit finalizer, in place."""
    values ^= values >> np.uint64(33)
    values *= np.uint64(_MIX_1)
    values ^= values >> np.uint64(33)
    values *= np.uint64(_MIX_2)
    values ^= values >> np.uint64(33)
    return values


def fmix32(values: U32) -> U32:
    """MurmurHash3's 32-bit finalizer: a bijection that spreads structured values."""
    mixed = values ^ (values >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


@cache
def compiled() -> Kernels | None:
    """The numba kernels, or None where numba is not installed."""
    if find_spec("numba") is None:
        return None
    from cleaner.dedup.kernels_numba import NumbaKernels

    return cast(Kernels, NumbaKernels())


def kernels(name: KernelName, characters: int) -> Kernels:
    """The kernels to use once `characters` of text have been seen.

    Loading compiled kernels costs 1 s (the first time on a machine, 10 s), which numpy uses to work
    through 20 to 100 million characters.
    """
    if name == "numba" or (name == "auto" and characters > 50_000_000):
        fast = compiled()
        if fast is not None:
            return fast
        if name == "numba":
            from cleaner.errors import ConfigError

            raise ConfigError("kernel 'numba' is not installed: pip install 'cleanwire[fast]'")
    return NumpyKernels()
