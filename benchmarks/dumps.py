"""Make dumps like those of shared/data/text from the pages of shared/data/pages that have none there.

    python -m benchmarks.dumps OUT.jsonl.gz

`dump` is the page's visible text as selectolax gives it, a line a block; the others are what trafilatura
(favouring recall), resiliparse, readability and newspaper4k keep; they must be installed.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import shared

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_INLINE = (
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "time",
)
_HIDDEN = "script, style, noscript, template, svg, iframe, head"


def visible_text(page: str) -> str:
    """All text of the page, broken where a block element starts or ends and where its source is broken."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    for node in tree.css(_HIDDEN):
        node.decompose()
    if tree.body is None:
        return ""
    pieces: list[str] = []
    # A node to visit, or a break that ends one already visited; no recursion, for pages nest deeply.
    waiting: list[LexborNode | None] = [tree.body]
    while waiting:
        node = waiting.pop()
        if node is None:
            pieces.append("\n")
            continue
        if node.tag == "-text":
            pieces.append(node.text_content or "")
            continue
        if node.tag == "-comment":
            continue
        if node.tag not in _INLINE:
            pieces.append("\n")
            waiting.append(None)
        waiting += reversed(list(node.iter(include_text=True)))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def trafilatura_recall(page: str) -> str:
    import trafilatura

    return trafilatura.extract(page, favor_recall=True, include_comments=False) or ""


def resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, alt_texts=False, preserve_formatting="minimal"))


def readability(page: str) -> str:
    from readability import Document

    return visible_text(Document(page).summary())


def newspaper4k(page: str) -> str:
    import newspaper

    config = newspaper.Config()
    config.fetch_images = False
    article = newspaper.Article("https://news.example/story", config=config)
    article.download(input_html=page)
    article.parse()
    return str(article.text)


TOOLS: dict[str, Callable[[str], str]] = {
    "dump": visible_text,
    "trafilatura-recall": trafilatura_recall,
    "resiliparse": resiliparse,
    "readability": readability,
    "newspaper4k": newspaper4k,
}


def records() -> Iterator[dict[str, Any]]:
    """A record for each page and tool, in the format of shared/data/text."""
    known = {(record["set"], record["id"]) for record in shared.dumps()}
    pages = shared.folder() / "data" / "pages"
    for name in ("fundus", "extra"):
        with gzip.open(pages / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if (name, record["id"]) in known or len(record.get("body") or "") < 500:
                    continue
                page = gzip.decompress((pages / record["html"]).read_bytes()).decode("utf-8", "replace")
                for via, tool in TOOLS.items():
                    try:
                        dirty = tool(page)
                    except Exception as error:  # a page that a peer cannot read is no example
                        print(record["id"], via, repr(error)[:100], file=sys.stderr)
                        continue
                    if len(dirty) > 200:
                        keep = {key: record.get(key) for key in ("id", "url", "lang")}
                        yield {**keep, "via": via, "dirty": dirty, "gold": record["body"], "set": name}


def main() -> None:
    with gzip.open(Path(sys.argv[1]), "wt", encoding="utf-8") as out:
        for record in records():
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
