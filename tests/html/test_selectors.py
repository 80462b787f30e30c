"""A user's site files decide over the scorer, and their word is in the findings."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from cleaner import Article, Cleaner, Document, Settings
from cleaner.clutter.siterules import PageRules, Selectors
from cleaner.errors import RuleError
from cleaner.html.selectors import select

PROSE = "The harbour council voted on Tuesday to widen the northern quay before the winter storms arrive. "
PAGE = f"""<html><head><title>Quay to be widened</title></head><body>
<nav><a href=/>Home</a> <a href=/n>News</a></nav>
<div class=story>
<p>{PROSE}Work starts in March and ends in June, the mayor said, if the money holds that long.</p>
<p class=odd>{PROSE}A second vote on the cranes was put off until the ministry has answered.</p>
<p>{PROSE}Fishermen had asked for the wider quay since the ferry line moved to the north side.</p>
</div>
<div class=aside><p>{PROSE}Readers can find the plans in the town hall all week.</p></div>
<p class=tiny>Quay 4</p>
</body></html>"""


def clean(folder: Path, site_file: str, url: str = "https://news.harbour.example/quay") -> Article:
    (folder / "sites").mkdir()
    (folder / "sites" / "harbour.toml").write_text(site_file, encoding="utf-8")
    return Cleaner(Settings(rule_dirs=(str(folder),))).clean(Document(id="1", html=PAGE, url=url))


def test_what_a_site_strips_goes_and_says_why(tmp_path: Path) -> None:
    article = clean(tmp_path, 'site = "harbour.example"\nstrip = ["p.odd"]\n')
    assert "second vote" not in article.text
    assert "Fishermen" in article.text
    (removal,) = [r for r in article.removed if "second vote" in r.text]
    assert removal.rule == "site.strip"
    assert "'p.odd'" in removal.reason


@pytest.mark.parametrize(
    "site", ["www.harbour.example", "News.Harbour.example", "https://harbour.example/", "*"]
)
def test_a_site_may_be_written_as_its_address(tmp_path: Path, site: str) -> None:
    assert "second vote" not in clean(tmp_path, f'site = "{site}"\nstrip = ["p.odd"]\n').text


def test_a_site_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "sites" / "harbour.toml").mkdir(parents=True)
    with pytest.raises(RuleError, match=r"harbour\.toml: cannot be read: "):
        Cleaner(Settings(rule_dirs=(str(tmp_path),)))


def test_what_a_site_keeps_stays(tmp_path: Path) -> None:
    article = clean(tmp_path, 'site = "harbour.example"\nstrip = [".odd"]\nkeep = ["p.tiny", ".odd"]\n')
    assert "Quay 4" in article.text
    assert "second vote" in article.text


def test_nothing_is_kept_outside_a_body(tmp_path: Path) -> None:
    article = clean(tmp_path, 'site = "harbour.example"\nbody = ["div.story"]\n')
    assert "Fishermen" in article.text
    assert "town hall" not in article.text
    assert "town hall" in article.restore()


def test_another_site_is_left_alone(tmp_path: Path) -> None:
    article = clean(tmp_path, 'site = "harbour.example"\nstrip = ["p.odd"]\n', url="https://other.example/")
    assert "second vote" in article.text


def test_a_selector_that_is_none_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"harbour\.toml.*'div\['"):
        clean(tmp_path, 'site = "harbour.example"\nstrip = ["div["]\n')


def test_selectors_find_alike_one_by_one_and_in_a_long_list() -> None:
    asked = [
        "p.odd",
        "P.TINY",
        ".story > p:first-child",
        "[class^=as]",
        "#none",
        "nav a, .none",
        "p.none",
    ]
    tree = LexborHTMLParser(PAGE)
    many = [*(f".x{number}" for number in range(300)), *asked, *(f"[id=x{number}]" for number in range(300))]
    found = select(tree, PageRules(strip=(Selectors(many),))).strip
    alone = {css: [node.mem_id for node in tree.css(css)] for css in asked}
    assert found == {css: nodes for css, nodes in alone.items() if nodes}
    assert len(found) >= 4
