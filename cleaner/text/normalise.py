"""Repair text before it is cut into lines: each step is a pure function, and linear.

What the steps take away is markup and damage, never words. `STEPS` is the order they run in; reading the text
once tells which of them may have something to do.
"""

import html
import re
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import NamedTuple

from cleaner.clutter.characters import Kinds, held, kinds

# Joiners (U+200C, U+200D) stay: Persian, Hindi and emoji are spelled with them.
_INVISIBLE = "".join(
    map(
        chr,
        chain(
            (0x1F, 0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB),
            (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)),
            (*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)),
        ),
    )
)
_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What `str.splitlines` breaks lines at beside the newline."""
_ODD_SPACES = "\u00a0" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f"
_ANY_INVISIBLE, _ANY_ODD_SPACE = re.compile(f"[{_INVISIBLE}]"), re.compile(f"[{_ODD_SPACES}]")
_MARKUP = re.compile(r"</?[A-Za-z!]|&[#A-Za-z]")
_HIDDEN_ELEMENTS = re.compile(r"<(script|style)\b[^<>]{0,2000}>[^<]*</\1\s*>", re.IGNORECASE)
_BREAKING_TAG = re.compile(
    r"</?(?:p|br|div|h[1-6]|li|ul|ol|tr|table|blockquote|figure|figcaption|section|article)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
# Only what HTML has, or has had: `git checkout <branch-name>` and the XML of a guide are the article's.
_ELEMENTS = (
    "a|abbr|acronym|address|amp-[a-z-]+|area|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|caption"
    "|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer"
    "|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|meta|nav"
    "|nobr|noscript|object|ol|optgroup|option|p|param|picture|pre|q|s|samp|script|section|select|small|source|span"
    "|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul"
    "|var|video|wbr"
)
_TAG = re.compile(
    rf"</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}})?/?>"
    r"|</?(?:path|g|use) [^<>=]{0,99}=[^<>]{0,2000}>|<!--[^<>]{0,2000}-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|playlist|shortcode|vc_\w+|et_pb_\w+|su_\w+)"
    r"(?:[ =][^\[\]\n]{0,1000})?\]"
)
# UTF-8 read as Latin-1 or a Windows code page leaves these characters behind, each in a pair or three.
# The class in front lets `re` pass over all other characters at once.
_DAMAGED = "ÂÃâÐÑØÙÎÏÅÄãäåæçèéìðï"
_MOJIBAKE = re.compile(
    rf"[{_DAMAGED}]"
    r"(?:(?<=[ÂÃâÐÑØÙÎÏÅÄ])[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    r"|(?<=[ãäåæçèéì])[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]{2}|(?<=ð)Ÿ|(?<=ï)»¿)"
)
_MOJIBAKE_BYTES = re.compile(
    rb"\xc3(?:[\x82-\x99\xa2\xaf\xb0][\xc2-\xe2]|[\xa3-\xac](?:[\xc2-\xcb].|\xe2..)[\xc2-\xe2])"
)
"""What all of these look like in UTF-8; among the accents of a text it is found many times as fast."""
_MARKS = ("](", "# ", "**", "---", "* * *", "___")
_MARKDOWN = re.compile(r"\]\([^()\s]|^#{1,6} +\S|\*\*\S|^(?:[-*_] ?){3,}$", re.MULTILINE)
_MD_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_MD_LINK = re.compile(r"\[([^\[\]\n]{0,1000})\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)")
# `__main__` is Python oftener than emphasis.
_MD_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,2000})(?<=\S)\*\*")
_MD_HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
_MD_RULE = re.compile(r"^(?:[-*_] ?){3,}$", re.MULTILINE)
_MD_QUOTE = re.compile(r"^> ?", re.MULTILINE)


class Step(NamedTuple):
    """A repair, and what tells that it may be needed."""

    repair: Callable[[str], str]
    signs: str
    """Characters; a text that has none of them needs no such repair."""


def normalise(text: str) -> str:
    """`text` after every step of `STEPS`.

    >>> normalise("Caf\\u00c3\\u00a9 &amp; b\\u00adar\\r\\n")
    'Café & bar\\n'
    """
    seen = held(text, _signs())
    for number, step in enumerate(STEPS):
        if seen >> number & 1 and (repaired := step.repair(text)) != text:
            text = repaired
            seen = held(text, _signs())
    return text


@cache
def _signs() -> Kinds:
    return kinds([map(ord, step.signs) for step in STEPS])


def line_breaks(text: str) -> str:
    """Every kind of line break as one newline."""
    return "\n".join(f"{text}.".splitlines())[:-1]


def html_leftovers(text: str) -> str:
    """Without tags, entities and shortcodes; a tag that breaks lines leaves a line break.

    A `<` or `&` that opens no tag or entity stays.
    """
    if "[" in text and _SHORTCODE.search(text):
        text = _SHORTCODE.sub("\n", text)
    if not _MARKUP.search(text):
        return text
    if "<" in text:
        text = _HIDDEN_ELEMENTS.sub(" ", text)
        text = _BREAKING_TAG.sub("\n", text)
        text = _TAG.sub("", text)
    if "&" in text:
        for _ in range(2):  # "&amp;nbsp;" is common
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return line_breaks(text)


def mojibake(text: str) -> str:
    """Text decoded with the wrong code page, decoded with the right one, a line at a time (ftfy)."""
    if not _MOJIBAKE_BYTES.search(text.encode("utf-8", "surrogatepass")):
        return text
    from ftfy import fix_encoding

    lines = text.split("\n")
    return "\n".join(fix_encoding(line) if _MOJIBAKE.search(line) else line for line in lines)


def invisible(text: str) -> str:
    """Without control characters, soft hyphens, zero-width spaces and marks; odd spaces become plain ones."""
    return _ANY_INVISIBLE.sub("", _ANY_ODD_SPACE.sub(" ", text))


def markdown(text: str) -> str:
    """Links as their words, emphasis and headings without their marks, images and rulers gone."""
    # A single character is found many times as fast as two.
    if not any(mark[0] in text and mark in text for mark in _MARKS) or not _MARKDOWN.search(text):
        return text
    text = _MD_IMAGE.sub(r"\1", text)
    text = _MD_LINK.sub(r"\1", text)
    text = _MD_STRONG.sub(r"\1", text)
    text = _MD_HEADING.sub(_heading, text)
    text = _MD_RULE.sub("", text)
    return _MD_QUOTE.sub("", text)


def _heading(line: re.Match[str]) -> str:
    """The words of a heading; marks that close it stand apart from them, the one of `C#` does not."""
    words = line[1].rstrip()
    bare = words.rstrip("#")
    return bare.rstrip() if bare[-1:] in ("", " ") else words


def hard_wraps(text: str) -> str:
    """Lines that were broken at a fixed width, rejoined to paragraphs.

    A break is a wrap when the line stops in mid-sentence and the next line's first word would have made it
    longer than the lines around it are. Only a run of three or more such breaks is believed.
    """
    if text.count("\n") < 4:
        return text
    lines = text.split("\n")
    wraps = _wraps(lines)
    if not wraps:
        return text
    pieces: list[str] = []
    for number, line in enumerate(lines):
        if number in wraps:
            head = pieces[-1].rstrip()
            hyphenated = head.endswith("-") and head[-2:-1].isalpha() and line[:1].islower()
            pieces[-1] = head[:-1] if hyphenated else f"{head} "
        elif number:
            pieces.append("\n")
        pieces.append(line)
    return "".join(pieces)


_NARROW, _WIDE, _SLACK, _RUN = 38, 110, 0.72, 3


def _wraps(lines: list[str]) -> set[int]:
    """Numbers of the lines that go on with the sentence of the line before."""
    found: set[int] = set()
    if not _are_even(lines):
        return found
    run: list[int] = []
    width = plain = small = 0
    for number in range(1, len(lines) + 1):
        line = lines[number] if number < len(lines) else ""
        before = lines[number - 1]
        length = len(before)
        fits = bool(line) and _NARROW <= max(length, width) <= _WIDE and not line[0].isspace()
        if fits and length >= max(width, _NARROW) * _SLACK and abs(length - max(width, length)) <= 25:
            run.append(number)
            plain += before[-1:].isalnum() or before[-1:] in ",;-"
            small += line[0].islower()
            width = max(width, length)
            continue
        # A list of headlines is as even in width, but its lines do not go on in lower case.
        if len(run) >= _RUN and plain >= 0.7 * len(run) and small >= 0.5 * len(run):
            found.update(run)
        run, width, plain, small = [], 0, 0, 0
    return found


def _are_even(lines: list[str]) -> bool:
    """Whether there may be a run of lines that is long enough: most texts are paragraphs and have none."""
    least = _NARROW * _SLACK
    run = "x" * _RUN in "".join(["x" if least <= len(line) <= _WIDE else " " for line in lines])
    return run and sum([line[:1].islower() for line in lines]) >= 0.5 * _RUN


STEPS = (
    Step(line_breaks, _BREAKS),
    Step(html_leftovers, "<&["),
    Step(mojibake, _DAMAGED),
    Step(invisible, _INVISIBLE + _ODD_SPACES),
    Step(markdown, "]#*-_"),
    Step(hard_wraps, "\n"),
)
