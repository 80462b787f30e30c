"""Each folder in `pages/` is a page and what must come of it; adding a case is adding a folder."""

import tomllib
from pathlib import Path

import pytest

import cleaner
from cleaner.document import Document, cut
from cleaner.html import extract
from cleaner.settings import Settings

PAGES = sorted(path for path in (Path(__file__).parent / "pages").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_page_yields_its_article(folder: Path) -> None:
    html = (folder / "page.html").read_bytes()
    found = extract(Document(id=folder.name, html=html), Settings())
    text = cut(found.original, [(finding.start, finding.end) for finding in found.findings])
    assert text == (folder / "expected.txt").read_text().strip()


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_page_yields_its_metadata(folder: Path) -> None:
    known = extract(Document(id="x", html=(folder / "page.html").read_bytes()), Settings()).metadata
    expected = tomllib.loads((folder / "expected.toml").read_text())
    assert known.title == expected["title"]
    assert list(known.authors) == expected["authors"]
    assert known.published == expected["published"]


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_every_block_lies_where_it_says(folder: Path) -> None:
    found = extract(Document(id="x", html=(folder / "page.html").read_bytes()), Settings())
    assert all(found.original[block.start : block.end] == block.text for block in found.blocks)
    covered = {i for i, b in enumerate(found.blocks) for f in found.findings if f.start <= b.start < f.end}
    assert covered == found.rejected


def test_what_stands_above_the_text_is_called_what_it_says() -> None:
    story = "The council voted to close the old bridge for eleven months from Monday. " * 3
    head = "<h1>Old bridge to close</h1><div>By Mira Holt</div><div>March 4, 2025</div>"
    page = f"<title>Old bridge to close</title><main id=__next>{head}{f'<p>{story}' * 5}</main>"
    article = cleaner.clean(page.encode())
    removed = {removal.text: removal.category for removal in article.removed}
    assert removed == {"Old bridge to close": "title", "By Mira Holt": "byline", "March 4, 2025": "dateline"}
