"""An HTML article's kept blocks as Markdown or clean HTML, the title above the text."""

import html
import re
from collections.abc import Iterator

from cleaner.document import Article, Block, cut, merge

_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(#{1,6}\s|[-+>]\s|\d+[.)]\s)", re.MULTILINE)
_TAGS = {"paragraph": "p", "line": "p", "caption": "p", "list_item": "li", "quote": "p", "table": "td"}


def kept_blocks(article: Article) -> Iterator[Block]:
    """The blocks with what was removed cut out of them; those of which nothing is left are passed over."""
    gone = merge(((removal.start, removal.end) for removal in article.removed), article.original)
    next_gap = 0
    for block in article.blocks:
        while next_gap < len(gone) and gone[next_gap][1] <= block.start:
            next_gap += 1
        inside = []
        for start, end in gone[next_gap:]:
            if start >= block.end:
                break
            inside.append((max(start - block.start, 0), min(end - block.start, len(block.text))))
        text = cut(block.text, inside) if inside else block.text
        if text:
            yield block._replace(text=text)


def to_markdown(article: Article) -> str:
    """The article as Markdown: `# title`, then the text with its headings, lists, quotes and tables."""
    pieces = [f"# {_escape(article.title)}"] if article.title else []
    before = ""
    for block in kept_blocks(article):
        text = _escape(block.text)
        if block.kind == "heading":
            line = "#" * min(6, max(2, block.level)) + " " + text.replace("\n", " ")
        elif block.kind == "list_item":
            line = "  " * (max(1, block.level) - 1) + "- " + text.replace("\n", " ")
        elif block.kind == "quote":
            line = "> " + text.replace("\n", "\n> ")
        elif block.kind == "preformatted":
            line = f"```\n{block.text}\n```"
        else:
            line = text.replace("\n", "  \n")
        together = block.kind == before and block.kind in ("list_item", "table")
        pieces.append(line if together or not pieces else "\n" + line)
        before = block.kind
    return "\n".join(pieces).strip() + "\n"


def to_html(article: Article) -> str:
    """The article as an HTML fragment, `<article>` with `h1` and the text's elements; every text escaped."""
    pieces = ["<article>"]
    if article.title:
        pieces.append(f"<h1>{html.escape(article.title)}</h1>")
    wrapper = ""
    for block in kept_blocks(article):
        wanted = {"list_item": "ul", "quote": "blockquote", "table": "table"}.get(block.kind, "")
        if wanted != wrapper:
            pieces += [f"</{wrapper}>"] * bool(wrapper) + [f"<{wanted}>"] * bool(wanted)
            wrapper = wanted
        pieces.append(_element(block))
    pieces += [f"</{wrapper}>"] * bool(wrapper)
    return "\n".join([*pieces, "</article>"]) + "\n"


def _element(block: Block) -> str:
    text = html.escape(block.text)
    if block.kind == "preformatted":
        return f"<pre>{text}</pre>"
    text = text.replace("\n", "<br>")
    if block.kind == "heading":
        level = min(6, max(2, block.level))
        return f"<h{level}>{text}</h{level}>"
    tag = _TAGS[block.kind]
    return f"<tr><td>{text}</td></tr>" if tag == "td" else f"<{tag}>{text}</{tag}>"


def _escape(text: str) -> str:
    """Text that Markdown would read as marks, made to stand for itself."""
    return _LINE_START.sub(r"\\\1", _MARKDOWN.sub(r"\\\1", text))
