"""One walk over the parsed page: its blocks, and the elements that hold them.

A block is a run of inline text in its nearest block element, cut at block tags and at `br br`. Nothing is
left out because of its name or class; only what is never text: scripts, styles, form controls, embeds.
"""

import re
from dataclasses import dataclass, field

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
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
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

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and zero-width characters, which cut words in two for everyone downstream."""
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")


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

    watched: dict[int, int] = field(default_factory=dict)
    """`mem_id` of the nodes the caller asked for -> their element; inline and missing ones are left out."""

    cut_at: int | None = None
    """Number of blocks after which the rest of the page was taken as one, None if all were cut."""

    kinds: list[tuple[Kind, int]] = field(default_factory=list)
    """What blocks in each element are, by the nearest element that says so, and their level."""

    def kind(self, block: int) -> tuple[Kind, int]:
        """What a block is, and its heading level or list depth."""
        return self.kinds[self.owners[block]]


_KINDS: dict[str, Kind] = {
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quote",
    "td": "table",
    "th": "table",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "preformatted",
}


def parse(page: bytes | str) -> LexborHTMLParser:
    """The tree of a page in UTF-8 as a browser with scripting builds it; nested past sense, flattened."""
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if data.count(b"<") - 2 * data.count(b"</") > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        data = b"<body>" + _ANY_TAG.sub(b"<br><br>", data)
    return LexborHTMLParser(data, scripting=True)


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
    """Cut a page into blocks and say which elements `watched` nodes are. Takes scripts out of `tree`."""
    page = Outline()
    if tree.root is None or tree.body is None:
        return page
    tree.strip_tags(list(NEVER_TEXT), recursive=True)
    _Walk(page, max_blocks, watched).run(tree.body)
    return page


def _kind(tag: str, above: tuple[Kind, int]) -> tuple[Kind, int]:
    """The kind and level of blocks in an element, given those of the element around it."""
    if tag in _HEADINGS:
        return "heading", _HEADINGS[tag]
    if tag in ("ul", "ol"):
        return "list_item", above[1] + 1 if above[0] == "list_item" else 1
    if tag in ("article", "main", "section"):
        return PARAGRAPH
    kind = _KINDS.get(tag)
    if kind is None:
        return above
    return (kind, max(1, above[1])) if kind == "list_item" else (kind, 0)


class _Walk:
    """The state of the walk: the open elements and the run of text that is being gathered."""

    def __init__(self, page: Outline, max_blocks: int, watched: frozenset[int]) -> None:
        self.page = page
        self.watched = watched
        self.max_blocks = max_blocks
        self.pieces: list[str] = []
        self.owner = 0
        self.link_chars = self.links = self.emphasis_chars = self.flags = 0
        self.lead = ""

    def run(self, body: LexborNode) -> None:
        """Visit every node below `body` in page order."""
        ids = [body.mem_id]
        states = [self.open(body, "body", 0, 0)]
        nodes = body.traverse(include_text=True)
        next(nodes)
        for node in nodes:
            parent = node.parent
            above = parent.mem_id if parent is not None else ids[0]
            while ids[-1] != above and len(ids) > 1:
                ids.pop()
                self.close(states.pop())
            tag = node.tag
            element, flags, _ = states[-1]
            if tag == "-text":
                self.text(node.text_content or "", element, flags)
            elif tag == "br":
                self.line_break()
            elif tag in INLINE:
                ids.append(node.mem_id)
                states.append((element, self.inline(tag, flags), False))
            elif tag is not None and node.is_element_node:
                self.flush()
                ids.append(node.mem_id)
                states.append(self.open(node, tag, element, flags))
        while states:
            self.close(states.pop())

    def close(self, state: tuple[int, int, bool]) -> None:
        """Leave an element; a block element ends the run of text."""
        element, _, is_block = state
        if is_block:
            self.flush()
            self.page.end[element] = len(self.page.texts)

    def inline(self, tag: str, flags: int) -> int:
        """Enter an inline element; what it passes on."""
        if not self.pieces:
            self.lead = tag
        if tag == "a":
            self.links += 1
            return flags | LINK
        return flags | EMPHASIS if tag in _EMPHASIS else flags

    def open(self, node: LexborNode, tag: str, parent: int, flags: int) -> tuple[int, int, bool]:
        """Enter a block element."""
        page = self.page
        attributes = node.attributes
        name = attributes.get("class") or ""
        element = len(page.tags)
        depth = page.depths[parent] + 1 if element else 0
        if self.watched and node.mem_id in self.watched:
            page.watched[node.mem_id] = element
        if "hidden" in attributes or "none" in (attributes.get("style") or ""):
            flags |= HIDDEN
        page.tags.append(tag)
        page.parents.append(parent)
        page.depths.append(depth)
        page.classes.append(f"{name} {attributes.get('id') or ''} {attributes.get('role') or ''}")
        page.first.append(len(page.texts))
        page.end.append(0)
        page.kinds.append(_kind(tag, page.kinds[parent] if element else PARAGRAPH))
        if not element:
            page.paths.append(tag)
        elif depth < _PATH_DEPTH:
            word = name.split(None, 1)
            page.paths.append(
                f"{page.paths[parent]}>{tag}.{word[0][:40]}" if word else f"{page.paths[parent]}>{tag}"
            )
        else:
            page.paths.append(page.paths[parent])
        return element, flags, True

    def text(self, text: str, element: int, flags: int) -> None:
        """Add a text node to the run."""
        if not self.pieces:
            if text.isspace():
                return
            self.owner = element
        if self.page.tags[element] != "pre":
            text = text.replace("\n", " ")
        self.pieces.append(text)
        if flags and not text.isspace():
            size = len(text.strip())
            if flags & LINK:
                self.link_chars += size
            if flags & EMPHASIS:
                self.emphasis_chars += size
            self.flags |= flags

    def line_break(self) -> None:
        """A second break with nothing between ends the run; one break is a line within it."""
        if not self.pieces:
            return
        for piece in reversed(self.pieces):
            if piece == "\n":
                self.flush()
                return
            if not piece.isspace():
                break
        self.pieces.append("\n")

    def flush(self) -> None:
        """End the run of text; it is a block unless it is blank."""
        pieces = self.pieces
        if pieces:
            self.pieces = []
            page = self.page
            whole = _INVISIBLE.sub("", "".join(pieces))
            if page.tags[self.owner] == "pre":
                text = whole.strip("\n").rstrip()
            elif "\n" in whole:
                text = _BREAKS.sub("\n", _SPACE.sub(" ", whole)).strip()
            else:
                text = " ".join(whole.split())
            if text.strip():
                if len(page.texts) >= self.max_blocks:
                    page.cut_at = self.max_blocks
                    page.texts[-1] += "\n" + text
                else:
                    page.texts.append(text)
                    page.owners.append(self.owner)
                    page.link_chars.append(self.link_chars)
                    page.links.append(self.links)
                    page.emphasis_chars.append(self.emphasis_chars)
                    page.hidden.append(self.flags & HIDDEN and 1)
                    page.leads.append(self.lead)
        self.link_chars = self.links = self.emphasis_chars = self.flags = 0
        self.lead = ""
