"""HTML -> blocks: decode, parse, cut into blocks, score, choose, read the metadata. Start reading here."""

from collections.abc import Collection
from functools import cache
from itertools import accumulate

import numpy as np

from cleaner.clutter.siterules import PageRules
from cleaner.document import Block, Category, Document, Finding
from cleaner.extraction import Extraction
from cleaner.html import blocks, boxes, decode, fallback, features, head, metadata, policy, selectors
from cleaner.html.blocks import Outline
from cleaner.html.names import plain
from cleaner.html.scorer import BlockScorer
from cleaner.settings import Settings
from cleaner.text.dates import date_in
from cleaner.text.head import HEAD, names_in

LAYOUT = 200
"""Characters; a block so long, with another beside it in a cell, is a paragraph of a page set in tables."""

_REASONS: dict[Category, str] = {
    "nav": "navigation or a list of links",
    "related": "a link to another story",
    "share": "share or follow buttons",
    "comments": "readers' comments",
    "caption": "a caption or picture credit",
    "byline": "the byline",
    "dateline": "a date line",
    "ad": "an advertisement or its label",
    "cookie": "a consent notice",
    "newsletter": "a newsletter or subscription offer",
    "title": "the headline, which is kept as the title",
    "template": "not part of the article's text",
}
_BOXES: dict[Category, str] = {
    "repeated": "a summary of the article that says it was made by a machine",
    "template": "a box of facts beside the article, by the name of its element",
}


@cache
def _scorer() -> BlockScorer:
    return BlockScorer.load()


def extract(document: Document, settings: Settings, site: PageRules | None = None) -> Extraction:
    """The blocks of a page, and a finding for each that is not the article's; `site` has the user's word."""
    data = document.html or b""
    if len(data) > settings.max_bytes:
        return Extraction(
            original="",
            blocks=(),
            problem=f"{len(data):,} bytes of HTML, more than max_bytes = {settings.max_bytes:,}; not cleaned",
        )
    utf8 = decode.decode(data, document.meta).utf8
    tree = blocks.parse(utf8)
    declared = head.read_head(tree)
    known = metadata.read(declared, tree, document)
    selected = selectors.select(tree, site) if site else None
    page = blocks.outline(tree, settings.max_blocks, selected.watched if selected else frozenset())
    hints = declared.hints()
    if not page.texts:
        original, laid = _lay_out(page, policy.declared(hints.body, 0))
        problem = None if laid else "the page has no text"
        return Extraction(original=original, blocks=laid, metadata=known, problem=problem)
    elements, columns = features.features(page, hints)
    chances = _scorer().score(elements, columns)
    boxed = boxes.boxed(page, elements)
    for flags in boxed.values():
        chances = np.where(flags, 0, chances)
    kept, extra = policy.choose(page, elements, columns, chances, hints.body)
    if settings.fallback and not extra and not kept.any():
        kept = fallback.choose(page, utf8)
    stripped: dict[int, str] = {}
    spared: dict[int, str] = {}
    if selected and not extra:
        kept, stripped, spared = selectors.obey(selected, page, kept, chances)
    names = policy.categories(columns, kept)
    _name_head(page, kept, names, known.title or "")
    in_box = {number: category for category, flags in boxed.items() for number in flags.nonzero()[0].tolist()}
    for number, category in in_box.items():
        names[number] = category
    original, laid = _lay_out(page, extra)
    found = _findings(laid, chances.tolist(), kept.tolist(), names, in_box)
    gone = frozenset(np.flatnonzero(~kept).tolist())
    problem = None
    if page.cut_at is not None:
        problem = f"more than {page.cut_at:,} blocks; the rest of the page is in the last one"
    return Extraction(
        original=original,
        blocks=laid,
        findings=selectors.findings(laid, found, stripped, spared),
        rejected=gone,
        metadata=known,
        problem=problem,
    )


def _name_head(page: Outline, kept: policy.Flags, names: list[Category], title: str) -> None:
    """Call headline, bylines and dates right above the text what they are; few have a class that says so."""
    first = int(kept.argmax())
    headline = plain(title)
    for number in range(max(0, first - HEAD), first):
        text = page.texts[number]
        if headline and plain(text) == headline:
            names[number] = "title"
        elif names_in(text):
            names[number] = "byline"
        elif date_in(text):
            names[number] = "dateline"


def _lay_out(page: Outline, extra: list[str]) -> tuple[str, tuple[Block, ...]]:
    """All blocks as one text: list items and rows a line each, cells by tabs, the rest by blank lines."""
    laid: list[Block] = []
    pieces: list[str] = []
    at = 0
    before = ""
    row = -1
    layout = _layout(page) if "td" in page.tags or "th" in page.tags else []
    for text, owner in zip(page.texts, page.owners, strict=True):
        _, _, _, _, kind, level, path = page.chain[page.chains[owner]]
        if kind == "table" and layout[owner]:
            kind = "paragraph"
        gap = "\n\n" if pieces else ""
        if kind == before == "list_item":
            gap = "\n"
        elif kind == "table":
            if before == "table":
                gap = "\t" if page.parents[owner] == row else "\n"
            row = page.parents[owner]
        before = kind
        start = at + len(gap)
        at = start + len(text)
        pieces += (gap, text)
        laid.append(Block(text, kind, start, at, level, path))
    for text in extra:
        gap = "\n\n" if pieces else ""
        pieces += (gap, text)
        at += len(gap)
        laid.append(Block(text, "paragraph", at, at + len(text), 0, "script[ld+json]"))
        at += len(text)
    return "".join(pieces), tuple(laid)


def _layout(page: Outline) -> list[bool]:
    """Whether each element stands in a cell of several blocks, one of them long: a page set in tables."""
    found: list[bool] = []
    long = [0, *accumulate(len(text) >= LAYOUT for text in page.texts)]
    for tag, parent, first, end in zip(page.tags, page.parents, page.first, page.end, strict=True):
        if tag in ("td", "th"):
            found.append(end > first + 1 and long[end] > long[first])
        else:
            found.append(bool(found) and found[parent])
    return found


def _findings(
    laid: tuple[Block, ...],
    chances: list[float],
    kept: list[bool],
    names: list[Category],
    in_box: Collection[int],
) -> list[Finding]:
    """One finding for each run of rejected blocks of one category, those in boxes for themselves."""
    found: list[Finding] = []
    number, count = 0, len(kept)
    while number < count:
        if kept[number]:
            number += 1
            continue
        category, first, boxed = names[number], number, number in in_box
        while (
            number < count and not kept[number] and names[number] == category and (number in in_box) == boxed
        ):
            number += 1
        start, end, many = laid[first].start, laid[number - 1].end, _count(number - first)
        if boxed:
            found.append(Finding(category, "html.box", 1.0, start, end, f"{_BOXES[category]}; {many}"))
            continue
        weight = 1 - min(0.5, sum(chances[first:number]) / (number - first))
        because = f"{_REASONS.get(category, category)}; {many}, {1 - weight:.0%} likely to be article"
        found.append(Finding(category, "html.scorer", round(weight, 3), start, end, because))
    return found


def _count(blocks: int) -> str:
    return "1 block" if blocks == 1 else f"{blocks} blocks"
