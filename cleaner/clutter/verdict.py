"""What a page is: an article, or one of the things that scrapers bring home instead."""

from cleaner.document import Verdict
from cleaner.extraction import Extraction


def judge(text: str, extraction: Extraction) -> Verdict:
    """The verdict on a page whose stripped text is `text`."""
    del extraction
    return "article" if text else "empty"
