"""From groups of documents to the clusters that are handed back: originals, relations, rows."""

from collections.abc import Callable, Sequence

import numpy as np

from cleaner.dedup.cluster import Groups
from cleaner.dedup.keep import Keep, Member, choose
from cleaner.dedup.kernels import I64, U64
from cleaner.dedup.model import Cluster, Pair, Relation
from cleaner.dedup.shingle import distinct_values
from cleaner.dedup.verify import Verified, join

REPRINT = 0.5
"""Jaccard from which a copy is a reprint; below it is named by what is missing."""
ALL, MUCH = 0.9, 0.85
"""An original that has the first share of a copy, and of which less than the second is in it, was cut."""
EXCERPT = 0.35
"""A copy that holds less of the original than this is an excerpt, one that holds more is trimmed."""

AT_A_TIME = 5_000
"""Clusters assembled at a time, so that the facts about their pairs take little memory."""

Facts = dict[tuple[int, int], tuple[float, float, float]]


class Assembler:
    """Turns numbers back into documents; `order` gives the document of a rank, `heads` the rank of each."""

    def __init__(
        self,
        *,
        ids: Sequence[str],
        order: I64,
        heads: I64,
        member: Callable[[int], Member],
        verify: Callable[[U64], Verified],
        keep: Keep,
        prefer: Sequence[str],
    ) -> None:
        self._ids = ids
        self._order = order
        self._heads = heads
        self._member = member
        self._verify = verify
        self._keep: Keep = keep
        self._prefer = prefer

    def clusters(self, groups: Groups, found: Verified) -> tuple[Cluster, ...]:
        """Clusters of two or more, largest first, then by id; `found` need not be verified again."""
        groups_of_documents = self._gather(groups)
        built: list[Cluster] = []
        for at in range(0, len(groups_of_documents), AT_A_TIME):
            built += self._some(groups_of_documents[at : at + AT_A_TIME], found)
        return tuple(sorted(built, key=lambda cluster: (-len(cluster.members), cluster.id)))

    def _some(self, gathered: list[list[int]], found: Verified) -> list[Cluster]:
        chosen = [self._choose(members) for members in gathered]
        wanted = [
            _key(int(self._heads[original]), int(self._heads[copy]))
            for members, original, _ in chosen
            for copy in members
            if self._heads[copy] != self._heads[original]
        ]
        facts = self._facts(wanted, found)
        return [self._cluster(members, original, why, facts) for members, original, why in chosen]

    def pairs(self, found: Verified, template: np.ndarray) -> tuple[Pair, ...]:
        """Verified pairs that joined nothing, as templates or rewrites around shared passages."""
        left, right = self._order[found.left].tolist(), self._order[found.right].tolist()
        numbers = zip(
            found.jaccard.tolist(),
            found.containment_left.tolist(),
            found.containment_right.tolist(),
            strict=True,
        )
        pairs = [
            Pair(self._ids[a], self._ids[b], "template" if same_form else "rewritten", *facts)
            for a, b, same_form, facts in zip(left, right, template.tolist(), numbers, strict=True)
        ]
        return tuple(sorted(pairs, key=lambda pair: (pair.a, pair.b)))

    def _gather(self, groups: Groups) -> list[list[int]]:
        """Documents of each group and of the identical texts it stands for."""
        filled = np.flatnonzero(self._heads >= 0)
        heads = self._heads[filled]
        by_head = np.argsort(heads, kind="stable")
        starts = np.searchsorted(heads[by_head], np.arange(self._order.size + 1))
        documents = filled[by_head]
        several = np.flatnonzero(np.diff(starts) > 1).tolist()
        roots = dict.fromkeys(groups.find(rank) for rank in sorted({*groups.parent, *several}))
        return [
            [one for rank in groups.of(root) for one in documents[starts[rank] : starts[rank + 1]].tolist()]
            for root in roots
        ]

    def _choose(self, members: list[int]) -> tuple[list[int], int, str]:
        number = {self._ids[member]: member for member in members}
        original, why = choose([self._member(member) for member in members], self._keep, self._prefer)
        return [number[name] for name in sorted(number)], number[original], why

    def _facts(self, wanted: list[tuple[int, int]], found: Verified) -> Facts:
        """Jaccard and containments of rank pairs (lower, higher), verified here where they were not yet."""
        if not wanted:
            return {}
        ranks = np.array(wanted, dtype=np.uint64)
        keys = distinct_values((ranks[:, 0] << np.uint64(32)) | ranks[:, 1])
        known = (found.left.astype(np.uint64) << np.uint64(32)) | found.right.astype(np.uint64)
        places = np.searchsorted(known, keys)  # pairs are verified in ascending order
        there = places < known.size
        there[there] = known[places[there]] == keys[there]
        everything = join([found.select(places[there]), self._verify(keys[~there])])
        columns = (
            everything.left, everything.right, everything.jaccard,
            everything.containment_left, everything.containment_right,
        )  # fmt: skip
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return {(left, right): (jaccard, first, second) for left, right, jaccard, first, second in rows}

    def _cluster(
        self,
        members: list[int],
        original: int,
        why: str,
        facts: Facts,
    ) -> Cluster:
        names = tuple(self._ids[member] for member in members)
        edges = tuple(self._edge(original, copy, facts) for copy in members if copy != original)
        return Cluster(id=names[0], members=names, original=self._ids[original], why=why, edges=edges)

    def _edge(self, original: int, copy: int, facts: Facts) -> Pair:
        first, second = int(self._heads[original]), int(self._heads[copy])
        if first == second:
            return Pair(self._ids[original], self._ids[copy], "exact", 1.0, 1.0, 1.0)
        jaccard, in_second, in_first = facts[_key(first, second)]
        if first > second:
            in_second, in_first = in_first, in_second
        same_site = self._member(original).site is not None
        same_site = same_site and self._member(original).site == self._member(copy).site
        kind = relation(jaccard, in_second, in_first, same_site=same_site)
        return Pair(self._ids[original], self._ids[copy], kind, jaccard, in_second, in_first)


def relation(jaccard: float, in_copy: float, in_original: float, *, same_site: bool) -> Relation:
    """What a copy is: by the share of the original in it, of it in the original, and whose it is."""
    if jaccard >= 1.0:
        return "exact"
    cut = in_original >= ALL and in_copy < MUCH
    if not cut and (jaccard >= REPRINT or in_original < REPRINT):
        return "revised" if same_site else "reprint"
    return "trimmed" if in_copy >= EXCERPT else "excerpt"


def _key(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)
