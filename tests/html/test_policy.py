import numpy as np
from numpy.typing import NDArray

from cleaner.html import blocks, features, policy

FIRST = "The sea wall at Harrow Quay will be raised by forty centimetres before the winter storms come in."
SECOND = "Work starts in March and closes the fish market's lower entrance until the end of the summer."
THIRD = "Fishermen were told on Monday that they would be given berths on the coal pier at no charge."


def kept(page: str, chances: list[float]) -> list[str]:
    """The blocks of a page that the policy keeps, given their probabilities."""
    outline = blocks.outline(blocks.parse(page), 1000)
    tree, columns = features.features(outline, features.Hints())
    flags: NDArray[np.bool_] = policy.choose(outline, tree, columns, np.array(chances), "")[0]
    return [text for text, keep in zip(outline.texts, flags, strict=True) if keep]


def test_an_article_that_the_page_repeats_as_one_block_is_kept_once() -> None:
    page = f"<div><p>{FIRST}<p>{SECOND}<p>{THIRD}</div><div><section>{FIRST} {SECOND} {THIRD}</section></div>"
    assert kept(page, [0.9, 0.9, 0.9, 0.8]) == [FIRST, SECOND, THIRD]


def test_of_two_copies_of_a_paragraph_the_likelier_is_kept() -> None:
    page = f"<div><p>{FIRST}<p>{SECOND}</div><main><p>{FIRST}<p>{THIRD}</main>"
    assert kept(page, [0.7, 0.9, 0.9, 0.9]) == [SECOND, FIRST, THIRD]


def test_a_refrain_in_one_container_is_kept() -> None:
    page = f"<div><p>{FIRST}<p>{SECOND}<p>{FIRST}</div>"
    assert kept(page, [0.9, 0.9, 0.9]) == [FIRST, SECOND, FIRST]


def test_a_sentence_quoted_from_a_longer_paragraph_is_kept() -> None:
    page = f"<div><p>{FIRST} {SECOND} {THIRD}</div><blockquote><p>{SECOND}</blockquote>"
    assert kept(page, [0.9, 0.9]) == [f"{FIRST} {SECOND} {THIRD}", SECOND]


def test_where_nothing_is_sure_the_likeliest_is_kept() -> None:
    page = f"<div><p>{FIRST}<p>{SECOND}<p>{THIRD}</div>"
    assert kept(page, [0.35, 0.3, 0.3]) == [FIRST, SECOND, THIRD]


def test_where_the_rest_is_sure_the_same_doubt_is_too_much() -> None:
    page = f"<div><p>{FIRST}<p>{SECOND}</div><ul><li>{THIRD}</ul>"
    assert kept(page, [0.99, 0.99, 0.3]) == [FIRST, SECOND]


def test_doubtful_prose_set_like_the_kept_is_kept_unless_it_stands_far_below() -> None:
    doubted = [0.9, 0.9, 0.9, 0.2]
    assert kept(f"<p>{FIRST}<p>{SECOND}<p>{FIRST}<p>{THIRD}", doubted)[-1] == THIRD
    between = "".join(f"<h4>Ferry {number}</h4>" for number in range(policy.REACH))
    far = kept(
        f"<p>{FIRST}<p>{SECOND}<p>{FIRST}{between}<p>{THIRD}", [*doubted[:3], *[0.0] * policy.REACH, 0.2]
    )
    assert far == [FIRST, SECOND, FIRST]


def test_what_the_article_is_called_too_names_no_clutter() -> None:
    page = f"<div id=__next><p>{FIRST}<p>{SECOND}<p>Harbour<div class=newsletter>Every Friday</div></div>"
    outline = blocks.outline(blocks.parse(page), 1000)
    _, columns = features.features(outline, features.Hints())
    found = policy.categories(columns, np.array([True, True, False, False]))
    assert found[2:] == ["template", "newsletter"]


def test_a_standfirst_above_the_text_is_kept_in_doubt() -> None:
    page = f"<div>About us and our paper's history<p>{FIRST}</div><h2>Menu</h2>"
    page += "<p>Berths at no charge, council says"
    page += f"<p>By Mira Holt<div><p>{SECOND}<p>{THIRD}</div>"
    assert kept(page, [0.1, 0.1, 0.0, 0.35, 0.1, 0.9, 0.9]) == [
        "Berths at no charge, council says",
        SECOND,
        THIRD,
    ]
