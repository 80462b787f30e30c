"""What a user's site files say of a page: blocks they strip, blocks they keep, and where the article is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from cleaner.clutter.siterules import PageRules, Selectors
from cleaner.document import Block, Finding
from cleaner.html.blocks import Outline

_CLASS = re.compile(r' class="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')

BODY_CHANCE = 0.15
"""Inside a body that the user names, a block stays from this probability on."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The elements of a page that each selector finds, by `mem_id`."""

    strip: Mapping[str, Sequence[int]]
    body: Mapping[str, Sequence[int]]
    keep: Mapping[str, Sequence[int]]

    @property
    def watched(self) -> frozenset[int]:
        """All of them."""
        groups = (self.strip, self.body, self.keep)
        return frozenset(found for group in groups for elements in group.values() for found in elements)


def select(tree: LexborHTMLParser, rules: PageRules) -> Selected:
    """Ask the page for every selector that may find something on it."""
    names = _names(tree.html or "")

    def ask(files: Sequence[Selectors]) -> dict[str, list[int]]:
        able = [selector for file in files for selector in file.named(names)]
        able += [
            selector
            for file in files
            for group in file.unnamed
            if tree.css_first(", ".join(group)) is not None
            for selector in group
        ]
        found = {selector: [node.mem_id for node in tree.css(selector)] for selector in able}
        return {selector: nodes for selector, nodes in found.items() if nodes}

    return Selected(ask(rules.strip), ask(rules.body), ask(rules.keep))


def _names(html: str) -> frozenset[str]:
    """The classes and ids of a page as the parser writes it, as selectors name them, in lower case."""
    classes = " ".join(_CLASS.findall(html)).lower().split()
    ids = " ".join(_ID.findall(html)).lower().split()
    return frozenset([*(f".{name}" for name in classes), *(f"#{name}" for name in ids)])


def obey(
    selected: Selected, page: Outline, kept: NDArray[np.bool_], chances: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], dict[int, str], dict[int, str]]:
    """(blocks,) whether each is kept now; the selector that strips a block, and the one that keeps it.

    Outside a named body nothing is kept, inside it what is not plainly clutter. `keep` wins over `strip`.
    """
    body = _blocks(selected.body, page)
    stripped = _blocks(selected.strip, page)
    spared = _blocks(selected.keep, page)
    for block in spared:
        stripped.pop(block, None)
    kept = kept.copy()
    if body:
        inside = np.zeros(kept.size, bool)
        inside[list(body)] = True
        kept = inside & (kept | (chances >= BODY_CHANCE))
    kept[list(stripped)] = False
    kept[list(spared)] = True
    return kept, stripped, spared


def _blocks(found: Mapping[str, Sequence[int]], page: Outline) -> dict[int, str]:
    """The blocks inside the elements, each with the first selector that finds it."""
    blocks: dict[int, str] = {}
    for selector, nodes in found.items():
        for node in nodes:
            if (element := page.watched.get(node)) is not None:
                for block in range(page.first[element], page.end[element]):
                    blocks.setdefault(block, selector)
    return blocks


def findings(
    laid: Sequence[Block], scored: Sequence[Finding], stripped: Mapping[int, str], spared: Mapping[int, str]
) -> list[Finding]:
    """The scorer's findings with the selectors' own beside them."""
    own = [
        Finding("template", "site.strip", 1.0, laid[n].start, laid[n].end, f"the site's file strips {css!r}")
        for n, css in sorted(stripped.items())
    ]
    own += [
        Finding("template", "site.keep", -1.0, laid[n].start, laid[n].end, f"the site's file keeps {css!r}")
        for n, css in sorted(spared.items())
    ]
    return [*scored, *own]
