"""Where a block stands: on the page, and between headings and prose; and on what page."""

import numpy as np

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, rows
from cleaner.html.features.tree import Tree

_FAR = 99
"""Blocks from which on it makes no difference how far it is."""
_ARTICLES = 50
"""`article` elements that are numbered."""


def positions(page: Outline, tree: Tree, out: Columns) -> None:
    """Where a block stands on the page, and between which headings and prose."""
    count = len(tree.owners)
    place = np.arange(count)
    chars = np.cumsum(tree.text.chars)
    prose = np.cumsum(tree.prose)
    out["pos_blocks"] = place / count
    out["pos_chars"] = chars / chars[-1]
    out["pos_prose_before"] = (prose - tree.prose) / tree.total
    out["pos_prose_after"] = (tree.total - prose) / tree.total
    heading = out["tag_heading"] > 0
    last = np.maximum.accumulate(np.where((tree.text.prose, heading, heading[::-1]), place, -_FAR), axis=1)
    since = np.empty_like(last)
    since[:, 0] = _FAR
    np.minimum(place[1:] - last[:, :-1], _FAR, out=since[:, 1:])
    out["pos_since_prose"], out["pos_since_heading"], out["pos_to_heading"] = *since[:2], since[2, ::-1]
    top = out["tag_heading"] == 1
    out["pos_h1_before"] = np.cumsum(top) - top
    out["pos_heading_level"] = out["tag_heading"][np.maximum(last[1], 0)]
    share = np.zeros(count, np.float32)
    number = np.zeros(count, np.float32)
    articles = [element for element, tag in enumerate(page.tags) if tag == "article"]
    for order, element in enumerate(articles[:_ARTICLES]):
        start, end = tree.first[element], tree.end[element]
        share[start:end] = tree.el_prose[element] / tree.total
        number[start:end] = order + 1
    out["pos_article_share"] = share
    out["pos_article_number"] = number


def kind_of_page(tree: Tree, out: Columns) -> None:
    """What kind of page it is."""
    count = len(tree.owners)
    prose = int(tree.text.prose.sum())
    values = {
        "blocks": count,
        "prose_blocks": prose,
        "prose_chars": float(tree.total),
        "prose_share": float(tree.total) / float(tree.text.chars.sum()),
        "links": float(tree.el_links[0] / tree.el_chars[0]),
        "mean_prose": float(tree.total) / max(1, prose),
        "main_share": float(tree.el_prose[tree.main] / tree.total),
        "main_blocks": float(tree.blocks[tree.main]),
        "headings": float((out["tag_heading"] > 0).sum()),
    }
    table = np.array(list(values.values()), np.float32).repeat(count).reshape(-1, count)
    out |= rows("page_", values, table)
