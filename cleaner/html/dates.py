"""Dates as pages write them, as ISO 8601."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from cleaner.text.dates import calendar

Moment = tuple[datetime, bool]
"""A date and time, and whether the time of day is known."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No page is older; an earlier date is a default (1970) or a date in the story."""

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)\b)?(?: ?([ap])\.?m\b)?)?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b(?:\D{1,4}(\d\d?):(\d\d))?")
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})\s*[日일]?"
    r"(?:\D{0,8}(\d\d?) ?[:：時时点시] ?(\d\d))?"
)
_NAMED = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th|er|\.)? (?:de )?([^\W\d][^\s\d.,]{2,11})\.?,?(?: de)?"
    r"|([^\W\d][^\s\d.,]{2,11})\.? (\d{1,2})(?:st|nd|rd|th)?,?) (\d{4})\b"
    r"(?:[^\d]{1,6}(\d\d?):(\d\d)(?: ?([ap])\.?m)?)?",
    re.IGNORECASE,
)


def parse_date(value: str | None, *, now: datetime) -> str | None:
    """`value` as an ISO 8601 date or date and time; None if it is none or lies in the future of `now`."""
    if not value or len(value) > 200:
        return None
    value = value.strip()
    found = _epoch(value) or _iso(value) or _written(value)
    if found is None:
        return None
    moment, precise = found
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not EARLIEST <= aware <= now + timedelta(days=1):
        return None
    return moment.isoformat() if precise else moment.date().isoformat()


def _epoch(value: str) -> Moment | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?", value):
        return None
    return datetime.fromtimestamp(int(value[:10]), UTC), True


def _iso(value: str) -> Moment | None:
    found = _ISO.match(value)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone, half = found.groups()
    rest = second or "00"
    rest += f".{(fraction + '00000')[:6]}" if fraction else ""
    rest += "+00:00" if zone and zone.upper() in ("Z", "UTC", "GMT") else zone or ""
    return _moment((year, month, day), hour, minute, half, rest)


def _written(value: str) -> Moment | None:
    """`3 May 2024, 14:05`, `May 3, 2024`, `03.05.2024`, `2024年5月3日`."""
    if found := _EAST_ASIAN.search(value):
        return _moment(found.groups()[:3], found[4], found[5])
    if found := _NAMED.search(value):
        before, first, second, after, year, hour, minute, half = found.groups()
        number = calendar().months.get((first or second).casefold())
        if number is not None:
            return _moment((year, number, before or after), hour, minute, half)
    if found := _NUMERIC.search(value):
        one, two, year, hour, minute = found.groups()
        # day first, as nearly everywhere, unless that is impossible
        day, month = (one, two) if int(two) <= 12 else (two, one)
        return _moment((year, month, day), hour, minute)
    return None


def _moment(
    day: Sequence[str | int],
    hour: str | None = None,
    minute: str | None = None,
    half: str | None = None,
    rest: str = "00",
) -> Moment | None:
    """A date and time of day, or the date where there is no time, or one that no day has.

    `day` is year, month and day, `half` the first letter of a.m. or p.m., `rest` the seconds and the zone.
    """
    date = "{:04}-{:02}-{:02}".format(*map(int, day))
    if hour and minute:
        hours = int(hour)
        if half and hours <= 12:
            hours = hours % 12 + (12 if half.lower() == "p" else 0)
        with suppress(ValueError):
            return datetime.fromisoformat(f"{date}T{hours:02}:{int(minute):02}:{rest}"), True
    with suppress(ValueError):
        return datetime.fromisoformat(date), False
    return None
