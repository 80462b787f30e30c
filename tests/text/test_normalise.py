from collections.abc import Callable

import pytest

from cleaner.text.normalise import hard_wraps, html_leftovers, invisible, markdown, mojibake, normalise


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Tom &amp; Ana&nbsp;said", "Tom & Ana said"),
        ("Tom &amp;amp; Ana", "Tom & Ana"),
        ("<p>One.</p><p>Two <b>bold</b> words.</p>", "\nOne.\n\nTwo bold words.\n"),
        ('before[caption id="7" width="3"]A bridge.[/caption]after', "before\nA bridge.\nafter"),
        ("so\u00adft hy\u00adphens and\u200b zero width\ufeff", "soft hyphens and zero width"),
        ("bell\x07 and \x1b[0m", "bell and [0m"),
        ("The cafÃ© said â€œnoâ€\x9d", "The café said “no”"),
        ("See [the report](https://example.com/a_(b)) now", "See the report now"),
        ("## A heading\ntext", "A heading\ntext"),
        ("## A heading ##\ntext", "A heading\ntext"),
        ("# Why we left C#\ntext", "Why we left C#\ntext"),
        ("It was **very** cold", "It was very cold"),
        ("**Run** it if `__name__ == '__main__'`", "Run it if `__name__ == '__main__'`"),
        ("See **the snake_case names** here", "See the snake_case names here"),
    ],
)
def test_damage_is_repaired(damaged: str, repaired: str) -> None:
    assert normalise(damaged) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "Profits rose to 3 < 5 & then fell.",
        "AT&T said so; R&D costs > 4.",
        "naïve café — “quoted” … fine",
        "می‌خواهم",  # the joiner is part of the Persian word
        "👩‍👩‍👧 is one character to a reader",
        "He said [sic] that 2 * 3 * 4 is 24.",
        "C'est « vrai » à Évry.",
        "snake_case and __init__ stay",
        "Run git checkout <branch-name>, then <path to file>.",
    ],
)
def test_sound_text_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text


def test_hard_wrapped_lines_become_paragraphs() -> None:
    wrapped = (
        "The council voted on Tuesday to close the old bridge for at least two\n"
        "years while engineers replace the cables that were damaged in the\n"
        "spring flood, and said that traffic would be sent through the village\n"
        "of Oakdale until then.\n\nA second paragraph."
    )
    first, second = normalise(wrapped).split("\n\n")
    assert first == wrapped.removesuffix("\n\nA second paragraph.").replace("\n", " ")
    assert second == "A second paragraph."


def test_a_word_divided_at_the_end_of_a_line_is_one_again() -> None:
    wrapped = (
        "The council voted on Tuesday to close the old bridge to lorries, as engi-\n"
        "neers had asked it to do when the cables were damaged in the spring\n"
        "flood, and said that traffic would be sent through the village of Oak-\n"
        "dale until then, or longer if the work takes more time than is now plan-\n"
        "ned."
    )
    assert normalise(wrapped) == wrapped.replace("-\n", "").replace("\n", " ")


def test_a_list_of_headlines_is_not_taken_for_wrapped_lines() -> None:
    headlines = "\n".join(
        f"{name} Council Votes To Close The Old Bridge For Two More Years"
        for name in ("Oak", "Elm", "Ash", "Fir", "Yew")
    )
    assert normalise(headlines) == headlines


DAMAGE: dict[Callable[[str], str], str] = {
    html_leftovers: "&amp;",
    mojibake: "cafÃ©",
    invisible: "\u00ad",
    markdown: "**",
    hard_wraps: "width\nand",
}


@pytest.mark.parametrize("repair", DAMAGE, ids=lambda repair: repair.__name__)
def test_each_step_mends_its_damage_and_no_other(repair: Callable[[str], str]) -> None:
    wrapped = "\n".join(["and go on with the next of the same width"] * 5)
    repaired = repair(f"A &amp; B\n**c**\u00ad cafÃ©\n\n{wrapped}")
    assert [step for step, damage in DAMAGE.items() if damage not in repaired] == [repair]


def test_normalising_twice_changes_nothing_more() -> None:
    damaged = "<p>Tom &amp;amp; Ana</p>\r\n# Head\n**b**\u00ad"
    assert normalise(normalise(damaged)) == normalise(damaged)
