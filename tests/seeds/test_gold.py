"""The gold is sound: it speaks of documents that exist and quotes them as they are."""

import re

import pytest
from seed_corpus import SEEDS, Gold, documents, golds
from selectolax.lexbor import LexborHTMLParser

from cleaner.document import CATEGORIES, VERDICTS

CHARSETS = {
    "bridge-colour": "windows-1252",
    "meteorit-1251": "windows-1251",
    "tofu-sjis": "shift_jis",
    "zhuqiao-gb18030": "gb18030",
}


def seen(gold: Gold) -> str:
    """What a reader sees of the document, white space folded."""
    document = documents()[gold.id]
    text = document.text or ""
    if isinstance(document.html, bytes):
        page = LexborHTMLParser(document.html.decode(CHARSETS.get(gold.file.split("/")[-1][:-5], "utf-8")))
        text = page.body.text(separator=" ") if page.body else ""
    return folded(f"{document.title or ''} {text}")


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_every_document_has_gold_and_all_gold_has_a_document() -> None:
    assert sorted(gold.id for gold in golds()) == sorted(documents())


def test_the_corpus_is_large_and_varied_enough() -> None:
    assert len(golds()) >= 60
    assert len({gold.lang for gold in golds()}) >= 6
    assert {gold.verdict for gold in golds()} == set(VERDICTS)


def test_the_corpus_stays_small() -> None:
    assert sum(path.stat().st_size for path in SEEDS.rglob("*") if path.is_file()) < 2_000_000


@pytest.mark.parametrize("gold", golds(), ids=lambda gold: gold.id)
def test_gold_quotes_what_stands_in_the_document(gold: Gold) -> None:
    visible = seen(gold)
    quoted = [*(gold.text or ()), *gold.keeps, *(piece["text"] for piece in gold.removed)]
    missing = [text for text in quoted if folded(text) not in visible]
    assert not missing


@pytest.mark.parametrize("gold", golds(), ids=lambda gold: gold.id)
def test_nothing_is_both_kept_and_removed(gold: Gold) -> None:
    kept = folded(" ".join([*(gold.text or ()), *gold.keeps]))
    assert not [piece["text"] for piece in gold.removed if folded(piece["text"]) in kept]
    assert {piece["category"] for piece in gold.removed} <= set(CATEGORIES)


def test_copies_name_an_original_of_their_cluster() -> None:
    by_id = {gold.id: gold for gold in golds()}
    for gold in golds():
        if gold.relation in ("exact", "reprint", "trimmed", "excerpt", "revised"):
            assert gold.of is not None, gold.id
            assert by_id[gold.of].cluster == gold.cluster, gold.id
        elif gold.of is not None:
            assert by_id[gold.of].cluster != gold.cluster, gold.id
