"""cleanwire: clean, deduplicated articles from scraped news."""

from cleaner.document import Article, Block, Document, Finding, Metadata, Removal
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

__all__ = ["Article", "Block", "Cleaner", "Document", "Finding", "Metadata", "Removal", "Settings", "clean"]


def clean(data: bytes | str, *, url: str | None = None, kind: str = "auto") -> Article:
    """The article in one page or text."""
    html = kind == "html" or (kind == "auto" and (isinstance(data, bytes) or data.lstrip()[:1] == "<"))
    document = (
        Document(id=url or "-", url=url, html=data) if html else Document(id=url or "-", text=str(data))
    )
    return Cleaner().clean(document)
