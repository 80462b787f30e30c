"""The engine that runs the rules: an index of phrases, so that a line's cost does not grow with their number.

Each line is looked up whole (`is`), word by word from its start (`starts`) and its end (`ends`), and by its
telling words (`has`, `keys`). Only what these tables name is compared; no line is held against every rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from cleaner.clutter.fold import UNSPACED, tokens, tokens_and_unspaced
from cleaner.clutter.openers import Openers
from cleaner.clutter.rulepack import Rule
from cleaner.clutter.shape import (
    LINE_CHARACTERS,
    NOTICE_CHARACTERS,
    Page,
    is_sentence,
)
from cleaner.document import Block, Category, Finding
from cleaner.extraction import Context

_LETTERS = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"\W{0,3}(?:\w+ ){0,3}\w+ ?[:：/|©]")


FIRST_BLOCKS, LAST_BLOCKS = 2, 6
"""In these a rule may match a paragraph: a legal notice, a plea for support, a word on the author."""
SHORT_WORDS = 25
"""The words of a line beyond which few rules look at it."""
SURE = 0.8
"""A paragraph that a rule of this weight matches is not taken for prose when head and tail are found."""


class Hit(NamedTuple):
    """A rule that matches a line, wherever it stands; `line` is the line's index."""

    line: int
    rule: Rule


class _Trie(msgspec.Struct, array_like=True):
    """Phrases by their words: `walk` gives the rules of every phrase that begins the words."""

    next: dict[str, _Trie] = msgspec.field(default_factory=dict)
    rules: list[int] = msgspec.field(default_factory=list)

    def add(self, words: Iterable[str], rule: int) -> None:
        node = self
        for word in words:
            node = node.next.setdefault(word, _Trie())
        node.rules.append(rule)

    def walk(self, words: Iterable[str], found: set[int]) -> None:
        node: _Trie | None = self
        for word in words:
            node = node.next.get(word) if node else None
            if node is None:
                return
            found.update(node.rules)


class _Phrase(msgspec.Struct, array_like=True, frozen=True):
    """A phrase to be found inside a line, and how many words the line may have."""

    padded: str
    least: int
    most: int
    rule: int


_Dump = tuple[
    tuple[Rule, ...],
    dict[int, tuple[str, ...]],
    dict[int, tuple[str, ...]],
    dict[str, list[int]],
    _Trie,
    _Trie,
    dict[str, list[_Phrase]],
]


class RuleIndex:
    """The phrases of all rules, ready to be looked up. Immutable once built."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self._needs: dict[int, tuple[str, ...]] = {}
        self._unless: dict[int, tuple[str, ...]] = {}
        self._whole: dict[str, list[int]] = {}
        self._start = _Trie()
        self._end = _Trie()
        self._telling: dict[str, list[_Phrase]] = {}
        written = list(dict.fromkeys(phrase for rule in self.rules for phrase in rule.phrases()))
        plain = dict(zip(written, map(" ".join, tokens(written)), strict=True))
        for number, rule in enumerate(self.rules):
            self._add(number, rule, plain)
        self._sort_by_length()

    def dump(self) -> bytes:
        """Everything that `restore` needs; the rules without their examples."""
        rules = tuple(msgspec.structs.replace(rule, match=(), spare=()) for rule in self.rules)
        return msgspec.msgpack.encode(
            (rules, self._needs, self._unless, self._whole, self._start, self._end, self._telling)
        )

    @classmethod
    def restore(cls, dump: bytes) -> RuleIndex:
        """The index that was dumped; msgspec.DecodeError if it is something else."""
        index = cls.__new__(cls)
        (
            index.rules,
            index._needs,
            index._unless,
            index._whole,
            index._start,
            index._end,
            index._telling,
        ) = msgspec.msgpack.decode(dump, type=_Dump)
        index._sort_by_length()
        return index

    def _add(self, number: int, rule: Rule, plain: Mapping[str, str]) -> None:
        """Enter one rule under its phrases, `plain` as `normalise` leaves them."""
        for table, phrases in ((self._needs, rule.needs), (self._unless, rule.unless)):
            if phrases:
                table[number] = tuple(f" {plain[phrase]} " for phrase in phrases)
        for phrase in rule.is_:
            self._whole.setdefault(plain[phrase], []).append(number)
        for phrase in rule.starts:
            self._start.add(plain[phrase].split(), number)
        for phrase in rule.ends:
            self._end.add(reversed(plain[phrase].split()), number)
        for phrase in (*rule.has, *rule.keys):
            inside = _Phrase(f" {plain[phrase]} ", *rule.words, number)
            self._telling.setdefault(_telling_word(plain[phrase]), []).append(inside)

    def _sort_by_length(self) -> None:
        """Most phrases are for short lines: a long one is asked for the telling words of the others alone."""
        self._words = frozenset(self._telling)
        self._words_of_long_lines = frozenset(
            word
            for word, phrases in self._telling.items()
            if any(phrase.most > SHORT_WORDS for phrase in phrases)
        )
        self._longest = max((phrase.count(" ") + 1 for phrase in self._whole), default=0)

    def hits(self, lines: Sequence[str]) -> list[Hit]:
        """Every rule that matches each of the lines (of at most `LINE_CHARACTERS`), by line and rule id."""
        hits: list[Hit] = []
        split, unspaced = tokens_and_unspaced(lines)
        for at, words in enumerate(split):
            if words and (found := self._candidates(words, pairs=at in unspaced)):
                plain = " ".join(words)
                whole = self._whole.get(plain, ())
                hits += [
                    Hit(at, self.rules[number])
                    for number in sorted(found)
                    if self._holds(number, lines[at], f" {plain} ", len(words), whole=number in whole)
                ]
        return hits

    def _candidates(self, words: list[str], *, pairs: bool) -> set[int]:
        """The rules of which a phrase is in the line; `pairs` of characters are words of unspaced scripts."""
        found: set[int] = set()
        count = len(words)
        if count <= self._longest:
            found.update(self._whole.get(" ".join(words), ()))
        if words[0] in self._start.next:
            self._start.walk(words, found)
        if words[-1] in self._end.next:
            self._end.walk(reversed(words), found)
        known = self._words if count <= SHORT_WORDS else self._words_of_long_lines
        if told := known.intersection([*words, *map("".join, pairwise(words))] if pairs else words):
            padded = f" {' '.join(words)} "
            for word in told:
                for phrase in self._telling[word]:
                    if phrase.least <= count <= phrase.most and phrase.padded in padded:
                        found.add(phrase.rule)
        return found

    def _holds(self, number: int, line: str, padded: str, count: int, *, whole: bool) -> bool:
        """The rule's conditions beside its phrases; `padded` are the line's words, `count` of them."""
        rule = self.rules[number]
        if not whole and not rule.words[0] <= count <= rule.words[1]:
            return False
        if any(phrase in padded for phrase in self._unless.get(number, ())):
            return False
        if rule.sentence is not None and is_sentence(line) is not rule.sentence:
            return False
        return whole or self._holds_for_part(number, line, padded)

    def _holds_for_part(self, number: int, line: str, padded: str) -> bool:
        """The conditions on a line of which a phrase is only a part."""
        rule, needed = self.rules[number], self._needs.get(number)
        if needed and not any(phrase in padded for phrase in needed):
            return False
        if rule.label and not _LABEL.match(line):
            return False
        if rule.names and not _only_names(line, rule):
            return False
        # Compiled on first use, by way of the cache of `re`: compiling them all would double the load time.
        return not rule.regex or (
            len(line) <= LINE_CHARACTERS
            and re.compile(rule.regex, re.IGNORECASE).match(line.strip()) is not None
        )


def _telling_word(plain: str) -> str:
    """The word (or pair of characters) of a phrase that says most: the longest, the later of equals."""
    words = plain.split(" ")
    if len(words) == 1:
        return plain
    if not plain.isascii() and all(map(UNSPACED.match, words)):
        return max(map("".join, pairwise(words)))
    return max(words, key=lambda word: (len(word), word))


def _only_names(line: str, rule: Rule) -> bool:
    """Every longer word begins with a capital (or belongs to a script without them), the phrases aside."""
    small = [word for word in _LETTERS.findall(line) if len(word) > 3 and word[0].islower()]
    if not small:
        return True
    own, *rest = tokens([" ".join((*rule.starts, *rule.ends, *rule.has)), *small])
    return set(own).issuperset(map(" ".join, rest))


class RuleSet:
    """The rules that run, as a labeller."""

    def __init__(self, rules: Iterable[Rule] | RuleIndex) -> None:
        self.index = rules if isinstance(rules, RuleIndex) else RuleIndex(rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, by id."""
        return self.index.rules

    def label(self, context: Context) -> list[Finding]:
        """What the rules say about the blocks, in order of block; of one block, its own language first."""
        lines = [at for at, block in enumerate(context.blocks) if _is_line(at, block, len(context.blocks))]
        hits = self.index.hits([context.blocks[at].text for at in lines])
        if not hits:
            return []
        hits = _by_language(hits, context.metadata.lang)
        sure = {lines[line] for line, rule in hits if rule.where == "anywhere" and rule.weight >= SURE}
        measured = context.page.without(sure)
        openers = Openers(measured)
        findings: list[Finding] = []
        listed: dict[str, int] = {}
        for line, rule in hits:
            at = lines[line]
            if stands(rule.where, at, measured):
                # an opener below another of its rule opens nothing that is not listed already
                end = openers.reach(rule.takes, at) if at >= listed.get(rule.id, 0) else at + 1
                listed[rule.id] = max(listed.get(rule.id, 0), end)
                findings += _findings(rule, at, end, measured)
        return findings


def _by_language(hits: Sequence[Hit], declared: str | None) -> list[Hit]:
    """Hits by line; of one line first those in the declared language, then in the one that hits most lines.

    Languages share words: the first is the one that explains why a line went.
    """
    own = (declared or "").partition("-")[0]
    often = Counter(_language(hit.rule) for hit in hits)

    def place(hit: Hit) -> tuple[int, bool, int, str]:
        language = _language(hit.rule)
        return hit.line, language != own, -often[language], hit.rule.id

    return sorted(hits, key=place)


def _language(rule: Rule) -> str:
    """By the name of its pack, which its id begins with."""
    return rule.id.partition(".")[0]


def _is_line(at: int, block: Block, blocks: int) -> bool:
    """Short enough to be clutter; near the ends of a document a whole paragraph may be."""
    near_end = at < FIRST_BLOCKS or at >= blocks - LAST_BLOCKS
    return len(block.text) <= (NOTICE_CHARACTERS if near_end else LINE_CHARACTERS)


def stands(where: str, at: int, measured: Page) -> bool:
    """Whether block `at` is where the rule wants it.

    The head is what stands before the first prose (or among the first three blocks); the tail what stands
    after the last prose or in the last third.
    """
    if where == "head":
        return at < max(measured.head, 3)
    if where == "tail":
        return at >= min(measured.tail, measured.third)
    return True


def _findings(rule: Rule, at: int, end: int, measured: Page) -> list[Finding]:
    category: Category = rule.category or "template"
    blocks = measured.blocks
    opener = blocks[at]
    found = [Finding(category, rule.id, rule.weight, opener.start, opener.end, rule.says, rule.verdict)]
    because = f"Listed under “{opener.text[:60]}”. {rule.says}"
    found += [Finding(category, rule.id, rule.weight, b.start, b.end, because) for b in blocks[at + 1 : end]]
    return found
