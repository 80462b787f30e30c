"""Looser than copies: which texts tell the same story in other words.

Two reports of one event share its names, places and figures, which hardly any other text has. Words are
weighted by tf-idf over the collection (Sparck Jones 1972) and compared by cosine. A collection of a few
texts cannot say which words are rare: there, shared passages (quotes) decide.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.candidates import WHOLE_GROUP, group_by
from cleaner.dedup.kernels import I64, U32, U64, NumpyKernels
from cleaner.dedup.shingle import distinct_values, first_of_run

COSINE = 0.3
"""Unrelated reports reach 0.1 (99 in 100), reports of one event 0.4 and more."""
FEW = 50
"""Texts below which word frequencies mean nothing."""
SHARED_SHINGLES = 5
"""Shingles two of a few texts must share: nine words in a row, or two shorter quotes."""
TELLING = 16
"""A text's words of highest weight, by which it meets others."""
MET = 3
"""Of those, as many must be common to both."""
_SLOT_BITS = 22
_LARGEST_GROUP = 64
_BATCH = 2_000

Load = Callable[[I64], tuple[U32, I64]]


class Stories:
    """Which of the texts of a collection tell one story."""

    def __init__(self, texts: int, load: Load, shared: Callable[[U64], I64]) -> None:
        """`load` gives the tokens of texts by rank, `shared` how many shingles pairs of them share."""
        self._texts = texts
        self._load = load
        self._shared = shared
        self._words = Words(texts)
        for ranks in self._batches():
            self._words.count(*load(ranks))

    def pairs(self) -> list[tuple[int, int]]:
        """Pairs of ranks that tell one story, the surest first."""
        if self._texts < FEW:
            left, right = (side.astype(np.int64) for side in np.triu_indices(self._texts, 1))
        else:
            telling = []
            for ranks in self._batches():
                slots, owners = self._words.telling(*self._load(ranks))
                telling.append((slots, ranks[owners]))
            met = meeting(telling)
            left = (met >> np.uint64(32)).astype(np.int64)
            right = (met & np.uint64(0xFFFFFFFF)).astype(np.int64)
        sure = self._sureness(left, right)
        enough = sure >= 1
        left, right, sure = left[enough], right[enough], sure[enough]
        best = np.lexsort((right, left, -sure))
        return list(zip(left[best].tolist(), right[best].tolist(), strict=True))

    def same(self, left: I64, right: I64) -> NDArray[np.bool_]:
        """Whether each pair of ranks tells one story."""
        return self._sureness(left, right) >= 1

    def _sureness(self, left: I64, right: I64) -> NDArray[np.float64]:
        """From 1 on, two texts tell one story."""
        if self._texts < FEW:
            shared = self._shared((left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64))
            return np.asarray(shared / SHARED_SHINGLES)
        found = [np.zeros(0)]
        for at in range(0, left.size, _BATCH):
            pairs = left[at : at + _BATCH], right[at : at + _BATCH]
            found.append(cosines(self._words, self._load, *pairs) / COSINE)
        return np.concatenate(found)

    def _batches(self) -> Iterator[I64]:
        for at in range(0, self._texts, _BATCH):
            yield np.arange(at, min(at + _BATCH, self._texts))


class Words:
    """Document frequencies of words, and the weighted words of documents; words are 22-bit slots."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self._frequency = np.zeros(1 << _SLOT_BITS, dtype=np.int32)

    def count(self, tokens: U32, bounds: I64) -> None:
        """Take a batch of documents into the frequencies."""
        slots, _, _ = _counted(tokens, bounds)
        self._frequency += np.bincount(slots, minlength=self._frequency.size).astype(np.int32)

    def weighted(self, tokens: U32, bounds: I64) -> tuple[U32, NDArray[np.float64], I64]:
        """Each document's words and their weights (unit length in all), and bounds."""
        slots, counts, word_bounds = _counted(tokens, bounds)
        weights = (1 + np.log(counts)) * np.log((self._documents + 1) / np.maximum(1, self._frequency[slots]))
        owner = np.repeat(np.arange(bounds.size - 1), np.diff(word_bounds))
        length = np.sqrt(np.bincount(owner, weights * weights, minlength=bounds.size - 1))
        return slots, weights / np.maximum(length, 1e-12)[owner], word_bounds

    def telling(self, tokens: U32, bounds: I64) -> tuple[U32, I64]:
        """The TELLING heaviest words of each document that another has too, and each word's document."""
        slots, weights, word_bounds = self.weighted(tokens, bounds)
        owner = np.repeat(np.arange(bounds.size - 1), np.diff(word_bounds))
        shared = np.flatnonzero(self._frequency[slots] > 1)
        order = shared[np.lexsort((slots[shared], -weights[shared], owner[shared]))]
        starts = np.searchsorted(owner[order], np.arange(bounds.size - 1))
        place = np.arange(order.size) - starts[owner[order]]
        chosen = order[place < TELLING]
        return slots[chosen], owner[chosen]


def _counted(tokens: U32, bounds: I64) -> tuple[U32, I64, I64]:
    """Each document's distinct words, how often each stands there, and bounds."""
    owner = np.repeat(np.arange(bounds.size - 1, dtype=np.uint64), np.diff(bounds)) << np.uint64(32)
    keys = np.sort(owner | ((tokens >> np.uint32(2)) & np.uint32((1 << _SLOT_BITS) - 1)))
    starts = np.flatnonzero(first_of_run(keys))
    counts = np.diff(starts, append=keys.size)
    documents = np.arange(bounds.size, dtype=np.uint64) << np.uint64(32)
    return keys[starts].astype(np.uint32), counts, np.searchsorted(keys[starts], documents)


def meeting(telling: list[tuple[U32, I64]]) -> U64:
    """Pairs of documents (lower << 32 | higher) that share MET telling words."""
    slots = np.concatenate([slots for slots, _ in telling])
    owners = np.concatenate([owners for _, owners in telling])
    grouped = group_by(slots, owners)
    pairs = np.sort(NumpyKernels().pairs(*grouped, whole=WHOLE_GROUP, largest=_LARGEST_GROUP))
    starts = np.flatnonzero(first_of_run(pairs))
    return pairs[starts[np.diff(starts, append=pairs.size) >= MET]]


def cosines(words: Words, load: Load, left: I64, right: I64) -> NDArray[np.float64]:
    """Cosine of each pair of documents."""
    documents = distinct_values(np.concatenate([left, right]))
    slots, weights, bounds = words.weighted(*load(documents))
    counts = np.diff(bounds)
    keys: list[U64] = []
    values: list[NDArray[np.float64]] = []
    for side in (left, right):
        where = np.searchsorted(documents, side)
        sizes = counts[where]
        places = np.arange(int(sizes.sum())) + np.repeat(bounds[where] - (np.cumsum(sizes) - sizes), sizes)
        pair = np.repeat(np.arange(side.size, dtype=np.uint64) << np.uint64(32), sizes)
        keys.append(pair | slots[places])
        values.append(weights[places])
    place = np.minimum(np.searchsorted(keys[1], keys[0]), max(0, keys[1].size - 1))
    first = np.flatnonzero(keys[1][place] == keys[0]) if keys[1].size else place[:0]
    pair = (keys[0][first] >> np.uint64(32)).astype(np.int64)
    products: NDArray[np.float64] = values[0][first] * values[1][place[first]]
    return np.asarray(np.bincount(pair, products, minlength=left.size), dtype=np.float64)
