"""What the block scorer sees of small pages."""

import numpy as np
import pytest

from cleaner.html.blocks import outline, parse
from cleaner.html.features import Columns, Hints, features, matrix
from cleaner.html.scorer import BlockScorer

PROSE = (
    "The harbour council voted on Tuesday to build a second sea wall, which engineers had asked for before. "
)
CLUTTER = "<nav class=site-menu><ul><li><a href=/>Home</a><li><a href=/w>Weather today</a></ul></nav>"
PAGE = (
    f"{CLUTTER}<main><h1>Council votes for a second sea wall</h1><div class='article-body teaserText'>"
    f"<p>{PROSE}<p>{PROSE * 2}<p><b>Costs</b> are shared: ten million, five million.</div></main>"
    "<footer><p>Home</p></footer>"
)


def columns(page: str, hints: Hints | None = None) -> Columns:
    return features(outline(parse(page), 1000), hints or Hints())[1]


def values(page: str, name: str, hints: Hints | None = None) -> list[float]:
    return [float(value) for value in columns(page, hints)[name]]


def test_the_model_finds_every_column_it_asks_for() -> None:
    scorer = BlockScorer.load()
    names = scorer.trees.features
    page = outline(parse(PAGE), 1000)
    tree, found = features(page, Hints())
    table = matrix(found | scorer.lexicon.columns(tree), names)
    assert table.shape == (len(names), 7)
    assert np.isfinite(table).all()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Ten men, 20 cats; none.", "words", 5),
        ("\U0001f30a sea", "words", 1),
        ("海壁を建てる計画だ", "words", 9 / 1.7),
        ("Ten men, 20 cats", "chars", 16),
        ("He said: “No.”", "stops", 1),
        ("No (he said).", "stops", 1),
        ("To be continued:", "stops", 0),
        ("Ten <a href=x>cats</a>", "link_density", 1 / 2),
    ],
)
def test_words_and_characters_are_counted(text: str, name: str, value: float) -> None:
    assert values(f"<p>{text}</p>", name) == [pytest.approx(value)]


def test_no_word_counts_for_the_block_beside_it() -> None:
    assert values("<p>a, b</p><p>c</p><p>*</p><p>d, e, f</p>", "words") == [2, 1, 0, 3]


def test_copies_of_a_text_are_counted() -> None:
    assert values("<p>Home</p><p>Sport</p><p>Home</p>", "copies") == [2, 1, 2]


def test_of_prose_that_repeats_the_first_alone_has_a_share() -> None:
    assert values(f"<div><p>{PROSE}</p></div><p>{PROSE}</p>", "c0_share") == [1, 0]


def test_tags_hold_for_everything_inside_them() -> None:
    assert values(PAGE, "tag_in_nav") == [1, 1, 0, 0, 0, 0, 0]
    assert values(PAGE, "tag_in_article") == [0, 0, 1, 1, 1, 1, 0]
    assert values("<my-story><div><div><p>Text</div></div></my-story>", "tag_in_custom") == [1]


def test_a_heading_says_so_to_what_stands_in_it() -> None:
    assert values("<h2><div>Costs</div></h2><p>Text</p>", "tag_heading") == [2, 0]


def test_class_words_count_more_the_nearer_they_stand() -> None:
    page = "<div class=share><p>a</p><p class='ShareBar'>b</p><div><p>c</p></div></div>"
    assert values(page, "cls_share") == [2, 3, 1]


def test_class_words_are_whole_words() -> None:
    assert values("<p class='headshare shared'>a</p>", "cls_share") == [0]


def test_the_main_element_is_the_innermost_with_most_of_the_prose() -> None:
    assert values(PAGE, "main_inside") == [0, 0, 0, 0, 1, 0, 0]
    assert values(PAGE, "main80_inside") == [0, 0, 0, 1, 1, 1, 0]
    assert values(PAGE, "main80_from_first") == [-3, -2, -1, 0, 1, 2, 3]


def test_shares_are_of_the_pages_prose() -> None:
    assert values(PAGE, "c0_share") == [pytest.approx(v, abs=0.02) for v in (0, 0, 0, 1 / 3, 2 / 3, 0, 0)]


def test_blocks_of_one_tag_and_class_are_alike() -> None:
    assert values("<p>a</p><div><p>b</p></div><p class=x>c</p>", "sig_count") == [2, 2, 1]


def test_the_headline_is_recognised_in_other_words() -> None:
    hints = Hints(titles=("Something else", "Council VOTES for second sea wall"))
    assert values(PAGE, "hint_title", hints)[2] == pytest.approx(6 / 7)


def test_a_standfirst_is_recognised_in_a_description_cut_short() -> None:
    hints = Hints(descriptions=(PROSE[:60] + "...",))
    found = values(PAGE, "hint_description", hints)
    assert found[3] > 0.9
    assert max(found[:2] + found[5:]) == 0


def test_a_declared_body_bears_witness_to_its_paragraphs() -> None:
    assert values(PAGE, "hint_body", Hints(body=PROSE * 3)) == [0, 0, 0.5, 1, 1, 0, 0]
    assert values(PAGE, "hint_body", Hints(titles=("Council",), body="***")) == [0] * 7


def test_an_article_echoes_its_own_words() -> None:
    echo = values(PAGE + "<p>The council asked engineers about something else entirely</p>", "echo_main")
    assert echo[3] == 1
    assert 0 < echo[7] < 1
    assert values(PAGE, "echo_main", Hints())[6] == 0


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    page = "<p>海壁を建てる計画が昨日の夜に開かれた議会で可決された。</p>" * 2 + "<p>海壁を建てる計画</p>"
    assert values(page, "echo_main")[2] == 1


def test_headlines_of_other_articles_are_counted_from_the_pages_own() -> None:
    heads = (
        "Weather today",
        "Council votes for a second sea wall",
        "Ferry fares rise",
        "Old mill burns down",
    )
    page = "".join(f"<h1>{head}</h1><p>{PROSE}</p>" for head in heads)
    titles = Hints(titles=("Council votes for a second sea wall",))
    assert values(page, "hint_rivals", titles) == [0, 0, 0, 0, 1, 1, 2, 2]
    subheads = page.replace("<h1>Ferry fares rise", "<h1 class=subhead>Ferry fares rise")
    assert values(subheads, "hint_rivals", titles) == [0, 0, 0, 0, 0, 0, 1, 1]
    assert values(page, "hint_rivals") == [0] * 8
