"""Every seed comes out as its gold says; what does not yet is listed in known_failures.toml."""

from collections.abc import Callable

import pytest
from seed_corpus import Gold, articles, cases, documents, golds, known_failures, words

from cleaner import Article


def text_is_the_gold_text(gold: Gold, article: Article) -> None:
    if gold.text is None:
        kept = " ".join(words(article.text))
        assert not [text for text in gold.keeps if " ".join(words(text)) not in kept]
    else:
        assert words(article.text) == words(" ".join(gold.text))


def paragraphs_are_kept(gold: Gold, article: Article) -> None:
    kept = " ".join(words(article.text))
    assert not [text for text in gold.text or () if " ".join(words(text)) not in kept]


def clutter_is_gone(gold: Gold, article: Article) -> None:
    kept = " ".join(words(article.text))
    assert not [piece["text"] for piece in gold.removed if " ".join(words(piece["text"])) in kept]


def clutter_can_be_restored(gold: Gold, article: Article) -> None:
    """Texts: every labelled snippet stands in a removal. (A page may hide its chrome from the reader.)"""
    removed = " ".join(words(" ".join(removal.text for removal in article.removed)))
    if documents()[gold.id].html is None:
        assert not [piece["text"] for piece in gold.removed if " ".join(words(piece["text"])) not in removed]


def verdict(gold: Gold, article: Article) -> None:
    assert article.verdict == gold.verdict


def title(gold: Gold, article: Article) -> None:
    if gold.title is not None:
        assert (article.title or "").split() == gold.title.split()


def authors(gold: Gold, article: Article) -> None:
    if gold.authors:
        assert article.authors == gold.authors


def published(gold: Gold, article: Article) -> None:
    if gold.published is not None:
        assert (article.published or "")[:10] == gold.published[:10]


def language(gold: Gold, article: Article) -> None:
    if article.lang is not None:
        assert article.lang.split("-")[0] == gold.lang


CHECKS: tuple[Callable[[Gold, Article], None], ...] = (
    text_is_the_gold_text,
    paragraphs_are_kept,
    clutter_is_gone,
    clutter_can_be_restored,
    verdict,
    title,
    authors,
    published,
    language,
)


@pytest.mark.parametrize(
    ("check", "gold"),
    [
        pytest.param(check, *case.values, id=f"{case.id}-{check.__name__}", marks=case.marks)
        for check in CHECKS
        for case in cases(check, golds())
    ],
)
def test_seed(check: Callable[[Gold, Article], None], gold: Gold) -> None:
    check(gold, articles()[gold.id])


def test_known_failures_name_seeds_and_checks() -> None:
    checks = {check.__name__ for check in CHECKS}
    assert set(known_failures()) <= checks | {"joined", "relation"}
    assert {seed for seeds in known_failures().values() for seed in seeds} <= {gold.id for gold in golds()}
