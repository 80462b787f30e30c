"""What the names of a block's elements say: tags, and class words that developers write in English."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, rows
from cleaner.html.features.points import Points
from cleaner.html.features.tree import Tree
from cleaner.html.features.words import Hashes, Words

TAGS = {
    "article": "article main",
    "aside": "aside",
    "nav": "nav menu",
    "footer": "footer",
    "header": "header hgroup",
    "figure": "figure figcaption",
    "list": "ul ol dl menu",
    "table": "table",
    "quote": "blockquote",
    "form": "form fieldset label",
    "section": "section",
    "custom": "",
}
"""Groups of tags; a block has the feature when one of them stands anywhere above it."""

CLASS_WORDS = {
    "caption": "caption figcaption figure image img photo picture media credit copyright gallery slideshow",
    "byline": "byline author authors writer contributor bio profile reporter",
    "date": "date time timestamp published updated pubdate meta metadata dateline",
    "related": "related recommended recommendation recommendations recirc recirculation teaser teasers more"
    " also popular trending read readmore promo promoted outbrain taboola next prev previous card cards list",
    "letter": "newsletter subscribe subscription signup donate membership paywall offer premium register",
    "share": "share sharing social follow twitter facebook whatsapp tools toolbar actions",
    "comment": "comment comments disqus reply replies discussion forum",
    "nav": "nav navigation navbar menu breadcrumb breadcrumbs footer sidebar rail widget widgets pagination"
    " tabs",
    "ad": "ad ads advert advertisement advertising sponsor sponsored banner dfp gpt commercial affiliate",
    "consent": "cookie cookies consent gdpr privacy modal popup overlay dialog disclaimer",
    "tags": "tag tags topic topics keywords category categories label labels",
}
"""Groups of words in class, id and role, whole words as developers split them (`-`, `_`, camelCase)."""

_TAG_BITS = {tag: 1 << number for number, tags in enumerate(TAGS.values()) for tag in tags.split()}
_CUSTOM = 1 << len(TAGS) - 1


def tags(page: Outline, tree: Tree, out: Columns) -> None:
    """What stands above a block, how deep that goes, and of which level the heading is that it stands in."""
    masks: list[int] = []
    headings: list[int] = []
    for parent, tag, _, _, kind, level, _ in page.chain:
        own = _TAG_BITS.get(tag, 0) or ("-" in tag and _CUSTOM)
        masks.append(own | masks[parent] if masks else own)
        headings.append(level if kind == "heading" else 0)
    chains = tree.chains[tree.owners]
    out |= rows("tag_in_", TAGS, _bits(np.array(masks, np.uint16), len(TAGS)).take(chains, axis=1))
    out["tag_heading"] = np.array(headings, np.float32)[chains]
    out["tag_depth"] = tree.depths[tree.owners]


def class_words(tree: Tree, out: Columns) -> None:
    """Which groups of class words stand on a block's element, its parent, or up to three further up."""
    own = _groups_of(tree.called, len(tree.distinct))[tree.names]
    parent = own[tree.above]
    higher = parent[tree.above]
    far = higher | higher[tree.above] | higher[tree.above][tree.above]
    found, next_up, others = (_bits(masks, len(CLASS_WORDS)) for masks in (own, parent, far))
    # the nearer the surer: 3 own, 2 parent's, 1 further up
    nearest = np.maximum(np.maximum(found * 3, next_up * 2), others)
    out |= rows("cls_", CLASS_WORDS, nearest.take(tree.chains[tree.owners], axis=1))


@cache
def _groups() -> tuple[Hashes, NDArray[np.uint16]]:
    """The hashes of all words, sorted, and the groups of each as bits."""
    groups: dict[int, int] = {}
    for number, words in enumerate(CLASS_WORDS.values()):
        for key in Words.of(Points.of([words])).hashes.tolist():
            groups[key] = groups.get(key, 0) | 1 << number
    keys = sorted(groups)
    return np.array(keys, np.uint32), np.array([groups[key] for key in keys], np.uint16)


def _groups_of(called: Words, count: int) -> NDArray[np.uint16]:
    """(count,) the groups that the words of each name are in, as bits."""
    masks = np.zeros(count, np.uint16)
    known, groups = _groups()
    nearest = np.searchsorted(known, called.hashes)
    telling = np.flatnonzero(known.take(nearest, mode="clip") == called.hashes)
    np.bitwise_or.at(masks, called.rows[telling], groups[nearest[telling]])
    return masks


def _bits(masks: NDArray[np.uint16], many: int) -> NDArray[np.uint16]:
    """(many, masks) the lowest bits of each mask."""
    return (masks >> np.arange(many, dtype=np.uint16)[:, None]) & np.uint16(1)
