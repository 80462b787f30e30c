"""Where rules look, and what an opener takes with it."""

from dataclasses import replace

from lines import PROSE, context

from cleaner.clutter.match import RuleSet
from cleaner.clutter.rulepack import Rule

OPENER = Rule(id="test.opener", category="related", is_=("read next",), where="tail", takes="block")


def labelled(rule: Rule, *lines: str) -> list[str]:
    seen = context(*lines)
    return [seen.original[f.start : f.end] for f in RuleSet([rule]).label(seen)]


def test_an_opener_takes_the_headlines_and_teasers_below_it() -> None:
    items = ("Ferry runs aground off Tilsen", "The captain said that the fog had come up within minutes and…")
    assert labelled(OPENER, PROSE, PROSE, "Read next", *items) == ["Read next", *items]


def test_an_opener_takes_nothing_when_prose_follows() -> None:
    lines = (*[PROSE] * 6, "Read next", "Ferry runs aground off Tilsen", PROSE)
    assert labelled(OPENER, *lines) == ["Read next"]


def test_an_opener_stops_at_the_first_of_two_sentences_in_a_row() -> None:
    sentences = (
        "The mayor thanked all those who had stayed until midnight to hear the result of it.",
        "She will speak to the people of the lower town on Friday at noon in the old hall.",
    )
    assert labelled(OPENER, PROSE, PROSE, "Read next", "Ferry runs aground", *sentences) == [
        "Read next",
        "Ferry runs aground",
    ]


def test_a_tail_rule_does_not_look_at_the_head() -> None:
    assert labelled(OPENER, "Read next", PROSE, PROSE, PROSE, PROSE) == []


def test_a_head_rule_does_not_look_below_the_prose() -> None:
    rule = Rule(id="test.head", category="byline", starts=("by",), where="head", names=True)
    assert labelled(rule, "By Anna Muster", PROSE, PROSE, PROSE, "By Anna Muster") == ["By Anna Muster"]


def test_a_long_notice_is_matched_at_the_end_of_a_document_only() -> None:
    notice = "All rights reserved. " + "This material may not be copied in any form by anybody at all. " * 6
    rule = Rule(id="test.notice", category="copyright", has=("all rights reserved",), words=(2, 150))
    assert labelled(rule, *[PROSE] * 8, notice) == [notice]
    assert labelled(rule, *[PROSE] * 8, notice, *[PROSE] * 8) == []


TEASER = "The captain said that the fog had come up within minutes and…"
ANYWHERE = Rule(id="test.opener", category="related", is_=("read next",), takes="block")


def test_an_opener_takes_what_is_listed_where_there_is_no_prose_at_all() -> None:
    lines = ("Read next", "Ferry runs aground off Tilsen", TEASER, "Mayor resigns over the sale of a pier")
    assert labelled(ANYWHERE, *lines) == list(lines)


def test_short_paragraphs_below_an_opener_are_a_story_where_there_is_no_prose() -> None:
    brief = "The mayor thanked all those who had stayed until midnight to hear the result."
    assert labelled(ANYWHERE, "Read next", "Ferry runs aground off Tilsen", brief) == ["Read next"]


COMMENTS = Rule(id="test.comments", category="comments", is_=("1 comments",), where="tail", takes="to-end")
COMMENT = (
    "I have crossed that bridge every morning for thirty years and nobody from the council has asked me, "
    "or anybody I know, what we think of it."
)


def test_what_ends_the_story_takes_prose_too() -> None:
    lines = ("3 comments", "Reader says:", COMMENT, "Another says:", COMMENT)
    assert labelled(COMMENTS, *[PROSE] * 12, *lines) == list(lines)


def test_what_ends_the_story_leaves_more_prose_than_stands_above_it() -> None:
    lines = ("Bridge to close", *[PROSE] * 3, *["Lorries"] * 9, "3 comments", *[PROSE] * 4)
    assert labelled(COMMENTS, *lines) == ["3 comments"]


def test_an_opener_takes_no_table() -> None:
    cells = [cell for number in range(1, 7) for cell in (str(number), "Lower Tilsen", "13.50")]
    assert labelled(ANYWHERE, PROSE, PROSE, "Read next", *cells) == ["Read next"]


def test_a_page_of_nothing_but_openers_is_listed_once() -> None:
    lines = ["Read next"] * 2000
    found = RuleSet([OPENER]).label(context(*lines))
    assert len(lines) // 3 <= len(found) < 2 * len(lines)


def test_an_opener_whose_list_a_page_has_lost_already_takes_nothing_of_the_article_behind_it() -> None:
    ending = "The honey will go to the town once the nest is open, and pay for the scaffold."
    seen = context(PROSE, PROSE, "Read next", "Ferry runs aground off Tilsen", ending)
    on_page = tuple(block._replace(path="body>p") for block in seen.blocks)
    rest = replace(seen, blocks=on_page[:3] + on_page[4:])
    assert [f.end for f in RuleSet([OPENER]).label(rest)] == [on_page[2].end]
