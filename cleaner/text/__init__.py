"""Text -> blocks: normalise, cut into lines. Labellers that know text read the head and score the lines."""

from cleaner.document import Document, Metadata
from cleaner.extraction import Extraction
from cleaner.settings import Settings
from cleaner.text import head as head
from cleaner.text.normalise import normalise
from cleaner.text.segment import segment


def extract(document: Document, settings: Settings) -> Extraction:
    """The lines of a text; `original` is the text after normalisation."""
    text = document.text or ""
    problem = None
    if len(text) > settings.max_bytes:
        problem = f"{len(text):,} characters, more than max_bytes = {settings.max_bytes:,}; not cleaned"
        return Extraction(original=text, blocks=(), metadata=_metadata(document), problem=problem)
    original = normalise(text) if settings.normalise else text
    blocks = segment(original, limit=settings.max_blocks + 1)
    if len(blocks) > settings.max_blocks:
        del blocks[settings.max_blocks :]
        problem = f"only the first {settings.max_blocks:,} lines are cleaned (max_blocks); the rest is kept"
    return Extraction(original=original, blocks=blocks, metadata=_metadata(document), problem=problem)


def _metadata(document: Document) -> Metadata:
    fields = {
        "title": document.title,
        "authors": document.authors,
        "published": document.published,
        "lang": document.lang,
    }
    return Metadata(
        title=document.title,
        authors=document.authors,
        published=document.published,
        lang=document.lang,
        sources={name: "document" for name, value in fields.items() if value},
    )
