"""Texts as the labellers see them, made of lines."""

from cleaner.document import Block, Metadata
from cleaner.extraction import Context

PROSE = (
    "The council of the harbour town met for nine hours before it voted, by one vote, to close the "
    "old bridge to lorries from the first of May."
)


def blocks_of(*lines: str) -> tuple[Block, ...]:
    """The lines as the blocks of a text."""
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(line, "line", at, at + len(line)))
        at += len(line) + 1
    return tuple(blocks)


def context(*lines: str) -> Context:
    """A document whose blocks are `lines`."""
    return Context(original="\n".join(lines), blocks=blocks_of(*lines), metadata=Metadata(), site=None)
