"""What is known about the article beside its text, each value with its source."""

from selectolax.lexbor import LexborHTMLParser

from cleaner.document import Document, Metadata
from cleaner.html.head import Head, text_of


def read(head: Head, tree: LexborHTMLParser, document: Document) -> Metadata:
    """The metadata that the page declares, shows or was handed in with."""
    del tree
    article = head.article()
    return Metadata(
        title=document.title
        or text_of(article.get("headline"))
        or head.first("og:title")
        or head.title
        or None,
        lang=head.language,
    )
