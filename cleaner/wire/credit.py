"""Find the credit: a dateline, a byline, a credit or a copyright line.

An agency quoted in running text ("..., the Associated Press reported") wrote nothing here and is no
credit. So only four places count, each with its own shape; the first block of prose may name an agency
in its dateline and nowhere else.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cleaner.clutter.shape import FULL_STOPS, count_words
from cleaner.document import Block
from cleaner.errors import RuleError
from cleaner.resources import data_dir

Place = Literal["dateline", "byline", "credit line", "copyright line"]

SHORT_LINE = 160
"""A credit line is short; an agency in a longer block counts in its dateline and its bracketed end only."""
EDGE = 6
"""Credits stand within this many blocks of either end of the article."""

# "TOKYO (AP) — ", "Berlin (dpa/lby) - ", "(Reuters) ", "北京3月1日电（新华社）"
_DATELINE = re.compile(
    r"(?:.{0,60}?\(([^()]{2,40})\)\s*[-–—:|]"
    r"|[(\[]([^()\[\]]{2,40})[)\]]"
    r"|.{0,40}?[（【]([^（）【】]{2,40})[）】])"
)
# "... he said. (AP)", "... (Reporting by Ana Diaz; editing by Tom Roe; Reuters)"
_LAST_BRACKET = re.compile(r"[(\[（]([^()\[\]（）]{2,120})[)\]）]\s*$")
_CLOSING = (")", "]", "）")
_BRACKET = re.compile(r"[(\[（【]")
_WORD = re.compile(r"\w+")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
_BY = re.compile(r"^(?:by|von|por|par|di|door|od|av|af|oleh)\s+", re.IGNORECASE)
_REPORTING = re.compile(
    r"\W*(?:reporting|additional reporting|writing|editing|source|quelle|fonte|fuente)\b", re.IGNORECASE
)
_ENDS = tuple(f'{FULL_STOPS}”"')
_SPLIT = re.compile(r"(?:(?<!\s)\s+)?(?:[/,;&|+·]|\s[-–—]\s|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*")


class Credit(NamedTuple):
    """An agency, where it is named, and the words that name it."""

    agency: str
    place: Place
    quote: str


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies of `rules/agencies.toml`, compiled."""

    names: re.Pattern[str]
    by_name: Mapping[str, str]
    """Every way of writing an agency, folded for names and as written for initials -> its key."""
    pictures: tuple[str, ...]
    """Folded words that open a picture credit."""
    telling: frozenset[str]
    """Folded words; one stands wherever an agency is named in several words or by its initials ..."""
    single: tuple[str, ...]
    """... and one of these, if only as part of a word, wherever one is named in a single word."""

    @classmethod
    def load(cls, path: Path | None = None) -> "Agencies":
        """Read the list; `RuleError` says what is wrong with it."""
        path = path or data_dir("rules") / "agencies.toml"
        try:
            table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise RuleError(f"{path}: cannot be read: {error}") from error
        if set(table) != {"pictures", "agencies"}:
            raise RuleError(f"{path}: needs exactly `pictures` and the table [agencies]")
        ways: dict[str, str] = {}
        names: list[str] = []
        initials: list[str] = []
        for key, entry in table["agencies"].items():
            if not isinstance(entry, dict) or set(entry) != {"names", "short"}:
                raise RuleError(f'{path}: agency "{key}" needs exactly `names` and `short`, both lists')
            names += entry["names"]
            initials += entry["short"]
            ways |= {name.casefold(): key for name in entry["names"]} | dict.fromkeys(entry["short"], key)
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        pattern = "|".join(re.escape(name) for name in longest_first)
        # A name may run on, as in "Reutersmeldung": its last word need not stand in the text as a word.
        single = {name.casefold() for name in names if _WORD.fullmatch(name)}
        several = [name for name in names if name.casefold() not in single]
        telling = [_WORD.findall(name.casefold())[:-1] for name in several]
        telling += [_WORD.findall(name.casefold()) for name in initials]
        return cls(
            re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE),
            ways,
            tuple(table["pictures"]),
            frozenset(max(words, key=len) for words in telling),
            tuple(sorted(single)),
        )

    def credit(self, blocks: Sequence[Block], authors: Sequence[str] = ()) -> Credit | None:
        """The agency these blocks (of the article and its own head and tail lines) are credited to."""
        for found in self._found(blocks, authors):
            return found
        return None

    def _found(self, blocks: Sequence[Block], authors: Sequence[str]) -> Iterator[Credit]:
        head, tail = blocks[:EDGE], blocks[max(EDGE, len(blocks) - EDGE) :]
        for block in head:
            if _BRACKET.search(block.text, 0, 120) and (match := _DATELINE.match(block.text[:120])):
                words = match[match.lastindex or 0]
                if not self._is_picture(words):
                    yield from self._named(words, "dateline", words)
        for author in authors:
            yield from self._named(author, "byline", author)
        lines = [block.text.strip() for block in (*head, *reversed(tail))]
        named = self._mentioned("\n".join(line for line in lines if len(line) <= SHORT_LINE))
        for line in lines:
            if len(line) <= SHORT_LINE:
                if named and self._mentioned(line):
                    yield from self._short_line(line)
            elif line.endswith(_CLOSING) and (match := _LAST_BRACKET.search(line[-SHORT_LINE:])):
                yield from self._named(match[1], "credit line", match[0].strip())

    def _mentioned(self, text: str) -> bool:
        """Whether any agency may be named in `text`: asked first, as most texts name none."""
        folded = text.casefold()
        return any(map(folded.__contains__, self.single)) or not self.telling.isdisjoint(
            _WORD.findall(folded)
        )

    def _short_line(self, text: str) -> Iterator[Credit]:
        if _COPYRIGHT.search(text):
            if key := self._name_in(text):
                yield Credit(key, "copyright line", text)
            return
        if reads_as_prose(text) or self._is_picture(text):
            return
        bare = _BY.sub("", text)
        yield from self._named(
            bare.strip("()[]（）【】 .。"), "byline" if bare != text else "credit line", text
        )

    def _is_picture(self, text: str) -> bool:
        return text.casefold().lstrip("([（【 ").startswith(self.pictures)

    def _named(self, words: str, place: Place, quote: str) -> Iterator[Credit]:
        """The agencies among the parts of `words`, each part being one in full or ending in one."""
        if not self._mentioned(words):
            return
        for part in (words, *_SPLIT.split(words)):
            key = self.by_name.get(part) or self.by_name.get(part.casefold())
            if key:
                yield Credit(key, place, quote)
                return
        if key := self._name_in(words):
            yield Credit(key, place, quote)

    def _name_in(self, words: str) -> str | None:
        # `re` takes more letters for one another than folding does: what it finds may be no name after all.
        match = self.names.search(words)
        return self.by_name.get(match[0].casefold()) if match else None


def reads_as_prose(text: str) -> bool:
    """Whether a short line may quote an agency: ten words between spaces, or a full stop after six.

    >>> reads_as_prose("Reporting by Ana Diaz in Lima; editing by Tom Roe, Reuters")
    False
    >>> reads_as_prose("The minister resigned on Monday, Reuters reported.")
    True
    """
    if _REPORTING.match(text):
        return False
    return len(text.split()) >= 10 or (text.rstrip().endswith(_ENDS) and count_words(text) >= 6)
