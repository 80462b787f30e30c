import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.html.features.points import DIGIT, Points

TEXTS = st.lists(st.text(st.characters(max_codepoint=0xFFFF, codec="utf-8")), min_size=1, max_size=8)


@given(TEXTS)
def test_characters_belong_to_their_text(texts: list[str]) -> None:
    at = Points.of(texts)
    rows = at.rows(np.flatnonzero(at.has(DIGIT)))
    assert rows.tolist() == [n for n, text in enumerate(texts) for _ in filter(str.isdigit, text)]
