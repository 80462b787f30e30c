"""The rules on real text: for `../shared/bench/text.py --tool benchmarks.rules:rules_only`."""

from functools import cache

from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings


@cache
def _cleaner() -> Cleaner:
    return Cleaner(Settings(scorer=False))


def rules_only(text: str) -> str:
    """`text` cleaned by rules and heuristics alone."""
    article = _cleaner().clean(Document(id="-", text=text))
    return article.text
