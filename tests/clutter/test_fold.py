import pytest

from cleaner.clutter.fold import normalise, tokens
from cleaner.document import Document
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings


def test_spaces_may_be_all_that_is_not_ascii() -> None:
    assert tokens(["Hello\u3000world", "on\u2028we\x85go"]) == [["hello", "world"], ["on", "we", "go"]]


def test_an_english_text_with_a_wide_space_is_cleaned() -> None:
    document = Document(id="1", text="A first line.\u3000Share this story")
    article = Cleaner(Settings(scorer=False)).clean(document)
    assert article.problem is None


SLOW = " 中"
"""No byte of the quick way stands for it: a line with it is folded character by character."""


@pytest.mark.parametrize("character", [chr(code) for code in (*range(1, 0x250), *range(0x2010, 0x2040))])
def test_a_line_is_folded_alike_both_ways(character: str) -> None:
    line = f"A{character}b {character} 1{character}2 {character}C"
    assert normalise(line + SLOW) == f"{normalise(line)} 中"


def test_lines_of_both_ways_keep_their_places() -> None:
    assert tokens(["Ein Süß", "中文", "", "Ça va", "Но нет"]) == [
        ["ein", "suss"],
        ["中", "文"],
        [],
        ["ca", "va"],
        ["но", "нет"],
    ]
