"""What the block scorer looks at: one named numpy column a feature, one row a block.

Nothing here knows a language: letters are told apart by case, digits, punctuation and script; elements by
tag, by class words that developers everywhere write in English, and by their share of the page's prose.

Prose means a block of at least `PROSE_WORDS` words, few of them links; shares are of the page's prose
characters. Columns by prefix:

    (none)      the block's own text
    tag_, cls_  its element, what that stands in, class words near it
    c0_..c3_    the containers around it from inside out, each with more in it than the last
    sig_, sig2_ blocks with the same tag and class (and parent's tag and class) on the page
    kin_        blocks with the same tag and class under the same parent
    main_       the innermost element that holds most of the prose
    pos_        its place on the page
    near_       its neighbours; m1 is the block before, p1 the block after
    hint_       how it agrees with what the page's head declares
    echo_       how much of its vocabulary the title and the rest of the prose share
    page_       what kind of page it stands on
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.blocks import Outline

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]

PROSE_WORDS = 12
"""From this many words on a block can be prose."""
PROSE_LINKS = 0.4
"""Above this share of link characters it is not."""
UNSPACED_WORD = 1.7
"""Characters a word in scripts written without spaces, roughly."""


class Hints(NamedTuple):
    """What the page's head says about its article, if anything: witnesses, none of them trusted alone."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""
    authors: tuple[str, ...] = ()


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

_WORD = re.compile(r"[A-Z]?[a-z]+|\0")


def _groups() -> dict[str, int]:
    """Each word to a bit mask of its groups."""
    groups: dict[str, int] = {}
    for number, words in enumerate(CLASS_WORDS.values()):
        for word in words.split():
            for form in (word, word.capitalize()):
                groups[form] = groups.get(form, 0) | 1 << number
    return groups


_GROUPS = _groups()

UPPER, LETTER, DIGIT, END, COMMA, UNSPACED, QUOTE, COLON, MARK, DASH = (1 << bit for bit in range(10))
"""Classes of characters; a character may have several."""


_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)
"""Thai and Lao, Burmese, Khmer, Japanese, Chinese."""


@cache
def _classes() -> NDArray[np.uint16]:
    """(65536,) the classes of every character of the basic plane; built once, from constants alone."""
    table = np.zeros(0x10000, np.uint16)
    points = np.arange(0x10000, dtype=np.uint32)
    characters = points.view("U1")
    table[np.char.isalpha(characters)] |= LETTER
    table[np.char.isupper(characters)] |= UPPER
    table[np.char.isdigit(characters)] |= DIGIT
    for low, high in _UNSPACED_RANGES:
        table[low : high + 1] |= UNSPACED
    for flag, members in (
        (END, ".!?…。！？｡؟۔।॥։"),
        (COMMA, ",;、，；،؛"),
        (QUOTE, "\"'«»“”„‘’‚‹›「」『』"),
        (COLON, ":："),
        (MARK, "|/•·@©#►▶→»›+*\\®&"),
        (DASH, "-–—"),
    ):
        for member in members:
            table[ord(member)] |= flag
    return table


def features(page: Outline, hints: Hints) -> tuple["Tree", Columns]:
    """The tree and the columns, each of shape (blocks,), of a page with at least one block."""
    out: Columns = {}
    text = _text(page, out)
    tree = Tree(page, text)
    _tags(page, tree, out)
    _containers(tree, out)
    _signatures(tree, out)
    _positions(page, tree, out)
    _neighbours(tree, out)
    _hints(page, hints, tree, out)
    _echoes(page, hints, tree, out)
    _page(tree, out)
    return tree, out


def matrix(columns: Columns, names: Sequence[str]) -> Floats:
    """(features, rows), in the order of `names`."""
    rows = len(next(iter(columns.values())))
    out = np.empty((len(names), rows), np.float32)
    for number, name in enumerate(names):
        out[number] = columns[name]
    return out


class Text(NamedTuple):
    """What the other columns need to know of each block's text."""

    chars: Floats
    words: Floats
    link_density: Floats
    prose: Flags
    ends: Flags
    """The block ends like a sentence."""


class _Points(NamedTuple):
    """The characters of all blocks in one array, and where each block lies in it."""

    points: NDArray[np.uint32]
    kinds: NDArray[np.uint16]
    starts: Ints
    ends: Ints

    def has(self, flag: int) -> Flags:
        return np.asarray((self.kinds & flag) != 0)

    def tally(self, where: Flags) -> Floats:
        """How many characters of each block are marked."""
        return np.asarray(np.add.reduceat(where, self.starts, dtype=np.float32))


def _points(texts: Sequence[str]) -> _Points:
    sizes = np.array([len(text) for text in texts], np.intp)
    whole = "\n".join(texts) + "\n"
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.zeros(len(sizes), np.intp)
    np.cumsum(sizes[:-1] + 1, out=starts[1:])
    return _Points(points, _classes()[np.minimum(points, 0xFFFF)], starts, starts + sizes)


def _text(page: Outline, out: Columns) -> Text:
    """What can be counted in the characters of each block."""
    at = _points(page.texts)
    chars = np.maximum(at.ends - at.starts, 1).astype(np.float32)
    unspaced = at.has(UNSPACED)
    body = at.has(LETTER | DIGIT) & ~unspaced
    opens = body.copy()
    opens[1:] &= ~body[:-1]
    upper = at.has(UPPER)
    uppers, digits, marks = at.tally(upper), at.tally(at.has(DIGIT)), at.tally(at.has(MARK))
    words = at.tally(opens) + at.tally(unspaced) / np.float32(UNSPACED_WORD)
    spoken = np.maximum(words, 1)
    links = np.array(page.link_chars, np.float32)
    density = np.minimum(links / chars, 1)
    sentences = at.tally(at.has(END))
    out |= {
        "words": words,
        "chars": chars,
        "word_length": chars / spoken,
        "lines": at.tally(at.points == ord("\n")) - 1,
        "links": np.array(page.links, np.float32),
        "link_density": density,
        "link_chars": links,
        "emphasis": np.minimum(np.array(page.emphasis_chars, np.float32) / chars, 1),
        "hidden": np.array(page.hidden, np.float32),
        "sentences": sentences,
        "sentence_words": words / (sentences + 1),
        "commas": at.tally(at.has(COMMA)) / spoken,
        "digits": digits / chars,
        "capitals": at.tally(opens & upper) / spoken,
        "shouting": uppers / chars,
        "quotes": at.tally(at.has(QUOTE)) / spoken,
        "colons": at.tally(at.has(COLON)),
        "marks": marks / spoken,
        "mark_count": marks,
        "dashes": at.tally(at.has(DASH)) / spoken,
        "unspaced": at.tally(unspaced) / chars,
    }
    stops = _edges(at, out)
    out["early_colon"] = np.array([text.find(":", 0, 30) > 0 for text in page.texts], np.float32)
    _copies(page.texts, out)
    return Text(chars, words, density, (words >= PROSE_WORDS) & (density < PROSE_LINKS), stops)


def _edges(at: _Points, out: Columns) -> Flags:
    """How a block starts and ends; whether it ends like a sentence."""
    first, last = at.kinds[at.starts], at.kinds[at.ends - 1]
    opening, closing = at.points[at.starts], at.points[at.ends - 1]
    # a closing quote or bracket may follow the full stop
    before = at.kinds[np.maximum(at.ends - 2, at.starts)]
    shut = ((last & QUOTE) != 0) | (closing == ord(")"))
    stops: Flags = ((last & END) != 0) | (shut & ((before & END) != 0))
    dots = (closing == ord(".")) & (at.points[np.maximum(at.ends - 3, at.starts)] == ord("."))
    out |= {
        "stops": stops,
        "ends_colon": (last & COLON) != 0,
        "ends_cut": (closing == ord("…")) | (dots & (at.ends - at.starts > 3)),
        "starts_upper": (first & UPPER) != 0,
        "starts_lower": ((first & LETTER) != 0) & ((first & (UPPER | UNSPACED)) == 0),
        "bracketed": ((opening == ord("(")) & (closing == ord(")")))
        | ((opening == ord("[")) & (closing == ord("]"))),
    }
    return stops


def _copies(texts: Sequence[str], out: Columns) -> None:
    """How often a block's text stands on the page, and how often before it."""
    seen: dict[str, int] = {}
    earlier = []
    for text in texts:
        before = seen.get(text, 0)
        earlier.append(before)
        seen[text] = before + 1
    out["copies"] = np.array([seen[text] for text in texts], np.float32)
    out["copy_number"] = np.array(earlier, np.float32)


class Tree:
    """Sums over the blocks of every element, by differences of running sums."""

    def __init__(self, page: Outline, text: Text) -> None:
        self.text = text
        self.owners = np.array(page.owners, np.intp)
        self.parents = np.array(page.parents, np.intp)
        self.depths = np.array(page.depths, np.intp)
        self.first = np.array(page.first, np.intp)
        self.end = np.array(page.end, np.intp)
        self.blocks = (self.end - self.first).astype(np.float32)
        self.prose = text.prose * text.chars
        self.telling = (text.link_density < 0.6) | (text.words >= 5)
        """Blocks worth a look at their words; the others are links of a word or two."""
        self.total = np.float32(max(1.0, float(self.prose.sum())))
        self.el_prose = self.over(self.prose)
        self.el_chars = np.maximum(self.over(text.chars), 1)
        self.el_links = self.over(text.link_density * text.chars)
        self.el_words = self.over(text.words)
        self.el_count = self.over(text.prose.astype(np.float32))
        up = self.parents.copy()
        for _ in range(12):  # wrappers that hold nothing more are no container of their own
            same = (self.blocks[up] == self.blocks) & (up > 0)
            if not same.any():
                break
            up[same] = self.parents[up[same]]
        self.up = up
        most = np.flatnonzero(self.el_prose > 0.5 * self.total)
        self.main = int(most[-1]) if most.size else 0
        most = np.flatnonzero(self.el_prose > 0.8 * self.total)
        self.main80 = int(most[-1]) if most.size else 0
        ids: dict[tuple[str, str], int] = {}
        own = [
            ids.setdefault((tag, name), len(ids)) for tag, name in zip(page.tags, page.classes, strict=True)
        ]
        self.el_signature = np.array(own, np.intp)
        above = self.parents[self.owners]
        self.signature = self.el_signature[self.owners]
        """Blocks of elements with the same tag and class have the same number."""
        self.signature2 = _numbered(self.signature * (len(ids) + 1) + self.el_signature[above])
        """... and parents with the same tag and class."""
        self.kin = _numbered(self.signature * (len(page.tags) + 1) + above)
        """... and the same parent."""

    def over(self, values: NDArray[np.generic]) -> Floats:
        """The sum of a column over each element's blocks."""
        running = np.zeros(len(values) + 1, np.float64)
        np.cumsum(values, out=running[1:])
        return (running[self.end] - running[self.first]).astype(np.float32)


def _numbered(keys: Ints) -> Ints:
    """Each distinct key as a small number."""
    return np.unique(keys, return_inverse=True)[1].astype(np.intp)


_TAG_BITS = {tag: 1 << number for number, tags in enumerate(TAGS.values()) for tag in tags.split()}
_CUSTOM = 1 << len(TAGS) - 1
_OWN_TAGS = {tag: number for number, tag in enumerate(("p", "div", "li", "h1", "h2", "h3", "td", "pre"), 1)}
_LEADS = {tag: number for number, tag in enumerate(("strong", "b", "em", "a", "span", "time"), 1)}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def _tags(page: Outline, tree: Tree, out: Columns) -> None:
    """The element a block stands in, what stands above it, and class words near it."""
    bits: list[int] = [_TAG_BITS.get(page.tags[0], 0)]
    for tag, parent in zip(page.tags[1:], page.parents[1:], strict=True):
        bits.append(bits[parent] | (_TAG_BITS.get(tag, 0) or ("-" in tag and _CUSTOM)))
    over = np.array(bits, np.uint32)[tree.owners]
    for number, name in enumerate(TAGS):
        out[f"tag_in_{name}"] = (over >> number) & 1
    own = np.array([_OWN_TAGS.get(tag, 0) for tag in page.tags], np.intp)
    for tag, number in _OWN_TAGS.items():
        out[f"tag_{tag}"] = own[tree.owners] == number
    level = np.array([_HEADINGS.get(tag, 0) for tag in page.tags], np.float32)
    out["tag_heading"] = np.maximum(level, level[tree.parents])[tree.owners]
    lead = np.array([_LEADS.get(lead, 0) for lead in page.leads], np.intp)
    for tag, number in _LEADS.items():
        out[f"tag_lead_{tag}"] = lead == number
    out["tag_depth"] = tree.depths[tree.owners]
    _class_words(page, tree, out)


def _class_words(page: Outline, tree: Tree, out: Columns) -> None:
    """Which groups of class words stand on a block's element, its parent, or up to three further up."""
    names = list(dict.fromkeys(page.classes))
    found = dict.fromkeys(names, 0)
    # one search over all names is much faster than one for each
    at = 0
    for word in _WORD.findall("\0".join(names)):
        if word in _GROUPS:
            found[names[at]] |= _GROUPS[word]
        elif word == "\0":
            at += 1
    near = np.array([found[name] for name in page.classes], np.uint32)
    parent = tree.parents[tree.owners]
    higher = tree.parents[parent]
    above = tree.parents[higher]
    own, next_up, far = (
        near[tree.owners],
        near[parent],
        near[higher] | near[above] | near[tree.parents[above]],
    )
    for number, name in enumerate(CLASS_WORDS):
        # the nearer the surer: 3 own, 2 parent's, 1 further up
        mine, parents, others = (own >> number) & 1, (next_up >> number) & 1, (far >> number) & 1
        out[f"cls_{name}"] = np.maximum(np.maximum(mine * 3, parents * 2), others)


def _containers(tree: Tree, out: Columns) -> None:
    """The elements around a block from inside out, each with more in it than the last."""
    element = tree.owners
    place = np.arange(len(element))
    for level in range(4):
        chars = tree.el_chars[element]
        out[f"c{level}_share"] = tree.el_prose[element] / tree.total
        out[f"c{level}_links"] = tree.el_links[element] / chars
        out[f"c{level}_prose"] = tree.el_prose[element] / chars
        out[f"c{level}_blocks"] = tree.blocks[element]
        out[f"c{level}_words"] = tree.el_words[element] / np.maximum(tree.blocks[element], 1)
        out[f"c{level}_count"] = tree.el_count[element]
        if level:
            out[f"c{level}_place"] = (place - tree.first[element]) / np.maximum(tree.blocks[element], 1)
            out[f"c{level}_left"] = tree.end[element] - place
        element = tree.up[element]
    parent = tree.parents[tree.owners]
    grandparent = tree.parents[parent]
    out["parent_share"] = tree.el_prose[parent] / tree.total
    out["grandparent_share"] = tree.el_prose[grandparent] / tree.total
    for name, main in (("main", tree.main), ("main80", tree.main80)):
        start, end = tree.first[main], tree.end[main]
        inside = (place >= start) & (place < end)
        out[f"{name}_inside"] = inside
        out[f"{name}_before"] = np.maximum(start - place, 0)
        out[f"{name}_after"] = np.maximum(place - end + 1, 0)
        out[f"{name}_depth"] = np.where(inside, tree.depths[tree.owners] - tree.depths[main], -1)
        out[f"{name}_child"] = tree.parents[tree.owners] == main
        within = np.flatnonzero(tree.text.prose[start:end])
        low, high = (start + within[0], start + within[-1]) if within.size else (start, end)
        out[f"{name}_from_first"] = place - low
        out[f"{name}_to_last"] = high - place


def _signatures(tree: Tree, out: Columns) -> None:
    """How blocks of the same tag and class look on this page, and under the same parent."""
    groups = (("sig", tree.signature), ("sig2", tree.signature2), ("kin", tree.kin))
    for name, group in groups:
        count = np.bincount(group).astype(np.float32)
        prose = np.bincount(group, tree.prose)
        chars = np.bincount(group, tree.text.chars)
        words = np.bincount(group, tree.text.words)
        links = np.bincount(group, tree.text.link_density * tree.text.chars)
        stops = np.bincount(group, tree.text.ends)
        count = np.maximum(count, 1)
        chars = np.maximum(chars, 1)
        out[f"{name}_share"] = (prose / tree.total)[group]
        out[f"{name}_count"] = count[group]
        out[f"{name}_words"] = (words / count)[group]
        out[f"{name}_links"] = (links / chars)[group]
        out[f"{name}_stops"] = (stops / count)[group]


def _positions(page: Outline, tree: Tree, out: Columns) -> None:
    """Where a block stands on the page, and between which headings and prose."""
    count = len(page.texts)
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
    articles = np.array([tag == "article" for tag in page.tags])
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


def shifted(column: NDArray[np.generic], by: int) -> NDArray[np.generic]:
    """The column of the block `by` places before (negative) or after; 0 past either end."""
    out = np.zeros_like(column)
    if abs(by) >= len(column):
        return out
    if by < 0:
        out[-by:] = column[:by]
    else:
        out[:-by] = column[by:]
    return out


def _neighbours(tree: Tree, out: Columns) -> None:
    """What stands around a block."""
    text = tree.text
    parents = tree.parents[tree.owners]
    for by in (-3, -2, -1, 1, 2, 3):
        name = f"near_{'m' if by < 0 else 'p'}{abs(by)}_"
        out[name + "words"] = shifted(text.words, by)
        out[name + "links"] = shifted(text.link_density, by)
    for by in (-1, 1):
        name = f"near_{'m' if by < 0 else 'p'}1_"
        out[name + "stops"] = shifted(text.ends, by)
        out[name + "heading"] = shifted(out["tag_heading"], by)
        out[name + "sibling"] = shifted(parents + 1, by) == parents + 1
    place = np.arange(len(parents))
    for reach in (4, 10):
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(place))
        for name, values in (("prose", tree.prose), ("chars", text.chars)):
            running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
            out[f"near_before{reach}_{name}"] = running[place] - running[low]
            out[f"near_after{reach}_{name}"] = running[high] - running[place + 1]


def _hints(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """How much of a block stands in what the head declares: title, description, `articleBody`, authors."""
    count = len(page.texts)
    titles = [words for title in hints.titles if (words := set(title.casefold().split()))]
    descriptions = [bare for bare in map(_bare, hints.descriptions) if len(bare) >= 20]
    names = [name for name in hints.authors if len(name) >= 4]
    body = _bare(hints.body)
    like_title, in_description, in_body, author = (np.zeros(count, np.float32) for _ in range(4))
    sizes = tree.text.words.tolist()
    for number in np.flatnonzero(tree.telling).tolist():
        text, words = page.texts[number], sizes[number]
        if titles and words <= 60:
            mine = set(text.casefold().split())
            like_title[number] = max(len(mine & title) / max(len(mine), len(title)) for title in titles)
        if words >= 3 and (body or descriptions):
            bare = _bare(text)
            in_body[number] = _witnessed(bare, body)
            in_description[number] = any(
                bare[:40] in known or (len(bare) > 40 and known[:40] in bare) for known in descriptions
            )
        if names and words <= 80:
            author[number] = any(name in text for name in names)
    out["hint_title"] = like_title
    place = np.arange(count)
    alike = np.flatnonzero(like_title >= 0.8)
    first = alike[0] if alike.size else -1
    out["hint_has_title"] = np.full(count, alike.size, np.float32)
    out["hint_from_title"] = np.where(first >= 0, place - first, 0)
    heads = np.flatnonzero((like_title >= 0.8) & (out["tag_heading"] > 0))
    out["hint_from_heading"] = np.where(heads.size, place - (heads[0] if heads.size else 0), 0)
    out["hint_description"] = in_description
    out["hint_description_nth"] = np.cumsum(in_description)
    out["hint_body"] = in_body
    out["hint_has_body"] = np.full(count, len(body), np.float32)
    found = np.flatnonzero(in_body > 0.6)
    out["hint_body_found"] = np.full(
        count, float((in_body * tree.text.chars).sum()) / max(1, len(body)), np.float32
    )
    low, high = (found[0], found[-1]) if found.size else (0, count)
    out["hint_body_from"] = place - low
    out["hint_body_to"] = high - place
    out["hint_author"] = author
    out["hint_has_author"] = np.full(count, len(names), np.float32)


def _bare(text: str) -> str:
    """Text without spaces, which differ between a page and what it declares."""
    return "".join(text.split())


def _witnessed(bare: str, body: str) -> float:
    """The share of up to four samples of a block that stand in the declared body."""
    if not body:
        return 0.0
    last = len(bare) - 20
    if last <= 0:
        return float(bare in body)
    return sum(bare[start : start + 20] in body for start in (0, last // 3, 2 * last // 3, last)) / 4


def _echoes(page: Outline, hints: Hints, tree: Tree, out: Columns) -> None:
    """How much of a block's vocabulary the article's other prose and its title share.

    Notices, promotion and other stories speak of other things than the article around them; a summary of the
    article says little that the rest does not say.
    """
    count = len(page.texts)
    unspaced = out["unspaced"] > 0.3
    words: list[set[str]] = [set() for _ in range(count)]
    for number in np.flatnonzero(tree.telling & (tree.text.words >= 4)).tolist():
        words[number] = _pairs(page.texts[number]) if unspaced[number] else _stems(page.texts[number])
    where = out["main80_inside"] & tree.text.prose
    spoken: dict[str, int] = {}
    for number in np.flatnonzero(where).tolist():
        for word in words[number]:
            spoken[word] = spoken.get(word, 0) + 1
    told = " ".join((*hints.titles[:1], *hints.descriptions[:1]))
    title = _stems(told) | (_pairs(told) if unspaced.any() else set())
    shared = np.zeros(count, np.float32)
    titled = np.zeros(count, np.float32)
    often = np.zeros(count, np.float32)
    for number, own in enumerate(words):
        if own:
            least = 2 if where[number] else 1
            known = [times for word in own if (times := spoken.get(word, 0)) >= least]
            shared[number] = len(known) / len(own)
            often[number] = sum(known) / len(own)
            titled[number] = len(own & title) / len(own)
    out["echo_main"] = shared
    out["echo_often"] = often
    out["echo_title"] = titled
    size = np.maximum(tree.text.words, 1)
    for name, column in (("main", shared), ("title", titled)):
        held = tree.over(column * size) / np.maximum(tree.el_words, 1)
        out[f"echo_{name}_c0"] = held[tree.owners]
        out[f"echo_{name}_c1"] = held[tree.up[tree.owners]]
        out[f"echo_{name}_c2"] = held[tree.up[tree.up[tree.owners]]]


def _stems(text: str) -> set[str]:
    """The beginnings of the longer words of a text: stems of a kind, and free of punctuation."""
    return {word[:6] for word in text.casefold().split() if len(word) > 5}


def _pairs(text: str) -> set[str]:
    """The pairs of characters of a text whose words are not written apart."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _page(tree: Tree, out: Columns) -> None:
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
