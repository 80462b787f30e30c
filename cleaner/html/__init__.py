"""HTML -> blocks: decode, parse, cut into blocks, score, read the metadata."""

import trafilatura

from cleaner.document import Block, Document, Metadata
from cleaner.extraction import Extraction
from cleaner.settings import Settings


def extract(document: Document, settings: Settings) -> Extraction:
    """The blocks of a page as trafilatura sees them."""
    del settings
    found = trafilatura.bare_extraction(document.html, url=document.url, include_comments=False)
    if found is None or isinstance(found, dict):
        return Extraction(original="", blocks=())
    original = found.text or ""
    blocks, at = [], 0
    for line in original.splitlines(keepends=True):
        blocks.append(Block(line.strip(), "paragraph", at, at + len(line.rstrip())))
        at += len(line)
    metadata = Metadata(title=found.title, published=found.date, lang=found.language)
    return Extraction(original=original, blocks=tuple(blocks), metadata=metadata)
