"""What was said about each block of a document, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cleaner.document import Article, Finding, Removal


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
    for block in article.blocks:
        said = [f for f in article.findings if f.start < block.end and block.start < f.end]
        gone = [r for r in article.removed if r.start < block.end and block.start < r.end]
        at, kept = block.start, False
        for removal in gone:
            kept = kept or bool(article.original[at : removal.start].strip())
            at = max(at, removal.end)
        kept = kept or bool(article.original[at : block.end].strip())
        said.sort(key=lambda f: -f.weight)
        blocks.append(ExplainedBlock(block.text, kept, tuple(said), tuple(gone)))
    return blocks
