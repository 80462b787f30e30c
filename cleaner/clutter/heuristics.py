"""Heuristics: what clutter looks like in any language. One pure function a kind, listed in `HEURISTICS`."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaner.clutter.cards import is_doubled, listed
from cleaner.clutter.fold import tokens
from cleaner.clutter.match import SURE
from cleaner.clutter.shape import PROSE_WORDS, Page, is_cut_off, is_headline, is_sentence
from cleaner.clutter.strip import CERTAIN
from cleaner.document import Block, Category, Finding
from cleaner.extraction import Context

HEAD_LINES = 25
"""Above the article stand no more lines than this: what has more is a list or a page of its own."""
STANDFIRST_WORDS = 8
"""A line above the article with so many words may be its standfirst, which often has no full stop."""
AGAIN_WORDS = 6
"""What stands there twice and is shorter may be a heading and its entry in the list of contents."""
NAME_WORDS = 4
"""More after a label are part of a headline, unless there is a `/` in them; in brackets twice as many."""
CAPTION_WORDS = 4
"""Before the label stands what the picture shows: no fewer words."""
BOX, BOX_WORDS = 0.7, 20
"""How sure it must be that the lines around are clutter; longer lines between them may be a paragraph."""

Heuristic = Callable[[Context, Page], Sequence[Finding]]

_HANDLE = re.compile(r"\W*(?:\S+ ){0,4}@[\w.-]{2,40}\W*$")
_COUNTER = re.compile(r"\W*\d[\d.,]*\s?[kKmM]?\W*$")
_EMBED = re.compile(
    r"pic\.twitter\.com/\w+$|^\W{0,3}https?://t\.co/\w+$|^[—–-] .{2,60} \(@\w{2,20}\).{0,40}$"
    r"|^@\w{2,20}$|^#\w+(?:[ ,]+#\w+)*$"
)
_DAYS = re.compile(r"\b\d{1,2} ?[-–] ?\d{1,2}\b")
# Possessive: a line of nothing but signs is as long as it likes.
_ADDRESS = re.compile(r"\W*+(?:https?://\S++|www\.\S++|[^\s@]++@[\w-]++(?:\.[\w-]++)++)\W*+$")
_ITEM = re.compile(r"\s*(?:[-–—•*·▪●◦‣+|]|\d{1,3}[.)]|[a-z])\s?")
_INSIDE = r"[^()\[\]（）［］【】〔〕\d]"
_BRACKETED = re.compile(
    rf"[(\[（［【〔]({_INSIDE}{{2,40}}?)\s?[/:：=©|]\s?({_INSIDE}{{2,50}})[)\]）］】〕]\.?$"
)
_CLOSING = ")]）］】〕"
_NO_NAME = ".!?:;,"
"""A line that ends so does not end in a name; most do."""
_LABEL_SIGN = re.compile("[:：©]")
_LABELLED = re.compile(r"\w{2}[.!?…\"”»)]+ ?([^\W\d_]{3,12})(?: \w+)? ?[:：©] ?([^\W\d_][^.!?:;,\d]{2,50})$")


def label(context: Context) -> list[Finding]:
    """What all heuristics say about the blocks, each seeing what was said before it."""
    sure = {finding.start for finding in context.findings if finding.weight >= SURE}
    measured = context.page
    if sure:
        measured = measured.without([at for at, block in enumerate(context.blocks) if block.start in sure])
    on_page = any(block.path for block in context.blocks)
    said = list(context.findings)
    before = len(said)
    context = replace(context, findings=said)
    for heuristic in HEURISTICS:
        if not (on_page and heuristic in SHAPES):
            said += heuristic(context, measured)
    return said[before:]


def repeated_title(context: Context, measured: Page) -> list[Finding]:
    """The headline once more, above or below the text."""
    if not context.metadata.title:
        return []
    short = [block for block in measured.blocks if len(block.text) < 300]
    title, *lines = tokens([context.metadata.title, *(block.text for block in short)])
    again = [block for block, words in zip(short, lines, strict=True) if words == title] if title else []
    return [_finding("title", "repeated-title", 0.9, b, "The article's headline again.") for b in again]


def share_handle(context: Context, measured: Page) -> list[Finding]:
    """A few words and an account to share with or to follow: `Share this @site`.

    >>> bool(_HANDLE.match("Share this @internewscast.example")), bool(_HANDLE.match("He wrote to @anna."))
    (True, True)
    """
    if "@" not in context.original:
        return []
    found = [b for b in measured.blocks if len(b.text) < 60 and "@" in b.text and _HANDLE.match(b.text)]
    return [_finding("share", "share-handle", 0.9, b, "A few words and an account's handle.") for b in found]


def social_embed(context: Context, measured: Page) -> list[Finding]:
    """The leftovers of an embedded post: its address, its author's handle, a row of hashtags."""
    text = context.original
    if not (
        "@" in text or "#" in text or ("/" in text and ("pic.twitter.com/" in text or "://t.co/" in text))
    ):
        return []
    found = [b for b in measured.blocks if len(b.text) < 200 and _is_embed(b.text)]
    return [_finding("share", "social-embed", 0.9, b, "Leftover of an embedded post.") for b in found]


def _is_embed(text: str) -> bool:
    return ("/" in text or "@" in text or "#" in text) and _EMBED.search(text) is not None


def bare_address(context: Context, measured: Page) -> list[Finding]:
    """A web or e-mail address alone on its line, outside the prose."""
    found = [measured.blocks[i] for i in _outside(measured) if _ADDRESS.match(measured.blocks[i].text)]
    return [_finding("nav", "bare-address", 0.4, b, "An address alone on its line.") for b in found]


def counter(context: Context, measured: Page) -> list[Finding]:
    """A number alone on its line beside other clutter: shares, comments, views."""
    numbers = [at for at, b in enumerate(measured.blocks) if len(b.text) < 9 and _COUNTER.match(b.text)]
    cluttered = _cluttered(context) if numbers else frozenset()
    found = []
    for at in numbers:
        block, beside = measured.blocks[at], measured.blocks[max(0, at - 1) : at + 2]
        if any(b.start in cluttered for b in beside if b is not block):
            found.append(block)
    return [_finding("share", "counter", 0.85, b, "A number alone, beside other clutter.") for b in found]


def repeated_line(context: Context, measured: Page) -> list[Finding]:
    """A line that stands three times or more on a page of prose where few do."""
    lines = [b.text for b, n in zip(measured.blocks, measured.words, strict=True) if 4 <= n < PROSE_WORDS]
    if len(set(lines)) > len(lines) - 2:
        return []
    often = {text for text, count in Counter(lines).items() if count > 2 and text[:1].isalpha()}
    if not often or len(often) > 3 or _body_has_lists(len(measured.blocks), measured):
        return []
    again = [b for b in measured.blocks if b.text in often]
    return [_finding("repeated", "repeated-line", 0.6, b, "It stands three times or more.") for b in again]


def headline_run(context: Context, measured: Page) -> list[Finding]:
    """Headlines and teasers in a row after the last prose, with no heading to announce them.

    The same line again and again is the head of a table; lines with the days from and to are events.
    """
    run = range(_run_start(measured), len(measured.blocks))
    heads = [at for at in run if _is_head(at, measured) or is_cut_off(measured.blocks[at].text)]
    texts = [measured.blocks[at].text for at in heads]
    listed = [text for text in texts if _ITEM.match(text)]
    events = [text for text in texts if _DAYS.search(text)]
    words = sum(measured.words[at] for at in heads)
    if len(set(texts)) < 4 or 2 * len(events) > len(heads) or words < (8 if listed else 6) * len(heads):
        return []
    if _body_has_lists(run.start, measured):
        return []
    because = f"One of {len(heads)} headlines and teasers in a row after the last paragraph."
    return [_finding("related", "headline-run", 0.9, measured.blocks[at], because) for at in heads]


def _run_start(measured: Page) -> int:
    """Where the last blocks begin that are no finished sentences."""
    at = len(measured.blocks)
    while at > measured.tail and not (
        measured.words[at - 1] >= 12 and is_sentence(measured.blocks[at - 1].text)
    ):
        at -= 1
    return at


def _body_has_lists(end: int, measured: Page) -> bool:
    """The article itself is made of lists, tables or short lines: a run at its end says nothing."""
    body = range(measured.head, end)
    prose = sum(measured.prose[at] for at in body)
    items = sum(1 for at in body if _ITEM.match(measured.blocks[at].text))
    short = sum(1 for at in body if measured.words[at] < 12)
    opener = measured.blocks[end - 1].text if end else ""
    return prose < 3 or items > 2 or short > prose or opener.endswith(":")


def teaser(context: Context, measured: Page) -> list[Finding]:
    """A summary that breaks off in an ellipsis, where a rule already says that stories are listed."""
    listed = {f.start for f in context.findings if f.category == "related" and f.weight >= 0.5}
    found = [b for b in measured.blocks if b.start in listed and is_cut_off(b.text)]
    because = "A summary that breaks off, in a list of stories."
    return [_finding("related", "teaser", 0.9, b, because) for b in found]


def caption_credit(context: Context, measured: Page) -> list[Finding]:
    """A caption: at its end stand a label or a name and who took the picture, in brackets or after a stop.

    Three such lines in a row are a list of works or people, and what stands in brackets twice is no credit.

    >>> _ends_in_credit("Crowds at the gate on Monday. (Sample Name/CBC)")
    True
    >>> _ends_in_credit("Der Umzug am Montag in Bonn. Foto: Anna Muster/dpa")
    True
    >>> _ends_in_credit("Cats vs. Dogs: The Great Difference")
    False
    """
    like = [
        at
        for at, (b, n) in enumerate(zip(measured.blocks, measured.words, strict=True))
        if 5 < n < 60
        and (b.text[-1] not in _NO_NAME or b.text[-2] in _CLOSING)  # most lines end in a full stop
        and _ends_in_credit(b.text)
        and not _ITEM.match(b.text)
    ]
    alike = frozenset(like)
    lists = {at for at in like if at - 1 in alike and at + 1 in alike}
    found = [measured.blocks[at] for at in like if lists.isdisjoint((at - 1, at, at + 1))]
    return [_finding("caption", "caption-credit", 0.9, b, "It ends in a picture's credit.") for b in found]


def story_list(context: Context, measured: Page) -> list[Finding]:
    """Stories listed at the end, each with its date, byline or a summary that breaks off."""
    stamps = {f.start for f in context.findings if f.category in _STAMPS and f.weight >= 0.5}
    stamped = {at for at, block in enumerate(measured.blocks) if block.start in stamps}
    because = "One of the stories listed at the end, each with a date, a byline or a summary that breaks off."
    return [
        _finding("related", "story-list", 0.9, measured.blocks[at], because)
        for at in listed(measured, stamped)
    ]


def doubled_line(context: Context, measured: Page) -> list[Finding]:
    """A headline twice in one line: a link and the description of its picture."""
    found = [b for b in measured.blocks if b.text[len(b.text) // 2].isspace() and is_doubled(b.text)]
    return [_finding("related", "doubled-line", 0.9, b, "The same words twice in one line.") for b in found]


def repeated_head(context: Context, measured: Page) -> list[Finding]:
    """A line above the article that has stood there already: its headline, its picture's caption."""
    above = range(min(measured.head, HEAD_LINES))
    head = [measured.blocks[at] for at in above if measured.words[at] >= AGAIN_WORDS]
    first: dict[str, int] = {}
    for block in head:
        first.setdefault(block.text, block.start)
    again = [block for block in head if first[block.text] != block.start]
    return [_finding("repeated", "repeated-head", 0.85, b, "It has stood above already.") for b in again]


def after_the_end(context: Context, measured: Page) -> list[Finding]:
    """What follows a line that only stands below a story: a copyright notice, a comment form."""
    ends = {f.start for f in context.findings if f.weight >= CERTAIN and f.category in _ENDS}
    start = next(
        (i for i in range(measured.tail, len(measured.blocks)) if measured.blocks[i].start in ends), None
    )
    if start is None:
        return []
    cluttered = _cluttered(context)
    known = sum(1 for block in measured.blocks[start:] if block.start in cluttered)
    if 4 * known < len(measured.blocks) - start:
        return []
    rest = [i for i in range(start + 1, len(measured.blocks)) if not _may_be_text(i, measured)]
    because = "It stands below a line that ends the story."
    return [_finding("template", "after-the-end", 0.9, measured.blocks[i], because) for i in rest]


def between_clutter(context: Context, measured: Page) -> list[Finding]:
    """A short line outside the prose with clutter right above and right below it."""
    starts = _cluttered(context)
    if len(starts) < 2:
        return []
    cluttered = [block.start in starts for block in measured.blocks]
    found = [
        measured.blocks[at]
        for at in _outside(measured)
        if not cluttered[at]
        and any(cluttered[max(0, at - 2) : at])
        and any(cluttered[at + 1 : at + 3])
        and not _may_be_text(at, measured)
        and not (at < measured.head and measured.words[at] >= STANDFIRST_WORDS)
    ]
    because = "A short line with clutter above and below it."
    return [_finding("template", "between-clutter", 0.9, b, because) for b in found]


def boxed(context: Context, measured: Page) -> list[Finding]:
    """A short line in a box: right above and right below stand two other lines that are clutter for sure.

    What separates paragraphs (`Advertisement`, `Read more`) is no box: it is shorter, or the same each time.
    """
    sure = {finding.start for finding in context.findings if finding.weight >= BOX}
    if len(sure) < 2:
        return []
    blocks, words = measured.blocks, measured.words
    sides = [at for at, b in enumerate(blocks) if b.start in sure and words[at] >= 3 and at >= measured.head]
    inside = [
        blocks[above + 1]
        for above, below in pairwise(sides)
        if below == above + 2 and blocks[above].text != blocks[below].text and words[above + 1] < BOX_WORDS
    ]
    because = "A short line with two different lines of clutter right above and below."
    return [_finding("template", "boxed", 0.9, block, because) for block in inside]


HEURISTICS: tuple[Heuristic, ...] = (
    repeated_title,
    share_handle,
    social_embed,
    bare_address,
    counter,
    repeated_line,
    caption_credit,
    headline_run,
    teaser,
    story_list,
    doubled_line,
    repeated_head,
    after_the_end,
    between_clutter,
    boxed,
)

_ENDS: frozenset[str] = frozenset(
    {"related", "comments", "copyright", "newsletter", "share", "paywall", "bio"}
)


_STAMPS: frozenset[str] = frozenset({"dateline", "byline", "liveblog"})

SHAPES: tuple[Heuristic, ...] = (
    caption_credit,
    headline_run,
    teaser,
    story_list,
    doubled_line,
    repeated_head,
    boxed,
)
"""Those that guess from the shape of lines what a page says by its tags: its block scorer has judged the same
lines with more to go by, and short lines that it keeps are the article's lists."""


def _finding(category: Category, name: str, weight: float, block: Block, because: str) -> Finding:
    return Finding(category, f"heuristic.{name}", weight, block.start, block.end, because)


def _cluttered(context: Context) -> frozenset[int]:
    """Where the blocks start that something has been said against."""
    return frozenset(finding.start for finding in context.findings if finding.weight >= 0.5)


def _outside(measured: Page) -> Iterable[int]:
    """The blocks before the first prose and after the last."""
    yield from range(measured.head)
    yield from range(measured.tail, len(measured.blocks))


def _is_head(at: int, measured: Page) -> bool:
    return measured.words[at] >= 4 and is_headline(measured.blocks[at].text, measured.words[at])


def _ends_in_credit(text: str) -> bool:
    """A label or name and a name after it, neither with a longer word in small letters."""
    found, end = None, text[-1]
    if (text[-2] if end == "." else end) in _CLOSING:
        found = _BRACKETED.search(text[-100:])
        if found is not None and (text.count(found[0]) > 1 or found[2].count(" ") > 2 * NAME_WORDS):
            return False
    if found is None and end not in _NO_NAME and _LABEL_SIGN.search(text[-100:]):
        found = _LABELLED.search(text[-100:])
        if found is not None and _is_headline(text[: -len(found[0])], found[2]):
            return False
    return found is not None and not any(
        word[0].islower() and len(word) > 3 for part in found.groups() for word in part.split()
    )


def _is_headline(before: str, after: str) -> bool:
    """`Workflows vs. Agents: The Fundamental Difference` has the shape of a caption and its credit."""
    return before.count(" ") + 1 < CAPTION_WORDS or (after.count(" ") >= NAME_WORDS and "/" not in after)


def _may_be_text(at: int, measured: Page) -> bool:
    """A finished sentence, or long enough to be a paragraph."""
    text, words = measured.blocks[at].text, measured.words[at]
    return words >= PROSE_WORDS or (words >= 8 and is_sentence(text))
