from dataclasses import replace

from test_reach import PROSE, context

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
