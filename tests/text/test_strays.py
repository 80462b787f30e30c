import numpy as np

from cleaner.text.layout import Layout
from cleaner.text.strays import doubts

BODY = [(-3.0, 40)] * 5
CLUTTER = [(3.0, 4)] * 6


def doubted(*lines: tuple[float, int]) -> list[float]:
    """What is added to lines of which the log-odds of clutter and the words are given."""
    return list(added([(odds, words, "") for odds, words in lines]))


def added(*documents: list[tuple[float, int, str]]) -> list[float]:
    odds, words, texts = zip(*(line for document in documents for line in document), strict=True)
    layout = Layout.of([len(document) for document in documents])
    return list(doubts(np.array(odds, np.float64), np.array(words, np.float32), texts, layout))


def test_running_text_is_doubted_when_clutter_parts_it_from_the_body() -> None:
    assert doubted(*BODY, *CLUTTER, (-1.0, 40))[-1] > 1
    assert doubted((-1.0, 40), *CLUTTER, *BODY)[0] > 1


def test_running_text_is_doubted_the_more_the_more_clutter_lies_between() -> None:
    assert doubted(*BODY, *CLUTTER * 2, (-1.0, 40))[-1] > doubted(*BODY, *CLUTTER, (-1.0, 40))[-1]


def test_headings_and_single_sentences_are_not_doubted() -> None:
    assert doubted(*BODY, *CLUTTER, (-1.0, 6), (-1.0, 18))[-2:] == [0, 0]


def test_an_article_that_clutter_interrupts_is_not_doubted() -> None:
    assert doubted(*BODY, *CLUTTER, *BODY[:3])[-3:] == [0, 0, 0]


def test_the_body_is_not_doubted() -> None:
    assert doubted(*CLUTTER, *BODY, *CLUTTER)[6:11] == [0] * 5


FIRST = "council voted Tuesday close bridge years while engineers replace cables which damaged spring flood"
SECOND = "traffic village Oakdale residents waited mayor hopes autumn repairs harbour budget district ferries"
THIRD = "schools reopened families welcomed decision weeks meetings papers minutes published Friday evening"
STORY = [(-3.0, 40, line) for line in (FIRST, SECOND, THIRD)]
MENU = [(3.0, 30, "Home News Sport Weather")] * 4
OTHER = "striker scored twice against rivals before thousands cheering supporters under floodlights"


def test_what_follows_the_body_is_doubted_if_it_talks_of_something_else() -> None:
    about, other = (added([*STORY, *MENU, (-1.0, 15, line)])[-1] for line in (FIRST, OTHER))
    assert about < 0 < other


def test_what_follows_is_measured_by_the_body_of_its_own_document() -> None:
    page = [*STORY, *MENU, (-1.0, 15, OTHER)]
    about_other = [(-3.0, 40, OTHER + " " + SECOND), (-3.0, 40, THIRD + " " + FIRST)]
    assert added(page, about_other) == [*added(page), *added(about_other)]


def test_in_a_text_with_little_clutter_single_sentences_are_not_doubted() -> None:
    menu = [(3.0, 4, "Home News Sport Weather")] * 4
    assert added([*STORY, *menu, (-1.0, 15, OTHER)])[-1] == 0


def test_a_line_of_a_script_without_spaces_is_not_doubted_for_its_words() -> None:
    line = "Trump Biden Harris Obama Clinton 橋は火曜日に閉鎖された"
    assert added([*STORY, *MENU, (-1.0, 15, line)])[-1] == 0
