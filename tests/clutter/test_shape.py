from hypothesis import given
from hypothesis import strategies as st

from cleaner.clutter.shape import count_all, count_words

PLAIN = ["The council voted on Tuesday.", "Été à la plage", "日本の橋は閉鎖された。"]
SPACED = ["two  spaces", "a\ttab", " at its ends ", "no-break\u00a0space", "em\u2003space", ""]


@given(st.lists(st.sampled_from([*PLAIN, *SPACED]), max_size=4))
def test_words_are_counted_together_as_one_by_one(texts: list[str]) -> None:
    assert count_all(texts) == [count_words(text) for text in texts]
