"""Texts as the labellers see them, made of lines."""

from cleaner.document import Block, Metadata
from cleaner.extraction import Context

PROSE = (
    "The council of the harbour town met for nine hours before it voted, by one vote, to close the "
    "old bridge to lorries from the first of May."
)


def context(*lines: str) -> Context:
    """A document whose blocks are `lines`."""
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(line, "line", at, at + len(line)))
        at += len(line) + 1
    return Context(original="\n".join(lines), blocks=tuple(blocks), metadata=Metadata(), site=None)
