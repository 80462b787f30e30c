from dataclasses import replace

from lines import PROSE, context

from cleaner.clutter import heuristics
from cleaner.document import Finding, Metadata
from cleaner.extraction import Context


def rules_of(seen: Context) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in heuristics.label(seen):
        found.setdefault(finding.rule, []).append(seen.original[finding.start : finding.end])
    return found


def test_headlines_in_a_row_after_the_last_prose_go_without_an_opener() -> None:
    heads = [
        "Ferry runs aground off Tilsen in thick morning fog",
        "Schools in the lower town to open an hour later",
        "Why the price of bread has doubled since the spring",
        "Orchestra without a hall plays in the fish market",
    ]
    assert rules_of(context(PROSE, PROSE, PROSE, *heads))["heuristic.headline-run"] == heads


def test_a_list_that_ends_an_article_of_lists_stays() -> None:
    steps = [f"- Step {word} of the long recipe for the bread of the valley" for word in "abcdefgh"]
    assert rules_of(context(PROSE, *steps[:4], PROSE, PROSE, *steps[4:])) == {}


def test_share_handle_goes() -> None:
    line = "Share this @dailyparrot.example"
    assert rules_of(context(line, PROSE, PROSE)) == {"heuristic.share-handle": [line]}


def test_the_headline_is_not_repeated() -> None:
    seen = context("Bridge to close", PROSE, "BRIDGE TO CLOSE!")
    seen = Context(
        original=seen.original, blocks=seen.blocks, metadata=Metadata(title="Bridge to Close"), site=None
    )
    assert rules_of(seen)["heuristic.repeated-title"] == ["Bridge to close", "BRIDGE TO CLOSE!"]


def test_a_line_that_stands_three_times_on_a_page_of_prose_goes() -> None:
    line = "Get the Tilsen Herald app"
    lines = (PROSE, line, PROSE, line, PROSE, line, PROSE, PROSE)
    assert rules_of(context(*lines)) == {"heuristic.repeated-line": [line] * 3}


def test_prose_is_left_alone() -> None:
    assert rules_of(context("Bridge to close in May", PROSE, "“No,” she said.", PROSE)) == {}


def test_a_summary_that_breaks_off_is_clutter_only_where_stories_are_listed() -> None:
    line = "The captain said that the fog had come up within minutes and…"
    seen = context(PROSE, line, PROSE)
    at = seen.blocks[1]
    listed = replace(seen, findings=(Finding("related", "test.list", 0.9, at.start, at.end, ""),))
    assert rules_of(listed) == {"heuristic.teaser": [line]}
    assert rules_of(seen) == {}


SUMMARY = "The captain said that the fog had come up within minutes and that nobody had seen the pier."
CUT_OFF = "The captain said that the fog had come up within minutes and that…"


def test_stories_listed_at_the_end_go_with_their_summaries() -> None:
    cards = [
        line
        for name in (
            "Ferry runs aground",
            "Schools open an hour later",
            "Bread prices double",
            "No hall, no music",
        )
        for line in (f"{name} in the lower town", SUMMARY if name.startswith("Bread") else CUT_OFF)
    ]
    found = rules_of(context(*[PROSE] * 6, *cards))
    assert found["heuristic.story-list"] == cards


def test_subheads_and_short_paragraphs_are_no_list_of_stories() -> None:
    parts = [line for word in "abcdef" for line in (f"What plan {word} would mean for the town", SUMMARY)]
    assert "heuristic.story-list" not in rules_of(context(*[PROSE] * 6, *parts))


def test_a_page_of_summaries_that_break_off_is_no_article_with_a_list() -> None:
    cards = [line for word in "abcdef" for line in (f"Ferry {word} runs aground off Tilsen", CUT_OFF)]
    assert "heuristic.story-list" not in rules_of(context(PROSE, *cards))


def test_a_headline_twice_in_one_line_goes() -> None:
    line = "Bridge to close in May Bridge to close in May"
    assert rules_of(context(PROSE, PROSE, line)) == {"heuristic.doubled-line": [line]}


def test_a_line_that_stands_twice_above_the_article_goes_once() -> None:
    line = "Bridge in the lower town to close"
    seen = context(line, "Politics", line, PROSE, line, PROSE)
    again = [finding for finding in heuristics.label(seen) if finding.rule == "heuristic.repeated-head"]
    assert [finding.start for finding in again] == [seen.blocks[2].start]


def test_a_caption_goes_and_a_list_of_works_stays() -> None:
    caption = "Crowds at the harbour gate on Monday. (Sample Name/Tilsen Press)"
    assert rules_of(context(PROSE, caption, PROSE)) == {"heuristic.caption-credit": [caption]}
    works = [
        f"Sample {name} shows the old town (Instructor: {name} Muster)" for name in ("Anna", "Boris", "Cleo")
    ]
    assert rules_of(context(PROSE, *works, PROSE)) == {}


def said_against(lines: tuple[str, ...], *clutter: str) -> list[str]:
    """What is boxed among `lines`, of which rules have spoken against `clutter`."""
    seen = context(*lines)
    said = [
        Finding("newsletter", "test.rule", 0.8, block.start, block.end, "because")
        for block in seen.blocks
        if block.text in clutter
    ]
    return rules_of(replace(seen, findings=said)).get("heuristic.boxed", [])


def test_a_short_line_between_two_lines_of_a_box_goes() -> None:
    offer, daily = "Subscribe to read the whole story", "Get our daily newsletter by mail"
    lines = (PROSE, offer, "One puzzle a day", daily, PROSE)
    assert said_against(lines, offer, daily) == ["One puzzle a day"]


def test_what_separates_paragraphs_is_no_box() -> None:
    advert = "Story continues below advertisement"
    lines = (PROSE, advert, "The ferry did not sail that day.", advert, PROSE)
    assert said_against(lines, advert) == []
