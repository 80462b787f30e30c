from cleaner.document import Article, Block, Metadata, Removal
from cleaner.html.output import to_html, to_markdown


def article() -> Article:
    parts = [("Intro *here*", "paragraph", 0), ("Share this", "paragraph", 0), ("Plan", "heading", 2)]
    parts += [("one", "list_item", 1), ("two <b>", "list_item", 1), ("Said so.", "quote", 0)]
    blocks, at, texts = [], 0, []
    for text, kind, level in parts:
        blocks.append(Block(text, kind, at, at + len(text), level))  # type: ignore[arg-type]
        at += len(text) + 2
        texts.append(text)
    share = blocks[1]
    removal = Removal("share", "rule", "share line", share.text, share.start, share.end, 0.9)
    return Article(
        id="x",
        original="\n\n".join(texts),
        blocks=tuple(blocks),
        removed=(removal,),
        metadata=Metadata(title="Sea wall"),
    )


def test_markdown_keeps_structure_and_leaves_removals_out() -> None:
    assert to_markdown(article()) == (
        "# Sea wall\n\nIntro \\*here\\*\n\n## Plan\n\n- one\n- two \\<b\\>\n\n> Said so.\n"
    )


def test_html_keeps_structure_and_escapes_text() -> None:
    assert to_html(article()) == (
        "<article>\n<h1>Sea wall</h1>\n<p>Intro *here*</p>\n<h2>Plan</h2>\n<ul>\n<li>one</li>\n"
        "<li>two &lt;b&gt;</li>\n</ul>\n<blockquote>\n<p>Said so.</p>\n</blockquote>\n</article>\n"
    )
