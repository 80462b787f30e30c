"""All documents of a run as token hashes: furniture out, signatures, candidates, verified pairs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup import candidates
from cleaner.dedup.furniture import Furniture, tokens_kept
from cleaner.dedup.kernels import I64, U32, U64, Kernels
from cleaner.dedup.sketch import SEED, SHINGLE, SLOTS, permutations
from cleaner.dedup.store import Partitions, Spool
from cleaner.dedup.verify import Verified, join, verify

BATCH_TOKENS = 500_000
SAMPLE_PARTS = 64
PAIR_PARTS = 32
PAIRS_AT_A_TIME = 3000
TOKEN_SHARE = 4
"""The part (1 / n) of the memory budget that token hashes may take before they go to disk."""


class Collection:
    """Documents by number (input order) and, once sketched, by rank: distinct texts, longest first."""

    def __init__(
        self,
        *,
        ids: Sequence[str],
        tokens: Spool,
        counts: I64,
        sites: I64,
        stripped: NDArray[np.float64],
        kernel: Kernels,
        folder: Path,
        budget: int,
    ) -> None:
        """`counts`, `sites` and `stripped` are (documents,).

        Site -1 is unknown; `stripped` is the share of a text that was clutter and is gone already.
        """
        self._ids = ids
        self._tokens = tokens
        self._counts = counts
        self._bounds = bounds_of(counts)
        self._sites = sites
        self._kernel = kernel
        self._folder = folder
        self._budget = budget
        self._bands = Partitions(folder, "band", candidates.BANDS, budget // 16)
        self._samples = Partitions(folder, "sample", SAMPLE_PARTS, budget // 16)
        self._clutter = stripped
        self._grams = np.zeros(counts.size, dtype=np.int64)
        self.order: I64 = np.zeros(0, dtype=np.int64)
        """The document of each rank."""
        self.heads: I64 = np.full(counts.size, -1, dtype=np.int64)
        """The rank of each document's text; -1 where nothing is left to compare."""

    def close(self) -> None:
        """Delete what lies on disk."""
        for store in (self._tokens, self._bands, self._samples):
            store.close()

    def strip_furniture(self) -> None:
        """Take what is the site's own out of every document."""
        sites = int(self._sites.max(initial=-1)) + 1
        if sites == 0:
            return
        furniture = Furniture()
        by_site = np.argsort(self._sites, kind="stable")
        edges = np.searchsorted(self._sites[by_site], np.arange(sites + 1))
        for site in range(sites):
            documents = by_site[edges[site] : edges[site + 1]]
            furniture.learn(site, documents, self._read_distinct, int(self._counts[documents].sum()))
        furniture.finish()
        if len(furniture):
            self._strip(furniture)

    def sketch(self) -> None:
        """Sign every document, put its bands and sampled grams into partitions, and rank the texts."""
        slots = permutations(SLOTS)
        digests = np.zeros((self._counts.size, 2), dtype=np.uint64)
        for documents in self._batches():
            grams, bounds = self._read_grams(documents)
            self._grams[documents] = np.diff(bounds)
            signatures = self._kernel.minhash(grams, bounds, *slots)
            bands = candidates.band_keys(signatures)
            digests[documents] = _digests(grams, bounds, bands)
            for band, keys in enumerate(bands):
                self._bands.append(band, keys)
            self._sample(grams, bounds, documents)
        self._rank(digests)

    def candidates(self) -> U64:
        """Pairs of ranks worth checking (lower << 32 | higher), sorted."""
        pieces: list[U64] = []
        ranks = np.arange(self.order.size)
        for band in range(len(self._bands)):
            keys = self._bands.read(band)[self.order]
            several = candidates.repeated(keys)
            grouped = candidates.group_by(keys[several], ranks[several])
            pieces.append(self._pairs(grouped))
            if len(pieces) > 8:
                pieces = [candidates.unique_pairs(pieces)]
        self._bands.close()
        pieces.append(self._sampled_pairs())
        return candidates.unique_pairs(pieces)

    def verify(self, pairs: U64) -> Verified:
        """Check pairs of ranks on their shingles."""
        return join(
            [
                verify(self._kernel, pairs[at : at + PAIRS_AT_A_TIME], self.load_ranks, SHINGLE)
                for at in range(0, pairs.size, PAIRS_AT_A_TIME)
            ]
        )

    def page_share(self, ranks: I64) -> NDArray[np.float64]:
        """How far a text is a page rather than an article: 1 when half of it or more was clutter."""
        return np.asarray(np.minimum(self._clutter[self.order[ranks]], 0.5) / 0.5)

    def _load(self, documents: I64) -> tuple[U32, I64]:
        """Tokens of documents given in ascending order, and their bounds."""
        bounds = bounds_of(self._counts[documents])
        if documents.size and documents[-1] - documents[0] + 1 == documents.size:
            first, last = self._bounds[documents[0]], self._bounds[documents[-1] + 1]
            return self._tokens.read(int(first), int(last)), bounds
        return _joined(self._tokens.slices(self._bounds[documents], self._bounds[documents + 1])), bounds

    def load_ranks(self, ranks: I64) -> tuple[U32, I64]:
        """Tokens of texts, and their bounds."""
        documents = self.order[ranks]
        ascending = np.argsort(documents)
        wanted = documents[ascending]
        slices = self._tokens.slices(self._bounds[wanted], self._bounds[wanted + 1])
        by_rank = [slices[0]] * len(slices) if slices else []
        for place, tokens in zip(ascending.tolist(), slices, strict=True):
            by_rank[place] = tokens
        return _joined(by_rank), bounds_of(self._counts[documents])

    def _read_grams(self, documents: I64) -> tuple[U32, I64]:
        return self._kernel.grams(*self._load(documents), SHINGLE)

    def _read_distinct(self, documents: I64) -> tuple[U32, I64]:
        return self._kernel.distinct(*self._read_grams(documents))

    def _batches(self) -> Iterator[I64]:
        """All documents in input order, some BATCH_TOKENS tokens at a time."""
        at = 0
        while at < self._counts.size:
            limit = int(np.searchsorted(self._bounds, self._bounds[at] + BATCH_TOKENS))
            to = min(self._counts.size, max(at + 1, limit))
            yield np.arange(at, to)
            at = to

    def _strip(self, furniture: Furniture) -> None:
        """Write the tokens again without the furniture."""
        stripped = Spool(self._folder / "stripped.u32", self._budget // TOKEN_SHARE)
        counts = np.zeros_like(self._counts)
        for documents in self._batches():
            tokens, bounds = self._load(documents)
            grams, gram_bounds = self._kernel.grams(tokens, bounds, SHINGLE)
            own = furniture.own(grams, np.repeat(self._sites[documents], np.diff(gram_bounds)))
            kept = tokens_kept(own, bounds, gram_bounds)
            stripped.append(tokens[kept])
            counts[documents] = np.diff(np.concatenate(([0], np.cumsum(kept)))[bounds])
        self._tokens.close()
        self._tokens = stripped
        self._clutter = 1 - (1 - self._clutter) * counts / np.maximum(1, self._counts)
        self._counts = counts
        self._bounds = bounds_of(counts)

    def _sample(self, grams: U32, bounds: I64, documents: I64) -> None:
        chosen = np.flatnonzero(grams & np.uint32((1 << candidates.SAMPLE_BITS) - 1) == 0)
        holders = np.repeat(documents.astype(np.uint64), np.diff(np.searchsorted(chosen, bounds)))
        entries = (grams[chosen].astype(np.uint64) << np.uint64(32)) | holders
        self._samples.share(entries, (entries >> np.uint64(58)).astype(np.uint8))

    def _rank(self, digests: U64) -> None:
        """Number the different texts, longest first; identical ones share the number of the smallest id."""
        filled = np.flatnonzero(self._grams)
        order = filled[np.lexsort((digests[filled, 1], digests[filled, 0], -self._grams[filled]))]
        new = np.ones(order.size, dtype=np.bool_)
        new[1:] = (digests[order[1:]] != digests[order[:-1]]).any(axis=1)
        starts = np.flatnonzero(new)
        heads = order[starts]
        sizes = np.diff(starts, append=order.size)
        for group in np.flatnonzero(sizes > 1).tolist():
            same = order[starts[group] : starts[group] + sizes[group]].tolist()
            heads[group] = min(same, key=self._ids.__getitem__)
        self.order = heads
        self.heads[order] = np.repeat(np.arange(heads.size), sizes)

    def _sampled_pairs(self) -> U64:
        met = Partitions(self._folder, "met", PAIR_PARTS, self._budget // 16)
        try:
            for part in range(len(self._samples)):
                self._meet(part, met)
            grams = self._grams[self.order]
            pieces = [
                candidates.frequent_pairs(met.read(part).view(np.uint64), grams) for part in range(len(met))
            ]
        finally:
            self._samples.close()
            met.close()
        return candidates.unique_pairs(pieces)

    def _pairs(self, grouped: tuple[U64, I64], largest: int | None = None) -> U64:
        limit = grouped[0].size if largest is None else largest
        return self._kernel.pairs(*grouped, whole=candidates.WHOLE_GROUP, largest=limit)

    def _meet(self, part: int, met: Partitions) -> None:
        """Put the pairs that share a sample of this part into partitions by their fuller text."""
        entries = self._samples.read(part).view(np.uint64)
        entries = entries[candidates.repeated((entries >> np.uint64(32)).astype(np.uint32))]
        documents = (entries & np.uint64(0xFFFFFFFF)).astype(np.int64)
        ranks = self.heads[documents]
        known = np.flatnonzero(ranks >= 0)
        known = known[self.order[ranks[known]] == documents[known]]
        keys = (entries[known] >> np.uint64(32)).astype(np.uint32)
        grouped = candidates.group_by(keys, ranks[known], once=True)
        pairs = self._pairs(grouped, candidates.COMMON)
        met.share(pairs, ((pairs >> np.uint64(32)) % np.uint64(PAIR_PARTS)).astype(np.uint8))


def bounds_of(counts: I64) -> I64:
    """Where each of some consecutive runs starts, and the end of the last."""
    bounds = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds


def _joined(pieces: list[U32]) -> U32:
    return np.concatenate([np.zeros(0, dtype=np.uint32), *pieces])


def _digests(grams: U32, bounds: I64, bands: U32) -> U64:
    """(documents, 2): the sum of each document's grams, and a hash of its bands."""
    totals = np.zeros(bounds.size - 1, dtype=np.uint64)
    filled = np.flatnonzero(np.diff(bounds))
    if filled.size:
        totals[filled] = np.add.reduceat(grams, bounds[filled], dtype=np.uint64)
    weights = np.random.RandomState(SEED).randint(0, 1 << 63, (bands.shape[0], 1), dtype=np.uint64)
    hashes = (bands * (weights | np.uint64(1))).sum(axis=0, dtype=np.uint64)
    return np.stack([totals, hashes], axis=1)
