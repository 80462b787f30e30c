import pytest

from cleaner.document import Article, Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.text.dates import date_in
from cleaner.text.head import names_in

BODY = "\n".join(
    [
        "The council voted on Tuesday to close the old bridge for two years while engineers replace the "
        "cables, which were damaged in the spring flood, according to the minutes of the meeting.",
        "Traffic will be sent through the village of Oakdale until then, and residents have asked for a "
        "lower speed limit and a second crossing near the school.",
        "The work is expected to cost four million, most of which the region has promised to pay by winter.",
    ]
)


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(Settings())


def clean(cleaner: Cleaner, *head: str, title: str | None = None) -> Article:
    return cleaner.clean(Document(id="x", text="\n".join([*head, BODY]), title=title))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Sunday, March 30, 2025", "2025-03-30"),
        ("Updated: 3 May 2024, 14:19 GMT", "2024-05-03"),
        ("Stand: 30.03.2025, 14:19 Uhr", "2025-03-30"),
        ("Publié le 3 février 2024 à 08h15", "2024-02-03"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("Publié le 09/03/2026 à 18h30", "2026-03-09"),
        ("30 марта 2025 г.", "2025-03-30"),
        ("2025年3月30日 12時30分", "2025-03-30"),
        ("2025-03-30T10:11:12+01:00", "2025-03-30"),
    ],
)
def test_a_date_line_is_read_in_many_languages(line: str, day: str) -> None:
    assert date_in(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "In March 2025 the minister left office",
        "2 NEW BRIDGES BY 2030",
        "31.02.2025",
        "03/04/2025",
        "May",
        "",
    ],
)
def test_other_lines_are_no_dates(line: str) -> None:
    assert date_in(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Diaz", ("Ana Diaz",)),
        ("By Ana Diaz and Tom Roe", ("Ana Diaz", "Tom Roe")),
        ("Von Jörg Groß", ("Jörg Groß",)),
        ("By the river two men fished", ()),
        ("Ana Diaz", ()),
        (f"By Ana Diaz{' ' * 100_000}and Tom Roe", ("Ana Diaz", "Tom Roe")),
    ],
)
def test_a_byline_gives_names(line: str, names: tuple[str, ...]) -> None:
    assert names_in(line) == names


def test_head_lines_become_fields_and_leave_the_text(cleaner: Cleaner) -> None:
    article = clean(
        cleaner, "Council Closes Old Bridge for Two Years", "By Ana Diaz", "Sunday, March 30, 2025"
    )
    assert article.title == "Council Closes Old Bridge for Two Years"
    assert article.authors == ("Ana Diaz",)
    assert article.published == "2025-03-30"
    assert article.text == BODY


def test_the_removed_head_can_be_restored(cleaner: Cleaner) -> None:
    article = clean(cleaner, "Council Closes Old Bridge for Two Years", "By Ana Diaz")
    assert article.restore() == article.original
    assert article.restore(categories=["title"]).startswith("Council Closes Old Bridge for Two Years\n")


def test_a_first_line_that_is_prose_is_no_headline(cleaner: Cleaner) -> None:
    article = clean(cleaner)
    assert article.title is None
    assert article.text == BODY


def test_a_standfirst_stays_in_the_text(cleaner: Cleaner) -> None:
    standfirst = "Residents fear for the school run while the crossing is shut and detours are signed."
    article = clean(cleaner, "Council Closes Old Bridge for Two Years", standfirst)
    assert article.text.startswith(standfirst)


def test_a_known_title_is_not_repeated_and_not_replaced(cleaner: Cleaner) -> None:
    article = clean(cleaner, "Council closes old bridge!", title="Council closes old bridge")
    assert article.title == "Council closes old bridge"
    assert article.text == BODY


def test_a_dateline_is_read_and_stays(cleaner: Cleaner) -> None:
    article = cleaner.clean(Document(id="x", text="OAKDALE (AP) — " + BODY))
    assert article.metadata.dateline == "OAKDALE (AP)"
    assert article.text.startswith("OAKDALE (AP) — The council")


def test_the_headline_is_looked_for_below_the_navigation(cleaner: Cleaner) -> None:
    article = clean(
        cleaner,
        *("Skip to main content", "News", "Sport", "Jobs", "Sign in", "Subscribe from 1 crown a week"),
        *("We use cookies. Manage your settings", "Old bridge shut for two years", "By Mira Holt"),
    )
    assert article.title == "Old bridge shut for two years"


def test_a_share_line_is_no_headline(cleaner: Cleaner) -> None:
    assert clean(cleaner, "Share this @harborline.example").title is None


def test_an_entry_of_a_live_blog_is_no_headline(cleaner: Cleaner) -> None:
    assert clean(cleaner, "12.31 Uhr: Rat sperrt die alte Brücke für zwei Jahre").title is None


def test_a_date_that_a_rule_took_becomes_a_field(cleaner: Cleaner) -> None:
    assert clean(cleaner, "Old bridge shut for two years", "13.02.2026, 06:45 Uhr").published == "2026-02-13"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (  # a standfirst
            "FLOOD DAMAGE: Councillors questioned engineers’ inspection reports on weakened cables, "
            "which were disregarded throughout the winter",
            "",
        ),
        (  # a sentence that was wrapped
            "You should plan to spend at least the same amount of time you would spend for a",
            "meeting in person, the organisers wrote.",
        ),
    ],
)
def test_what_is_no_headline_is_not_read_as_one(first: str, second: str) -> None:
    article = clean(Cleaner(Settings(scorer=False)), first, second)
    assert article.title is None
    assert article.text.startswith(first)
