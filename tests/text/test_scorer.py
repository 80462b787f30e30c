from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.text.features import NAMES, alphabet, columns
from cleaner.text.scorer import LineScorer

STORY = [
    "The council voted on Tuesday to close the old bridge for two years while engineers replace the cables, "
    "which were damaged in the spring flood.",
    "Traffic will be sent through the village of Oakdale until then, and residents want a lower limit.",
    "“We have waited for this since the flood,” said the mayor, who hopes to see it open by the autumn.",
]
MENU = ["Home", "News", "Sport", "Weather", "Jobs", "Property", "Contact"]


@pytest.fixture(scope="module")
def scorer() -> LineScorer:
    return LineScorer.load()


def test_a_menu_is_clutter_and_the_story_is_not(scorer: LineScorer) -> None:
    chances = scorer.clutter([*MENU, *STORY, *MENU], [1] * 17)
    menu = np.concatenate((chances[:7], chances[10:]))
    assert chances[7:10].max() < 0.2
    assert menu.min() > chances[7:10].max()
    assert menu.mean() > 0.5


def test_the_model_has_the_features_that_are_computed(scorer: LineScorer) -> None:
    assert scorer.trees.features == NAMES
    assert columns(STORY, [0, 2, 2], scorer.tables).shape == (len(NAMES), 3)


def test_a_model_with_other_features_is_refused(tmp_path: Path, scorer: LineScorer) -> None:
    from dataclasses import replace

    replace(scorer.trees, features=("size",)).save(tmp_path / "old.npz")
    with pytest.raises(ValueError, match="train_lines"):
        LineScorer.load(tmp_path / "old.npz")


@pytest.mark.parametrize("text", ["a", "。", "日本", "\ud800", "😀😀", "-", "١٢٣"])
def test_every_feature_of_a_tiny_text_is_a_number(text: str) -> None:
    assert np.isfinite(columns([text], [0], alphabet())).all()


def test_a_word_has_the_same_bucket_wherever_it_stands_and_whatever_its_case() -> None:
    tables = alphabet()
    names = [NAMES.index("shared"), NAMES.index("shared-names")]
    prose = "The old harbour of Oakdale was closed on Tuesday by the council after the storm."
    shared = columns([prose, "OAKDALE harbour council"], [0, 1], tables)[names, 1]
    strange = columns([prose, "Ashford quarry tribunal"], [0, 1], tables)[names, 1]
    assert shared.tolist() == [1.0, 1.0]
    assert strange.max() < 0.5


LINES = st.one_of(
    st.sampled_from([*STORY, *MENU, "日本の橋は閉鎖された。", "a", "😀"]),
    st.from_regex(r"\S( ?\S){0,30}", fullmatch=True),
)


@given(
    st.lists(st.lists(st.tuples(LINES, st.integers(0, 5)), min_size=1, max_size=30), min_size=1, max_size=12)
)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=50)
def test_to_the_last_bit_a_document_is_scored_the_same_alone_and_among_others(
    scorer: LineScorer, documents: list[list[tuple[str, int]]]
) -> None:
    def scored(*some: list[tuple[str, int]]) -> list[float]:
        texts, gaps = zip(*(line for document in some for line in document), strict=True)
        return list(scorer.clutter(texts, gaps, [len(document) for document in some]))

    assert scored(*documents) == [chance for document in documents for chance in scored(document)]
