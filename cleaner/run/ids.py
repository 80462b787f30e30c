"""Ids that stay apart, however many documents there are."""

from __future__ import annotations

from array import array
from hashlib import blake2b


def renamed(old: str, new: str) -> str:
    """The problem of a document whose id an earlier one has."""
    return (
        f"an earlier document has the id {old!r}; this one is called {new!r} "
        "(make ids unique, or name another --id-field)"
    )


class Ids:
    """The ids given so far, 16 bytes each: an open hash table of 64-bit digests.

    That two different ids have the same digest happens in one run of ten million documents in 400,000; the
    second document is then taken for a duplicate and gets another id, which does no harm.
    """

    def __init__(self) -> None:
        self._cells = array("Q", bytes(8 * 1024))
        self._used = 0
        self._documents = 0

    def name_for(self, wanted: str) -> str:
        """`wanted`, or a name made of it and of the document's number where an earlier one is called so."""
        self._documents += 1
        number, name = self._documents, wanted
        while not self.add(name):
            name, number = f"{wanted}#{number}", number + 1
        return name

    def recall(self, name: str) -> None:
        """An earlier part of the run has given this id."""
        self._documents += 1
        self.add(name)

    def add(self, name: str) -> bool:
        """Whether the id `name` is new."""
        if 2 * self._used >= len(self._cells):
            self._grow()
        digest = (
            int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
            or 1
        )
        return self._put(self._cells, digest)

    def _put(self, cells: array[int], digest: int) -> bool:
        mask = len(cells) - 1
        at = digest & mask
        while cells[at]:
            if cells[at] == digest:
                return False
            at = (at + 1) & mask
        cells[at] = digest
        self._used += 1
        return True

    def _grow(self) -> None:
        larger = array("Q", bytes(16 * len(self._cells)))
        self._used = 0
        for digest in self._cells:
            if digest:
                self._put(larger, digest)
        self._cells = larger
