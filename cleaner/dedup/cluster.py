"""From verified pairs to clusters: strong pairs join, excerpts hang on one parent, stories stay apart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.kernels import I64
from cleaner.dedup.verify import Verified

RELATED = 0.3
"""Containment from which two members of a cluster bear each other out."""
WITNESSES = 8
"""Members of each side that are asked before two groups are joined."""

Containments = Callable[[I64, I64], Verified]
"""Checks pairs (left, right) on demand."""

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
        merged = self.of(into) + self.of(other)
        self.members.pop(other, None)
        self.members[into] = merged
        self.parent[other] = into


class Evidence:
    """Containments of pairs: those known from verification, others checked when asked for."""

    def __init__(self, known: Verified, check: Containments) -> None:
        keys = zip(known.left.tolist(), known.right.tolist(), strict=True)
        self._known = dict(zip(keys, known.containment.tolist(), strict=True))
        self._check = check

    def related(self, first: list[int], second: list[int]) -> float:
        """Share of the pairs between two groups whose smaller text stands to RELATED in the larger."""
        pairs = [(min(a, b), max(a, b)) for a in first for b in second]
        unknown = [pair for pair in pairs if pair not in self._known]
        if unknown:
            left, right = np.array(unknown, dtype=np.int64).T
            checked = self._check(left, right)
            self._known.update(zip(unknown, checked.containment.tolist(), strict=True))
        return sum(bool(self._known[pair] >= RELATED) for pair in pairs) / len(pairs)


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
