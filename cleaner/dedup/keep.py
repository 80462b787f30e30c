"""Which member of a cluster is the original, and why."""

from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import NamedTuple

from cleaner.settings import Keep


class Member(NamedTuple):
    """What the choice of an original looks at."""

    id: str
    published: str | None
    """ISO 8601, or None."""
    wire: str | None
    site: str | None
    words: int


def choose(members: Sequence[Member], keep: Keep, prefer: Sequence[str] = ()) -> tuple[str, str]:
    """The id of the original and the reason, the same for any order of the members."""
    if keep == "none":
        return min(member.id for member in members), "every member is kept"
    dates = _dates(members)

    def by_date(member: Member) -> tuple[bool, str, int, str]:
        return (*dates[member.id], -member.words, member.id)

    if keep == "longest":
        best = min(members, key=lambda member: (-member.words, *dates[member.id], member.id))
        return best.id, f"longest text, {best.words} words"
    if keep == "prefer-domains":
        ranks = {domain: rank for rank, domain in enumerate(prefer)}
        best = min(members, key=lambda member: (ranks.get(member.site or "", len(ranks)), *by_date(member)))
        if best.site in ranks:
            return best.id, f"{best.site} is a preferred domain"
        return best.id, _why(best, members, "no member is on a preferred domain; ")
    credited = [member for member in members if member.wire is not None]
    if keep == "wire-original" and credited:
        best = min(credited, key=by_date)
        return best.id, _why(best, credited, f"credits {best.wire}; ")
    best = min(members, key=by_date)
    return best.id, _why(best, members, "")


def _dates(members: Sequence[Member]) -> Mapping[str, tuple[bool, str]]:
    """What the members sort by, by id: the moment they were published, those without one last.

    In UTC; where one does not say its zone, all by the clock on their walls. A day without a time may have
    been any time of that day, and comes last of it.
    """
    if not any(member.published for member in members):
        return {member.id: (True, "") for member in members}
    moments = {member.id: _moment(member.published) for member in members}
    clocks = [moment for moment in moments.values() if isinstance(moment, datetime)]
    zoned = all(moment.tzinfo for moment in clocks)
    keys = {}
    for name, moment in moments.items():
        if isinstance(moment, datetime):
            at = moment.astimezone(UTC) if zoned else moment
            keys[name] = (False, at.replace(tzinfo=None).isoformat(timespec="microseconds"))
        else:
            keys[name] = (not moment, moment)
    return keys


def _moment(published: str | None) -> datetime | str:
    """A date and time; else text that sorts as they are written, after the last second of a day."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:  # no date, or what the caller calls one
        return published or ""
    if len(published or "") <= len("2026-03-01"):
        return f"{moment.date().isoformat()}T24"
    return moment if MINYEAR < moment.year < MAXYEAR else published or ""  # those cannot be moved to UTC


def _why(best: Member, among: Sequence[Member], prefix: str) -> str:
    if len(among) == 1:
        return prefix + "the only one"
    same_day = [member for member in among if member.published == best.published]
    if best.published is None:
        return prefix + f"no dates are known; fullest text, {best.words} words"
    if len(same_day) == 1:
        return prefix + f"earliest, {best.published}"
    date = f"earliest, {best.published}, with {len(same_day) - 1} more; "
    return f"{prefix}{date}fullest of them, {best.words} words"
