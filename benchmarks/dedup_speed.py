"""Speed from strings to clusters beside other MinHash libraries, on synthetic documents of 3 KB, one core.

    python -m benchmarks.dedup_speed [--documents 100000] [--only cleanwire,rensa]

Peers run when they are installed (pip install rensa gaoya daft datasketch xxhash). Every engine gets the same
strings and gives cluster numbers: word 5-grams, 128 slots, threshold 0.5. Times are of the process (CPU),
so that other work on the machine does not count; slow peers see a part of the documents only. The results are
kept in benchmarks/results/dedup_speed.txt.
"""

import argparse
import os
import re
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"  # before the libraries that read it are loaded

Texts = list[str]
VOCABULARY = 40_000
WORDS = 520
COPIES = 0.2
"""Share of the documents that are edited copies of one before them."""


def documents(count: int, seed: int = 1) -> Texts:
    """Texts of 3 KB from an invented vocabulary, words as frequent as in a language; a fifth are copies."""
    return texts_of(word_numbers(count, seed), seed)


def word_numbers(count: int, seed: int) -> np.ndarray:
    """(count, WORDS) numbers of words in the vocabulary."""
    generator = np.random.default_rng(seed)
    frequency = 1 / (np.arange(VOCABULARY) + 3.0)
    reach = np.cumsum(frequency / frequency.sum())
    numbers = np.minimum(np.searchsorted(reach, generator.random((count, WORDS))), VOCABULARY - 1)
    for at in range(1, count):
        if generator.random() < COPIES:
            numbers[at] = numbers[generator.integers(max(0, at - 1000), at)]
            numbers[at, generator.integers(0, WORDS, size=15)] = generator.integers(0, VOCABULARY, size=15)
    return numbers


def texts_of(numbers: np.ndarray, seed: int) -> Texts:
    """The texts of rows of word numbers."""
    generator = np.random.default_rng(seed)
    starts = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    parts = np.random.default_rng(0).choice(starts, size=(VOCABULARY, 3))
    words = ["".join(row[: 1 + number % 3]) for number, row in enumerate(parts)]
    lengths = generator.integers(8, 30, size=4096).tolist()
    return [
        prose([words[number] for number in row], lengths[at % 4000 :])
        for at, row in enumerate(numbers.tolist())
    ]


def prose(words: list[str], lengths: list[int]) -> str:
    """The words as sentences with capitals, commas and stops, in paragraphs of three."""
    sentences, at = [], 0
    for number, length in enumerate(lengths):
        sentence = words[at : at + length]
        if not sentence:
            break
        half = " ".join(sentence[: length // 2]).capitalize()
        end = "." if number % 3 else ".\n\n"
        sentences.append(f"{half}, {' '.join(sentence[length // 2 :])}{end}")
        at += length
    return " ".join(sentences)


WORD = re.compile(r"\w+")


def shingles(text: str) -> list[str]:
    words = WORD.findall(text.lower())
    return [" ".join(words[at : at + 5]) for at in range(len(words) - 4)]


def groups(pairs: list[tuple[int, int]], count: int) -> list[int]:
    parent = list(range(count))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for first, second in pairs:
        parent[find(first)] = find(second)
    return [find(one) for one in range(count)]


def cleanwire(kernel: str) -> Callable[[Texts], int]:
    def run(texts: Texts) -> int:
        from cleaner.dedup import Deduper

        with Deduper(kernel=kernel) as deduper:  # type: ignore[arg-type]
            for number, text in enumerate(texts):
                deduper.add(str(number), text)
            return len(set(deduper.finish().cluster_of().values()))

    return run


def cleanwire_bands(kernel: str) -> Callable[[Texts], int]:
    """The peers' job: signatures, bands, groups. No excerpts, no furniture, nothing verified."""

    def run(texts: Texts) -> int:
        from cleaner.dedup import candidates
        from cleaner.dedup.kernels import kernels
        from cleaner.dedup.normalize import encode
        from cleaner.dedup.sketch import SHINGLE, permutations

        with_ = kernels(kernel, 0)  # type: ignore[arg-type]
        signed = []
        for at in range(0, len(texts), 64):
            tokens = with_.tokens(*encode(texts[at : at + 64]))
            signatures = with_.minhash(*with_.grams(*tokens, SHINGLE), *permutations())
            signed.append(candidates.band_keys(signatures))
        ranks = np.arange(len(texts))
        pieces = []
        for keys in np.concatenate(signed, axis=1):
            several = candidates.repeated(keys)
            grouped = candidates.group_by(keys[several], ranks[several])
            pieces.append(with_.pairs(*grouped, whole=candidates.WHOLE_GROUP, largest=len(texts)))
        pairs = candidates.unique_pairs(pieces)
        left, right = (pairs >> np.uint64(32)).tolist(), (pairs & np.uint64(0xFFFFFFFF)).tolist()
        return len(set(groups(list(zip(left, right, strict=True)), len(texts))))

    return run


def datasketch(texts: Texts) -> int:
    from datasketch import MinHash, MinHashLSH
    from xxhash import xxh32_intdigest

    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs = []
    for number, text in enumerate(texts):
        minhash = MinHash(num_perm=128, hashfunc=xxh32_intdigest)
        minhash.update_batch([shingle.encode() for shingle in shingles(text)])
        pairs += [(number, other) for other in index.query(minhash)]
        index.insert(number, minhash, check_duplication=False)
    return len(set(groups(pairs, len(texts))))


def rensa(texts: Texts) -> int:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    pairs = []
    for number, text in enumerate(texts):
        minhash = RMinHash(num_perm=128, seed=1)
        minhash.update(shingles(text))
        pairs += [(number, other) for other in index.query(minhash)]
        index.insert(number, minhash)
    return len(set(groups(pairs, len(texts))))


def gaoya(texts: Texts) -> int:
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.5, num_bands=32, band_size=4, analyzer="word", lowercase=True,
        ngram_range=(5, 5),
    )  # fmt: skip
    pairs = []
    for number, text in enumerate(texts):
        pairs += [(number, other) for other in index.query(text)]
        index.insert_document(number, text)
    return len(set(groups(pairs, len(texts))))


def daft(texts: Texts) -> int:
    import daft as engine
    from daft import col
    from daft.functions import minhash, normalize

    words = normalize(col("text"), remove_punct=True, lowercase=True, white_space=True)
    frame = engine.from_pydict({"text": texts})
    signed = frame.select(minhash(words, num_hashes=128, ngram_size=5, seed=1).alias("s")).to_pydict()["s"]
    signatures = np.array(signed, dtype=np.uint32)
    pairs = []
    for band in range(32):
        rows = np.ascontiguousarray(signatures[:, 4 * band : 4 * band + 4]).view("V16").ravel()
        _, inverse = np.unique(rows, return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        same = np.flatnonzero(inverse[order][1:] == inverse[order][:-1])
        pairs += list(zip(order[same].tolist(), order[same + 1].tolist(), strict=True))
    return len(set(groups(pairs, len(texts))))


ENGINES: dict[str, tuple[Callable[[Texts], int], tuple[str, ...], int]] = {
    "cleanwire, numba": (cleanwire("numba"), ("numba",), 1),
    "cleanwire, numpy": (cleanwire("numpy"), (), 1),
    "bands alone, numba": (cleanwire_bands("numba"), ("numba",), 1),
    "bands alone, numpy": (cleanwire_bands("numpy"), (), 1),
    "daft + bands": (daft, ("daft",), 10),
    "gaoya": (gaoya, ("gaoya",), 10),
    "rensa": (rensa, ("rensa",), 10),
    "datasketch + xxhash": (datasketch, ("xxhash",), 50),
}
"""Name: function, what must be installed, and the part (1/n) of the documents that a slow one gets."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--only", default="", help="parts of names, comma-separated")
    arguments = parser.parse_args()
    texts = documents(arguments.documents)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts):,} documents of {size:,.0f} characters; strings to clusters, CPU time of one core")
    wanted = arguments.only.split(",")
    for name, (run, needs, part) in ENGINES.items():
        if not any(piece in name for piece in wanted):
            continue
        if missing := [package for package in needs if find_spec(package) is None]:
            print(f"{name:<22} not run: {', '.join(missing)} not installed")
            continue
        some = texts[: len(texts) // part]
        run(some[:200])  # imports and compilation
        start = time.process_time()
        found = run(some)
        seconds = time.process_time() - start
        print(
            f"{name:<22} {len(some) / seconds:>10,.0f} documents/s   {found:,} clusters of {len(some):,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
