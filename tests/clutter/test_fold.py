import pytest

from cleaner.clutter.fold import tokens
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings


def test_spaces_may_be_all_that_is_not_ascii() -> None:
    assert tokens(["Hello\u3000world", "on\u2028we\x85go"]) == [["hello", "world"], ["on", "we", "go"]]


def test_an_english_text_with_a_wide_space_is_cleaned() -> None:
    document = Document(id="1", text="A first line.\u3000Share this story")
    article = Cleaner(Settings(scorer=False)).clean(document)
    assert article.problem is None


SLOW = " ﬁ"
"""It folds to two letters: a line with it is folded without the table."""


@pytest.mark.parametrize("first", range(0, 0x10000, 0x1000), ids=hex)
def test_a_line_is_folded_alike_both_ways(first: int) -> None:
    lines = [f"A{c}b {c} 1{c}2 {c}C" for c in map(chr, range(first, first + 0x1000))]
    slow = tokens([line + SLOW for line in lines])
    assert [[*words, "fi"] for words in tokens(lines)] == slow


def test_lines_of_both_ways_keep_their_places() -> None:
    assert tokens(["Ein Süß", "中文", "", "Ça va", "Но нет"]) == [
        ["ein", "suss"],
        ["中", "文"],
        [],
        ["ca", "va"],
        ["но", "нет"],
    ]
