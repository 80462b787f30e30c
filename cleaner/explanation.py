"""What was said about each block of a document, and what became of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from cleaner.document import Article, Block, Finding, Removal

_Piece = TypeVar("_Piece", Finding, Removal)


class ExplainedBlock(NamedTuple):
    """A block of the original with everything that was said about it."""

    text: str
    kept: bool
    """False when no word of the block is in the article's text."""
    findings: tuple[Finding, ...]
    """Labels on the block or a part of it, strongest first."""
    removals: tuple[Removal, ...]
    """The pieces of the block that were stripped; they may reach beyond it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article and the reasons for it, block by block, in the order of the original."""

    article: Article
    blocks: tuple[ExplainedBlock, ...]

    @classmethod
    def of(cls, article: Article) -> Explanation:
        """The explanation of a cleaned article."""
        return cls(article, tuple(_explained(article)))


def _explained(article: Article) -> list[ExplainedBlock]:
    blocks = []
    findings, removals = (
        _by_block(article.blocks, article.findings),
        _by_block(article.blocks, article.removed),
    )
    for block, said, gone in zip(article.blocks, findings, removals, strict=True):
        at, kept = block.start, False
        for removal in gone:
            kept = kept or bool(article.original[at : removal.start].strip())
            at = max(at, removal.end)
        kept = kept or bool(article.original[at : block.end].strip())
        said.sort(key=lambda f: -f.weight)
        blocks.append(ExplainedBlock(block.text, kept, tuple(said), tuple(gone)))
    return blocks


def _by_block(blocks: Sequence[Block], pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """For each block the pieces that share a character with it."""
    starts, ends = [block.start for block in blocks], [block.end for block in blocks]
    found: list[list[_Piece]] = [[] for _ in blocks]
    for piece in pieces:
        for number in range(bisect_right(ends, piece.start), bisect_left(starts, piece.end)):
            found[number].append(piece)
    return found
