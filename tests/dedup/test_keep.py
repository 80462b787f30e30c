import pytest

from cleaner.dedup.keep import Member, choose


def member(name: str, published: str | None, words: int = 300) -> Member:
    return Member(id=name, published=published, wire=None, site=None, words=words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-02-12T11:20:00+01:00", "2026-02-12T10:40:00+00:00"),
        ("2026-02-12T11:20:00+01:00", "2026-02-12T10:40:00Z"),
        ("2026-02-12T09:15:00", "2026-02-12T14:30:00+08:00"),
        ("0001-01-01T00:00:00+01:00", "2026-02-12T14:30:00+08:00"),
        ("2026-02-12T18:30:00+01:00", "2026-02-12"),
        ("2026-02-12", "2026-02-13T00:00:00+00:00"),
        ("2026-02-12", None),
    ],
)
def test_the_earliest_moment_is_the_original_whatever_the_time_zone(first: str, second: str | None) -> None:
    members = [member("a", second, words=900), member("b", first)]
    assert choose(members, "earliest")[0] == choose(members[::-1], "earliest")[0] == "b"


def test_what_is_no_date_is_compared_as_it_is_written() -> None:
    members = [member("a", "week 2"), member("b", "week 1"), member("c", None)]
    assert choose(members, "earliest")[0] == "b"
