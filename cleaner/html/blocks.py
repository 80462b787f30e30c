"""One walk over the parsed page: its blocks, and the elements that hold them.

A block is a run of inline text in its nearest block element, cut at block tags and at `br br`. Nothing is
left out because of its name or class; only what is never text: scripts, styles, form controls, embeds.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Kind

NEVER_TEXT = frozenset((
    "script", "style", "svg", "noscript", "iframe", "template", "select", "textarea", "button", "input",
    "datalist", "object", "video", "audio", "canvas", "math", "noembed", "noframes", "head", "img", "source",
    "wbr",
))  # fmt: skip
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "map", "mark", "meter", "nobr", "output", "picture", "q", "rb", "rp", "rt", "ruby",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
))  # fmt: skip
_PATH_DEPTH = 24
"""Elements deeper than this share their ancestor's path, so that paths stay short on any page."""

PARAGRAPH: tuple[Kind, int] = ("paragraph", 0)

MAX_DEPTH = 3_000
"""Pages that nest deeper are read without their tags: a parser needs the square of the depth for them."""
MAX_OPTIONS = 3_000
"""So it does for the options of forms, which are no text: where there are more, they go unparsed."""
MANY_TAGS = 10_000
"""Tags of a page from which on both are counted for certain."""
_SCRIPT = rb"<(?:script|style)\b.*?(?:</(?:script|style)\b[^>]*>?|\Z)"
_ANY_SCRIPT = re.compile(_SCRIPT, re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>")
_TAG = re.compile(
    _SCRIPT + rb"|<(?P<ends>/?)(?P<name>[a-z][\w-]*+)[^<>]*?(?P<closed>/?)>", re.IGNORECASE | re.DOTALL
)
_OPTION = re.compile(rb"</?option\b[^<>]*>", re.IGNORECASE)
_UNNESTED = frozenset((
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source",
    b"track", b"wbr", b"p", b"li", b"option", b"td", b"th", b"tr", b"dt", b"dd",
))  # fmt: skip
"""Elements without an end tag, or often written without."""
_FOREIGN = (b"svg", b"math")
"""Elements in which `/>` closes."""

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphens and zero-width characters, which cut words in two for everyone downstream."""


class Chain(NamedTuple):
    """What an element is by its own name and the names of all above it."""

    parent: int
    """The chain of the element above; the root is above itself."""
    tag: str
    name: str
    """Class, id and role, as written."""
    depth: int
    kind: Kind
    """What blocks in the element are, by the nearest element that says so..."""
    level: int
    """...and their level."""
    path: str
    """Tags and first classes from `body` down."""


@dataclass(slots=True)
class Outline:
    """The blocks of a page and the tree of block elements that hold them, as parallel lists in page order."""

    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """The block element each block stands in."""
    link_chars: list[int] = field(default_factory=list)

    tags: list[str] = field(default_factory=list)
    """Tag of each block element; element 0 is the root."""
    parents: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    """The first block inside each element..."""
    end: list[int] = field(default_factory=list)
    """...and the block after the last."""
    chains: list[int] = field(default_factory=list)
    """Which of `chain` each element is at the end of."""

    chain: list["Chain"] = field(default_factory=list)
    """Each way down from the root that the page has, after its parent; elements that are alike share one."""

    watched: dict[int, int] = field(default_factory=dict)
    """`mem_id` of the nodes the caller asked for -> their element; inline and empty ones are left out."""

    cut_at: int | None = None
    """Number of blocks after which the rest of the page was taken as one, None if all were cut."""


_KINDS: dict[str, tuple[Kind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    **dict.fromkeys(("article", "main", "section"), PARAGRAPH),
    "blockquote": ("quote", 0),
    "td": ("table", 0),
    "th": ("table", 0),
    "figcaption": ("caption", 0),
    "caption": ("caption", 0),
    "pre": ("preformatted", 0),
}
"""What blocks in an element are, whatever is around it."""
_LISTS = frozenset(("ul", "ol"))
_ITEMS = frozenset(("li", "dt", "dd"))


def parse(page: bytes | str) -> LexborHTMLParser:
    """The tree of a page in UTF-8 as a browser with scripting builds it; nested past sense, flattened."""
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    return LexborHTMLParser(_bounded(data), scripting=True)


def _bounded(page: bytes) -> bytes:
    """The page without that for which the parser needs the square of its size."""
    points = np.frombuffer(page, np.uint8)
    opening = points[:-1] == ord("<")
    count = np.count_nonzero(opening)
    if count <= MAX_DEPTH:
        return page
    many = count > MANY_TAGS
    if many and len(_OPTION.findall(page)) > MAX_OPTIONS:
        page = _OPTION.sub(b" ", page)
    if (many or _open_at_most(points[np.flatnonzero(opening) + 1]) > MAX_DEPTH) and _depth(page) > MAX_DEPTH:
        page = b"<body>" + _ANY_TAG.sub(b"<br><br>", _ANY_SCRIPT.sub(b" ", page))
    return page


def _open_at_most(following: NDArray[np.uint8]) -> int:
    """How many tags are open at once if each end tag closes one; `following` has what is behind each `<`."""
    opened = np.cumsum(np.where(following == ord("/"), -1, 1))
    return int((opened - np.minimum.accumulate(np.minimum(opened, 0))).max())


def _depth(page: bytes) -> int:
    """How deep the elements of a page nest at most."""
    opened: Counter[bytes] = Counter()
    deepest = depth = 0
    for tag in _TAG.finditer(page):
        name = (tag["name"] or b"").lower()
        if not name or name in _UNNESTED:
            continue
        if tag["ends"]:
            if opened[name]:  # what was not opened closes nothing
                opened[name] -= 1
                depth -= 1
        elif not (tag["closed"] and any(opened[foreign] for foreign in _FOREIGN)):
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def outline(tree: LexborHTMLParser, max_blocks: int, watched: frozenset[int] = frozenset()) -> Outline:
    """Cut a page into blocks and say which elements `watched` nodes are."""
    page = Outline()
    body = tree.body
    if tree.root is not None and body is not None:
        walk = _Walk(page, max_blocks)
        walk.run(body)
        if walk.rest:
            page.cut_at = max_blocks
            page.texts[-1] = "\n".join((page.texts[-1], *walk.rest))
        _describe(page, walk.nodes)
        if watched:
            elements = {node.mem_id: element for element, node in enumerate(walk.nodes)}
            page.watched = {node: element for node, element in elements.items() if node in watched}
    return page


def _describe(page: Outline, nodes: Sequence[LexborNode]) -> None:
    """Add the chains of the elements; `nodes` are the elements' own."""
    known: dict[tuple[int, str, str], int] = {}
    chains = page.chains
    for tag, parent, node in zip(page.tags, page.parents, nodes, strict=True):
        first, name = "", "  "
        if attributes := node.attributes:
            get = attributes.get
            first = get("class") or ""
            name = f"{first} {get('id') or ''} {get('role') or ''}"
        above = chains[parent] if chains else 0
        number = known.get((above, tag, name))
        if number is None:
            number = known[above, tag, name] = len(known)
            page.chain.append(_link(page.chain, above, tag, name, first))
        chains.append(number)


def _link(chain: Sequence[Chain], above: int, tag: str, name: str, classes: str) -> Chain:
    """The chain of an element by that of its parent, its tag and its name."""
    if not chain:
        return Chain(0, tag, name, 0, *PARAGRAPH, tag)
    _, _, _, depth, kind, level, path = chain[above]
    depth += 1
    if depth < _PATH_DEPTH:
        first = classes.split(None, 1)
        path = f"{path}>{tag}.{first[0][:40]}" if first else f"{path}>{tag}"
    if tag in _KINDS:
        kind, level = _KINDS[tag]
    elif tag in _LISTS:
        kind, level = "list_item", level + 1 if kind == "list_item" else 1
    elif tag in _ITEMS:
        kind, level = "list_item", max(1, level)
    return Chain(above, tag, name, depth, kind, level, path)


_TEXT, _BREAK, _INLINE, _BLOCK, _SKIP = range(5)
"""What the walk does with a node."""
_LINE_BREAK = "\0"
"""Stands for a `br` among the texts of a run; no text has it, `parse` takes it out of the page."""


class _Walk:
    """The state of the walk: the run of text that is being gathered."""

    __slots__ = ("linked", "max_blocks", "nodes", "page", "pieces", "rest", "steps")

    def __init__(self, page: Outline, max_blocks: int) -> None:
        self.page = page
        self.max_blocks = max_blocks
        self.rest: list[str] = []
        """Texts past `max_blocks`."""
        self.steps: dict[int, tuple[int, str]] = {}
        """What to do with nodes by their tag's number, which is cheaper to ask for than its name."""
        self.pieces: list[str] = []
        """The texts and line breaks of the run."""
        self.linked = 0
        """How many of its characters stand in links."""
        self.nodes: list[LexborNode] = []
        """The node of each element."""

    def step(self, node: LexborNode) -> tuple[int, str]:
        """What to do with nodes that have this one's tag, and the tag."""
        tag = node.tag or ""
        step = _SKIP
        if tag == "-text":
            step = _TEXT
        elif tag == "br":
            step = _BREAK
        elif tag in INLINE:
            step = _INLINE
        elif node.is_element_node and tag not in NEVER_TEXT:
            step = _BLOCK
        self.steps[node.tag_id] = step, tag
        return step, tag

    def run(self, body: LexborNode) -> None:
        """Visit every node below `body` in page order."""
        known, pieces, tags = self.steps.get, self.pieces, self.page.tags
        above: list[tuple[LexborNode, int, bool, bool]] = []
        self.open(body, "body", 0)
        node, element, in_link, is_block = body.first_child, 0, False, True
        while True:
            while node is not None:
                step, tag = known(node.tag_id) or self.step(node)
                if step == _TEXT:
                    if pieces or not node.is_empty_text_node:
                        self.text(node.text_content or "", in_link)
                elif step == _BLOCK:
                    above.append((node, element, in_link, is_block))
                    self.open(node, tag, element)
                    element, is_block = len(tags) - 1, True
                    node = node.first_child
                    continue
                elif step == _INLINE:
                    above.append((node, element, in_link, is_block))
                    in_link, is_block = in_link or tag == "a", False
                    node = node.first_child
                    continue
                elif step == _BREAK:
                    self.line_break(element)
                node = node.next
            if is_block:
                self.close(element)
            if not above:
                return
            node, element, in_link, is_block = above.pop()
            node = node.next

    def text(self, text: str, in_link: bool) -> None:
        """Add a text to the run; a run does not begin with a blank one."""
        self.pieces.append(text)
        if in_link:
            self.linked += len(text.strip())

    def open(self, node: LexborNode, tag: str, parent: int) -> None:
        """Enter a block element."""
        if self.pieces:
            self.end_run(parent)
        page = self.page
        self.nodes.append(node)
        page.tags.append(tag)
        page.parents.append(parent)
        page.first.append(len(page.texts))
        page.end.append(0)

    def close(self, element: int) -> None:
        """Leave a block element; one that holds no block is forgotten."""
        if self.pieces:
            self.end_run(element)
        page = self.page
        end = len(page.texts)
        if page.first[element] < end or not element:
            page.end[element] = end
            return
        for column in (self.nodes, page.tags, page.parents, page.first, page.end):
            column.pop()

    def line_break(self, element: int) -> None:
        """A second break with nothing between ends the run; one break is a line within it."""
        if not self.pieces:
            return
        for piece in reversed(self.pieces):
            if piece == _LINE_BREAK:
                self.end_run(element)
                return
            if not piece.isspace():
                break
        self.pieces.append(_LINE_BREAK)

    def end_run(self, element: int) -> None:
        """The run, which stands in `element`, is a block unless it is blank."""
        page = self.page
        text = _tidy("".join(self.pieces), as_is=page.tags[element] == "pre")
        if text and len(page.texts) >= self.max_blocks:
            self.rest.append(text)
        elif text:
            page.texts.append(text)
            page.owners.append(element)
            page.link_chars.append(self.linked)
        self.pieces.clear()
        self.linked = 0


def _tidy(text: str, *, as_is: bool) -> str:
    """A run's text with its white space as a reader sees it; "" if there is nothing to see."""
    if not as_is:
        text = text.strip()
        # no character is invisible, no space other than the usual one
        if text.isprintable() and "  " not in text:
            return text
    if not text.isascii():
        for character in _INVISIBLE:
            text = text.replace(character, "")
    if as_is:
        text = text.replace(_LINE_BREAK, "\n").strip("\n").rstrip()
        return text if text.strip() else ""
    if _LINE_BREAK in text:
        return "\n".join(filter(None, (" ".join(line.split()) for line in text.split(_LINE_BREAK))))
    return " ".join(text.split())
