import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.html.features.points import DIGIT, Points

TEXTS = st.lists(st.text(st.characters(max_codepoint=0xFFFF, codec="utf-8")), min_size=1, max_size=8)


@given(TEXTS)
def test_bare_texts_have_no_white_space(texts: list[str]) -> None:
    assert Points.of(texts).bare() == ["".join(text.split()) for text in texts]


@given(TEXTS)
def test_marked_characters_are_counted_by_text(texts: list[str]) -> None:
    at = Points.of(texts)
    digits = at.has(DIGIT)
    assert at.tally(digits).tolist() == [sum(map(str.isdigit, text)) for text in texts]
    rows = at.rows(np.flatnonzero(digits))
    assert rows.tolist() == [n for n, text in enumerate(texts) for _ in filter(str.isdigit, text)]
