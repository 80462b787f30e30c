"""Which pairs of documents are worth checking: equal bands of the signature, shared rare shingles.

Documents are numbered by rank (longest first), so that a group's first member is its fullest text and no
choice depends on the order of the input. A group of hundreds of copies never costs hundreds squared:
beyond a limit each member meets the group's fullest text and its neighbour in rank.
"""

import numpy as np

from cleaner.dedup.kernels import I64, U32, U64, fmix32
from cleaner.dedup.shingle import distinct_values, first_of_run

BANDS = 42
ROWS = 3
"""42 bands of 3 slots: of pairs with Jaccard 0.3 every second meets (0.69), with 0.5 all but 0.4 %,
of unrelated ones (0.005) 5 in a million."""
SAMPLE_BITS = 3
"""One gram in 8 is a sample."""
WHOLE_GROUP = 16
"""Groups up to this size are paired completely."""
COMMON = 256
"""A sample that more documents hold is a turn of phrase."""
SHARED_SAMPLES = 2
LEAST_SHARE = 0.04
"""Share of the smaller text's samples that must be shared: badly misread copies keep 0.07 of them."""


def band_keys(signatures: U32) -> U32:
    """(BANDS, documents): a hash of each band's slots."""
    slots = np.ascontiguousarray(signatures[:, : BANDS * ROWS].T).reshape(BANDS, ROWS, -1)
    keys = slots[:, 0]
    for row in range(1, ROWS):
        keys = fmix32(keys + np.uint32(row)) ^ slots[:, row]
    return fmix32(keys)


def repeated(keys: U32) -> I64:
    """Where in `keys` those stand that may stand there twice: all that do, and few others.

    Most keys are alone, and counting slots is a tenth of the work of sorting.
    """
    bits = max(10, int(keys.size).bit_length() + 1)
    slots = (keys >> np.uint32(SAMPLE_BITS)) & np.uint32((1 << min(bits, 32 - SAMPLE_BITS)) - 1)
    return np.flatnonzero(np.bincount(slots)[slots] > 1)


def group_by(keys: U32, ranks: I64, *, once: bool = False) -> tuple[U64, I64]:
    """Keys sorted, and within a key by rank, as `Kernels.pairs` wants; `once` drops repeats."""
    joined = (keys.astype(np.uint64) << np.uint64(32)) | ranks.astype(np.uint64)
    joined.sort()
    if once:
        joined = joined[first_of_run(joined)]
    return joined >> np.uint64(32), (joined & np.uint64(0xFFFFFFFF)).astype(np.int64)


def unique_pairs(pieces: list[U64]) -> U64:
    """All pairs once, sorted."""
    return distinct_values(np.concatenate([np.zeros(0, dtype=np.uint64), *pieces]))


def frequent_pairs(pairs: U64, grams: I64) -> U64:
    """Of pairs, one for each sample shared, those that share enough for the size of the smaller text.

    `grams` are the numbers of shingles by rank.
    """
    found = np.sort(pairs)
    starts = np.flatnonzero(first_of_run(found))
    counts = np.diff(starts, append=found.size)
    distinct = found[starts]
    smaller = grams[(distinct & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    enough = np.maximum(SHARED_SAMPLES, LEAST_SHARE * smaller / (1 << SAMPLE_BITS))
    return distinct[counts >= enough]
