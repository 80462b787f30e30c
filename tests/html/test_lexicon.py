from pathlib import Path

import numpy as np
import pytest

from cleaner.html import blocks, features
from cleaner.html.blocks import Outline
from cleaner.html.features import Tree
from cleaner.html.lexicon import BITS, LEVELS, Lexicon, class_terms, said, tag_terms


def page_of(html: str) -> tuple[Outline, Tree]:
    outline = blocks.outline(blocks.parse(html), 1000)
    return outline, features.features(outline, features.Hints())[0]


def terms_of(text: str) -> set[int]:
    return set(said(*page_of(f"<p>{text}</p>")).terms.tolist())


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
    assert len(said(*page_of("<p>编辑推荐</p>")).terms) == len(said(*page_of("<p>a b c d</p>")).terms)


def test_a_page_of_marks_alone_has_no_words() -> None:
    assert len(said(*page_of("<p>***</p><p>—</p>")).terms) == 0


def test_names_are_split_as_developers_write_them() -> None:
    tree = page_of("<div class='article-Body'><p class='articleBody'>x</p></div>")[1]
    found = class_terms(tree)
    by_row = [set(found.terms[found.rows == row].tolist()) for row in range(len(tree.classes.distinct))]
    with_words = [terms for terms in by_row if terms]
    assert len(with_words) == 2
    assert with_words[0] == with_words[1]


def test_a_block_hears_what_is_said_of_its_words_and_of_the_elements_above_it() -> None:
    outline, tree = page_of("<div class=promo><p>Subscribe now</p></div><div><p>Rain fell</p></div>")
    words, names = np.zeros(1 << BITS), np.zeros((1 << BITS, LEVELS))
    spoken, named = said(outline, tree), class_terms(tree)
    words[spoken.terms[spoken.rows == 0]] = -2.0
    names[named.terms, 1] = -3.0
    columns = Lexicon.of(words, names).columns(outline, tree)
    assert columns["said_own"][0] < columns["said_own"][1]
    assert columns["named_own"][0] < columns["named_own"][1] == 0
    assert columns["named_p1"][0] == columns["named_own"][1]


def test_tags_are_terms_of_their_own() -> None:
    tree = page_of("<p class=aside>x</p><aside>y</aside>")[1]
    assert not set(class_terms(tree).terms.tolist()) & set(tag_terms(tree).terms.tolist())


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    made = Lexicon.of(rng.normal(size=1 << BITS), rng.normal(size=(1 << BITS, LEVELS)))
    made.save(tmp_path / "lexicon.npz")
    read = Lexicon.load(tmp_path / "lexicon.npz")
    assert all(
        np.array_equal(getattr(made, name), getattr(read, name)) for name in ("said", "named", "scales")
    )


def test_of_endless_names_only_the_beginning_is_read() -> None:
    tree = page_of(f"<p class='{'promo ' * 500_000}'>x</p>")[1]
    assert len(class_terms(tree).terms) < 300_000
