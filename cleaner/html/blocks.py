"""One walk over the parsed page: its blocks, and the elements that hold them.

A block is a run of inline text in its nearest block element, cut at block tags and at `br br`. Nothing is
left out because of its name or class; only what is never text: scripts, styles, form controls, embeds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Kind

NEVER_TEXT = (
    "script", "style", "svg", "noscript", "iframe", "template", "select", "textarea", "button", "input",
    "datalist", "object", "video", "audio", "canvas", "math", "noembed", "noframes", "head",
)  # fmt: skip
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "map", "mark", "meter", "nobr", "output", "picture", "q", "rb", "rp", "rt",
    "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
))  # fmt: skip
_EMPHASIS = frozenset(("b", "strong", "em", "i", "u", "mark"))
_PATH_DEPTH = 24
"""Elements deeper than this share their ancestor's path, so that paths stay short on any page."""

PARAGRAPH: tuple[Kind, int] = ("paragraph", 0)

MAX_DEPTH = 3_000
"""Pages that nest deeper are read without their tags: a parser needs the square of the depth for them."""
_ANY_TAG = re.compile(rb"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_UNNESTED = frozenset((
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source",
    b"track", b"wbr", b"p", b"li", b"option", b"td", b"th", b"tr", b"dt", b"dd",
))  # fmt: skip
"""Elements without an end tag, or often written without."""

LINK, EMPHASIS, HIDDEN = 1, 2, 4
"""What an element passes on to the text inside it."""

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphens and zero-width characters, which cut words in two for everyone downstream."""


@dataclass(slots=True)
class Outline:
    """The blocks of a page and the tree of block elements above them, as parallel lists in page order."""

    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """The block element each block stands in."""
    link_chars: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    emphasis_chars: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    """1 where the text stands in an element that is not shown at first."""
    leads: list[str] = field(default_factory=list)
    """The inline tag a block opens with, "" for bare text."""

    tags: list[str] = field(default_factory=list)
    """Tag of each block element; element 0 is the root."""
    parents: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    """Class, id and role of each element, as written."""
    first: list[int] = field(default_factory=list)
    """The first block inside each element..."""
    end: list[int] = field(default_factory=list)
    """...and the block after the last."""
    paths: list[str] = field(default_factory=list)
    """Tags and first classes from `body` down; paths and kinds are known of elements that hold a block."""

    images: list[int] = field(default_factory=list)
    """The block that each image stands in or, if it stands between two, before."""

    watched: dict[int, int] = field(default_factory=dict)
    """`mem_id` of the nodes the caller asked for -> their element; inline and missing ones are left out."""

    cut_at: int | None = None
    """Number of blocks after which the rest of the page was taken as one, None if all were cut."""

    kinds: list[tuple[Kind, int]] = field(default_factory=list)
    """What blocks in each element are, by the nearest element that says so, and their level."""


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


_TELLING = frozenset((*_KINDS, *_LISTS, *_ITEMS))


def parse(page: bytes | str) -> LexborHTMLParser:
    """The tree of a page in UTF-8 as a browser with scripting builds it; nested past sense, flattened."""
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if _unclosed(data) > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        data = b"<body>" + _ANY_TAG.sub(b"<br><br>", data)
    return LexborHTMLParser(data, scripting=True)


def _unclosed(page: bytes) -> int:
    """How many more start tags than end tags a page has at most; no page nests deeper."""
    points = np.frombuffer(page, np.uint8)
    tags = points == ord("<")
    count = int(np.count_nonzero(tags))
    if count <= MAX_DEPTH:  # then nobody asks which of them are end tags
        return count
    ends = tags[:-1] & (points[1:] == ord("/"))
    return count - 2 * int(np.count_nonzero(ends))


def _depth(page: bytes) -> int:
    """How deep the tags of a page nest, if none is void or closed by another."""
    deepest = depth = 0
    for tag in _ANY_TAG.finditer(page):
        if tag[1]:
            depth -= 1
        elif tag[2].lower() not in _UNNESTED:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def outline(tree: LexborHTMLParser, max_blocks: int, watched: frozenset[int] = frozenset()) -> Outline:
    """Cut a page into blocks and say which elements `watched` nodes are."""
    page = Outline()
    body = tree.body
    if tree.root is not None and body is not None:
        walk = _Walk(page, max_blocks, watched)
        walk.run(body)
        _describe(page, walk.names)
    return page


def _describe(page: Outline, names: Sequence[str]) -> None:
    """Add depth, path and kind of each element; `names` are their classes."""
    depths, paths, kinds = page.depths, page.paths, page.kinds
    known: dict[tuple[str, str, str], str] = {}
    elements = zip(page.tags, page.parents, names, page.first, page.end, strict=True)
    for tag, parent, name, first, end in elements:
        depth = depths[parent] + 1 if depths else 0
        path, kind = tag, PARAGRAPH
        if depth and first < end:
            path, kind = paths[parent], kinds[parent]
            if depth < _PATH_DEPTH:
                # most elements repeat a path
                path = known.get((path, tag, name)) or _path(known, path, tag, name)
            if tag in _TELLING:
                kind = _kind(tag, kind)
        depths.append(depth)
        paths.append(path)
        kinds.append(kind)


def _path(known: dict[tuple[str, str, str], str], above: str, tag: str, name: str) -> str:
    """The path of an element by that of its parent, its tag and its class; from now on known."""
    first = name.split(None, 1)
    path = f"{above}>{tag}.{first[0][:40]}" if first else f"{above}>{tag}"
    known[above, tag, name] = path
    return path


def _kind(tag: str, above: tuple[Kind, int]) -> tuple[Kind, int]:
    """The kind and level of blocks in an element, given those of the element around it."""
    if tag in _LISTS:
        return "list_item", above[1] + 1 if above[0] == "list_item" else 1
    if tag in _ITEMS:
        return "list_item", max(1, above[1])
    return _KINDS.get(tag, above)


_TEXT, _BREAK, _EMPTY, _INLINE, _BLOCK, _SKIP = range(6)
"""What the walk does with a node."""
_VOID = frozenset(("img", "source", "wbr"))
_LINE_BREAK = "\0"
"""Stands for a `br` among the texts of a run; no text has it, `parse` takes it out of the page."""


class _Walk:
    """The state of the walk: the run of text that is being gathered."""

    __slots__ = (
        "lead", "links", "marked", "max_blocks", "names", "page", "pieces", "rest", "steps", "watched",
    )  # fmt: skip

    def __init__(self, page: Outline, max_blocks: int, watched: frozenset[int]) -> None:
        self.page = page
        self.watched = watched
        self.max_blocks = max_blocks
        self.rest: list[str] = []
        """Texts past `max_blocks`."""
        self.steps: dict[int, tuple[int, str]] = {}
        """What to do with nodes by their tag's number, which is cheaper to ask for than its name."""
        self.pieces: list[str] = []
        """The texts and line breaks of the run."""
        self.marked: list[tuple[int, str]] = []
        """Those of its texts that stand in a link, in emphasis or in what is hidden."""
        self.links = 0
        self.lead = ""
        self.names: list[str] = []
        """The class of each element."""

    def step(self, node: LexborNode) -> tuple[int, str]:
        """What to do with nodes that have this one's tag, and the tag."""
        tag = node.tag or ""
        step = _SKIP
        if tag == "-text":
            step = _TEXT
        elif tag == "br":
            step = _BREAK
        elif tag in INLINE:
            step = _EMPTY if tag in _VOID else _INLINE
        elif node.is_element_node and tag not in NEVER_TEXT:
            step = _BLOCK
        self.steps[node.tag_id] = step, tag
        return step, tag

    def run(self, body: LexborNode) -> None:
        """Visit every node below `body` in page order."""
        known, pieces = self.steps.get, self.pieces
        above: list[tuple[LexborNode, int, int, bool]] = []
        node, element, flags, is_block = body.first_child, 0, self.open(body, "body", 0, 0), True
        while True:
            while node is not None:
                step, tag = known(node.tag_id) or self.step(node)
                if step == _TEXT:
                    text = node.text_content or ""
                    if pieces or not text.isspace():
                        self.text(text, flags)
                elif step == _BLOCK:
                    above.append((node, element, flags, is_block))
                    flags = self.open(node, tag, element, flags)
                    element, is_block = len(self.page.tags) - 1, True
                    node = node.first_child
                    continue
                elif step == _INLINE:
                    above.append((node, element, flags, is_block))
                    flags, is_block = self.inline(tag, flags), False
                    node = node.first_child
                    continue
                elif step != _SKIP:
                    self.empty(tag, element)
                node = node.next
            if is_block:
                self.close(element)
            if not above:
                return
            node, element, flags, is_block = above.pop()
            node = node.next

    def text(self, text: str, flags: int) -> None:
        """Add a text to the run; a run does not begin with a blank one."""
        self.pieces.append(text)
        if flags:
            self.marked.append((flags, text))

    def open(self, node: LexborNode, tag: str, parent: int, flags: int) -> int:
        """Enter a block element; what it passes on."""
        if self.pieces or self.lead:
            self.end_run(parent)
        page = self.page
        if self.watched and node.mem_id in self.watched:
            page.watched[node.mem_id] = len(page.tags)
        name = ""
        classes = "  "
        if attributes := node.attributes:
            get = attributes.get
            name = get("class") or ""
            classes = f"{name} {get('id') or ''} {get('role') or ''}"
            if "hidden" in attributes or "none" in (get("style") or ""):
                flags |= HIDDEN
        page.tags.append(tag)
        page.parents.append(parent)
        page.classes.append(classes)
        page.first.append(len(page.texts))
        page.end.append(0)
        self.names.append(name)
        return flags

    def close(self, element: int) -> None:
        """Leave a block element."""
        if self.pieces or self.lead:
            self.end_run(element)
        self.page.end[element] = len(self.page.texts)
        if self.rest and not element:
            self.page.cut_at = self.max_blocks
            self.page.texts[-1] = "\n".join((self.page.texts[-1], *self.rest))

    def inline(self, tag: str, flags: int) -> int:
        """Enter an inline element; what it passes on."""
        if not self.pieces:
            self.lead = tag
        if tag == "a":
            self.links += 1
            return flags | LINK
        return flags | EMPHASIS if tag in _EMPHASIS else flags

    def empty(self, tag: str, element: int) -> None:
        """Pass an element that holds nothing: an image, or a line break."""
        if tag == "br":
            self.line_break(element)
            return
        if not self.pieces:
            self.lead = tag
        if tag == "img":
            self.page.images.append(len(self.page.texts))

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
        if self.pieces:
            text = _tidy("".join(self.pieces), as_is=page.tags[element] == "pre")
            if text and len(page.texts) >= self.max_blocks:
                self.rest.append(text)
            elif text:
                page.texts.append(text)
                page.owners.append(element)
                page.links.append(self.links)
                page.leads.append(self.lead)
                self.count_marked()
            self.pieces.clear()
            self.marked.clear()
        self.links = 0
        self.lead = ""

    def count_marked(self) -> None:
        """Say how much of the run stands in links and in emphasis, and whether it is hidden."""
        linked = emphasised = hidden = 0
        for flags, text in self.marked:
            size = len(text.strip())
            if flags & LINK:
                linked += size
            if flags & EMPHASIS:
                emphasised += size
            if flags & HIDDEN:
                hidden = 1
        self.page.link_chars.append(linked)
        self.page.emphasis_chars.append(emphasised)
        self.page.hidden.append(hidden)


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
