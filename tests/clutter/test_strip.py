from math import exp

import pytest
from lines import blocks_of

from cleaner.clutter.shape import count_all
from cleaner.clutter.strip import ALONE, SCORER, decide, removals
from cleaner.document import Finding
from cleaner.extraction import Extraction

PROSE = (
    "The council voted on Tuesday to close the old bridge for two years while engineers replace its cables, "
    "which were damaged in the spring flood, according to the minutes that were published on Friday."
)


def extraction(*lines: str) -> Extraction:
    return Extraction(original="\n".join(lines), blocks=blocks_of(*lines))


def on(page: Extraction, number: int, weight: float, rule: str = "en.share.handle") -> Finding:
    block = page.blocks[number]
    return Finding("share", rule, weight, block.start, block.end, "because")


def gone(page: Extraction, *findings: Finding) -> list[str]:
    words = count_all([block.text for block in page.blocks])
    decided = decide(page.blocks, findings, words=words)
    return [page.original[finding.start : finding.end] for finding in decided]


def test_without_the_scorer_a_rule_of_enough_weight_is_enough() -> None:
    page = extraction(PROSE, "Share this", "Follow us")
    assert gone(page, on(page, 1, 0.9), on(page, 2, 0.4)) == ["Share this"]


def test_on_a_page_that_the_block_scorer_has_judged_less_is_enough() -> None:
    page = extraction(PROSE, "Share this")
    laid = [block._replace(path="html/body/p") for block in page.blocks]
    decided = decide(laid, [on(page, 1, 0.6)])
    assert [finding.rule for finding in decided] == ["en.share.handle"]


def test_what_goes_is_named_by_whoever_says_what_it_is() -> None:
    page = extraction(PROSE, "Share this")
    beside = on(page, 1, 0.95, "heuristic.between-clutter")._replace(category="template")
    decided = decide(page.blocks, [beside, on(page, 1, 0.7)])
    assert [finding.rule for finding in decided] == ["en.share.handle"]


def test_of_equals_the_first_gives_its_name() -> None:
    page = extraction(PROSE, "Share this")
    said = [on(page, 1, 0.9, name) for name in ("en.share.handle", "it.share.handle", "de.share.handle")]
    assert [finding.rule for finding in decide(page.blocks, said)] == ["en.share.handle"]


def test_weak_findings_add_up() -> None:
    page = extraction(PROSE, "Share this")
    assert gone(page, on(page, 1, 0.8)) == []
    assert gone(page, on(page, 1, 0.8), on(page, 1, 0.6, "en.share.other")) == ["Share this"]


def test_a_spare_saves_a_line() -> None:
    page = extraction(PROSE, "Share this")
    assert gone(page, on(page, 1, 0.9), on(page, 1, -0.9, "site.spare")) == []


def test_prose_does_not_go_on_one_weak_word_of_the_scorer() -> None:
    page = extraction(*(PROSE.replace("Tuesday", day) for day in ("Monday", "Tuesday", "Friday", "Sunday")))
    assert gone(page, on(page, 1, 0.75, SCORER)) == []


def test_among_few_lines_nothing_goes_on_the_word_of_the_scorer_alone() -> None:
    few = extraction("The mayor resigned.", "Share this", "Nobody knows why.")
    sure = [on(few, number, 0.97, SCORER) for number in range(3)]
    assert gone(few, *sure) == []
    assert gone(few, *sure, on(few, 1, 0.9)) == ["Share this"]


def test_the_tail_goes_more_easily_than_the_middle() -> None:
    page = extraction(PROSE, "A short line", PROSE.replace("Tuesday", "Monday"), "A short line again")
    findings = [on(page, 1, 0.51, SCORER), on(page, 3, 0.51, SCORER)]
    assert gone(page, *findings) == ["A short line again"]


def test_running_text_between_running_text_does_not_go_on_the_scorers_word() -> None:
    story = [PROSE.replace("Tuesday", day) for day in ("Monday", "Tuesday", "Friday")]
    page = extraction(*story, PROSE.replace("Tuesday", "Sunday"))
    assert gone(page, *(on(page, number, 0.99, SCORER) for number in (1, 3))) == [page.blocks[3].text]


def test_a_paragraph_in_a_script_without_spaces_is_running_text() -> None:
    paragraph = "橋は火曜日に閉鎖されたと市長が述べ、修理には二年かかる見込みだという。" * 3
    page = extraction(paragraph, paragraph, paragraph, "お知らせ")
    assert gone(page, on(page, 1, 0.99, SCORER), on(page, 3, 0.99, SCORER)) == ["お知らせ"]


def test_a_line_whose_sentence_goes_on_in_the_next_is_asked_for_more_evidence() -> None:
    story = [PROSE.replace("Tuesday", day) for day in ("Monday", "Tuesday", "Friday")]
    broken = extraction(*story, "The council of", "Oakdale", "has not said when", "Share this page")
    said = [on(broken, number, 0.75, SCORER) for number in (3, 4, 5, 6)]
    assert gone(broken, *said) == ["The council of", "Share this page"]


def test_in_a_list_that_an_extractor_kept_the_scorer_must_be_surer() -> None:
    items = [f"Item {number} of the list of what to pack" for number in range(8)]
    story = extraction(PROSE, PROSE.replace("Tuesday", "Friday"), PROSE, "A line of a few words")
    guide = extraction(PROSE, *items, "A line of a few words")
    assert gone(story, on(story, 3, 0.8, SCORER)) == ["A line of a few words"]
    assert gone(guide, on(guide, 9, 0.8, SCORER)) == []


def test_a_text_that_is_clean_already_is_left_alone_on_evidence_that_is_enough_elsewhere() -> None:
    story = [PROSE.replace("Tuesday", day) for day in ("Monday", "Tuesday", "Friday")]
    clean = extraction(*story, "A short line")
    page = extraction(*story, "A short line", "Some more short lines that might well be clutter, all of them")
    likely = [on(page, 3, 0.55, SCORER), on(page, 4, 0.99, SCORER)]
    assert gone(clean, on(clean, 3, 0.55, SCORER)) == []
    assert "A short line" in gone(page, *likely)


def test_a_line_goes_in_the_name_of_the_rule_not_of_the_scorer() -> None:
    page = extraction(PROSE, "Share this")
    said = [on(page, 1, 0.6), on(page, 1, 0.99, SCORER)]
    decided = decide(page.blocks, said, words=[32, 2])
    assert [finding.rule for finding in decided] == ["en.share.handle"]


def test_part_of_a_line_can_go() -> None:
    page = extraction(PROSE + " READ MORE: A story")
    start = len(PROSE) + 1
    finding = Finding("related", "inline.related", 0.85, start, page.blocks[0].end, "because")
    assert gone(page, finding) == ["READ MORE: A story"]


def test_overlaps_go_to_the_surest_and_nothing_twice() -> None:
    original = "abcdefghij"
    found = removals(
        original,
        [
            Finding("ad", "weak", 0.5, 0, 10, ""),
            Finding("ad", "sure", 0.9, 3, 6, ""),
            Finding("ad", "middling", 0.7, 5, 8, ""),
        ],
    )
    assert [(removal.rule, removal.text) for removal in found] == [
        ("weak", "abc"),
        ("sure", "def"),
        ("middling", "gh"),
        ("weak", "ij"),
    ]


def test_no_findings_no_removals() -> None:
    assert removals("abc", []) == ()
    assert gone(extraction(PROSE)) == []


@pytest.mark.parametrize(
    "sentence", ["Ist die alte Brücke jetzt wirklich ganz zu?", "هل أغلق الجسر القديم في المدينة حقا الآن؟"]
)
def test_a_sentence_of_any_script_needs_more_evidence_than_a_label(sentence: str) -> None:
    doubt = 1 / (1 + exp(-0.5 * (ALONE["line"] + ALONE["sentence"])))
    for line, goes in ((sentence, False), (sentence[:-1], True)):
        page = extraction(PROSE, line, f"Again: {PROSE}", f"And again: {PROSE}")
        clutter = [on(page, number, 0.999, SCORER) for number in (2, 3)]
        assert (line in gone(page, on(page, 1, doubt, SCORER), *clutter)) is goes
