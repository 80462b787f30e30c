"""Echoes by sorted numbers are those that sets of words have."""

import re

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from cleaner.html.blocks import outline, parse
from cleaner.html.features import Hints, features

WORDS = ("harbour", "HARBOURS", "sea", "straße", "Straßen", "strasse", "council", "wall", "engineer,", "ⅷ")
PARAGRAPHS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), min_size=1, max_size=8)


def stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w+", text.lower()) if len(word) >= 6}


@given(PARAGRAPHS, st.lists(st.sampled_from(WORDS), max_size=5))
def test_a_block_shares_stems_with_the_title_and_with_the_articles_other_prose(
    paragraphs: list[list[str]], title: list[str]
) -> None:
    texts = [" ".join(words) for words in paragraphs]
    page = outline(parse("".join(f"<p>{text}</p>" for text in texts)), 1000)
    tree, out = features(page, Hints(titles=(" ".join(title),)))
    prose = (out["main80_inside"] & tree.text.prose).tolist()
    for number, text in enumerate(texts):
        own = stems(text) if tree.text.words[number] >= 4 else set()
        others = [stems(other) for n, other in enumerate(texts) if prose[n] and n != number]
        assert out["echo_main"][number] == approx(len(own & set().union(*others)) / max(1, len(own)))
        assert out["echo_title"][number] == approx(len(own & stems(" ".join(title))) / max(1, len(own)))
