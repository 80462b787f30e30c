"""Which member of a cluster is the original, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Keep = Literal["wire-original", "earliest", "longest", "prefer-domains", "none"]


@dataclass(frozen=True, slots=True)
class Member:
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
    if keep == "longest":
        best = min(members, key=lambda member: (-member.words, *_date_key(member), member.id))
        return best.id, f"longest text, {best.words} words"
    if keep == "prefer-domains":
        ranks = {domain: rank for rank, domain in enumerate(prefer)}
        best = min(members, key=lambda member: (ranks.get(member.site or "", len(ranks)), *_by_date(member)))
        if best.site in ranks:
            return best.id, f"{best.site} is a preferred domain"
        return best.id, _why(best, members, "no member is on a preferred domain; ")
    credited = [member for member in members if member.wire is not None]
    if keep == "wire-original" and credited:
        best = min(credited, key=_by_date)
        return best.id, _why(best, credited, f"credits {best.wire}; ")
    best = min(members, key=_by_date)
    return best.id, _why(best, members, "")


def _by_date(member: Member) -> tuple[bool, str, int, str]:
    return (*_date_key(member), -member.words, member.id)


def _date_key(member: Member) -> tuple[bool, str]:
    return member.published is None, member.published or ""


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
