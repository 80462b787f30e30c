import pytest

from cleaner.text.segment import ONE_LINE, segment


def test_blocks_are_the_lines_with_their_place() -> None:
    text = "  one \n\n\ttwo three\n"
    blocks = segment(text, limit=10)
    assert [block.text for block in blocks] == ["one", "two three"]
    assert all(text[block.start : block.end] == block.text for block in blocks)


def test_a_text_without_line_breaks_is_cut_into_sentences() -> None:
    text = "The council met on Tuesday and voted for it. “Nobody was surprised by that,” she said. " * 20
    blocks = segment(text, limit=1000)
    assert len(text) > ONE_LINE
    assert len(blocks) > 20
    assert all(text[block.start : block.end] == block.text for block in blocks)
    assert "".join(block.text for block in blocks).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "परिषद ने मंगलवार को पुराने पुल को छह सप्ताह के लिए बंद करने का निर्णय लिया। ",
        "کونسل نے منگل کو پرانے پل کو چھ ہفتوں کے لیے بند کرنے کا فیصلہ کیا۔ ",
        "هل سيبقى الجسر القديم مغلقا حتى الربيع كما قال الوزير؟ ",
        "市議会は火曜日に古い橋を六週間のあいだ閉鎖し、そのあいだ船を出すことを決めたと発表した。",
    ],
)
def test_sentences_end_as_their_script_ends_them(sentence: str) -> None:
    assert [block.text for block in segment(sentence * 30, limit=100)] == [sentence.strip()] * 30


def test_no_more_blocks_than_the_limit() -> None:
    assert len(segment("a\n" * 100, limit=7)) == 7


def test_a_line_of_white_space_is_no_block() -> None:
    assert segment(" \t \n \n", limit=5) == []
