import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.html.features import words
from cleaner.html.features.points import Points
from cleaner.html.features.words import STEM, Words

TEXTS = st.lists(st.text("abcdeéßЯ漢字한글 .-'7"), min_size=1, max_size=6)


def hashes(*texts: str) -> list[int]:
    return [int(number) for number in Words.of(Points.of(texts)).hashes]


@given(TEXTS)
def test_the_same_words_have_the_same_hashes_wherever_they_stand(texts: list[str]) -> None:
    found = Words.of(Points.of(texts))
    told = [word for text in texts for word in re.findall(r"[漢字]|[^\W漢字]+", text)]
    known: dict[str, int] = {}
    for word, number in zip(told, found.hashes.tolist(), strict=True):
        assert known.setdefault(word.lower(), number) == number
    assert len(set(known.values())) == len(known)


def test_case_does_not_count_and_all_digits_are_the_same() -> None:
    assert hashes("Wall WALL wall") == hashes("wall") * 3
    assert hashes("12:05") == hashes("23:59")


def test_humps_part_words() -> None:
    found = Words.of(Points.of(["articleBody", "article-body"]), humps=True)
    assert found.rows.tolist() == [0, 0, 1, 1]
    assert found.hashes[:2].tolist() == found.hashes[2:].tolist()


def test_words_are_told_apart_from_the_texts_beside_them() -> None:
    assert Words.of(Points.of(["a b", "", "c"])).rows.tolist() == [0, 0, 2]


def test_a_pair_is_of_one_text() -> None:
    pairs, rows = Words.of(Points.of(["sea wall holds", "wall holds"])).pairs()
    assert rows.tolist() == [0, 0, 1]
    assert pairs[1] == pairs[2] != pairs[0]


def test_stems_are_the_beginnings_of_longer_words() -> None:
    found = Words.of(Points.of(["Harbours and wall", "harbouring"]))
    stems, rows = found.stems(np.array([True, True]))
    assert rows.tolist() == [0, 1]
    assert stems[0] == stems[1] == hashes("harbours"[:STEM])[0]
    assert found.stems(np.array([False, True]))[1].tolist() == [1]


@pytest.mark.parametrize(("text", "stems"), [("海壁を", 2), ("한국어 기사", 2), ("海 a", 0)])
def test_two_characters_of_dense_scripts_are_a_stem(text: str, stems: int) -> None:
    assert len(Words.of(Points.of([text])).stems(np.array([True]))[0]) == stems


def test_a_text_begins_again_where_another_that_is_asked_for_holds_its_beginning() -> None:
    wall, work = "The sea wall at Harrow Quay is to be raised.", "Work starts in March, the council says."
    both = f"As said: the sea wall at Harrow Quay is to be raised. {work}"
    found = Words.of(Points.of([wall, both, work, wall, "declared: " + both]))
    again = [found.begin_again(np.array(asked, bool)).tolist() for asked in ((1, 1, 0), (1, 0, 1), (0, 0, 0))]
    assert again == [[True, False], [False, False], []]
    assert found.begin_again(np.array([True, False, False, True])).tolist() == [True, True]


def test_a_page_longer_than_the_kept_powers_has_the_same_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "wall " * 50 + "x" * 100
    kept = hashes(long)
    monkeypatch.setattr(words, "_USUAL", 8)
    assert hashes(long) == kept
