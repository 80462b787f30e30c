"""The pages with gold, and what share of each block belongs to the article: the block scorer's labels.

One gold policy for all sets: standfirst, subheads, paragraphs, lists and quotes of the article are in;
everything else is out. A block's label is the share of its word 4-grams that the gold has. Text that
stands on a page more often than in the gold counts where it is a paragraph of the gold as it stands, then
where its surroundings are gold. A block of few words is in when it is a line of the gold as it stands, when
it is part of the gold between blocks that are, or when it makes word 4-grams of the gold together with its
neighbours: the cells of a table stand in a gold by the row.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import shared

GRAM = 4
"""Words a gram; fewer and common phrases match by chance."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+")


def records(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The records of a set, each with its page."""
    pages = folder / "data" / "pages"
    for record in shared.read(pages / f"{name}.jsonl.gz"):
        yield record, gzip.decompress((pages / record["html"]).read_bytes())


def tokens(text: str) -> list[str]:
    """Words, lower case; characters where words are not written apart."""
    return _TOKEN.findall(text.lower())


def word_score(text: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the bags of words."""
    ours, theirs = Counter(tokens(text)), Counter(tokens(gold))
    hit = sum((ours & theirs).values())
    if not hit:
        return 0.0, 0.0, float(not ours and not theirs)
    precision, recall = hit / sum(ours.values()), hit / sum(theirs.values())
    return precision, recall, 2 * precision * recall / (precision + recall)


def labels(texts: list[str], gold: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Share of each block that is gold, and the weight of that judgement: its words by the gold's."""
    blocks = [tokens(text) for text in texts]
    whole = tokens(gold)
    known = Counter(_grams(whole))
    lines = Counter(tuple(tokens(line)) for line in gold.split("\n"))
    size = np.array([len(block) for block in blocks], np.float32)
    share = np.zeros(len(blocks), np.float32)
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, block in enumerate(blocks):
        grams = _grams(block)
        if grams:
            share[number] = sum(gram in known for gram in grams) / len(grams)
        for gram in known.keys() & set(grams):
            holders.setdefault(gram, []).append(number)
    support = _support(share * size, 4)
    lost = np.zeros(len(blocks), np.float32)
    # a paragraph of the gold before a block that holds the article once more without its tags
    rank = sorted(range(len(blocks)), key=lambda n: (tuple(blocks[n]) not in lines, -support[n], n))
    place = {number: at for at, number in enumerate(rank)}
    for gram, where in holders.items():
        for number in sorted(where, key=place.__getitem__)[known[gram] :]:
            lost[number] += 1
    for number in np.flatnonzero(lost):
        share[number] = max(0.0, share[number] - lost[number] / max(1, len(_grams(blocks[number]))))
    _short(blocks, lines, whole, share, size)
    cells = (size > 0) & (size < GRAM)
    share = np.where(cells, np.maximum(share, _in_a_row(blocks, known, support)), share)
    weight = (size + 2) / (len(whole) + 20)
    return share, weight.astype(np.float32)


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(GRAM)), strict=False)) if len(words) >= GRAM else []


def _in_a_row(
    blocks: list[list[str]], known: Counter[tuple[str, ...]], support: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Share of each block's words that stand in known grams of the blocks read one after the other."""
    stream = [word for block in blocks for word in block]
    size = np.array([len(block) for block in blocks])
    owner = np.repeat(np.arange(len(blocks)), size)
    places: dict[tuple[str, ...], list[int]] = {}
    for start, gram in enumerate(_grams(stream)):
        if gram in known:
            places.setdefault(gram, []).append(start)
    found = np.zeros(len(stream), np.float32)
    for gram, starts in places.items():
        best = sorted(starts, key=lambda start: (-support[owner[start]], start))
        for start in best[: known[gram]]:
            found[start : start + GRAM] = 1
    return np.asarray(np.bincount(owner, found, len(blocks)) / np.maximum(size, 1), np.float32)


def _support(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    return np.convolve(values, np.ones(2 * reach + 1, np.float32))[reach : reach + len(values)]


def _short(
    blocks: list[list[str]],
    lines: Counter[tuple[str, ...]],
    whole: list[str],
    share: NDArray[np.float32],
    size: NDArray[np.float32],
) -> None:
    """Labels of the blocks with fewer words than a gram, and of subheads: in place."""
    text = " " + " ".join(whole) + " "
    support = _support(share * size, 3)
    claims: dict[tuple[str, ...], list[int]] = {}
    for number, block in enumerate(blocks):
        key = tuple(block)
        if key and (key in lines):
            claims.setdefault(key, []).append(number)
        elif key and len(key) < GRAM:
            around = share[max(0, number - 2) : number + 3] * size[max(0, number - 2) : number + 3]
            inside = (
                around.sum() > 25
                and share[max(0, number - 1)] > 0.7
                and share[min(len(blocks) - 1, number + 1)] > 0.7
            )
            share[number] = 0.7 if inside and f" {' '.join(key)} " in text else 0.0
        elif not key:
            share[number] = 0.0
    for key, where in claims.items():
        best = sorted(where, key=lambda number: -support[number])
        for rank, number in enumerate(best):
            share[number] = float(rank < lines[key] and (support[number] > 0 or len(key) >= GRAM))
