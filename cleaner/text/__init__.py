"""Text -> blocks: normalise, cut into lines, read the head's metadata."""

from cleaner.document import Block, Document, Metadata
from cleaner.extraction import Extraction
from cleaner.settings import Settings


def extract(document: Document, settings: Settings) -> Extraction:
    """One block a line that is not blank."""
    del settings
    original = document.text or ""
    blocks, at = [], 0
    for line in original.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare)
            blocks.append(Block(bare, "line", start, start + len(bare)))
        at += len(line)
    metadata = Metadata(title=document.title, authors=document.authors, published=document.published)
    return Extraction(original=original, blocks=tuple(blocks), metadata=metadata)
