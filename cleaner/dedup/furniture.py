"""Site furniture: shingles that stand on many different articles of one site are the site's own.

Share lines, menus, newsletter boxes and copyright notices make every two pages of a site alike. A shingle
is furniture when at least `different_articles()` articles of the site hold it. Copies of one article must
not count as many: only documents with enough text of their own (shingles found on three documents of
the site or fewer) are counted, which the members of a group of copies do not have.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U32, U64
from cleaner.dedup.sketch import SHINGLE

FEWEST_ARTICLES = 4
OWN_SHARE = 0.2
"""A document counts as an article of its own when this share of its shingles is its own,"""
OWN_GRAMS = 20
"""and at least so many."""
GAP = 5
"""Words between two pieces of furniture that go with them: a date, a name, a count."""
_LOOKUP_BITS = 22
_RANGE_VALUES = 16_000_000
"""Shingles of one site that are sorted at a time; a larger site is done in ranges of the hash."""

Read = Callable[[I64], tuple[U32, I64]]


def different_articles(documents: int) -> int:
    """How many articles of a site a shingle must stand on: 4, and more on sites of over 10,000 pages.

    Ordinary turns of phrase return by chance; their number grows with the size of an archive.
    """
    return max(FEWEST_ARTICLES, int(FEWEST_ARTICLES * (documents / 10_000) ** 0.5))


class Furniture:
    """The furniture of all sites; site -1 is unknown and has none."""

    def __init__(self) -> None:
        self._keys: list[U64] = []
        self._sorted: U64 = np.zeros(0, dtype=np.uint64)
        self._lookup: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)

    def __len__(self) -> int:
        """How many shingles of all sites are furniture."""
        return self._sorted.size

    def learn(self, site: int, documents: I64, read: Read, grams: int) -> None:
        """Find a site's furniture; `read` gives documents' distinct shingles, about `grams` in all."""
        if documents.size < FEWEST_ARTICLES:
            return
        ranges = 1 << max(0, int(np.ceil(np.log2(max(1, grams) / _RANGE_VALUES))))
        own = np.zeros(documents.size, dtype=np.int64)
        total = np.zeros(documents.size, dtype=np.int64)
        for values, holders, starts in _by_gram(documents, read, ranges):
            counts = np.diff(starts, append=values.size)
            rare = np.repeat(counts < FEWEST_ARTICLES, counts)
            own += np.bincount(holders[rare], minlength=documents.size)
            total += np.bincount(holders, minlength=documents.size)
        article = (own >= OWN_GRAMS) & (own >= OWN_SHARE * total)
        fewest = different_articles(int(article.sum()))
        for values, holders, starts in _by_gram(documents, read, ranges):
            articles = np.add.reduceat(article[holders].astype(np.int64), starts)
            common = values[starts[articles >= fewest]]
            self._keys.append(np.uint64(site << 32) | common.astype(np.uint64))

    def finish(self) -> None:
        """Make what was learnt ready to be looked up."""
        if self._keys:
            self._sorted = np.sort(np.concatenate(self._keys))
            self._lookup = np.zeros(1 << _LOOKUP_BITS, dtype=np.bool_)
            self._lookup[self._slots(self._sorted.astype(np.uint32))] = True
        self._keys = []

    def own(self, grams: U32, sites: I64) -> NDArray[np.bool_]:
        """Which grams are not furniture, given the site of each (grams,)."""
        own = np.ones(grams.size, dtype=np.bool_)
        hits = np.flatnonzero(self._lookup[self._slots(grams)] & (sites >= 0))
        keys = (sites[hits].astype(np.uint64) << np.uint64(32)) | grams[hits]
        places = np.minimum(np.searchsorted(self._sorted, keys), self._sorted.size - 1)
        own[hits] = self._sorted[places] != keys
        return own

    @staticmethod
    def _slots(grams: U32) -> U32:
        return grams & np.uint32((1 << _LOOKUP_BITS) - 1)


def _by_gram(documents: I64, read: Read, ranges: int) -> Iterator[tuple[U32, I64, I64]]:
    """(gram, index of the document that holds it), sorted, and where each gram starts; by hash range."""
    for part in range(ranges):
        pieces: list[U64] = []
        step = max(1, documents.size // ranges)
        for at in range(0, documents.size, step):
            values, bounds = read(documents[at : at + step])
            if ranges > 1:
                in_range = (values.astype(np.uint64) * np.uint64(ranges)) >> np.uint64(32) == part
                bounds = np.concatenate(([0], np.cumsum(in_range)))[bounds]
                values = values[in_range]
            holders = np.repeat(np.arange(at, at + bounds.size - 1, dtype=np.uint64), np.diff(bounds))
            pieces.append((values.astype(np.uint64) << np.uint64(32)) | holders)
        keys = np.concatenate(pieces)
        keys.sort()
        if keys.size == 0:
            continue
        values = (keys >> np.uint64(32)).astype(np.uint32)
        starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
        yield values, (keys & np.uint64(0xFFFFFFFF)).astype(np.int64), starts


def tokens_kept(own: NDArray[np.bool_], bounds: I64, gram_bounds: I64) -> NDArray[np.bool_]:
    """Which tokens stay when the grams that are not `own` go, with the short gaps between them."""
    kept = np.ones(int(bounds[-1]), dtype=np.bool_)
    counts = np.diff(gram_bounds)
    places = np.arange(own.size) + np.repeat(bounds[:-1] - gram_bounds[:-1], counts)
    gone = places[~own]
    if gone.size == 0:
        return kept
    document = np.repeat(np.arange(counts.size), counts)[~own]
    reach = np.full(gone.size, SHINGLE)
    near = (np.diff(gone) <= SHINGLE + GAP) & (np.diff(document) == 0)
    reach[:-1][near] = np.diff(gone)[near]
    reach = np.minimum(reach, bounds[1:][document] - gone)
    marks = np.zeros(kept.size + 1, dtype=np.int64)
    np.add.at(marks, gone, 1)
    np.add.at(marks, gone + reach, -1)
    kept[np.cumsum(marks)[:-1] > 0] = False
    return kept
