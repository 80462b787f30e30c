"""What the names of a block's elements say: tags, and class words that developers write in English."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline
from cleaner.html.features.columns import Columns, Flags, rows
from cleaner.html.features.points import Points, hashed
from cleaner.html.features.tree import Names, Tree

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
    "details": "details summary",
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
    "body": "body content text article story entry post richtext prose paragraph copy rte main",
    "title": "title headline heading hed",
    "lead": "lead lede intro standfirst subtitle subheadline subtitle dek deck excerpt description teaser"
    " abstract perex vorspann chapeau kicker",
    "summary": "summary summarized sum ai key keypoints takeaways takeaway bullets highlights tldr glance",
    "embed": "twitter tweet instagram tiktok facebook bluesky embed embedded oembed iframe quote fb ig",
    "box": "box infobox factbox fact facts sidebar inset pullquote pull aside toc explainer",
    "hidden": "hidden hide sr visually screenreader screen reader invisible",
}
"""Groups of words in class, id and role, whole words as developers split them (`-`, `_`, camelCase)."""

_POWERS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, 24)], np.uint64)


@cache
def _groups() -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The hashes of all words, sorted, and the groups of each as bits."""
    groups: dict[int, int] = {}
    for number, words in enumerate(CLASS_WORDS.values()):
        for word in words.split():
            letters = np.array([ord(letter) for letter in word], np.uint64)
            key = int(hashed(letters, np.zeros(1, np.intp), _POWERS)[0])
            groups[key] = groups.get(key, 0) | 1 << number
    keys = sorted(groups)
    return np.array(keys, np.uint64), np.array([groups[key] for key in keys], np.uint32)


_TAG_BITS = {tag: 1 << number for number, tags in enumerate(TAGS.values()) for tag in tags.split()}
_CUSTOM = 1 << len(TAGS) - 1
_OWN_TAGS = ("p", "div", "li", "h1", "h2", "h3", "td", "pre")
_LEADS = ("strong", "b", "em", "a", "span", "time")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def tags(page: Outline, tree: Tree, out: Columns) -> None:
    """The element a block stands in, and what stands above it."""
    names, of = tree.tags.distinct, tree.tags.numbers
    bits = np.array([_TAG_BITS.get(tag, 0) or ("-" in tag and _CUSTOM) for tag in names], np.uint32)[of]
    above = tree.parents
    for _ in range(int(tree.depths.max()).bit_length()):  # each round sees twice as far up
        bits = bits | bits[above]
        above = above[above]
    out |= rows("tag_in_", TAGS, _bits(bits[tree.owners], len(TAGS)))
    out |= rows("tag_", _OWN_TAGS, _equal(tree.tags, _OWN_TAGS).take(tree.owners, axis=1))
    level = np.array([_HEADINGS.get(tag, 0) for tag in names], np.float32)[of]
    out["tag_heading"] = np.maximum(level, level[tree.parents])[tree.owners]
    out |= rows("tag_lead_", _LEADS, _equal(Names(page.leads), _LEADS))
    out["tag_depth"] = tree.depths[tree.owners]


def class_words(tree: Tree, out: Columns) -> None:
    """Which groups of class words stand on a block's element, its parent, or up to three further up."""
    near = _groups_of(tree.class_points)[tree.classes.numbers]
    parent = tree.parents[tree.owners]
    higher = tree.parents[parent]
    above = tree.parents[higher]
    far = near[higher] | near[above] | near[tree.parents[above]]
    own, next_up, others = (
        _bits(masks, len(CLASS_WORDS)) for masks in (near[tree.owners], near[parent], far)
    )
    # the nearer the surer: 3 own, 2 parent's, 1 further up
    out |= rows("cls_", CLASS_WORDS, np.maximum(np.maximum(own * 3, next_up * 2), others))


def _groups_of(names: Points) -> NDArray[np.uint32]:
    """(names,) the groups that the words of each name are in, as bits.

    A word is a run of small letters, with a capital before it or without.
    """
    masks = np.zeros(len(names.starts), np.uint32)
    spelt, capital = (names.points - np.uint32(ord(first)) < 26 for first in "aA")
    spelt[:-1] |= capital[:-1] & spelt[1:]
    places = np.flatnonzero(spelt)
    if not places.size:
        return masks
    opens = capital[places]
    opens[0] = True
    opens[1:] |= places[1:] - places[:-1] > 1
    starts = np.flatnonzero(opens)
    words = hashed((names.points[places] | np.uint32(ord(" "))).astype(np.uint64), starts, _POWERS)
    known, groups = _groups()
    nearest = np.searchsorted(known, words)
    telling = np.flatnonzero(known.take(nearest, mode="clip") == words)
    np.bitwise_or.at(masks, names.rows(places[starts[telling]]), groups[nearest[telling]])
    return masks


def _bits(masks: NDArray[np.uint32], many: int) -> NDArray[np.uint32]:
    """(many, blocks) the lowest bits of each mask."""
    return (masks >> np.arange(many, dtype=np.uint32)[:, None]) & np.uint32(1)


def _equal(names: Names, wanted: Sequence[str]) -> Flags:
    """(wanted, names) which names are which."""
    known = {name: number for number, name in enumerate(wanted)}
    numbers = np.array([known.get(name, -1) for name in names.distinct])[names.numbers]
    return np.asarray(numbers == np.arange(len(wanted))[:, None])
