"""What deduplication gives back: verified pairs, clusters, and one row for every document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Relation = Literal["exact", "reprint", "trimmed", "excerpt", "revised", "rewritten", "template"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)

Role = Literal["original", "copy", "unique"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in two texts: `text` as it stands in the first, and where it stands in both."""

    text: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int


@dataclass(frozen=True, slots=True)
class Pair:
    """What two documents have in common, checked on their shingles."""

    a: str
    """Id of the original, or of the fuller text."""
    b: str
    """Id of the copy."""
    relation: Relation
    jaccard: float
    """Shared shingles / all shingles of both, 0 to 1."""
    containment_a: float
    """Share of a's shingles that stand in b."""
    containment_b: float
    """Share of b's shingles that stand in a."""
    passages: tuple[Passage, ...] = ()
    """The longest shared passages, longest first; filled when evidence was asked for."""
    differs: tuple[tuple[str, str], ...] = ()
    """Numbers and names that stand in the same place of both texts and are not the same: (a's, b's)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents that are copies of one another (or, with `stories`, tell one story)."""

    id: str
    """The smallest id of its members: the same whatever the order of the input."""
    members: tuple[str, ...]
    """Sorted."""
    original: str
    why: str
    """Why `original` is taken to be the original."""
    edges: tuple[Pair, ...]
    """Each other member with the document it is a copy of."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """The answer for a whole collection."""

    ids: Sequence[str]
    """Of every document, in input order."""
    clusters: tuple[Cluster, ...]
    """Those with two members or more, largest first, then by id."""
    pairs: tuple[Pair, ...] = ()
    """Verified pairs that join nothing: templates, rewrites around the same quotes, second parents."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """Documents that were compared with nothing, by id, and why."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What this answer depends on: thresholds, shingle size, hash scheme, versions."""

    def rows(self) -> Iterator[dict[str, Any]]:
        """One mapping for every document in input order: a line of `duplicates.jsonl`.

        `id, cluster, role, relation, of, jaccard, containment, why`; `relation` to `containment` are None for
        a document that is no copy. `containment` is the share of this document that stands in `of`; `why`
        says why an original is taken to be it, or why a document was compared with nothing. Where evidence
        was asked for, a copy also has `passages` and `differs`, as in `Pair`.
        """
        place: dict[str, tuple[Cluster, Pair | None]] = {}
        for cluster in self.clusters:
            place.update((member, (cluster, None)) for member in cluster.members)
            place.update((pair.b, (cluster, pair)) for pair in cluster.edges)
        for document in self.ids:
            cluster_of, pair_of = place.get(document, (None, None))
            row = _row(document, cluster_of, pair_of)
            if document in self.apart:
                row["why"] = self.apart[document]
            yield row

    def cluster_of(self) -> dict[str, str]:
        """The cluster of every document by id, in input order; its own id where it is no copy."""
        found = dict(zip(self.ids, self.ids, strict=True))
        for cluster in self.clusters:
            found.update(dict.fromkeys(cluster.members, cluster.id))
        return found

    def __len__(self) -> int:
        """How many documents were compared."""
        return len(self.ids)


def _row(document: str, cluster: Cluster | None, pair: Pair | None) -> dict[str, Any]:
    if cluster is None:
        role: Role = "unique"
    else:
        role = "original" if pair is None or document == cluster.original else "copy"
    row: dict[str, Any] = {
        "id": document,
        "cluster": cluster.id if cluster else document,
        "role": role,
        "relation": pair.relation if pair else None,
        "of": pair.a if pair else None,
        "jaccard": round(pair.jaccard, 4) if pair else None,
        "containment": round(pair.containment_b, 4) if pair else None,
        "why": cluster.why if cluster and role == "original" else None,
    }
    if pair is not None and (pair.passages or pair.differs):
        row |= {"passages": [asdict(passage) for passage in pair.passages], "differs": pair.differs}
    return row
