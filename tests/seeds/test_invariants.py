"""What holds for every document, whatever is in it."""

from collections import Counter
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seed_corpus import articles, documents, golds

from cleaner import Article, Cleaner, Document, Settings, clean_many, dedup

CLEANER = Cleaner()


@cache
def keeping(category: str) -> Cleaner:
    return Cleaner(Settings(keep=(category,)))


PROSE = [
    "The council voted on Tuesday to close the bridge for six weeks, and nobody was surprised.",
    "“We counted every plank twice,” said Ina Moss, who keeps the ferry. “They were all there.”",
    "Der Rat hat am Dienstag beschlossen, die Brücke für sechs Wochen zu sperren, wie eine Sprecherin sagte.",
    "市議会は火曜日、橋を六週間閉鎖することを決めた。",
]
CLUTTER = [
    "Share this @harborline.example",
    "You May Also Like",
    "Rovers appoint third coach of the season",
    "Traders had expected a smaller crop after the dry spring, but…",
    "Sign up for our free daily newsletter",
    "By Ina Moss",
    "March 3, 2026",
    "Advertisement",
    "© 2026 The Harborline. All rights reserved.",
    "READ MORE: Nine recipes for the last of the winter cabbages",
]
ODD = [
    "",
    " ",
    "\u200b",
    "\u00ad",
    "&nbsp;",
    "\x00",
    "\ufeff",
    "a",
    "1",
    "…",
    "<b>",
    "\r",
    "\u2028",
    "e\u0301",
    "Ã©",
]

lines = st.one_of(
    st.sampled_from(PROSE), st.sampled_from(CLUTTER), st.sampled_from(ODD), st.text(max_size=80)
)
texts = st.builds(
    lambda some, gap: gap.join(some), st.lists(lines, max_size=25), st.sampled_from(["\n", "\n\n", " "])
)
elements = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
    st.sampled_from(
        ["p", "p", "p", "h2", "li", "div", "div class='related'", "a href=/x", "script", "td", "title"]
    ),
    lines,
)
pages = st.builds(
    lambda some: "<html><body>" + "".join(some) + "</body></html>", st.lists(elements, max_size=25)
)
inputs = st.one_of(
    st.builds(lambda text: Document(id="t", text=text), texts),
    st.builds(lambda page: Document(id="h", html=page), pages),
    st.builds(lambda data: Document(id="b", html=data), st.binary(max_size=400)),
)
many = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_books(article: Article) -> None:
    """Nothing is lost: kept and removed text together are the original."""
    assert article.restore() == article.original
    for removal in article.removed:
        assert removal.text == article.original[removal.start : removal.end]
        assert removal.text.strip()
    for before, after in pairwise(article.removed):
        assert before.end <= after.start
    kept, gone, original = (
        Counter(" ".join(some).split())
        for some in ([article.text], [removal.text for removal in article.removed], [article.original])
    )
    assert kept + gone == original


@pytest.mark.parametrize("name", documents())
def test_nothing_of_a_seed_is_lost(name: str) -> None:
    check_books(articles()[name])


@many
@given(inputs)
def test_nothing_is_lost(document: Document) -> None:
    article = CLEANER.clean(document)
    assert article.problem is None or "stage" not in article.problem
    check_books(article)


@many
@given(inputs)
def test_blocks_are_pieces_of_the_original(document: Document) -> None:
    article = CLEANER.clean(document)
    for block in article.blocks:
        assert block.text == article.original[block.start : block.end]


@many
@given(inputs)
def test_cleaning_twice_gives_the_same(document: Document) -> None:
    assert CLEANER.clean(document) == CLEANER.clean(document)


@given(st.lists(inputs, max_size=6))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_documents_that_are_cleaned_together_come_out_as_alone(some: list[Document]) -> None:
    assert CLEANER.clean_all(some) == [CLEANER.clean(document) for document in some]


def test_all_seeds_cleaned_together_come_out_as_alone() -> None:
    assert CLEANER.clean_all(list(documents().values())) == list(articles().values())


@many
@given(inputs)
def test_putting_every_category_back_gives_all_words_back(document: Document) -> None:
    article = CLEANER.clean(document)
    restored = article.restore(categories={removal.category for removal in article.removed})
    assert restored.split() == article.original.split()


@pytest.mark.parametrize("category", ["title", "byline", "date", "share", "related", "nav"])
@pytest.mark.parametrize("name", documents())
def test_to_keep_a_category_is_to_put_it_back_and_costs_no_field(name: str, category: str) -> None:
    usual, kept = articles()[name], keeping(category).clean(documents()[name])
    assert category not in {removal.category for removal in kept.removed}
    assert kept.text == usual.restore(categories=category)
    assert kept.metadata == usual.metadata


@pytest.mark.parametrize(
    "name", [gold.id for gold in golds() if gold.text and documents()[gold.id].html is None]
)
def test_a_clean_text_is_left_alone(name: str) -> None:
    once = articles()[name]
    again = CLEANER.clean(Document(id=name, text=once.text, title=once.title))
    assert again.text == once.text


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_articles_come_in_the_order_of_their_documents_whatever_the_workers(workers: int) -> None:
    some = list(documents().values())
    Random(workers).shuffle(some)
    cleaned = list(clean_many(some, workers=workers))
    assert [article.id for article in cleaned] == [document.id for document in some]
    assert cleaned == [articles()[document.id] for document in some]


def test_clusters_do_not_depend_on_the_order_of_the_articles() -> None:
    some = list(articles().values())
    Random(7).shuffle(some)
    assert dedup(some).clusters == dedup(articles().values()).clusters
