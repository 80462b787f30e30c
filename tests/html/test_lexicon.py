from pathlib import Path

import numpy as np
import pytest

from cleaner.html import blocks, features
from cleaner.html.features import Tree
from cleaner.html.lexicon import BITS, LEVELS, Lexicon, named, said


def tree_of(html: str) -> Tree:
    return features.features(blocks.outline(blocks.parse(html), 1000), features.Hints())[0]


def terms_of(text: str) -> set[int]:
    return set(said(tree_of(f"<p>{text}</p>")).terms.tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read more", "READ more"),
        ("Posted 12:05", "Posted 23:59"),
        ("«Чит́айте» также", "чит́айте ТАКЖЕ"),
        ("Get our newsletter!", "get – our | newsletter"),
    ],
)
def test_case_punctuation_and_digits_make_no_other_words(one: str, other: str) -> None:
    assert terms_of(one) == terms_of(other)


def test_the_order_of_words_counts() -> None:
    assert terms_of("more of this to read") != terms_of("read more of this to")


def test_a_word_in_a_label_is_not_the_same_word_in_a_long_paragraph() -> None:
    assert not terms_of("newsletter") & terms_of(
        "Their free newsletter " + "was founded in a year of storms " * 8
    )


def test_characters_of_unspaced_scripts_are_words() -> None:
    assert len(said(tree_of("<p>编辑推荐</p>")).terms) == len(said(tree_of("<p>a b c d</p>")).terms)


def test_a_page_of_marks_alone_has_no_words() -> None:
    assert len(said(tree_of("<p>***</p><p>—</p>")).terms) == 0


def test_of_a_long_block_only_the_beginning_is_read() -> None:
    start = "wall " * 60
    assert terms_of(start + "newsletter " * 9) == terms_of(start + "promotion " * 9)


def terms_by_name(tree: Tree) -> dict[tuple[str, str], set[int]]:
    """The terms of each tag with its class, id and role."""
    found = named(tree)
    return {key: set(found.terms[found.rows == row].tolist()) for row, key in enumerate(tree.distinct)}


def test_names_are_split_as_developers_write_them() -> None:
    found = terms_by_name(tree_of("<div class='article-Body'><div class='articleBody'>x</div></div>"))
    assert found["div", "article-Body  "] == found["div", "articleBody  "]
    assert len(found["div", "articleBody  "]) == 3


def test_a_block_hears_what_is_said_of_its_words_and_of_the_elements_above_it() -> None:
    tree = tree_of("<div class=promo><p>Subscribe now</p></div><div><p>Rain fell</p></div>")
    words, names = np.zeros(1 << BITS), np.zeros((1 << BITS, LEVELS))
    spoken = said(tree)
    words[spoken.terms[spoken.rows == 0]] = -2.0
    found = terms_by_name(tree)
    names[list(found["div", "promo  "] - found["div", "  "]), 1] = -3.0
    columns = Lexicon.of(words, names).columns(tree)
    assert columns["said_own"][0] < columns["said_own"][1]
    assert columns["named_own"][0] < columns["named_own"][1] == 0
    assert columns["named_p1"][0] == columns["named_own"][1]


def test_tags_are_terms_of_their_own() -> None:
    found = terms_by_name(tree_of("<p class=aside>x</p><aside>y</aside>"))
    assert not found["p", "aside  "] & found["aside", "  "]


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    made = Lexicon.of(rng.normal(size=1 << BITS), rng.normal(size=(1 << BITS, LEVELS)))
    made.save(tmp_path / "lexicon.npz")
    read = Lexicon.load(tmp_path / "lexicon.npz")
    assert all(
        np.array_equal(getattr(made, name), getattr(read, name)) for name in ("said", "named", "scales")
    )


def test_of_endless_names_only_the_beginning_is_read() -> None:
    tree = tree_of(f"<p class='{'promo ' * 500_000}'>x</p>")
    assert len(named(tree).terms) < 300_000
