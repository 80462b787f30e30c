"""Pages as Markdown and HTML: structure kept, removals out, and every character read as itself."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner.document import Article, Block, Metadata, Removal
from cleaner.html.output import to_html, to_markdown


def article(
    *parts: tuple[str, str, int], gone: tuple[int, ...] = (), title: str | None = "Sea wall"
) -> Article:
    """An article of the blocks (text, kind, level); kind "cell" continues a row of a table."""
    blocks, original = [], ""
    for text, kind, level in parts:
        original += ("\t" if kind == "cell" else "\n\n") if original else ""
        at = len(original)
        original += text
        named = "table" if kind == "cell" else kind
        blocks.append(Block(text, named, at, len(original), level, "body>p"))  # type: ignore[arg-type]
    removals = [blocks[i] for i in gone]
    return Article(
        id="x",
        original=original,
        blocks=tuple(blocks),
        removed=tuple(
            Removal("share", "rule", "a share line", b.text, b.start, b.end, 0.9) for b in removals
        ),
        metadata=Metadata(title=title),
    )


STORY = article(
    ("Intro *here*", "paragraph", 0),
    ("Share this", "paragraph", 0),
    ("Plan", "heading", 2),
    ("one", "list_item", 1),
    ("two <b>", "list_item", 2),
    ("Said so.", "quote", 0),
    ("And so.", "quote", 0),
    ("Year", "table", 0),
    ("Metres", "cell", 0),
    ("2024", "table", 0),
    ("1|2", "cell", 0),
    gone=(1,),
)


def test_markdown_keeps_structure_and_leaves_removals_out() -> None:
    assert to_markdown(STORY) == (
        "# Sea wall\n\nIntro \\*here\\*\n\n## Plan\n\n- one\n  - two \\<b\\>\n\n> Said so.\n>\n> And so.\n\n"
        "| Year | Metres |\n| --- | --- |\n| 2024 | 1\\|2 |\n"
    )


def test_html_keeps_structure_and_escapes_text() -> None:
    assert to_html(STORY) == (
        "<article>\n<h1>Sea wall</h1>\n<p>Intro *here*</p>\n<h2>Plan</h2>\n<ul>\n<li>one</li>\n"
        "<li>two &lt;b&gt;</li>\n</ul>\n<blockquote>\n<p>Said so.</p>\n<p>And so.</p>\n</blockquote>\n"
        "<table>\n<tr><td>Year</td><td>Metres</td></tr>\n<tr><td>2024</td><td>1|2</td></tr>\n</table>\n"
        "</article>\n"
    )


def test_a_table_of_one_column_is_paragraphs() -> None:
    laid_out = article(("Rain fell.", "table", 0), ("It stopped.", "table", 0), title=None)
    assert to_markdown(laid_out) == "Rain fell.\n\nIt stopped.\n"


def test_code_that_holds_a_fence_gets_a_longer_one() -> None:
    assert to_markdown(article(("```\nx", "preformatted", 0), title=None)) == "````\n```\nx\n````\n"


def test_a_text_keeps_its_lines_and_loses_nothing() -> None:
    text = Article(id="x", text="1. one\n* two\n\nthree <b>", metadata=Metadata(title="A\nb"))
    assert to_markdown(text) == "# A b\n\n1. one\n* two\n\nthree <b>\n"
    assert to_html(text) == (
        "<article>\n<h1>A b</h1>\n<p>1. one<br>* two</p>\n<p>three &lt;b&gt;</p>\n</article>\n"
    )


@pytest.mark.parametrize("kind", ["paragraph", "heading", "list_item", "quote", "table", "cell"])
@settings(max_examples=60)
@given(st.text("ab1 .)#-+=*_`~<>&;[]()!|\\:/\n", min_size=1, max_size=30))
def test_markdown_reads_as_the_text_it_was_made_of(kind: str, text: str) -> None:
    text = re.sub(r"\s*\n\s*", "\n", text).strip() or "a"
    parts = [("head", "table", 0)] if kind == "cell" else []
    made = to_markdown(article(*parts, (text, kind, 1), title=None))
    read = _Text(MarkdownIt("gfm-like", {"linkify": False}).render(made)).words
    assert read == ["head"] * (kind == "cell") + text.split()


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._text = ""
        self.feed(page)
        self.close()
        self.words = self._text.split()

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._text += " "
