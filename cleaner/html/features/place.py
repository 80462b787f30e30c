"""Where a block stands: on the page, between headings and prose, among its neighbours; and on what page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.features.columns import Columns, Flags, Ints
from cleaner.html.features.tree import Tree

_NEAR = 3
"""Blocks before and after that count as neighbours."""


def positions(tree: Tree, out: Columns) -> None:
    """Where a block stands on the page, and between which headings and prose."""
    count = len(tree.owners)
    place = np.arange(count)
    chars = np.cumsum(tree.text.chars)
    prose = np.cumsum(tree.prose)
    out["pos_blocks"] = place / count
    out["pos_chars"] = chars / chars[-1]
    out["pos_index"] = place
    out["pos_left"] = count - place
    out["pos_prose_before"] = (prose - tree.prose) / tree.total
    out["pos_prose_after"] = (tree.total - prose) / tree.total
    out["pos_since_prose"], out["pos_to_prose"] = _distances(tree.text.prose)
    long = tree.prose > 0.03 * tree.total
    out["pos_since_long"], out["pos_to_long"] = _distances(long)
    heading = out["tag_heading"] > 0
    out["pos_since_heading"], out["pos_to_heading"] = _distances(heading)
    top = (out["tag_heading"] == 1).astype(np.float32)
    out["pos_h1_before"] = np.cumsum(top) - top
    out["pos_h1_after"] = top.sum() - np.cumsum(top)
    last = np.maximum.accumulate(np.where(heading, place, 0))
    out["pos_heading_level"] = np.where(last > 0, out["tag_heading"][last], 0)
    out["pos_heading_links"] = np.where(last > 0, tree.text.link_density[last], 0)
    articles = np.array([tag == "article" for tag in tree.tags.distinct])[tree.tags.numbers]
    best = np.zeros(count, np.float32)
    number = np.zeros(count, np.float32)
    for order, element in enumerate(np.flatnonzero(articles)[:50]):
        start, end = tree.first[element], tree.end[element]
        best[start:end] = tree.el_prose[element] / tree.total
        number[start:end] = order + 1
    out["pos_article_share"] = best
    out["pos_article_number"] = number


def _distances(flag: Flags) -> tuple[Ints, Ints]:
    """Blocks since the last block with the flag, and to the next one; at most 99, itself not counted."""
    place = np.arange(len(flag))
    last = np.maximum.accumulate(np.where(flag, place, -100))
    before = np.concatenate(([-100], last[:-1]))
    coming = np.minimum.accumulate(np.where(flag, place, len(flag) + 100)[::-1])[::-1]
    after = np.concatenate((coming[1:], [len(flag) + 100]))
    return np.minimum(place - before, 99), np.minimum(after - place, 99)


def by_distance(column: NDArray[Any]) -> dict[int, NDArray[Any]]:
    """The column of the blocks up to `_NEAR` places before (negative) and after; 0 past either end."""
    padded = np.zeros(len(column) + 2 * _NEAR, column.dtype)
    padded[_NEAR:-_NEAR] = column
    return {by: padded[_NEAR + by : _NEAR + by + len(column)] for by in range(-_NEAR, _NEAR + 1)}


def neighbours(tree: Tree, out: Columns) -> None:
    """What stands around a block."""
    text = tree.text
    parents = tree.parents[tree.owners] + 1
    words, links, ends = by_distance(text.words), by_distance(text.link_density), by_distance(text.ends)
    heading, siblings = by_distance(out["tag_heading"]), by_distance(parents)
    for by in (-3, -2, -1, 1, 2, 3):
        name = f"near_{'m' if by < 0 else 'p'}{abs(by)}_"
        out[name + "words"] = words[by]
        out[name + "links"] = links[by]
    for by in (-1, 1):
        name = f"near_{'m' if by < 0 else 'p'}1_"
        out[name + "stops"] = ends[by]
        out[name + "heading"] = heading[by]
        out[name + "sibling"] = siblings[by] == parents
    place = np.arange(len(parents))
    for reach in (4, 10):
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(place))
        for name, values in (("prose", tree.prose), ("chars", text.chars)):
            running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
            out[f"near_before{reach}_{name}"] = running[place] - running[low]
            out[f"near_after{reach}_{name}"] = running[high] - running[place + 1]


def kind_of_page(tree: Tree, out: Columns) -> None:
    """What kind of page it is."""
    count = len(tree.owners)
    prose = int(tree.text.prose.sum())
    for name, value in (
        ("blocks", count),
        ("prose_blocks", prose),
        ("prose_chars", float(tree.total)),
        ("prose_share", float(tree.total) / float(tree.text.chars.sum())),
        ("links", float(tree.el_links[0] / tree.el_chars[0])),
        ("mean_prose", float(tree.total) / max(1, prose)),
        ("main_share", float(tree.el_prose[tree.main] / tree.total)),
        ("main_blocks", float(tree.blocks[tree.main])),
        ("headings", float((out["tag_heading"] > 0).sum())),
    ):
        out[f"page_{name}"] = np.full(count, value, np.float32)
