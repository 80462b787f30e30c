"""Heuristics: what clutter looks like in any language. One pure function a kind, listed in `HEURISTICS`."""

from collections.abc import Callable, Sequence

from cleaner.clutter.shape import Page, page
from cleaner.document import Finding
from cleaner.extraction import Context

Heuristic = Callable[[Context, Page], Sequence[Finding]]


def label(context: Context) -> list[Finding]:
    """What all heuristics say about the blocks, in their order."""
    measured = page(context.blocks)
    return [finding for heuristic in HEURISTICS for finding in heuristic(context, measured)]


def repeated_title(context: Context, measured: Page) -> list[Finding]:
    """The headline once more, above or below the text."""
    title = context.metadata.title
    if not title:
        return []
    return [
        Finding("title", "heuristic.repeated-title", 0.9, b.start, b.end, "The article's headline again.")
        for b in measured.blocks
        if b.text.casefold() == title.casefold()
    ]


HEURISTICS: tuple[Heuristic, ...] = (repeated_title,)
