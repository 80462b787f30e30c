"""MinHash signatures, bit-equal to datasketch 2's `affine32` scheme for the same 32-bit gram hashes."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cleaner.dedup.kernels import U32, Kernels, NumpyKernels
from cleaner.dedup.normalize import encode
from cleaner.errors import IndexMismatchError

if TYPE_CHECKING:
    from datasketch import MinHash  # type: ignore[import-untyped]

SCHEME = "affine32"
SEED = 1
SLOTS = 128
SHINGLE = 5
"""Words (characters where words are not spaced) in a gram."""


@cache
def permutations(slots: int = SLOTS, seed: int = SEED) -> tuple[U32, U32]:
    """Odd multipliers and offsets of h -> a * h + b modulo 2^32, drawn as datasketch draws them."""
    generator = np.random.RandomState(seed)
    multipliers = generator.randint(0, 1 << 31, slots, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = generator.randint(0, 1 << 32, slots, dtype=np.uint32)
    for array in (multipliers, offsets):
        array.flags.writeable = False
    return multipliers, offsets


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """A text's signature and how it was made; two sketches compare only when made alike."""

    signature: U32
    """(slots,) uint32."""
    grams: int
    """Distinct shingles in the text."""
    shingle: int = SHINGLE
    seed: int = SEED
    scheme: str = SCHEME

    @classmethod
    def of(
        cls, text: str, *, shingle: int = SHINGLE, slots: int = SLOTS, kernel: Kernels | None = None
    ) -> "Sketch":
        """The sketch of one text; for many texts use `Deduper`, which works on batches."""
        kernel = kernel or NumpyKernels()
        tokens, bounds = kernel.tokens(*encode([text]))
        grams, bounds = kernel.grams(tokens, bounds, shingle)
        signature = kernel.minhash(grams, bounds, *permutations(slots))[0]
        return cls(signature, int(np.unique(grams).size), shingle)

    def jaccard(self, other: "Sketch") -> float:
        """Estimate of the Jaccard index of the shingle sets; standard error at most 0.045 with 128 slots.

        Maximum likelihood given the sizes of the sets, from how many slots are equal, lower here and lower
        there (O. Ertl, SetSketch, VLDB 2021), which errs less than the share of equal slots.
        """
        mine = (self.scheme, self.seed, self.shingle, self.signature.size)
        theirs = (other.scheme, other.seed, other.shingle, other.signature.size)
        if mine != theirs:
            raise IndexMismatchError(
                f"sketches made with (scheme, seed, shingle, slots) {mine} and {theirs} cannot be compared: "
                "make both with one configuration"
            )
        if self.grams == 0 or other.grams == 0:
            return 0.0
        equal = int((self.signature == other.signature).sum())
        lower = int((self.signature < other.signature).sum())
        return _likeliest(self.grams, other.grams, equal, lower, self.signature.size - equal - lower)

    def to_datasketch(self) -> "MinHash":
        """The same signature as a datasketch MinHash, for its LSH indexes and storages."""
        from datasketch import MinHash

        return MinHash(seed=self.seed, hashvalues=self.signature, scheme=self.scheme)

    @classmethod
    def from_datasketch(cls, minhash: "MinHash", *, grams: int, shingle: int = SHINGLE) -> "Sketch":
        """A sketch from a MinHash of this scheme; a MinHash does not know its number of `grams`."""
        if getattr(minhash, "scheme", "legacy") != SCHEME:
            raise IndexMismatchError(
                f"the MinHash uses scheme {getattr(minhash, 'scheme', 'legacy')!r}, cleanwire {SCHEME!r}: "
                "sign the texts again with datasketch >= 2.0 and its default scheme"
            )
        return cls(np.asarray(minhash.hashvalues, dtype=np.uint32).copy(), grams, shingle, minhash.seed)


def _likeliest(mine: int, theirs: int, equal: int, lower: int, higher: int) -> float:
    """The Jaccard index under which slots would most likely be equal, lower and higher as often as they are.

    A slot is equal where the smallest gram of the union is in both, lower where it is only mine.
    """
    low, high = 0.0, float(min(mine, theirs))
    for _ in range(50):  # halving: the likelihood of the number of shared grams has one maximum
        shared = (low + high) / 2
        slope = _over(equal, shared) - _over(lower, mine - shared) - _over(higher, theirs - shared)
        slope += (equal + lower + higher) / (mine + theirs - shared)
        low, high = (shared, high) if slope > 0 else (low, shared)
    return high / (mine + theirs - high)


def _over(count: int, size: float) -> float:
    return count / size if count else 0.0
