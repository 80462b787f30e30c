"""Clutter glued to the end of a kept line: a pointer to another story, a picture credit, who reported."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cleaner.clutter.shape import FULL_STOPS
from cleaner.document import Block, Category, Finding
from cleaner.extraction import Context

SENTENCE = 40
"""Characters; what stands before the clutter is at least a sentence, or the line is clutter as a whole."""
TAIL_WORDS = 25
"""What is cut is a headline or a name, not a paragraph that happens to follow an opener."""

_BECAUSE = {
    "related": "points to another story after the sentence has ended",
    "caption": "the credit of a picture after the sentence has ended",
    "credit": "names who reported and edited, in brackets at the end",
}


def label(context: Context) -> list[Finding]:
    """A finding for each tail of a line that is clutter, from its first word to the line's end."""
    return [finding for block in context.blocks if _may_have_tail(block.text) for finding in _tails(block)]


def _may_have_tail(text: str) -> bool:
    """Whether it is long enough and has the colon or bracket that every tail has."""
    return len(text) >= SENTENCE and (":" in text or text[-1] in ")）]" or "：" in text)


def _tails(block: Block) -> Sequence[Finding]:
    tail = _last_words(block.text)
    for match in _openers().finditer(block.text, SENTENCE - 2):
        category: Category = match.lastgroup  # type: ignore[assignment]  # the groups are named for categories
        start = match.start(category)
        if category == "credit" or start >= tail:
            return [
                Finding(
                    category, f"inline.{category}", 0.85, block.start + start, block.end, _BECAUSE[category]
                )
            ]
    return ()


def _last_words(text: str) -> int:
    """The first place in `text` behind which there are no more than `TAIL_WORDS` spaces."""
    at = len(text)
    for _ in range(TAIL_WORDS + 1):
        at = text.rfind(" ", 0, at)
        if at < 0:
            return 0
    return at + 1


@cache
def _openers() -> re.Pattern[str]:
    """One pattern for all openers; it starts at a sentence's end, so that it is tried a few times a line."""
    words = tomllib.loads(Path(__file__).with_name("inline.toml").read_text(encoding="utf-8"))
    either = {
        name: "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda each: (-len(each), each)))
        for name, phrases in words.items()
    }
    longest = max(len(phrase) for name in ("related", "caption") for phrase in words[name])
    return re.compile(
        rf"[{FULL_STOPS}…][\"'”’»)\]」』]{{0,2}}+\s*+(?:"
        rf"(?=[^:：]{{1,{longest + 2}}}+[:：])(?:"  # asked first: most sentences have no colon there
        rf"(?P<related>(?:{either['related']})\s?[:：].)"
        rf"|(?P<caption>\(?(?:{either['caption']})\s?[:：][^.!?:]{{2,80}}\)?\.?$))"
        rf"|(?P<credit>[(（\[](?:{either['credit']})\s[^()（）]{{3,400}}[)）\]]\.?$)"
        r")",
        re.IGNORECASE,
    )
