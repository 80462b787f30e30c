"""Cutting spans out of a text leaves readable paragraphs."""

import pytest

from cleaner.document import cut


@pytest.mark.parametrize(
    ("original", "gone", "left"),
    [
        ("One.\n\nTwo.\n\nThree.", ["Two."], "One.\n\nThree."),
        ("One.\nTwo.\n\nThree.", ["Two."], "One.\n\nThree."),
        ("One.\nTwo.\nThree.", ["Two."], "One.\nThree."),
        ("One. Two. Three.", ["Two."], "One. Three."),
        ("One.\nTwo.\nThree.", ["One.", "Two."], "Three."),
        ("One.\n\nTwo.\nThree.\n\nFour.", ["Two.", "Three."], "One.\n\nFour."),
        ("One.", ["One."], ""),
        ("One.", [], "One."),
    ],
)
def test_a_gap_leaves_one_separator(original: str, gone: list[str], left: str) -> None:
    spans = [(original.index(piece), original.index(piece) + len(piece)) for piece in gone]
    assert cut(original, spans) == left
