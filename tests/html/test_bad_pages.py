"""Pages that are none, or too much: an article with a problem or an empty text, never an exception."""

import pytest

from cleaner.document import Document
from cleaner.html import extract
from cleaner.settings import Settings

BAD = {
    "empty": b"",
    "no tags": b"Only words, no tags at all.",
    "nested": b"<div>" * 100_000 + b"deep",
    "one-word paragraphs": b"<p>word</p>" * 50_000,
    "base64": b"<p>Text</p><img src='data:image/png;base64," + b"QUJD" * 1_000_000 + b"'>",
    "nul bytes": b"<p>a\0b</p>" * 100,
    "truncated": b"<html><body><div class='te",
    "unknown charset": b"<meta charset='klingon'><p>Stra\xdfe</p>",
    "frames": b"<frameset cols='50%,50%'><frame src='a.html'></frameset>",
    "xml": b"<?xml version='1.0'?><rss><channel><item><title>Title</title></item></channel></rss>",
    "binary": bytes(range(256)) * 2000,
    "lone surrogate": "<p>\ud800 text</p>",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_page_comes_out_accounted_for(name: str) -> None:
    found = extract(Document(id=name, html=BAD[name]), Settings())
    assert found.original or found.problem
    assert all(found.original[block.start : block.end] == block.text for block in found.blocks)


def test_page_over_the_limit_is_named() -> None:
    found = extract(Document(id="x", html=b"<p>long</p>" * 100), Settings(max_bytes=1000))
    assert found.problem == "1,100 bytes of HTML, more than max_bytes = 1,000; not cleaned"


def test_page_of_too_many_blocks_is_named_and_whole() -> None:
    found = extract(Document(id="x", html="<p>a</p><p>b</p><p>c</p>"), Settings(max_blocks=2))
    assert "c" in found.original
    assert found.problem is not None


def test_text_left_to_scripts_comes_from_the_declared_body() -> None:
    body = " ".join(f"Sentence number {n} of the story stands here." for n in range(30))
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>'
    found = extract(Document(id="x", html=f"<body>{script}<p>Please enable scripts.</p>"), Settings())
    kept = [block.text for number, block in enumerate(found.blocks) if number not in found.rejected]
    assert kept == [body]


def test_paragraphs_of_a_page_set_in_tables_are_paragraphs_and_cells_are_cells() -> None:
    story = "The council voted to close the old bridge for eleven months. " * 4
    page = f"<table><tr><td>Menu<td>By Mira Holt<br><br>{story}<br><br>{story}<td>Ads</table>"
    found = extract(Document(id="x", html=page), Settings())
    assert [block.kind for block in found.blocks] == ["table", "paragraph", "paragraph", "paragraph", "table"]
    assert found.original == "\n\n".join(("Menu", "By Mira Holt", story.strip(), story.strip(), "Ads"))
