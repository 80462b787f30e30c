"""Dates as articles print them, in the languages of `head.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d?)-(\d\d?)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d\d?)([./-])\s?(\d\d?)\2\s?((?:19|20)\d\d|\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[./年년]\s?(\d\d?)\s?[./月월]\s?(\d\d?)\s?[日일.]?(?!\d)")
_TIME = re.compile(
    r"(?<![\d.:])\d\d?\s?(?:[:.h]\s?\d\d(?::\d\d)?|[時时시点])(?:\s?[分분]|\d\d\s?[分분])?(?:\s?[ap]\.?\s?m\b\.?)?"
    r"|(?<!\d)\d\d?\s?[ap]\.?\s?m\b\.?|[+-]\d\d:?\d\d\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of `head.toml`, folded."""

    months: Mapping[str, int]
    around: frozenset[str]
    """Weekdays and what else may stand beside a date."""
    day_first: frozenset[str]
    """Those of them that English lacks: beside one, `03/04` is a day of April."""
    by: tuple[str, ...]
    """Openings of bylines, longest first."""


@cache
def calendar() -> Calendar:
    """The words of all languages together: the language of a line is not known when they are needed."""
    tables = tomllib.loads(Path(__file__).with_name("head.toml").read_text(encoding="utf-8"))
    months: dict[str, int] = {}
    around: set[str] = set()
    english: set[str] = set()
    by: set[str] = set()
    for language, table in tables.items():
        for number, names in enumerate(table["months"], start=1):
            for name in names:
                months.setdefault(name, number)
        beside = {*table["weekdays"], *table["around"]}
        around |= beside
        english |= beside if language == "en" else set()
        by.update(table["by"])
    openings = tuple(sorted(by, key=lambda words: (-len(words), words)))
    return Calendar(months, frozenset(around), frozenset(around - english), openings)


def date_in(line: str) -> str | None:
    """The ISO date that `line` consists of, beside a time, a weekday or "Updated"; None for other lines.

    >>> date_in("Sunday, March 30, 2025"), date_in("Stand: 30.03.2025, 14:19 Uhr")
    ('2025-03-30', '2025-03-30')
    >>> date_in("In March 2025 he left")
    """
    if len(line) > 120 or not _DIGIT.search(line):
        return None
    known = calendar()
    words = _WORD.findall(line.casefold())
    if sum([_is_strange(word, known) for word in words]) > 1:
        return None  # as most lines: without taking a date out of it
    found, rest = _numeric(line, day_first=not known.day_first.isdisjoint(words))
    rest = _TIME.sub(" ", rest)
    day = year = month = 0
    strange = 0
    for word in _WORD.findall(rest.casefold()):
        if word.isdecimal():
            if len(word) == 4 and not year:
                year = int(word)
            elif len(word) <= 2 and not day:
                day = int(word)
            else:
                strange += found is None
        elif not month and word.rstrip(".") in known.months:
            month = known.months[word.rstrip(".")]
        elif word.rstrip(".") not in known.around:
            strange += 1
    if strange > (1 if found or (day and year) else 0):
        return None
    return found or (_iso(year, month, day) if month and day and year else None)


def _is_strange(word: str, known: Calendar) -> bool:
    """Surely no part of a date or a time of day."""
    letters = len(word) > 2 and word.isascii() and word.isalpha()
    return letters and word not in known.months and word not in known.around


def _numeric(line: str, *, day_first: bool) -> tuple[str | None, str]:
    """The first date written in digits, and the line without the dates written so."""
    for pattern in (_ISO, _YEAR_FIRST):
        if match := pattern.search(line):
            return _iso(int(match[1]), int(match[2]), int(match[3])), pattern.sub(" ", line)
    if match := _NUMERIC.search(line):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        year += 2000 if year < 100 else 0
        # Which of 03/04/2025 is the month, nobody can say alone; with dots it is the second.
        if match[2] == "/" and not day_first and day <= 12 and month <= 12 and day != month:
            return None, line
        if month > 12:
            day, month = month, day
        return _iso(year, month, day), _NUMERIC.sub(" ", line)
    return None, line


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if 1990 <= year <= 2100 else None
    except ValueError:
        return None
