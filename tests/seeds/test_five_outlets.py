"""Five outlets on one event: real texts that are not in the repository, read where they are at hand."""

import os
from pathlib import Path

import pytest

from cleaner import Article, clean_many, dedup, read

SHARED = Path(os.environ.get("CLEANWIRE_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "seeds"
FILES = sorted(SHARED.glob("*.txt"))

pytestmark = pytest.mark.skipif(len(FILES) != 5, reason=f"{SHARED} does not hold the five texts")


@pytest.fixture(scope="module")
def five() -> list[Article]:
    return list(clean_many(read(FILES), workers=0))


def source_lines(number: int) -> list[str]:
    return _lines(FILES[number].read_text("utf-8"))


def kept_lines(article: Article) -> list[str]:
    return _lines(article.text)


def _lines(text: str) -> list[str]:
    """The lines that are not empty, white space folded."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("number", "title_line", "kept"),
    [
        (0, 1, slice(2, None)),
        (1, None, slice(None)),
        (2, 1, slice(2, None)),
        (3, None, slice(None)),
        (4, 0, slice(2, 17)),
    ],
)
def test_the_article_is_kept_whole_and_alone(
    five: list[Article], number: int, title_line: int | None, kept: slice
) -> None:
    lines = source_lines(number)
    assert five[number].title == (None if title_line is None else lines[title_line])
    assert kept_lines(five[number]) == lines[kept]


def test_the_date_line_becomes_the_date(five: list[Article]) -> None:
    assert [article.published for article in five] == ["2025-03-30", None, None, None, None]


def test_the_reprints_teasers_are_all_removed_and_can_be_restored(five: list[Article]) -> None:
    removed = {line for removal in five[4].removed for line in _lines(removal.text)}
    assert [line for line in source_lines(4)[17:] if line not in removed] == []
    assert five[4].restore() == five[4].original


def test_quoting_an_agency_is_not_a_credit(five: list[Article]) -> None:
    assert [article.wire for article in five] == [None] * 5


def test_none_is_a_copy_of_another(five: list[Article]) -> None:
    assert dedup(five).clusters == ()


def test_together_they_are_one_story(five: list[Article]) -> None:
    (story,) = dedup(five, stories=True).clusters
    assert sorted(story.members) == sorted(article.id for article in five)
