"""Finding copies in a stream of documents, with memory that does not grow with the texts.

add: text -> token hashes -> spool. finish: furniture -> signatures and samples -> candidates -> verified
pairs -> clusters -> original of each. Start reading at `Deduper.finish`.
"""

import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup import candidates, cluster, verify
from cleaner.dedup.furniture import Furniture
from cleaner.dedup.keep import Keep, Member, choose
from cleaner.dedup.kernels import I64, U32, U64, KernelName, kernels
from cleaner.dedup.model import Cluster, Clusters, Pair, Relation
from cleaner.dedup.normalize import encode
from cleaner.dedup.sketch import SCHEME, SEED, SHINGLE, SLOTS, permutations
from cleaner.dedup.store import Partitions, Spool
from cleaner.dedup.verify import Verified
from cleaner.errors import InputError

THRESHOLD = 0.5
COVERAGE = 0.75
"""Share of the smaller text that must run along the other for it to be an excerpt or a noisy copy."""
NUMBERS = 4
"""Fewer common places of numbers than this say nothing,"""
AGREEMENT = 0.7
"""of more, this share must hold the same number: a template's constants (`S&P 500`) make up to 0.6."""
FURNITURE_GAP = 5
"""Words between two pieces of furniture that go with them: a date, a name, a count."""
BATCH_CHARACTERS = 500_000
_BATCH_TOKENS = 500_000
_SAMPLE_PARTS = 64
_PAIRS_AT_A_TIME = 20_000


@dataclass(slots=True)
class _Waiting:
    """Texts added and not yet tokenised."""

    texts: list[str]
    characters: int


class Deduper:
    """Collects documents one by one and tells which are copies of which.

    Texts are not kept: a document costs about four bytes a word on disk (in memory while all of it fits
    half the budget) and some 100 bytes of memory.
    """

    def __init__(
        self,
        *,
        threshold: float = THRESHOLD,
        keep: Keep = "wire-original",
        prefer: tuple[str, ...] = (),
        stories: bool = False,
        memory: int = 1 << 30,
        folder: str | Path | None = None,
        kernel: KernelName = "auto",
    ) -> None:
        """`memory` is a budget in bytes; `folder` holds the temporary files (the system's by default)."""
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold is {threshold}: it must be above 0 and at most 1")
        self.threshold = threshold
        self.keep: Keep = keep
        self.prefer = prefer
        self.stories = stories
        self._kernel_name: KernelName = kernel
        self._budget = memory
        self._folder = tempfile.TemporaryDirectory(prefix="cleanwire-", dir=folder)
        self._path = Path(self._folder.name)
        self._tokens = Spool(self._path / "tokens.u32", memory // 2)
        self._counts = array("q")
        self._characters = 0
        self._waiting = _Waiting([], 0)
        self._ids: list[str] = []
        self._sites = array("i")
        self._site_numbers: dict[str, int] = {}
        self._facts: dict[int, tuple[str | None, str | None, str | None]] = {}

    def __enter__(self) -> Self:
        """The deduper itself; its files are deleted at the end of the `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the temporary files."""
        self.close()

    def close(self) -> None:
        """Delete the temporary files."""
        self._tokens.close()
        self._folder.cleanup()

    def add(
        self,
        id: str,  # noqa: A002 - the field's name everywhere
        text: str,
        *,
        site: str | None = None,
        published: str | None = None,
        wire: str | None = None,
        source: str | None = None,
    ) -> None:
        """Take in a document; `source` names it in error messages."""
        if published or wire or source:
            self._facts[len(self._ids)] = (published, wire, source)
        self._ids.append(id)
        self._sites.append(-1 if not site else self._site_numbers.setdefault(site, len(self._site_numbers)))
        self._waiting.texts.append(text)
        self._waiting.characters += len(text)
        if self._waiting.characters >= BATCH_CHARACTERS:
            self._flush()

    def finish(self) -> Clusters:
        """The clusters of everything added."""
        self._flush()
        self._check_ids()
        work = _Work(self, np.frombuffer(self._counts, dtype=np.int64))
        work.learn_furniture()
        work.sketch()
        verified = work.verify(work.candidates())
        return work.clusters(verified)

    def _flush(self) -> None:
        texts, self._waiting = self._waiting.texts, _Waiting([], 0)
        if not texts:
            return
        codes, bounds = encode(texts)
        self._characters += codes.size
        tokens, token_bounds = kernels(self._kernel_name, self._characters).tokens(codes, bounds)
        self._tokens.append(tokens)
        self._counts.frombytes(np.diff(token_bounds).tobytes())

    def _check_ids(self) -> None:
        if len(set(self._ids)) == len(self._ids):
            return
        seen: dict[str, int] = {}
        for number, name in enumerate(self._ids):
            first = seen.setdefault(name, number)
            if first != number:
                raise InputError(
                    f"two documents have the id {name!r}: {self._place(first)} and {self._place(number)}; "
                    "give each its own id"
                )

    def _place(self, number: int) -> str:
        source = self._facts.get(number, (None, None, None))[2]
        return source or f"document {number + 1}"


class _Work:
    """The second half of a run: everything that needs all documents."""

    def __init__(self, deduper: Deduper, counts: I64) -> None:
        self.deduper = deduper
        self.kernel = kernels(deduper._kernel_name, deduper._characters)
        self.counts = counts
        self.bounds = np.zeros(counts.size + 1, dtype=np.int64)
        np.cumsum(counts, out=self.bounds[1:])
        self.sites = np.frombuffer(deduper._sites, dtype=np.int32).astype(np.int64)
        self.furniture = Furniture(len(deduper._site_numbers))
        self.bands = Partitions(deduper._path, "band", candidates.BANDS, deduper._budget // 4)
        self.samples = Partitions(deduper._path, "sample", _SAMPLE_PARTS, deduper._budget // 4)
        self.digests = np.zeros((counts.size, 2), dtype=np.uint64)
        self.grams = np.zeros(counts.size, dtype=np.int64)
        self.representative = np.arange(counts.size)
        self.order = np.zeros(0, dtype=np.int64)

    def load(self, documents: I64) -> tuple[U32, I64]:
        """Tokens of documents given in ascending order, and their bounds."""
        tokens = self.deduper._tokens.gather(self.bounds[documents], self.bounds[documents + 1])
        return tokens, _bounds(self.counts[documents])

    def batches(self) -> Iterator[I64]:
        """All documents in input order, some 500,000 tokens at a time."""
        at = 0
        while at < self.counts.size:
            limit = int(np.searchsorted(self.bounds, self.bounds[at] + _BATCH_TOKENS))
            to = min(self.counts.size, max(at + 1, limit))
            yield np.arange(at, to)
            at = to

    def learn_furniture(self) -> None:
        """Find each site's own shingles."""
        if not self.deduper._site_numbers:
            return
        by_site = np.argsort(self.sites, kind="stable")
        edges = np.searchsorted(self.sites[by_site], np.arange(len(self.deduper._site_numbers) + 1))

        def read(documents: I64) -> tuple[U32, I64]:
            return self.kernel.grams(*self.load(documents), SHINGLE)

        for site in range(edges.size - 1):
            documents = by_site[edges[site] : edges[site + 1]]
            self.furniture.learn(site, documents, read, int(self.counts[documents].sum()))
        self.furniture.finish()
        if len(self.furniture):
            self._strip_furniture()

    def _strip_furniture(self) -> None:
        """Write the token spool again without what is the site's."""
        stripped = Spool(self.deduper._path / "stripped.u32", self.deduper._budget // 2)
        counts = np.zeros_like(self.counts)
        for documents in self.batches():
            tokens, bounds = self.load(documents)
            grams, gram_bounds = self.kernel.grams(tokens, bounds, SHINGLE)
            own = self.furniture.kept(grams, np.repeat(self.sites[documents], np.diff(gram_bounds)))
            kept = _tokens_kept(own, bounds, gram_bounds)
            stripped.append(tokens[kept])
            counts[documents] = np.diff(np.concatenate(([0], np.cumsum(kept)))[bounds])
        self.deduper._tokens.close()
        self.deduper._tokens = stripped
        self.counts = counts
        self.bounds = _bounds(counts)

    def sketch(self) -> None:
        """Sign every document; put its bands and sampled grams into partitions."""
        multipliers, offsets = permutations(SLOTS)
        for documents in self.batches():
            grams, bounds = self.kernel.grams(*self.load(documents), SHINGLE)
            self.grams[documents] = np.diff(bounds)
            self.digests[documents] = _digests(grams, bounds)
            keys = candidates.band_keys(self.kernel.minhash(grams, bounds, multipliers, offsets))
            for band in range(candidates.BANDS):
                self.bands.append(band, keys[:, band].copy())
            self._sample(grams, np.repeat(documents, np.diff(bounds)))
        self._rank()

    def _sample(self, grams: U32, holders: I64) -> None:
        chosen = np.flatnonzero(grams & np.uint32((1 << candidates.SAMPLE_BITS) - 1) == 0)
        entries = (grams[chosen].astype(np.uint64) << np.uint64(32)) | holders[chosen].astype(np.uint64)
        entries = np.unique(entries)
        parts = (entries >> np.uint64(58)).astype(np.int64)
        edges = np.searchsorted(parts, np.arange(_SAMPLE_PARTS + 1))
        for part in range(_SAMPLE_PARTS):
            self.samples.append(part, entries[edges[part] : edges[part + 1]].view(np.uint32))

    def _rank(self) -> None:
        """Number the different texts, longest first; identical ones share the first id's number."""
        filled = np.flatnonzero(self.grams)
        order = filled[np.lexsort((self.digests[filled, 1], self.digests[filled, 0], -self.grams[filled]))]
        digests = self.digests[order]
        new = np.ones(order.size, dtype=np.bool_)
        new[1:] = (digests[1:] != digests[:-1]).any(axis=1)
        starts = np.flatnonzero(new)
        ids = self.deduper._ids
        heads = order[starts].copy()
        sizes = np.diff(starts, append=order.size)
        for group in np.flatnonzero(sizes > 1).tolist():
            same = order[starts[group] : starts[group] + sizes[group]].tolist()
            heads[group] = min(same, key=ids.__getitem__)
        self.representative[order] = np.repeat(heads, sizes)
        self.order = heads
        self.rank = np.full(self.counts.size, -1, dtype=np.int64)
        self.rank[heads] = np.arange(heads.size)

    def candidates(self) -> U64:
        """Pairs of ranks worth checking."""
        pieces: list[U64] = []
        for band in range(len(self.bands)):
            keys = self.bands.read(band)[self.order]
            pieces.append(candidates.pairs_in_groups(*candidates.group_by(keys, np.arange(keys.size))))
            if len(pieces) > 8:
                pieces = [candidates.unique_pairs(pieces)]
        self.bands.close()
        pieces.append(self._sampled_pairs())
        return candidates.unique_pairs(pieces)

    def _sampled_pairs(self) -> U64:
        pieces: list[U64] = []
        for part in range(len(self.samples)):
            entries = self.samples.read(part).view(np.uint64)
            ranks = self.rank[(entries & np.uint64(0xFFFFFFFF)).astype(np.int64)]
            keys = (entries >> np.uint64(32)).astype(np.uint32)
            known = ranks >= 0
            grouped = candidates.group_by(keys[known], ranks[known])
            pieces.append(candidates.pairs_in_groups(*grouped, largest=candidates.COMMON))
        self.samples.close()
        return candidates.frequent_pairs(pieces, candidates.SHARED_SAMPLES)

    def verify(self, pairs: U64) -> Verified:
        """Check pairs of ranks on their shingles."""
        parts = [
            verify.verify(self.kernel, pairs[at : at + _PAIRS_AT_A_TIME], self._load_ranks, SHINGLE)
            for at in range(0, pairs.size, _PAIRS_AT_A_TIME)
        ]
        return verify.join(parts)

    def _load_ranks(self, ranks: I64) -> tuple[U32, I64]:
        documents = self.order[ranks]
        ascending = np.argsort(documents)
        tokens, bounds = self.load(documents[ascending])
        counts = self.counts[documents]
        place = np.empty_like(ascending)
        place[ascending] = np.arange(ascending.size)
        shift = bounds[place] - (np.cumsum(counts) - counts)
        return tokens[np.arange(tokens.size) + np.repeat(shift, counts)], _bounds(counts)

    def clusters(self, found: Verified) -> Clusters:
        """Join verified pairs, choose originals and name the relations."""
        evidence = cluster.Evidence(found, lambda left, right: self.verify(_keys(left, right)))
        groups = cluster.Groups.empty()
        template = is_template(found)
        strong = (found.jaccard >= self.deduper.threshold) & ~template
        cluster.join_strong(groups, _edges(found.select(strong)), evidence)
        hanging = (found.coverage >= COVERAGE) & ~template & ~strong
        cluster.hang(groups, _edges(found.select(hanging)), evidence)
        return self._assemble(groups)

    def _assemble(self, groups: cluster.Groups) -> Clusters:
        deduper = self.deduper
        copies: dict[int, list[int]] = {}
        same = np.flatnonzero((self.representative != np.arange(self.counts.size)) & (self.grams > 0))
        for document in same.tolist():
            copies.setdefault(int(self.representative[document]), []).append(document)
        built = []
        seen: set[int] = set()
        roots = {groups.find(rank) for rank in groups.parent} | {int(self.rank[head]) for head in copies}
        for rank in sorted(roots):
            root = groups.find(rank)
            if root in seen:
                continue
            seen.add(root)
            heads = [int(self.order[member]) for member in groups.of(root)]
            members = [document for head in heads for document in (head, *copies.get(head, ()))]
            built.append(self._cluster(members))
        built.sort(key=lambda one: (-len(one.members), one.id))
        return Clusters(ids=tuple(deduper._ids), clusters=tuple(built), settings=self._settings())

    def _cluster(self, members: list[int]) -> Cluster:
        ids = self.deduper._ids
        number = {ids[member]: member for member in members}
        original, why = choose(
            [self._member(member) for member in members], self.deduper.keep, self.deduper.prefer
        )
        names = sorted(number)
        others = [name for name in names if name != original]
        head = int(self.rank[self.representative[number[original]]])
        ranks = self.rank[self.representative[[number[name] for name in others]]]
        distinct = np.unique(ranks[ranks != head])
        facts: dict[int, Verified] = {}
        if distinct.size:
            checked = self.verify(_keys(np.minimum(distinct, head), np.maximum(distinct, head)))
            facts = {rank: checked.select(np.array([at])) for at, rank in enumerate(distinct.tolist())}
        edges = tuple(
            self._pair(original, name, facts.get(rank), head < rank)
            for name, rank in zip(others, ranks.tolist(), strict=True)
        )
        return Cluster(id=names[0], members=tuple(names), original=original, why=why, edges=edges)

    def _pair(self, original: str, copy: str, facts: Verified | None, original_left: bool) -> Pair:
        if facts is None:
            return Pair(original, copy, "exact", 1.0, 1.0, 1.0)
        in_copy, in_original = float(facts.containment_left[0]), float(facts.containment_right[0])
        if not original_left:
            in_copy, in_original = in_original, in_copy
        jaccard = float(facts.jaccard[0])
        return Pair(original, copy, relation(jaccard, in_copy, in_original), jaccard, in_copy, in_original)

    def _member(self, number: int) -> Member:
        published, wire, _ = self.deduper._facts.get(number, (None, None, None))
        return Member(self.deduper._ids[number], published, wire, None, int(self.counts[number]))

    def _settings(self) -> dict[str, Any]:
        deduper = self.deduper
        return {
            "threshold": deduper.threshold, "keep": deduper.keep, "shingle": SHINGLE, "slots": SLOTS,
            "scheme": SCHEME, "seed": SEED, "bands": candidates.BANDS, "rows": candidates.ROWS,
        }  # fmt: skip


def _tokens_kept(own: NDArray[np.bool_], bounds: I64, gram_bounds: I64) -> NDArray[np.bool_]:
    """Which tokens stay when the grams that are not `own` go, with the short gaps between them."""
    kept = np.ones(int(bounds[-1]), dtype=np.bool_)
    counts = np.diff(gram_bounds)
    places = np.arange(own.size) + np.repeat(bounds[:-1] - gram_bounds[:-1], counts)
    gone = places[~own]
    if gone.size == 0:
        return kept
    document = np.repeat(np.arange(counts.size), counts)[~own]
    reach = np.full(gone.size, SHINGLE)
    near = (np.diff(gone) <= SHINGLE + FURNITURE_GAP) & (np.diff(document) == 0)
    reach[:-1][near] = np.diff(gone)[near]
    reach = np.minimum(reach, bounds[1:][document] - gone)
    marks = np.zeros(kept.size + 1, dtype=np.int64)
    np.add.at(marks, gone, 1)
    np.add.at(marks, gone + reach, -1)
    kept[np.cumsum(marks)[:-1] > 0] = False
    return kept


def relation(jaccard: float, in_copy: float, in_original: float) -> Relation:
    """What a copy is, by the share of the original in it and of it in the original."""
    if jaccard >= 1.0:
        return "exact"
    if jaccard >= 0.5:
        return "reprint"
    if in_copy >= 0.35:
        return "trimmed" if in_original >= 0.5 else "reprint"
    return "excerpt"


def is_template(found: Verified) -> NDArray[np.bool_]:
    """Same words, other numbers: of those that stand in the same place, too few are the same."""
    return (found.slots >= NUMBERS) & (found.agreeing < AGREEMENT * found.slots)


def _edges(found: Verified) -> list[tuple[int, int]]:
    """(left, right) of pairs, best first: by containment of the smaller, then Jaccard, then rank."""
    order = np.lexsort((found.right, found.left, -found.jaccard, -found.containment))
    return list(zip(found.left[order].tolist(), found.right[order].tolist(), strict=True))


def _keys(left: I64, right: I64) -> U64:
    return (left.astype(np.uint64) << np.uint64(32)) | right.astype(np.uint64)


def _bounds(counts: I64) -> I64:
    bounds = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds


def _digests(grams: U32, bounds: I64) -> U64:
    """(documents, 2): two sums over different mixes of each document's grams."""
    wide = grams.astype(np.uint64)
    sums = np.empty((bounds.size - 1, 2), dtype=np.uint64)
    for column, factor in enumerate((0x9E3779B97F4A7C15, 0xD1342543DE82EF95)):
        mixed = (wide + np.uint64(column + 1)) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xFF51AFD7ED558CCD)
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)))
        sums[:, column] = total[bounds[1:]] - total[bounds[:-1]]
    return sums
