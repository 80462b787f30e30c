import pytest

from cleaner.document import Article, Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

CLUTTER = (
    "Share this\nFollow us on Twitter\nYou May Also Like\nSign up for our newsletter\nRead more\n"
    "Copyright 2025 Example. All rights reserved."
)
PARAGRAPH = "The council met on Tuesday, and after nine hours it voted for the bridge. " * 3 + "\n"


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(Settings(max_bytes=3_000_000, max_blocks=2_000))


def clean(cleaner: Cleaner, text: str) -> Article:
    return cleaner.clean(Document(id="x", text=text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        " \n\t\n",
        "\x00\x01\x07\x1b" * 100,
        "x" * 200_000,
        "The council met on Tuesday and voted for it. " * 2_000,
        "short line\n" * 10_000,
        "<" * 50_000,
        "[(" * 50_000,
        "&a" * 50_000,
        "**a" * 50_000,
        "# a" + " " * 100_000 + "x",
        PARAGRAPH + "a@a." * 50_000,
        PARAGRAPH + "!" * 200_000,
        PARAGRAPH + ".Related: x" * 50_000 + " x" * 30,
        "Crowds at the harbour gate on Monday. Foto: Anna Muster/dpa\n" * 2_000,
        "of lines as wide as the others around them the text is made\n" * 50_000,
        "\ud800 a lone surrogate",
        "会議は火曜日に開かれ、橋の閉鎖を決めた。" * 500,
        "Совет во вторник проголосовал за закрытие моста.\n" * 50,
    ],
    ids=lambda text: f"{len(text)}-{text[:12]!a}",
)
def test_strange_text_comes_out_whole(cleaner: Cleaner, text: str) -> None:
    article = clean(cleaner, text)
    assert article.restore() == article.original
    rest = article.text + "".join(removal.text for removal in article.removed)
    assert sorted("".join(rest.split())) == sorted("".join(article.original.split()))


def test_nothing_but_clutter_leaves_an_empty_text(cleaner: Cleaner) -> None:
    article = clean(cleaner, CLUTTER)
    assert (article.text, article.verdict, article.problem) == ("", "empty", None)
    assert [removal.text for removal in article.removed] == CLUTTER.split("\n")


def test_a_text_over_the_limit_is_kept_as_it_is_and_named(cleaner: Cleaner) -> None:
    article = clean(cleaner, "word " * 700_000)
    assert article.problem is not None
    assert "max_bytes" in article.problem
    assert article.original == "word " * 700_000


def test_lines_beyond_the_limit_are_kept_and_named(cleaner: Cleaner) -> None:
    text = "\n".join([*(f"line {number} of many that were read" for number in range(2_000)), CLUTTER])
    article = clean(cleaner, text)
    assert article.problem is not None
    assert "max_blocks" in article.problem
    assert article.text.endswith(CLUTTER)
