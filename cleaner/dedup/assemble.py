"""From groups of documents to the clusters that are handed back: originals, relations, rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.dedup.cluster import Groups
from cleaner.dedup.keep import Member, choose
from cleaner.dedup.kernels import I64, U64, pair_keys
from cleaner.dedup.model import Cluster, Pair, Relation
from cleaner.dedup.verify import Verified
from cleaner.settings import Keep

REPRINT = 0.5
"""Jaccard from which a copy is a reprint; below it is named by what is missing."""
ALL, MUCH = 0.9, 0.85
"""An original that has the first share of a copy, and of which less than the second is in it, was cut."""
EXCERPT = 0.35
"""A copy that holds less of the original than this is an excerpt, one that holds more is trimmed."""

AT_A_TIME = 5_000
"""Clusters assembled at a time, so that the facts about their pairs take little memory."""

Facts = dict[int, tuple[float, float, float]]


class Chosen(NamedTuple):
    """A group's documents by id, and which of them is taken to be the original."""

    documents: list[int]
    members: list[Member]
    original: tuple[int, Member]
    why: str


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
        documents = [number for members in gathered for number in members]
        heads = dict(zip(documents, self._heads[documents].tolist(), strict=True))
        wanted = {
            _key(heads[cluster.original[0]], heads[copy])
            for cluster in chosen
            for copy in cluster.documents
            if heads[copy] != heads[cluster.original[0]]
        }
        facts = self._facts(wanted, found)
        return [self._cluster(cluster, heads, facts) for cluster in chosen]

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
        documents = filled[by_head].tolist()
        several = np.flatnonzero(np.diff(starts) > 1).tolist()
        roots = dict.fromkeys(groups.find(rank) for rank in sorted({*groups.parent, *several}))
        edges = starts.tolist()
        return [
            [one for rank in groups.of(root) for one in documents[edges[rank] : edges[rank + 1]]]
            for root in roots
        ]

    def _choose(self, members: list[int]) -> Chosen:
        pairs = ((number, self._member(number)) for number in members)
        known = {member.id: (number, member) for number, member in pairs}
        original, why = choose([member for _, member in known.values()], self._keep, self._prefer)
        ordered = [known[name] for name in sorted(known)]
        return Chosen(
            documents=[number for number, _ in ordered],
            members=[member for _, member in ordered],
            original=known[original],
            why=why,
        )

    def _facts(self, wanted: set[int], found: Verified) -> Facts:
        """Jaccard and containments of rank pairs, verified here where they were not yet."""
        keys = np.array(sorted(wanted), dtype=np.uint64)
        known = pair_keys(found.left, found.right)
        places = np.searchsorted(known, keys)  # pairs are verified in ascending order
        there = places < known.size
        there[there] = known[places[there]] == keys[there]
        facts: Facts = {}
        for some in (found.select(places[there]), self._verify(keys[~there])):
            columns = (some.jaccard, some.containment_left, some.containment_right)
            rows = zip(*(column.tolist() for column in columns), strict=True)
            facts.update(zip(pair_keys(some.left, some.right).tolist(), rows, strict=True))
        return facts

    def _cluster(self, chosen: Chosen, heads: Mapping[int, int], facts: Facts) -> Cluster:
        number, original = chosen.original
        first = heads[number]
        edges = []
        for copy, member in zip(chosen.documents, chosen.members, strict=True):
            if copy == number:
                continue
            second = heads[copy]
            jaccard, in_copy, in_original = 1.0, 1.0, 1.0
            if first != second:
                jaccard, in_copy, in_original = facts[_key(first, second)]
            if first > second:
                in_copy, in_original = in_original, in_copy
            same_site = original.site is not None and original.site == member.site
            kind = relation(jaccard, in_copy, in_original, same_site=same_site)
            edges.append(Pair(original.id, member.id, kind, jaccard, in_copy, in_original))
        names = tuple(member.id for member in chosen.members)
        return Cluster(id=names[0], members=names, original=original.id, why=chosen.why, edges=tuple(edges))


def relation(jaccard: float, in_copy: float, in_original: float, *, same_site: bool) -> Relation:
    """What a copy is: by the share of the original in it, of it in the original, and whose it is."""
    if jaccard >= 1.0:
        return "exact"
    cut = in_original >= ALL and in_copy < MUCH
    if not cut and (jaccard >= REPRINT or in_original < REPRINT):
        return "revised" if same_site else "reprint"
    return "trimmed" if in_copy >= EXCERPT else "excerpt"


def _key(first: int, second: int) -> int:
    return first << 32 | second if first < second else second << 32 | first
