"""From verified pairs to clusters: strong pairs join, excerpts hang on one parent, stories stay apart."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64, U64, pair_keys
from cleaner.dedup.verify import Verified

RELATED = 0.3
"""Containment from which two members of a cluster bear each other out."""
WITNESSES = 8
"""Members of each side that are asked before two groups are joined."""

Containments = Callable[[U64], Verified]
"""Checks pairs (left << 32 | right) on demand."""

SameStory = Callable[[I64, I64], NDArray[np.bool_]]


@dataclass(slots=True)
class Groups:
    """Disjoint sets of documents, with their members."""

    parent: dict[int, int]
    members: dict[int, list[int]]

    @classmethod
    def empty(cls) -> "Groups":
        """Every document alone."""
        return cls({}, {})

    def find(self, document: int) -> int:
        """The representative of the document's group."""
        root = document
        while (above := self.parent.get(root, root)) != root:
            root = above
        while (above := self.parent.get(document, document)) != root:
            self.parent[document], document = root, above
        return root

    def of(self, root: int) -> list[int]:
        """The members of the group with this representative, in the order in which they joined."""
        return self.members.get(root, [root])

    def join(self, into: int, other: int) -> None:
        """Put the group `other` into the group `into`, both given by representative."""
        self.members.setdefault(into, [into]).extend(self.members.pop(other, [other]))
        self.parent[other] = into


class Evidence:
    """Containments of pairs: those known from verification, others checked when asked for."""

    def __init__(self, known: Verified, check: Containments) -> None:
        """`known` in ascending order, as pairs are verified."""
        self._keys = pair_keys(known.left, known.right).data
        self._known = known.containment.data
        self._checked: dict[int, float] = {}
        self._check = check

    def related(self, first: list[int], second: list[int]) -> float:
        """Share of the pairs between two groups whose smaller text stands to RELATED in the larger."""
        keys = [(a << 32 | b) if a < b else (b << 32 | a) for a in first for b in second]
        found = [self._containment(key) for key in keys]
        unknown = np.array([key for key, known in zip(keys, found, strict=True) if known is None], np.uint64)
        if unknown.size:
            checked = self._check(unknown)
            measured = pair_keys(checked.left, checked.right).tolist()
            self._checked.update(zip(measured, checked.containment.tolist(), strict=True))
            found = [self._containment(key) for key in keys]
        return sum(known >= RELATED for known in found if known is not None) / len(keys)

    def _containment(self, key: int) -> float | None:
        place = bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            return self._known[place]
        return self._checked.get(key)


def join_same(groups: Groups, edges: list[tuple[int, int]]) -> None:
    """Join along edges between texts so alike that neither can hold a story that the other does not."""
    for a, b in edges:
        first, second = groups.find(a), groups.find(b)
        if first != second:
            larger_first = len(groups.of(first)) >= len(groups.of(second))
            groups.join(*((first, second) if larger_first else (second, first)))


def join_strong(groups: Groups, edges: list[tuple[int, int]], evidence: Evidence) -> list[tuple[int, int]]:
    """Join along strong edges, strongest first; returns the edges that were refused.

    Two groups are joined when more than half of the pairs between them bear the edge out. A text merged
    from two stories resembles both, but its story's other members do not resemble the second story.
    """
    refused = []
    for a, b in edges:
        first, second = groups.find(a), groups.find(b)
        if first == second:
            continue
        left, right = groups.of(first), groups.of(second)
        alone = len(left) == 1 and len(right) == 1
        if alone or evidence.related(left[:WITNESSES], right[:WITNESSES]) > 0.5:
            groups.join(*((first, second) if len(left) >= len(right) else (second, first)))
        else:
            refused.append((a, b))
    return refused


def hang(strong: Groups, edges: list[tuple[int, int]], evidence: Evidence) -> list[tuple[int, int]]:
    """Hang groups on their best parents, best edges first; an edge is (parent, child). Joins in place.

    A group hangs once, on one parent, with which most of the parent's group must agree: so it never joins
    two stories. Returns the edges that were refused.
    """
    cores = {root: list(members) for root, members in strong.members.items()}
    core_of = {member: root for root, members in cores.items() for member in members}
    hung: set[int] = set()
    refused = []
    for parent, child in edges:
        above, below = core_of.get(parent, parent), core_of.get(child, child)
        if strong.find(above) == strong.find(below):
            continue
        witnesses, children = cores.get(above, [above]), cores.get(below, [below])
        agreed = len(witnesses) == 1 or evidence.related(witnesses[:WITNESSES], children[:WITNESSES]) >= 0.5
        if below in hung or not agreed:
            refused.append((parent, child))
            continue
        hung.add(below)
        strong.join(strong.find(above), strong.find(below))
    return refused


def join_stories(groups: Groups, edges: list[tuple[int, int]], same: SameStory) -> None:
    """Join groups of copies into stories, surest pairs first.

    More than half of the pairs of members that are asked must tell one story, so that neither a text merged
    from two stories nor a chain of related reports runs from one event into the next.
    """
    for a, b in edges:
        first, second = groups.find(a), groups.find(b)
        if first == second:
            continue
        left, right = groups.of(first)[:WITNESSES], groups.of(second)[:WITNESSES]
        pairs = np.array([(min(one, other), max(one, other)) for one in left for other in right])
        if 2 * int(same(pairs[:, 0], pairs[:, 1]).sum()) > len(pairs):
            groups.join(first, second)
