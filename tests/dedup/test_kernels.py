"""The kernels: numpy and numba give the same bits, and the tokeniser sees what a reader sees."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.dedup.kernels import Kernels, NumpyKernels, compiled
from cleaner.dedup.normalize import encode
from cleaner.dedup.sketch import permutations

NUMPY = NumpyKernels()
TEXTS = st.lists(st.text(alphabet=st.sampled_from("ab Zé1.’中ไม่\u0301\u200b\nÀاً𠀀"), max_size=60), max_size=8)


def tokens(text: str, kernel: Kernels = NUMPY) -> list[int]:
    return kernel.tokens(*encode([text]))[0].tolist()


@pytest.fixture(scope="module")
def numba() -> Kernels:
    fast = compiled()
    if fast is None:
        pytest.skip("numba is not installed")
    return fast


@settings(max_examples=200)
@given(texts=TEXTS)
def test_numba_kernels_give_the_bits_of_the_numpy_kernels(texts: list[str]) -> None:
    fast = compiled()
    if fast is None:
        pytest.skip("numba is not installed")
    codes, bounds = encode(texts)
    ours, token_bounds = NUMPY.tokens(codes, bounds)
    theirs, their_bounds = fast.tokens(codes, bounds)
    assert ours.tolist() == theirs.tolist()
    assert token_bounds.tolist() == their_bounds.tolist()
    for size in (1, 3, 5):
        grams, gram_bounds = NUMPY.grams(ours, token_bounds, size)
        assert [array.tolist() for array in fast.grams(ours, token_bounds, size)] == [
            grams.tolist(),
            gram_bounds.tolist(),
        ]
        slots = permutations(16)
        assert (NUMPY.minhash(grams, gram_bounds, *slots) == fast.minhash(grams, gram_bounds, *slots)).all()


def test_numba_counts_shared_values_as_numpy_does(numba: Kernels) -> None:
    random = np.random.default_rng(7)
    documents = [np.unique(random.integers(0, 50, size=size)).astype(np.uint32) for size in (0, 1, 20, 40)]
    values = np.concatenate(documents)
    bounds = np.cumsum([0, *map(len, documents)])
    left, right = np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4)
    expected = [len(np.intersect1d(documents[a], documents[b])) for a, b in zip(left, right, strict=True)]
    for kernel in (NUMPY, numba):
        assert kernel.shared(values, bounds, left, right).tolist() == expected


def documents(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Documents of grams that repeat within and between them, and their bounds."""
    random = np.random.default_rng(seed)
    pieces = [random.integers(0, 60, size=size).astype(np.uint32) for size in (0, 1, 30, 45, 3, 200)]
    return np.concatenate(pieces), np.cumsum([0, *map(len, pieces)])


def test_numba_takes_the_same_values_for_distinct_as_numpy_does(numba: Kernels) -> None:
    grams, bounds = documents(1)
    for kernel in (NUMPY, numba):
        values, value_bounds = kernel.distinct(grams, bounds)
        for (start, end), (first, last) in zip(pairwise(bounds), pairwise(value_bounds), strict=True):
            assert sorted(values[first:last]) == sorted(set(grams[start:end]))


def test_numba_follows_a_text_along_another_as_numpy_does(numba: Kernels) -> None:
    grams, bounds = documents(2)
    left, right = np.repeat(np.arange(6), 6), np.tile(np.arange(6), 6)
    ours = NUMPY.alongside(grams, bounds, left, right, size=3, bridge=12)
    assert ours.tolist() == numba.alongside(grams, bounds, left, right, size=3, bridge=12).tolist()
    assert ours.reshape(6, 6).diagonal().tolist()[1:] == [3, 32, 47, 5, 202], "a text runs along itself"


def test_numba_pairs_groups_as_numpy_does(numba: Kernels) -> None:
    keys = np.repeat(np.arange(6, dtype=np.uint64), [1, 2, 5, 9, 30, 0])
    members = np.concatenate([np.arange(size) * 3 for size in (1, 2, 5, 9, 30, 0)])
    for options in ({"whole": 5, "largest": 20}, {"whole": 40, "largest": 99}, {"whole": 2, "largest": 99}):
        ours, theirs = (np.sort(kernel.pairs(keys, members, **options)) for kernel in (NUMPY, numba))
        assert ours.tolist() == theirs.tolist()
    assert np.sort(NUMPY.pairs(keys[:8], members[:8], whole=5, largest=5)).tolist() == sorted(
        [0 << 32 | 3, *(3 * a << 32 | 3 * b for b in range(5) for a in range(b))]
    )


def test_a_token_of_any_length_has_the_same_hash_in_numba(numba: Kernels) -> None:
    texts = ["x" * 63 + " y", "x" * 64, "a1" * 40 + " end", ("word12 " * 4000) + "9" * 200, "q" * 20_000]
    codes, bounds = encode(texts)
    assert [array.tolist() for array in NUMPY.tokens(codes, bounds)] == [
        array.tolist() for array in numba.tokens(codes, bounds)
    ]


def test_a_batch_gives_each_text_the_tokens_it_has_alone() -> None:
    texts = ["One two, three.", "", "中文字", "one TWO three", "!"]
    together, bounds = NUMPY.tokens(*encode(texts))
    alone = [tokens(text) for text in texts]
    assert [together[a:b].tolist() for a, b in pairwise(bounds)] == alone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don't stop", "don’t  STOP"),
        ("co\u00adoperate", "cooperate"),
        ("cafe\u0301", "CAFÉ"),
        ("１２３", "123"),
        ("مُحَمَّد", "محمد"),
        ("“Quoted” — text…", '"Quoted" - text'),
    ],
)
def test_spelling_that_a_reader_does_not_see_does_not_count(one: str, other: str) -> None:
    hashes = [[token & ~3 for token in tokens(text)] for text in (one, other)]
    assert hashes[0] == hashes[1]


def test_accents_and_digits_count() -> None:
    assert tokens("ete") != tokens("été")
    assert tokens("1987") != tokens("1988")


def test_characters_are_tokens_where_words_are_not_spaced() -> None:
    assert len(tokens("東京都")) == 3
    assert len(tokens("ไม่")) == 2, "a vowel or tone mark belongs to its consonant"
    assert len(tokens("서울 시장")) == 2, "Korean spaces its words"


def test_a_text_shorter_than_a_shingle_is_one_shingle_and_an_empty_one_none() -> None:
    found, bounds = NUMPY.tokens(*encode(["two words", "", "one two three four five six"]))
    assert np.diff(NUMPY.grams(found, bounds, 5)[1]).tolist() == [1, 0, 2]
