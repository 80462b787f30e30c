"""Dates as pages write them, as ISO 8601."""

import re
from datetime import UTC, datetime, timedelta

from cleaner.text.dates import calendar

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No page is older; an earlier date is a default (1970) or a date in the story."""

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)\b)?)?"
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


def _epoch(value: str) -> tuple[datetime, bool] | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?", value):
        return None
    return datetime.fromtimestamp(int(value[:10]), UTC), True


def _iso(value: str) -> tuple[datetime, bool] | None:
    found = _ISO.match(value)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    text = f"{year}-{month}-{day}"
    if hour is not None:
        text += f"T{int(hour):02}:{minute}:{second or '00'}"
        text += f".{(fraction + '00000')[:6]}" if fraction else ""
        text += "+00:00" if zone in ("Z", "UTC", "GMT") else zone or ""
    return _moment(text, hour is not None)


def _written(value: str) -> tuple[datetime, bool] | None:
    """`3 May 2024, 14:05`, `May 3, 2024`, `03.05.2024`, `2024年5月3日`."""
    found = _EAST_ASIAN.search(value)
    if found:
        year, month, day, hour, minute = found.groups()
        return _moment(f"{year}-{int(month):02}-{int(day):02}" + _clock(hour, minute, None), hour is not None)
    found = _NAMED.search(value)
    if found:
        day, name = found[1] or found[4], (found[2] or found[3]).casefold()
        number = calendar().months.get(name)
        if number:
            clock = _clock(found[6], found[7], found[8])
            return _moment(f"{int(found[5])}-{number:02}-{int(day):02}" + clock, found[6] is not None)
    found = _NUMERIC.search(value)
    if found:
        first, second, year, hour, minute = found.groups()
        # day first, as nearly everywhere, unless that is impossible
        day, month = (first, second) if int(second) <= 12 else (second, first)
        return _moment(f"{year}-{int(month):02}-{int(day):02}" + _clock(hour, minute, None), hour is not None)
    return None


def _clock(hour: str | None, minute: str | None, half: str | None) -> str:
    if hour is None or minute is None:
        return ""
    shift = 12 if half and half.lower() == "p" and int(hour) < 12 else 0
    return f"T{int(hour) + shift:02}:{minute}:00"


def _moment(text: str, precise: bool) -> tuple[datetime, bool] | None:
    try:
        return datetime.fromisoformat(text), precise
    except ValueError:
        return None
