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


def test_many_gaps_cost_no_more_than_few() -> None:
    lines = [f"Line {number} of the dump." for number in range(100_000)]
    spans, at = [], 0
    for number, line in enumerate(lines):
        if number % 2:
            spans.append((at, at + len(line)))
        at += len(line) + 1
    assert cut("\n".join(lines), spans) == "\n".join(lines[::2])
