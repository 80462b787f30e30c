"""Signatures are datasketch's."""

import numpy as np
import pytest
from datasketch import MinHash

from cleaner.dedup.kernels import NumpyKernels
from cleaner.dedup.normalize import encode
from cleaner.dedup.sketch import Sketch
from cleaner.errors import IndexMismatchError

TEXT = "The mayor said on Monday that the bridge would open in May, two years late and over budget."


def signed_by_datasketch(text: str) -> MinHash:
    kernel = NumpyKernels()
    grams, _ = kernel.grams(*kernel.tokens(*encode([text])), 5)
    minhash = MinHash(num_perm=128, hashfunc=int)
    minhash.update_batch(grams.tolist())
    return minhash


def test_a_signature_is_bit_equal_to_datasketchs() -> None:
    assert (Sketch.of(TEXT).signature == signed_by_datasketch(TEXT).hashvalues).all()


def test_a_sketch_goes_to_datasketch_and_back() -> None:
    sketch = Sketch.of(TEXT)
    there = sketch.to_datasketch()
    assert there.jaccard(signed_by_datasketch(TEXT)) == 1.0
    assert (Sketch.from_datasketch(there, grams=sketch.grams).signature == sketch.signature).all()


def test_a_minhash_of_another_scheme_is_refused() -> None:
    with pytest.raises(IndexMismatchError, match="legacy"):
        Sketch.from_datasketch(MinHash(scheme="legacy"), grams=1)


def test_sketches_of_different_shingles_do_not_compare() -> None:
    with pytest.raises(IndexMismatchError, match="shingle"):
        Sketch.of(TEXT).jaccard(Sketch.of(TEXT, shingle=3))


def test_empty_texts_resemble_nothing() -> None:
    assert Sketch.of("").jaccard(Sketch.of("")) == 0.0


def test_the_estimate_is_close_to_the_exact_jaccard_index() -> None:
    random = np.random.default_rng(3)
    words = [f"w{number}" for number in range(3000)]
    errors = []
    for share in np.linspace(0, 1, 41):
        common, rest = random.permutation(words)[:400], random.permutation(words)[:400]
        cut = int(400 * share)
        one, other = " ".join(common), " ".join([*common[:cut], *rest[cut:]])
        grams = [
            set(NumpyKernels().grams(*NumpyKernels().tokens(*encode([t])), 5)[0].tolist())
            for t in (one, other)
        ]
        exact = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
        errors.append(abs(Sketch.of(one).jaccard(Sketch.of(other)) - exact))
    # Over Jaccard spread evenly from 0 to 1, 128 independent slots err by 0.028 in the mean.
    assert np.mean(errors) <= 0.03
