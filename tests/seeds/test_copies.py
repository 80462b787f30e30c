"""Which seeds are copies of which: what `dedup` says of the cleaned articles, against the gold."""

from functools import cache
from typing import Any

import pytest
from seed_corpus import Gold, articles, cases, golds

from cleaner import dedup

RELATIONS = {
    "exact": {"exact"},
    "reprint": {"reprint", "revised"},
    "trimmed": {"trimmed", "excerpt"},
    "excerpt": {"excerpt", "trimmed"},
    "revised": {"revised", "reprint"},
}
"""What an answer may be: where a trim ends and an excerpt begins is a matter of taste."""


@cache
def rows() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in dedup(articles().values()).rows()}


def in_stories() -> list[Gold]:
    return [gold for gold in golds() if gold.cluster]


def joined(gold: Gold) -> None:
    """It stands with the documents of its cluster and with no other."""
    cluster = rows()[gold.id]["cluster"]
    together = {other.id for other in golds() if rows()[other.id]["cluster"] == cluster}
    assert together == {other.id for other in in_stories() if other.cluster == gold.cluster}


@pytest.mark.parametrize("gold", cases(joined, in_stories()))
def test_document_is_joined_with_its_copies_alone(gold: Gold) -> None:
    joined(gold)


def test_every_document_has_a_row() -> None:
    assert list(rows()) == list(articles())


def relation(gold: Gold) -> None:
    row = rows()[gold.id]
    assert row["role"] == "copy"
    assert row["relation"] in RELATIONS[gold.relation]


@pytest.mark.parametrize("gold", cases(relation, (g for g in golds() if g.relation in RELATIONS)))
def test_copy_is_related_to_its_original_as_the_gold_says(gold: Gold) -> None:
    relation(gold)
