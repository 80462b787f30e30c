"""An article as Markdown or clean HTML: the title, then the kept blocks, each as what it was in the page."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from cleaner.document import Article, Block, cut, merge

_MARKS = re.compile(r"[\\`*_\[\]<>]|~(?=~)|&(?=#?\w+;)")
_LINE_MARKS = re.compile(r"^(\d{0,9})([-+.)=](?=\s|$)|#(?=#{0,5}(?:\s|$))|[-=~](?=[-=~]))", re.MULTILINE)
"""What makes a list, a heading, a rule or a fence at the start of a line; numbers stand before the mark."""
_CLOSING = re.compile(r"#+$")
"""Marks that may end a heading and are then not part of it."""
_BACKSLASHED = r"\\\g<0>"
_FENCE = re.compile(r"`{3,}")
_TOGETHER = ("list_item", "quote", "table")


def kept_blocks(article: Article) -> Iterator[Block]:
    """The blocks with what was removed cut out of them; those of which nothing is left are passed over."""
    gone = merge(((removal.start, removal.end) for removal in article.removed), article.original)
    next_gap = 0
    for block in article.blocks:
        while next_gap < len(gone) and gone[next_gap][1] <= block.start:
            next_gap += 1
        inside = []
        for number in range(next_gap, len(gone)):
            start, end = gone[number]
            if start >= block.end:
                break
            inside.append((max(start - block.start, 0), min(end - block.start, len(block.text))))
        text = cut(block.text, inside) if inside else block.text
        if text:
            yield block._replace(text=text)


def to_markdown(article: Article) -> str:
    """The article as Markdown: `# title`, then the text with its headings, lists, quotes and tables.

    What was a text and no page keeps its lines as they are: what it may mean by `*` or `#` is not known.
    """
    title = [_heading(1, article.title)] if article.title else []
    if _is_page(article):
        body = [_markdown(group, article.original) for group in _groups(article)]
    else:
        body = [article.text]
    return "\n\n".join(filter(None, title + body)) + "\n"


def to_html(article: Article) -> str:
    """The article as an HTML fragment, `<article>` with `h1` and the text's elements; every text escaped."""
    title = [f"<h1>{html.escape(_on_one_line(article.title))}</h1>"] if article.title else []
    if _is_page(article):
        body = [_html(group, article.original) for group in _groups(article)]
    else:
        body = [_element("p", piece) for piece in re.split(r"\n{2,}", article.text) if piece]
    return "\n".join(["<article>", *title, *body, "</article>"]) + "\n"


def _is_page(article: Article) -> bool:
    return any(block.path for block in article.blocks)


def _groups(article: Article) -> Iterator[list[Block]]:
    """The kept blocks; the items of a list, the paragraphs of a quote, the cells of a table together."""
    group: list[Block] = []
    for block in kept_blocks(article):
        if group and not (block.kind == group[-1].kind and block.kind in _TOGETHER):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _markdown(group: list[Block], original: str) -> str:
    kind, text = group[0].kind, group[0].text
    if kind == "heading":
        return _heading(min(6, max(2, group[0].level)), text)
    if kind == "list_item":
        return "\n".join(
            f"{'  ' * (max(1, item.level) - 1)}- {_escape(_on_one_line(item.text))}" for item in group
        )
    if kind == "quote":
        return "\n>\n".join("> " + _escape(part.text).replace("\n", "\n> ") for part in group)
    if kind == "table" and (rows := _rows(group, original)):
        return _markdown_table(rows)
    if kind == "preformatted":
        fence = "`" * max(3, 1 + max(map(len, _FENCE.findall(text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    return "\n\n".join(_escape(part.text).replace("\n", "  \n") for part in group)


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {_CLOSING.sub(_BACKSLASHED, _MARKS.sub(_BACKSLASHED, _on_one_line(text)))}"


def _markdown_table(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    lines = [
        [_escape(cell).replace("|", "\\|").replace("\n", "<br>") for cell in row] + [""] * (width - len(row))
        for row in rows
    ]
    lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _html(group: list[Block], original: str) -> str:
    kind, text = group[0].kind, group[0].text
    if kind == "heading":
        return _element(f"h{min(6, max(2, group[0].level))}", text)
    if kind == "list_item":
        return _around("ul", [_element("li", item.text) for item in group])
    if kind == "quote":
        return _around("blockquote", [_element("p", part.text) for part in group])
    if kind == "table" and (rows := _rows(group, original)):
        return _around(
            "table", ["".join(["<tr>", *(_element("td", c) for c in row), "</tr>"]) for row in rows]
        )
    if kind == "preformatted":
        return f"<pre>{html.escape(text)}</pre>"
    return "\n".join(_element("p", part.text) for part in group)


def _rows(cells: list[Block], original: str) -> list[list[str]]:
    """The cells by row: a tab is between those of one. Empty for one column, which only lays out text."""
    rows = [[cells[0].text]]
    for before, cell in pairwise(cells):
        if "\n" in original[before.end : cell.start]:
            rows.append([])
        rows[-1].append(cell.text)
    return rows if max(map(len, rows)) > 1 else []


def _around(tag: str, elements: list[str]) -> str:
    return "\n".join([f"<{tag}>", *elements, f"</{tag}>"])


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{html.escape(text).replace(chr(10), '<br>')}</{tag}>"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    """Text that Markdown would read as marks, made to stand for itself."""
    return _LINE_MARKS.sub(r"\1\\\2", _MARKS.sub(_BACKSLASHED, text))
