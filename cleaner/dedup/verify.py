"""What two documents really share, counted on their shingles, and how their numbers and names agree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import GRAM_POWERS, I64, TOKEN_DIGIT, TOKEN_HASH, TOKEN_UPPER, U32, U64, Kernels
from cleaner.dedup.shingle import distinct_values

Floats = NDArray[np.float64]

SHORT_SHINGLE = 3
"""Words in the shingles by which a noisy text is followed along another."""
BRIDGE = 12
"""Words between two shared short shingles that still count as running along: an edit or a few misread
words, but not a sentence of another story."""

Slots = tuple[U32, U32, I64]
"""Hashes of what stands around some words of documents, hashes of the same with the word, and bounds."""
_NUMBER, _NAME = np.uint32(4), np.uint32(8)
"""Masks: no hash of a word is one of them but by chance."""

LEAST_SHARED = 0.04
"""Share of the smaller text's shingles below which two texts are not followed along each other,"""
MOST_SHARED = 0.75
"""Share from which they need not be: it is enough for a copy as it is."""
LEAST_ALONG = 0.4
"""and share of it along the other below which their numbers and names are not compared."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Facts about pairs, all arrays (pairs,); `left` is the document with more tokens."""

    left: I64
    right: I64
    shared: I64
    """Shingles in both."""
    left_grams: I64
    right_grams: I64
    along: I64
    """Tokens of the right document that run along the left one."""
    right_tokens: I64
    slots: I64
    """Places where a number or a name stands between the same words in both."""
    agreeing: I64
    """Those where it is the same."""

    @property
    def jaccard(self) -> Floats:
        """Shared / all."""
        return np.asarray(self.shared / np.maximum(1, self.left_grams + self.right_grams - self.shared))

    @property
    def containment_left(self) -> Floats:
        """Share of the left document found in the right."""
        return np.asarray(self.shared / np.maximum(1, self.left_grams))

    @property
    def containment_right(self) -> Floats:
        """Share of the right document found in the left."""
        return np.asarray(self.shared / np.maximum(1, self.right_grams))

    @property
    def containment(self) -> Floats:
        """Share of the smaller document found in the other."""
        return np.maximum(self.containment_left, self.containment_right)

    @property
    def coverage(self) -> Floats:
        """Share of the right document that runs along the left one."""
        return np.asarray(self.along / np.maximum(1, self.right_tokens))

    def select(self, chosen: NDArray[np.bool_] | I64) -> "Verified":
        """Some of the pairs."""
        return Verified(*(column[chosen] for column in self.columns()))

    def columns(self) -> tuple[I64, ...]:
        """All facts, in the order of the fields."""
        return (
            self.left, self.right, self.shared, self.left_grams, self.right_grams,
            self.along, self.right_tokens, self.slots, self.agreeing,
        )  # fmt: skip


def join(parts: list[Verified]) -> Verified:
    """Several batches as one."""
    if not parts:
        return Verified(*(np.zeros(0, dtype=np.int64) for _ in Verified.__dataclass_fields__))
    return Verified(*map(np.concatenate, zip(*map(Verified.columns, parts), strict=True)))


Load = Callable[[I64], tuple[U32, I64]]


def verify(kernel: Kernels, pairs: U64, load: Load, size: int) -> Verified:
    """Check pairs (left << 32 | right); `load` gives the tokens of documents."""
    left: I64 = (pairs >> np.uint64(32)).astype(np.int64)
    right: I64 = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    documents = distinct_values(np.concatenate([left, right]))
    where_left, where_right = np.searchsorted(documents, left), np.searchsorted(documents, right)
    tokens, bounds = load(documents)
    values, value_bounds = kernel.distinct(*kernel.grams(tokens, bounds, size))
    counts = np.diff(value_bounds)
    lengths = np.diff(bounds)
    shared = kernel.shared(values, value_bounds, where_left, where_right)
    # Each step is dearer than the one before and looks at what the one before could not rule out.
    slots, agreeing = (np.zeros(left.size, dtype=np.int64) for _ in range(2))
    held = shared / np.maximum(1, counts[where_right])
    # What stands in shared shingles runs along; where that is nearly all, no more need be known.
    along = (held * lengths[where_right]).astype(np.int64)
    near = np.flatnonzero((held >= LEAST_SHARED) & (held < MOST_SHARED))
    followed = _follow(kernel, tokens, bounds, where_left[near], where_right[near])
    along[near] = np.maximum(along[near], followed)
    near = np.flatnonzero((along >= LEAST_ALONG * lengths[where_right]) & (shared > 0))
    for found in (number_slots(tokens, bounds), name_slots(tokens, bounds)):
        common, equal = _compare(found, where_left[near], where_right[near])
        slots[near] += common
        agreeing[near] += equal
    return Verified(
        left=left,
        right=right,
        shared=shared,
        left_grams=counts[where_left],
        right_grams=counts[where_right],
        along=np.minimum(along, lengths[where_right]),
        right_tokens=lengths[where_right],
        slots=slots,
        agreeing=agreeing,
    )


def _follow(kernel: Kernels, tokens: U32, bounds: I64, left: I64, right: I64) -> I64:
    """Tokens of `right` that run along `left`, both given by place in `bounds`."""
    documents = distinct_values(np.concatenate([left, right]))
    counts = np.diff(bounds)[documents]
    some_bounds = np.zeros(documents.size + 1, dtype=np.int64)
    np.cumsum(counts, out=some_bounds[1:])
    pieces = [tokens[bounds[one] : bounds[one + 1]] for one in documents.tolist()]
    some = np.concatenate([np.zeros(0, dtype=np.uint32), *pieces])
    return kernel.alongside(
        *kernel.grams(some, some_bounds, SHORT_SHINGLE),
        np.searchsorted(documents, left),
        np.searchsorted(documents, right),
        size=SHORT_SHINGLE,
        bridge=BRIDGE,
    )


def _compare(slots: Slots, left: I64, right: I64) -> tuple[I64, I64]:
    """For each pair: between how many equal contexts something stands in both, and how often the same."""
    contexts, values, slot_bounds = slots
    counts = np.diff(slot_bounds)
    common = np.zeros(left.size, dtype=np.int64)
    agreeing = np.zeros(left.size, dtype=np.int64)
    step = 50_000
    for at in range(0, left.size, step):
        sides = []
        for side in (left[at : at + step], right[at : at + step]):
            sizes = counts[side]
            shift = slot_bounds[side] - (np.cumsum(sizes) - sizes)
            places = np.arange(int(sizes.sum())) + np.repeat(shift, sizes)
            pair = np.repeat(np.arange(side.size, dtype=np.uint64), sizes) << np.uint64(32)
            sides.append((pair | contexts[places], pair | values[places]))
        (keys_a, exact_a), (keys_b, exact_b) = sides
        number = min(step, left.size - at)
        common[at : at + number] = _count_common(keys_a, keys_b, number)
        agreeing[at : at + number] = _count_common(exact_a, exact_b, number)
    return common, np.minimum(common, agreeing)


def _count_common(first: U64, second: U64, pairs: int) -> I64:
    both = np.concatenate((distinct_values(first), distinct_values(second)))
    both.sort()
    both = both[1:][both[1:] == both[:-1]]
    return np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=pairs).astype(np.int64)


def number_slots(tokens: U32, bounds: I64) -> Slots:
    """The numbers of each document with the words around them, in which other numbers are masked."""
    digits = tokens & np.uint32(TOKEN_DIGIT) != 0
    words = np.where(digits, _NUMBER, tokens & np.uint32(TOKEN_HASH))
    return _slots(tokens, bounds, words, np.flatnonzero(digits), plain=0)


def name_slots(tokens: U32, bounds: I64) -> Slots:
    """The capitalised words of each document, likewise, with two words beside them that are neither."""
    digits = tokens & np.uint32(TOKEN_DIGIT) != 0
    names = (tokens & np.uint32(TOKEN_UPPER) != 0) & ~digits
    words = np.where(digits, _NUMBER, np.where(names, _NAME, tokens & np.uint32(TOKEN_HASH)))
    return _slots(tokens, bounds, words, np.flatnonzero(names), plain=2)


def _slots(tokens: U32, bounds: I64, words: U32, places: I64, *, plain: int) -> Slots:
    """What stands at `places` between two of `words` on either side, of which `plain` must be no mask."""
    documents = np.searchsorted(bounds, places, side="right") - 1
    context = np.zeros(places.size, dtype=np.uint64)
    unmasked = np.zeros(places.size, dtype=np.int64)
    for offset in (-2, -1, 1, 2):
        beside = places + offset
        inside = (beside >= bounds[documents]) & (beside < bounds[documents + 1])
        word = np.where(inside, words[np.clip(beside, 0, words.size - 1)], np.uint32(0))
        context += word.astype(np.uint64) * GRAM_POWERS[offset + 2]
        unmasked += word > _NAME
    value = context + (tokens[places] & np.uint32(TOKEN_HASH)).astype(np.uint64) * GRAM_POWERS[8]
    kept = unmasked >= plain
    return _high(context[kept]), _high(value[kept]), np.searchsorted(places[kept], bounds)


def _high(values: U64) -> U32:
    mixed = values ^ (values >> np.uint64(29))
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(32)).astype(np.uint32)
