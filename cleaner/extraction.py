"""What every front end (HTML, text) hands to the labellers, and what the labellers see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.clutter.shape import Page, page
from cleaner.document import Block, Finding, Metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A document cut into blocks.

    `findings` are the front end's own labels; a block that one of them `rejects` is not shown to the
    labellers, so that rules written for article text never see a navigation bar.
    """

    original: str
    blocks: Sequence[Block]
    findings: Sequence[Finding] = ()
    rejected: frozenset[int] = frozenset()
    """Indices of blocks the front end has already decided against."""
    metadata: Metadata = field(default_factory=Metadata)
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a labeller sees: the candidate blocks in order, and what is known about the document."""

    original: str
    blocks: Sequence[Block]
    metadata: Metadata
    site: str | None
    findings: list[Finding] = field(default_factory=list)
    """What was said so far; the pipeline adds to it what each labeller says."""

    @cached_property
    def page(self) -> Page:
        """The shape of the blocks: measured once, when the first labeller asks."""
        return page(self.blocks)
