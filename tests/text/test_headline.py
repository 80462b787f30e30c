import pytest
from lines import context

from cleaner.text import head
from cleaner.text.headline import LIKELY, WEIGHTS

BODY = (
    "The council of Oakdale voted on Tuesday to close the old bridge for two years while engineers replace "
    "the cables, which were damaged in the spring flood.",
    "Traffic will be sent through the village until then, and residents have asked for a lower speed limit.",
    "The work is expected to cost four million, most of which the region has promised to pay by winter.",
)
HEADLINE = "Council closes old bridge for two years"


def found(*lines: str) -> list[str]:
    seen = context(*lines)
    return [seen.original[f.start : f.end] for f in head.label(seen) if f.category == "title"]


@pytest.mark.parametrize(
    "above",
    [
        (),
        ("Recipes Gardening Travel Weather Jobs",),
        ("Download our new app today", "The best offers of the week"),
        ("We use cookies to make this site work and to count our visitors.", "Manage your settings here"),
    ],
)
def test_the_headline_is_the_line_whose_words_the_story_uses(above: tuple[str, ...]) -> None:
    assert found(*above, HEADLINE, "By Mira Holt", *BODY) == [HEADLINE]


@pytest.mark.parametrize(
    "line", ["Download our new app today", "Tips and tricks", "- Oakdale and the bridge"]
)
def test_a_line_that_the_story_does_not_tell_of_is_no_headline(line: str) -> None:
    assert found(line, *BODY) == []


def test_the_headline_may_stand_below_a_long_menu() -> None:
    menu = [f"{name} news" for name in ("Local", "World", "Sports", "Travel", "Garden", "Motor", "Money")] * 3
    assert found(*menu, HEADLINE, "By Mira Holt", *BODY) == [HEADLINE]


def test_candidates_come_likeliest_first_with_the_columns_of_the_model() -> None:
    ranked = head.headlines(context("Download our new app today", HEADLINE, *BODY))
    assert [one.line for one in ranked] == [1, 0]
    assert ranked[0].chance > LIKELY > ranked[1].chance
    assert all(list(one.columns) == list(WEIGHTS) for one in ranked)
