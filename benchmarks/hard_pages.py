"""Hard pages made of real ones: a second article of the same site below the first, as in endless scroll."""

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.html import blocks, decode

MAX_SHARE = 2.2
"""The container taken along may have so many times the characters of its article's gold."""


def endless(
    records: list[tuple[str, dict[str, Any], bytes]],
) -> Iterator[tuple[str, dict[str, Any], LexborHTMLParser]]:
    """(site, record, tree) for each page whose site has another: the other's article stands below its own."""
    by_site: dict[str, list[tuple[dict[str, Any], bytes]]] = {}
    for site, record, raw in records:
        by_site.setdefault(site, []).append((record, raw))
    for site, pages in sorted(by_site.items()):
        for place, (record, raw) in enumerate(pages):
            other, other_raw = pages[(place + 1) % len(pages)]
            if other is record or _opening(other["body"]) == _opening(record["body"]):
                continue
            tree = blocks.parse(decode.decode(raw).utf8)
            here = _container(tree, record["body"])
            there = _container(blocks.parse(decode.decode(other_raw).utf8), other["body"])
            if here is None or there is None:
                continue
            here.insert_after(there)
            yield site, record, tree


def _opening(text: str) -> str:
    return " ".join(text.split())[:60]


def _container(tree: LexborHTMLParser, gold: str) -> LexborNode | None:
    """The outermost element around the article that holds little else."""
    if tree.body is None:
        return None
    lines = [line for line in gold.split("\n") if len(line) > 60]
    if len(lines) < 3:
        return None
    node = _holding(tree, lines[len(lines) // 2])
    best = None
    while node is not None and node.tag not in ("body", "html"):
        size = len(" ".join(node.text().split()))
        if size > MAX_SHARE * len(gold):
            break
        if size > 0.8 * len(gold):
            best = node
        node = node.parent
    return best


def _holding(tree: LexborHTMLParser, line: str) -> LexborNode | None:
    probe = line[:40]
    for node in tree.css("p, div, li, h2"):
        if probe in node.text(deep=False) or (node.tag == "p" and probe in node.text()):
            return node
    return None
