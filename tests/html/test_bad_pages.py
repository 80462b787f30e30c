"""Pages that are none, or too much: an article with a problem or an empty text, never an exception."""

import numpy as np
import pytest

from cleaner.document import Document
from cleaner.html import extract, policy
from cleaner.html.blocks import Outline
from cleaner.html.policy import Flags
from cleaner.settings import Settings

DATA, BLANKS = '<script type="application/ld+json">', " " * 200_000
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
    "title of many parts": "<title>" + "Example | " * 50_000 + "</title><p>Text</p>",
    "broken data": f"{DATA}{{'a': b{BLANKS}}}</script><p>Text</p>",
    "author of blanks": f'{DATA}{{"@type": "Article", "author": "x{BLANKS}y"}}</script><p>Text</p>',
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


@pytest.mark.parametrize("shown", ["<p>Please enable scripts.</p>", "<div id='root'></div>"])
@pytest.mark.parametrize(
    ("separator", "ends"),
    [("\\n\\n", ""), ("<p>", "</p>"), ("&lt;br&gt;", ""), ('", "', "")],
)
def test_text_left_to_scripts_comes_from_the_declared_body_with_its_paragraphs(
    shown: str, separator: str, ends: str
) -> None:
    story = [" ".join(f"Sentence {n} of part {part} stands here." for n in range(10)) for part in "abc"]
    body = separator.join(text + ends for text in story)
    declared = f'["{body}"]' if '"' in separator else f'"{body}"'
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":{declared}}}</script>'
    found = extract(Document(id="x", html=f"<body>{script}{shown}"), Settings())
    kept = [block.text for number, block in enumerate(found.blocks) if number not in found.rejected]
    assert (kept, found.problem) == (story, None)


def test_a_page_of_which_nothing_is_sure_is_tried_in_its_own_encoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing(page: Outline, *_: object) -> tuple[Flags, list[str]]:
        return np.zeros(len(page.texts), bool), []

    monkeypatch.setattr(policy, "choose", nothing)
    story = "Совет города решил закрыть старый мост на шесть недель. " * 4
    page = f"<html><body>{f'<p>{story}</p>' * 6}</body></html>".encode("utf-16-le")
    found = extract(Document(id="x", html=page), Settings())
    assert story.strip() in found.original
    assert not found.rejected


def test_a_declared_body_counts_in_words_where_none_are_spaced() -> None:
    body = "市議会は火曜日、橋を六週間閉鎖することを決めた。" * 10
    found = extract(
        Document(id="x", html=f'{DATA}{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'),
        Settings(),
    )
    assert found.original == body


def test_a_page_without_text_and_declared_body_says_so() -> None:
    found = extract(Document(id="x", html="<body><div id='root'></div>"), Settings())
    assert (found.original, found.problem) == ("", "the page has no text")


def test_paragraphs_of_a_page_set_in_tables_are_paragraphs_and_cells_are_cells() -> None:
    story = "The council voted to close the old bridge for eleven months. " * 4
    page = f"<table><tr><td>Menu<td>By Mira Holt<br><br>{story}<br><br>{story}<td>Ads</table>"
    found = extract(Document(id="x", html=page), Settings())
    assert [block.kind for block in found.blocks] == ["table", "paragraph", "paragraph", "paragraph", "table"]
    assert found.original == "\n\n".join(("Menu", "By Mira Holt", story.strip(), story.strip(), "Ads"))
